"""Inserting and updating records by natural key, set by set.

Decides: which rows are new, which differ and which refer to nothing, in a handful of statements for any number of rows.
Does not decide: what a row holds (``shapes`` does), what was decided by hand (``amendments``), nor when a unit commits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from graph.domain.calendar import date_of
from graph.domain.kinds import Record, key_of
from graph.domain.plain_touches import PlainTouches
from graph.domain.records import Firm, StaffMember, Touch
from graph.domain.validation import check_interval
from graph.errors import InvalidRecord, UnknownReference
from graph.store.comparing import only_kind
from graph.store.embedded.reading import rows
from graph.store.embedded.writing import amendments, change_log, token_table, touch_rows
from graph.store.embedded.writing.shapes import SHAPES
from graph.store.embedded.writing.staging import (
    backwards,
    dangling,
    fields_of,
    keeping,
    names_after,
    names_before,
    staging,
)
from graph.store.embedded.writing.storing import Shape
from graph.store.unit import Unit
from graph.store.values import Source, Written

NOUNS: Final = {"staff": "staff member", "person": "person", "account": "account", "departure": "departure"}
"""What an id in a column that refers to a table is the id of."""


def prepare(connection: sqlite3.Connection) -> None:
    """Make the temporary tables in which rows are staged; once for a connection that writes."""
    for shape in SHAPES.values():
        connection.execute(staging(shape).create)
    touch_rows.prepare(connection)


def put(
    connection: sqlite3.Connection, unit: Unit, records: Sequence[Record], source: Source, keep: frozenset[str]
) -> Written:
    """Put the rows, all of one kind; by the laws of ``Transaction.put``.

    Raises UnknownReference for a reference to nobody, and TypeError for rows of several kinds."""
    if not records:
        return Written()
    kind = only_kind(records, keep)
    try:
        if source is not Source.HAND:
            through = amendments.let_through(connection, unit, records, source, keep)
            written = _write(connection, unit, through, keep) if through else Written()
            return replace(written, withheld=len(records) - len(through))
        keys = [key_of(record) for record in records]
        before = rows.find(connection, kind, keys)
        amendments.make_way(connection, unit, records, before)
        written = _write(connection, unit, records, keep)
        if written.updated:
            amendments.remember_corrections(connection, unit, before, rows.find(connection, kind, keys))
    except UnicodeEncodeError as error:
        raise InvalidRecord("text", str(error.object), "it holds half a character (a lone surrogate)") from error
    else:
        return written


def _write(connection: sqlite3.Connection, unit: Unit, records: Sequence[Record], keep: frozenset[str]) -> Written:
    kind = type(records[0])
    if kind is Touch:
        if isinstance(records, PlainTouches):
            return touch_rows.put(connection, unit, records, keep)
        touches = [record for record in records if isinstance(record, Touch)]
        return touch_rows.put(connection, unit, touches, keep)
    shape = SHAPES[kind]
    statements = staging(shape)
    connection.execute(statements.clear)
    statements.stage.run(connection, list(chain.from_iterable(map(shape.values, records))))
    _refuse_dangling(connection, shape, within=False)
    connection.execute(statements.match)
    new = connection.execute(statements.insert, (unit.version,)).rowcount
    for statement in statements.settle:
        connection.execute(statement)
    _refuse_dangling(connection, shape, within=True)
    changed = _update(connection, unit, shape, keep) if new < len(records) else None
    for statement in statements.late:
        connection.execute(statement)
    updated = 0 if changed is None else changed.updated
    if new or updated:
        _tell(connection, unit, kind, shape)
    unchanged = len(records) - new - updated
    return Written(new, updated, unchanged, changed={} if changed is None else changed.changed)


def _update(connection: sqlite3.Connection, unit: Unit, shape: Shape, keep: frozenset[str]) -> Written:
    """Update the rows that are there and differ; how many there were, and in which fields."""
    statements = staging(shape)
    kept = keeping(shape, keep)
    if kept is not None:
        connection.execute(kept)
        _refuse_backwards(connection, shape)
    updated = connection.execute(statements.differ).rowcount
    if not updated:
        return Written()
    counts = connection.execute(statements.count).fetchone()
    changed = {field: count for field, count in zip(fields_of(shape), counts, strict=True) if count}
    change_log.note(connection, unit, names_before(shape))
    connection.execute(statements.update, (unit.version,))
    return Written(updated=updated, changed=changed)


def _tell(connection: sqlite3.Connection, unit: Unit, kind: type[Record], shape: Shape) -> None:
    """Let the tokens and the change log know of the rows that are new or differ."""
    unit.changed = True
    token_table.follow(connection, kind)
    if kind is Firm:
        unit.named.everything = True
    if kind is StaffMember:
        change_log.note_members(connection, unit)
    change_log.note(connection, unit, names_after(shape))


def _refuse_dangling(connection: sqlite3.Connection, shape: Shape, *, within: bool) -> None:
    for reference in shape.references:
        if reference.within == within:
            found = connection.execute(dangling(shape, reference)).fetchone()
            if found is not None:
                raise UnknownReference(reference.in_folder, found[0], NOUNS[reference.entity])


def _refuse_backwards(connection: sqlite3.Connection, shape: Shape) -> None:
    """Refuse a row that ends before the start which it keeps, or starts after the end."""
    statement = backwards(shape)
    found = None if statement is None or shape.span is None else connection.execute(statement).fetchone()
    if found is not None and shape.span is not None:
        (field,) = (column.field for column in shape.columns if column.name == shape.span[1])
        check_interval(date_of(found[0]), date_of(found[1]), field)
