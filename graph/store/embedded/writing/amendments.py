"""What was decided about rows, and how it stands against the rows of a file.

Decides: which rows of a file a retraction, an absence or a correction keeps out, when an absence or a correction ends,
and what is remembered of a change by hand. Does not decide: how rows are written (``putting``) or removed
(``removing``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from graph.domain.correcting import Imported, Ruling, put_in_place, read_imported, rule
from graph.domain.kinds import KIND_NAMES, Key, Record, amended_key, key_of, key_text
from graph.domain.plain import plain_text
from graph.domain.vocabulary import AmendmentKind
from graph.store.embedded.reading import rows
from graph.store.embedded.writing.unit import UNIT, Unit
from graph.store.values import Leaving, Source


def let_through(
    connection: sqlite3.Connection, unit: Unit, records: Sequence[Record], source: Source, keep: frozenset[str]
) -> Sequence[Record]:
    """The rows to write of a file's: those that nothing keeps out, and of those under a correction what the file says
    anew. A correction of which nothing is left ends, and for a whole file that its rows were absent from an earlier
    one."""
    kind = type(records[0])
    name = KIND_NAMES[kind]
    if connection.execute(UNIT["any_amendment"].text, {"row_kind": name}).fetchone() is None:
        return records
    keys = [amended_key(kind, key_of(record)) for record in records]
    found = _amendments_of(connection, name, keys)
    corrected = _corrected(kind, found)
    places = {
        key: (was.moved_to if was is not None and was.moved_to is not None else key_of(record))
        for record, key in zip(records, keys, strict=True)
        for was in (corrected.get(key),)
        if key in corrected
    }
    standing = rows.find(connection, kind, list(places.values()))
    given = {key_of(record) for record in records}
    through: list[Record] = []
    for record, key in zip(records, keys, strict=True):
        if key not in found:
            through.append(record)
        elif key in corrected:
            stands = standing.get(places[key])
            ruling = _rule(record, corrected[key], stands, keep)
            if ruling.row is not None and key_of(ruling.row) != key_of(record) and key_of(ruling.row) in given:
                continue  # the file has the row under both keys: under its new one it says itself what it is
            if ruling.row is not None:
                through.append(ruling.row)
            _renew(connection, unit, name, key, ruling.remembered, was=found[key][1])
        elif found[key][0] is AmendmentKind.ABSENT and source is Source.WHOLE_FILE:
            through.append(record)
            _end(connection, unit, name, [key], AmendmentKind.ABSENT)
    return through


def make_way(
    connection: sqlite3.Connection, unit: Unit, records: Sequence[Record], before: Mapping[Key, Record]
) -> None:
    """Rows are put by hand: that their keys were retracted, or absent, holds no more; and where a row was moved away
    from such a key, the new one is what the file's row was corrected to."""
    kind = type(records[0])
    name = KIND_NAMES[kind]
    if connection.execute(UNIT["any_amendment"].text, {"row_kind": name}).fetchone() is None:
        return
    new = {amended_key(kind, key_of(record)): record for record in records if key_of(record) not in before}
    remembered = [amended_key(kind, key_of(record)) for record in records]
    for ended in (AmendmentKind.RETRACTED, AmendmentKind.ABSENT):
        _end(connection, unit, name, remembered, ended)
    found = _amendments_of(connection, name, list(new))
    for key, was in _corrected(kind, found).items():
        if was is not None:
            _renew(connection, unit, name, key, put_in_place(was, new[key]), was=found[key][1])


def end_corrections(connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key]) -> None:
    """Rows with these keys are gone: that they were corrected holds no more."""
    name = KIND_NAMES[kind]
    if connection.execute(UNIT["any_amendment"].text, {"row_kind": name}).fetchone() is not None:
        _end(connection, unit, name, [amended_key(kind, key) for key in keys], AmendmentKind.CORRECTED)


def remember_corrections(
    connection: sqlite3.Connection, unit: Unit, before: Mapping[Key, Record], after: Mapping[Key, Record]
) -> None:
    """Remember of each row that changed by hand what it was before its first correction."""
    for key, record in before.items():
        if after.get(key) != record:
            kind = type(record)
            values = (KIND_NAMES[kind], amended_key(kind, key), unit.instant(), plain_text(record), unit.version)
            connection.execute(UNIT["correct"].text, values)
            unit.changed = True


