"""How a record becomes a row: what a reference, a column and the shape of a kind are.

Decides: that a row is stored as the ids it refers to and then its columns, and how a part of a natural key is stored.
Does not decide: which kinds have which columns (``shapes`` does), nor how rows are compared and written (``putting``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from graph.domain.calendar import ALWAYS, day_number
from graph.domain.kinds import KEY_FIELDS, Key, KeyPart, Record

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the key of a row of the table ``entity``, which the record names by id in ``field``.

    ``within``: that row may stand in the same call, before or after. ``told`` is the column of the folder in which the
    reference stands, where it is called otherwise than the field."""

    column: str
    entity: str
    field: str
    within: bool = False
    told: str = ""

    @property
    def in_folder(self) -> str:
        """The column of the folder in which the reference stands."""
        return self.told or self.field


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """A column, the ``field`` of the record that it stores, and how: ``store`` makes the stored value of the field."""

    name: str
    field: str
    store: Callable[[Any], Value] = _as_it_is


@dataclass(frozen=True, slots=True)
class Shape:
    """How records of a kind are stored: ``key`` names the columns of the natural key, in the order of KEY_FIELDS.

    ``span`` names two columns of an interval whose ends are both fields that an update may keep."""

    table: str
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    columns: tuple[Column, ...]
    span: tuple[str, str] | None = None
    _get: Callable[[Any], tuple[Any, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare to read the fields of a record at once."""
        names = [one.field for one in self.references] + [one.field for one in self.columns]
        together = attrgetter(*names)
        object.__setattr__(self, "_get", together if len(names) > 1 else lambda record: (together(record),))

    def values(self, record: Record) -> list[Value]:
        """Of a record the ids of its references, in their order, then its columns."""
        given = self._get(record)
        ids = len(self.references)
        return [*given[:ids], *(one.store(value) for one, value in zip(self.columns, given[ids:], strict=True))]


def key_values(kind: type[Record], key: Key) -> list[Value]:
    """The parts of a natural key as they are stored, a reference as the id it names; of the firm, which has none, the
    number of its only row."""
    parts = [stored_part(field, part) for field, part in zip(KEY_FIELDS[kind], key, strict=True)]
    return parts or [1]


def stored_part(field: str, part: KeyPart) -> Value:
    """A part of a natural key as it is stored, by the field of the record that it is."""
    if part is None:
        return ALWAYS if field == "start" else None
    if isinstance(part, date):
        return day_number(part)
    return part if isinstance(part, str) else int(part)


def number(word: int | None) -> int | None:
    """A word or a flag, where it was supplied."""
    return None if word is None else int(word)


def only_row(_name: str) -> int:
    """The number of the one row that there is of its table."""
    return 1


def text_list(texts: tuple[str, ...]) -> str:
    """Texts as a JSON list."""
    return json.dumps(texts, ensure_ascii=False)
