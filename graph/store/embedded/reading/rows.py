"""Rows of every kind as records again: by natural key, or all of them in the order of their keys.

Decides: how stored columns become a record, by the types of its fields, and how the parts of a key are asked for.
Does not decide: how a record becomes a row (``shapes`` does), nor over which connection it is asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from graph.domain.calendar import date_of, date_or_none, instant_of
from graph.domain.kinds import KEY_FIELDS, Key, KeyPart, R, Record, key_of
from graph.domain.vocabulary import Word
from graph.store.embedded.writing.storing import stored_part
from graph.store.names import NAMES
from graph.store.statements import load
from graph.store.texts import storable

Row = tuple[Any, ...]

ROWS: Final = load(__package__, "rows.sql")

TABLES: Final = NAMES
"""The table of each kind, which is also the name of its statement."""

_KEYS: Final[Mapping[type[object], tuple[str, ...]]] = dict(KEY_FIELDS.items())
_VERSION: Final = "version"
_Read = Callable[[Any], object]
_Readers = tuple[tuple[int, _Read], ...]


def find(connection: sqlite3.Connection, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
    """The rows with these keys, with their versions, in one statement; by the law of ``Transaction.find``."""
    asked = {"keys": _key_list(kind, keys)}
    rows = connection.execute(ROWS[TABLES[kind]].when(found=True), asked)
    return {key_of(record): record for record in made(kind, rows)}


def ordered(connection: sqlite3.Connection, kind: type[object]) -> sqlite3.Cursor:
    """Every row of a kind, by the order of ``Snapshot.records``; for :func:`made`."""
    return connection.execute(ROWS[TABLES[kind]].when(ordered=True))


def made(kind: Callable[..., R], rows: Iterable[Row]) -> list[R]:
    """The records of rows as the statements here give them; raises ValueError or OverflowError for what is no value
    of a field, and InvalidRecord for what the record refuses."""
    readers = _readers(kind)
    return [_record(kind, readers, row) for row in rows]


def field_of(kind: type[Record], name: str, value: object) -> KeyPart:
    """The part of a natural key that a stored value is, None for a reference to nobody."""
    part = None if value is None else _reader(get_type_hints(kind)[name])(value)
    if part is None or isinstance(part, str | int | date):
        return part
    raise TypeError(f"{name} is no part of a key")


def _record(kind: Callable[..., R], readers: _Readers, row: Row) -> R:
    *values, version = row
    for place, read in readers:
        values[place] = read(values[place])
    return kind(*values, version=version)


@cache
def _readers(kind: Callable[..., Record]) -> _Readers:
    """How the fields of a kind are read that are not stored as they are, by their place."""
    hints = get_type_hints(kind)
    readers = ((place, _reader(hint)) for place, hint in enumerate(hints[name] for name in hints if name != _VERSION))
    return tuple((place, read) for place, read in readers if read is not _as_it_is)


def _reader(hint: Any) -> _Read:
    """How a field of this type is read from the value that is stored for it."""
    if get_origin(hint) in (Union, UnionType):
        inner = next(part for part in get_args(hint) if part is not NoneType)
        read = _reader(inner)
        if read is date_of:
            return date_or_none
        return read if read is _as_it_is else lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        return _texts
    if hint in (date, datetime):
        return date_of if hint is date else instant_of
    if isinstance(hint, type) and (hint is bool or issubclass(hint, Word)):
        return hint
    return _as_it_is


def _texts(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


def _as_it_is(value: object) -> object:
    return value


def _key_list(kind: type[object], keys: Iterable[Key]) -> str:
    """The keys that some row might have, as a JSON list of lists; raises TypeError for one that is none of the kind."""
    names = _KEYS[kind]
    asked = []
    for key in keys:
        if len(key) != len(names):
            raise TypeError(f"a key of {kind.__name__} has {len(names)} parts, and {key!r} has {len(key)}")
        if all(storable(part) for part in key if isinstance(part, str)):
            asked.append([stored_part(name, part) for name, part in zip(names, key, strict=True)])
    return json.dumps(asked)
