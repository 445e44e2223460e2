"""What was decided about rows, and how it stands against the rows of a file.

Decides: which rows of a file a retraction, an absence or a correction keeps out, when an absence or a correction ends,
and what is remembered of a change by hand. Does not decide: how rows are written (``putting``) or removed
(``removing``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final

from graph.domain.kinds import KIND_NAMES, Key, Record, amended_key, key_of
from graph.domain.plain import from_plain, plain_text
from graph.domain.vocabulary import AmendmentKind
from graph.errors import WhitherError
from graph.store.embedded.reading import rows
from graph.store.embedded.writing.unit import UNIT, Unit
from graph.store.values import Leaving, Source

_VERSION: Final = "version"


def let_through(
    connection: sqlite3.Connection, unit: Unit, records: Sequence[Record], source: Source, keep: frozenset[str]
) -> Sequence[Record]:
    """The rows of a file that nothing keeps out; a correction that says something else ends, and for a whole file that
    they were absent from an earlier one.

    A correction neither keeps out nor ends by a row that says what stands already, or where nothing stands."""
    kind = type(records[0])
    name = KIND_NAMES[kind]
    if connection.execute(UNIT["any_amendment"].text, {"row_kind": name}).fetchone() is None:
        return records
    keys = [amended_key(kind, key_of(record)) for record in records]
    found = _amendments_of(connection, name, keys)
    corrected = [key_of(record) for record, key in zip(records, keys, strict=True) if _is_corrected(found.get(key))]
    standing = rows.find(connection, kind, corrected)
    through: list[Record] = []
    ended: list[str] = []
    back: list[str] = []
    for record, key in zip(records, keys, strict=True):
        amendment = found.get(key)
        if amendment is None:
            through.append(record)
        elif _is_corrected(amendment):
            stands = standing.get(key_of(record))
            if stands is None or _agree(stands, record, keep):
                through.append(record)
            elif not _says(amendment[1], record, keep):
                through.append(record)
                ended.append(key)
        elif amendment[0] is AmendmentKind.ABSENT and source is Source.WHOLE_FILE:
            through.append(record)
            back.append(key)
    _end(connection, unit, name, ended, AmendmentKind.CORRECTED)
    _end(connection, unit, name, back, AmendmentKind.ABSENT)
    return through


def end_retractions(connection: sqlite3.Connection, unit: Unit, kind: type[Record], keys: Sequence[Key]) -> None:
    """Rows with these keys are put by hand: that they were retracted, or absent, holds no more."""
    remembered = [amended_key(kind, key) for key in keys]
    for ended in (AmendmentKind.RETRACTED, AmendmentKind.ABSENT):
        _end(connection, unit, KIND_NAMES[kind], remembered, ended)


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


def _says(imported: str, record: Record, keep: frozenset[str]) -> bool:
    """Whether a row says what the corrected one said, but for the fields that are kept anyway.

    What cannot be read any more as a row of this kind says something else."""
    try:
        was = from_plain(type(record), json.loads(imported))
    except (WhitherError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return False
    return _agree(was, record, keep)


def _agree(one: Record, other: Record, keep: frozenset[str]) -> bool:
    """Whether two rows of a kind say the same, but for the fields that are kept anyway."""
    compared = (field.name for field in fields(other) if field.name != _VERSION and field.name not in keep)
    return all(getattr(one, name) == getattr(other, name) for name in compared)


def _is_corrected(amendment: tuple[AmendmentKind, str] | None) -> bool:
    return amendment is not None and amendment[0] is AmendmentKind.CORRECTED
