"""What was decided about rows, as the file remembers it.

Decides: how amendments are found and written. Does not decide: which rows of a file they keep out, when one ends, and
what is remembered (``graph.store.amending`` does), nor how rows are written (``putting``) or removed (``removing``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from graph.domain.calendar import instant_number
from graph.domain.kinds import KIND_NAMES, Key, Record, amended_key, key_of
from graph.domain.vocabulary import AmendmentKind
from graph.store import amending
from graph.store.amending import Amended, Decided
from graph.store.embedded.reading import rows
from graph.store.embedded.writing.unit import UNIT
from graph.store.unit import Unit
from graph.store.values import Leaving, Source


def let_through(
    connection: sqlite3.Connection, unit: Unit, records: Sequence[Record], source: Source, keep: frozenset[str]
) -> Sequence[Record]:
    """The rows to write of a file's: those that nothing keeps out, and of those under a correction what the file says
    anew."""
    kind = type(records[0])
    if not _any(connection, kind):
        return records
    records = list(records)  # what is plain makes a record each time one is asked for
    found = _found(connection, kind, map(key_of, records))
    standing = rows.find(connection, kind, list(amending.places_of(records, found).values()))
    through, decided = amending.let_through(records, found, standing, source, keep)
    _carry_out(connection, unit, kind, decided)
    return through


def make_way(
    connection: sqlite3.Connection, unit: Unit, records: Sequence[Record], before: Mapping[Key, Record]
) -> None:
    """Rows are put by hand: what was decided about their keys yields, but for the corrections of rows that stand."""
    kind = type(records[0])
    if _any(connection, kind):
        found = _found(connection, kind, map(key_of, records))
        _carry_out(connection, unit, kind, amending.make_way(records, before, found))


def end_corrections(connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key]) -> None:
    """Rows with these keys are gone: that they were corrected holds no more."""
    if _any(connection, kind):
        found = _found(connection, kind, keys)
        _carry_out(connection, unit, kind, amending.left(found, found, None))


def remember_corrections(
    connection: sqlite3.Connection, unit: Unit, before: Mapping[Key, Record], after: Mapping[Key, Record]
) -> None:
    """Remember of each row that changed by hand what it was before its first correction."""
    for kind in {type(record) for record in before.values()}:
        found = _found(connection, kind, before)
        _carry_out(connection, unit, kind, amending.corrected(before, after, found))


def remember_retractions(
    connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key], leaving: Leaving
) -> None:
    """Remember that rows with these keys were retracted, and why, whether or not they were there."""
    if keys:
        unit.instant()  # whoever amends has said what time it is, even where nothing new is to be remembered
        found = _found(connection, kind, keys)
        decided = amending.left([amended_key(kind, key) for key in keys], found, leaving)
        _carry_out(connection, unit, kind, decided)


def remember_move(connection: sqlite3.Connection, unit: Unit, row: Record, to: Key) -> None:
    """Remember that a row, which is gone, stands under another key now: for a file it stays the same row."""
    kind = type(row)
    found = _found(connection, kind, [key_of(row)])
    _carry_out(connection, unit, kind, amending.moved(row, to, found, _moved(connection, kind)))


def follow_leaving(
    connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key], leaving: Leaving | None
) -> None:
    """Rows with these keys are gone: where they were moved there, the same holds of their old keys."""
    corrections = _moved(connection, kind)
    old = amending.moved_to(kind, keys, corrections)
    _carry_out(connection, unit, kind, amending.left(old, corrections, leaving))


def _any(connection: sqlite3.Connection, kind: type[Record]) -> bool:
    """Whether anything was decided about rows of a kind."""
    return connection.execute(UNIT["any_amendment"].text, {"row_kind": KIND_NAMES[kind]}).fetchone() is not None


def _found(connection: sqlite3.Connection, kind: type[Record], keys: Iterable[Key]) -> dict[str, Amended]:
    """What was decided about rows with these keys."""
    listed = json.dumps([amended_key(kind, key) for key in keys], ensure_ascii=False)
    amended = connection.execute(UNIT["amendments_of"].text, {"row_kind": KIND_NAMES[kind], "keys": listed})
    return {key: Amended(AmendmentKind(what), imported) for key, what, imported in amended}


def _moved(connection: sqlite3.Connection, kind: type[Record]) -> dict[str, Amended]:
    """The corrections of keys, by the old key as it is remembered."""
    moved = connection.execute(UNIT["moved"].text, {"row_kind": KIND_NAMES[kind]})
    return {key: Amended(AmendmentKind.CORRECTED, imported) for key, imported in moved}


def _carry_out(connection: sqlite3.Connection, unit: Unit, kind: type[Record], decided: Decided) -> None:
    """Make, renew and end amendments of rows of a kind."""
    name = KIND_NAMES[kind]
    for key, amended in decided.made.items():
        values = (name, key, int(amended.kind), instant_number(unit.instant()), amended.imported, unit.version)
        connection.execute(UNIT["amend"].text, values)
    for key, text in decided.renewed.items():
        connection.execute(UNIT["renew"].text, (name, key, text, unit.version))
    connection.executemany(UNIT["end_amendment"].text, ((name, key) for key in decided.ended))
    unit.changed |= decided.anything
