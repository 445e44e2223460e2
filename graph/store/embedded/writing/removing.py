"""Removing rows by natural key.

Decides: that a row others refer to stays, and that rows of one call which refer to each other in a chain all go.
Does not decide: why rows are removed, nor how a row's key is remembered (``amendments``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from graph.domain.kinds import Key, Record
from graph.domain.records import Firm, Touch
from graph.store.comparing import to_remove
from graph.store.embedded.reading import rows
from graph.store.embedded.writing import amendments, change_log, token_table, touch_rows
from graph.store.embedded.writing.shapes import SHAPES
from graph.store.embedded.writing.staging import names_before, removing, staging
from graph.store.embedded.writing.storing import Shape, key_values
from graph.store.unit import Unit
from graph.store.values import Leaving, Removed


def remove(
    connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key], *, remember: Leaving | None
) -> Removed:
    """Remove rows by the laws of ``Transaction.remove``, or, with why to ``remember`` their keys, by those of
    ``Transaction.retract``.

    Keys that no row could ever have are passed over. Raises InvalidRecord when the firm is to be retracted: by its time
    zone and currency all other rows were read."""
    possible = to_remove(kind, keys, remember=remember is not None)
    if not possible:
        return Removed(0, ())
    if kind is Touch:
        gone = touch_rows.remove(connection, unit, [str(key[0]) for key in possible])
        staying: tuple[Key, ...] = ()
    else:
        gone, staying = _remove(connection, unit, kind, SHAPES[kind], possible)
    stay = set(staying)
    going = [key for key in possible if key not in stay]
    amendments.follow_leaving(connection, unit, kind, going, remember)
    if remember is None:
        amendments.end_corrections(connection, unit, kind, going)
    else:
        amendments.remember_retractions(connection, unit, kind, going, remember)
    return Removed(gone, staying)


def move(connection: sqlite3.Connection, unit: Unit, kind: type[Record], key: Key, to: Key) -> Removed:
    """Remove a row and remember where it stands now, by the laws of ``Transaction.move``."""
    row = rows.find(connection, kind, [key]).get(key)
    if row is None:
        return Removed(0, ())
    gone, staying = _remove(connection, unit, kind, SHAPES[kind], [key])
    if gone:
        amendments.remember_move(connection, unit, row, to)
    return Removed(gone, staying)


def _remove(
    connection: sqlite3.Connection, unit: Unit, kind: type[Record], shape: Shape, keys: Sequence[Key]
) -> tuple[int, tuple[Key, ...]]:
    statements = removing(shape)
    connection.execute(staging(shape).clear)
    connection.executemany(statements.stage, (key_values(kind, key) for key in keys))
    connection.execute(statements.unstage)
    connection.execute(staging(shape).match)
    gone = 0
    while connection.execute(statements.choose).rowcount:
        change_log.note(connection, unit, names_before(shape))
        token_table.forget_staged(connection, kind)
        gone += connection.execute(statements.delete).rowcount
        connection.execute(statements.settle)
        unit.changed = True
        unit.named.everything = unit.named.everything or kind is Firm
    staying = tuple(keys[place - 1] for (place,) in connection.execute(statements.left))
    return gone, staying