def remember_retractions(
    connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key], leaving: Leaving
) -> None:
    """Remember that rows with these keys were retracted, and why, whether or not they were there."""
    for key in keys:
        values = (KIND_NAMES[kind], amended_key(kind, key), int(leaving), unit.instant(), unit.version)
        unit.changed |= connection.execute(UNIT["retract"].text, values).rowcount > 0


def remember_move(connection: sqlite3.Connection, unit: Unit, row: Record, to: Key) -> None:
    """Remember that a row, which is gone, stands under another key now: for a file it stays the same row."""
    kind, name = type(row), KIND_NAMES[type(row)]
    key = amended_key(kind, key_of(row))
    corrected = _corrected(kind, _amendments_of(connection, name, [key])).get(key)
    imported = Imported(corrected.row if corrected is not None else row, to)
    _follow(connection, unit, kind, {key_of(row): to})
    connection.execute(UNIT["correct"].text, (name, key, unit.instant(), imported.text(), unit.version))
    _renew(connection, unit, name, key, imported, was="")


def follow_leaving(
    connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key], leaving: Leaving | None
) -> None:
    """Rows with these keys are gone: where they were moved there, the same holds of their old keys."""
    left = {key_text(key) for key in keys}
    for old, was in _moved(connection, kind):
        if was.moved_to is not None and key_text(was.moved_to) in left:
            if leaving is None:
                _end(connection, unit, KIND_NAMES[kind], [old], AmendmentKind.CORRECTED)
            else:
                values = (KIND_NAMES[kind], old, int(leaving), unit.instant(), unit.version)
                unit.changed |= connection.execute(UNIT["retract"].text, values).rowcount > 0


def _follow(connection: sqlite3.Connection, unit: Unit, kind: type[Record], moves: Mapping[Key, Key]) -> None:
    """Rows that were moved to one of these keys are moved on."""
    for old, was in _moved(connection, kind):
        if was.moved_to is not None and was.moved_to in moves:
            _renew(connection, unit, KIND_NAMES[kind], old, Imported(was.row, moves[was.moved_to]), was="")


def _moved(connection: sqlite3.Connection, kind: type[Record]) -> list[tuple[str, Imported]]:
    """The corrections of keys, by the old key as it is remembered."""
    moved = connection.execute(UNIT["moved"].text, {"row_kind": KIND_NAMES[kind]}).fetchall()
    return [(key, was) for key, text in moved if (was := read_imported(kind, text)) is not None]


def _corrected(kind: type[Record], found: Mapping[str, tuple[AmendmentKind, str]]) -> dict[str, Imported | None]:
    """What the corrections among these amendments remember; None for what no program can read any more."""
    return {key: read_imported(kind, text) for key, (what, text) in found.items() if what is AmendmentKind.CORRECTED}


def _rule(record: Record, was: Imported | None, stands: Record | None, keep: frozenset[str]) -> Ruling:
    """What becomes of a row under a correction; one of a row that is not there is no reason to keep another out."""
    if was is None or (stands is None and was.moved_to is not None):
        return Ruling(record, None)
    return Ruling(record, was) if stands is None else rule(record, was, stands, keep)


def _renew(
    connection: sqlite3.Connection, unit: Unit, name: str, key: str, remembered: Imported | None, *, was: str
) -> None:
    """Remember something else of a correction, or that it has ended, unless that is what it ``was``."""
    if remembered is None:
        _end(connection, unit, name, [key], AmendmentKind.CORRECTED)
    elif (text := remembered.text()) != was:
        connection.execute(UNIT["renew"].text, (name, key, text, unit.version))
        unit.changed = True


def _amendments_of(
    connection: sqlite3.Connection, name: str, keys: Sequence[str]
) -> dict[str, tuple[AmendmentKind, str]]:
    asked = {"row_kind": name, "keys": json.dumps(keys, ensure_ascii=False)}
    rows = connection.execute(UNIT["amendments_of"].text, asked)
    return {key: (AmendmentKind(kind), imported) for key, kind, imported in rows}


def _end(connection: sqlite3.Connection, unit: Unit, name: str, keys: Sequence[str], amendment: AmendmentKind) -> None:
    if keys:
        done = connection.executemany(UNIT["end_amendment"].text, ((name, key, int(amendment)) for key in keys))
        unit.changed |= done.rowcount > 0
