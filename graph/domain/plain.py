"""Records as plain values and back: what JSON can hold, by the names of the fields.

Decides: how a record is written where it is kept beside the graph (a payload to be replayed, a row before it was
corrected). Does not decide: how the folder or GraphQL write it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import IntEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from graph.domain.kinds import KEY_FIELDS, R, Record
from graph.domain.vocabulary import Word

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
"""What JSON can hold."""

_VERSION: Final = "version"


def as_plain(record: Record) -> dict[str, Plain]:
    """The fields of a record by name, its version left out: days and instants in ISO 8601, words as words."""
    return {name: plain_value(getattr(record, name)) for name in _names(type(record))}


def plain_text(record: Record) -> str:
    """:func:`as_plain` as JSON with its keys in order, so that equal records give equal text."""
    return json.dumps(as_plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_plain(kind: type[R], values: Mapping[str, Any]) -> R:
    """The record of these values; the inverse of :func:`as_plain`. Fields that are not named take their default.

    Raises InvalidRecord, KeyError, TypeError or ValueError for values that are no record of this kind."""
    readers = _readers(kind.__name__)
    given: dict[str, Any] = {name: readers[name](value) for name, value in values.items()}
    return kind(**given)


def _names(kind: type[Record]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name != _VERSION)


def plain_value(value: object) -> Plain:
    """A field of a record as a plain value; raises TypeError for what no record holds."""
    if isinstance(value, Word):
        return value.word
    if isinstance(value, date):  # an instant is one, too
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain_value(part) for part in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is no field of a record")


@cache
def _readers(kind_name: str) -> Mapping[str, Callable[[Any], object]]:
    """How each field of a kind is read, by the name of its class."""
    hints = get_type_hints(next(kind for kind in KEY_FIELDS if kind.__name__ == kind_name))
    return {name: _reader(hint) for name, hint in hints.items() if name != _VERSION}


def _reader(hint: Any) -> Callable[[Any], object]:
    """How a field of this type is read from its plain value."""
    if get_origin(hint) in (Union, UnionType):
        inner = next(part for part in get_args(hint) if part is not NoneType)
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        return tuple
    if hint in (date, datetime):
        parse: Callable[[Any], object] = hint.fromisoformat
        return parse
    if isinstance(hint, type) and issubclass(hint, IntEnum) and issubclass(hint, Word):
        return hint.of
    return _as_it_is


def _as_it_is(value: object) -> object:
    return value
