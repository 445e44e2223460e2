"""What a column of the folder is, and how a row's cells are asked for by it.

Decides: what an empty cell means, and that whatever is wrong with a cell is told with its column.
Does not decide: which columns there are (``layout`` does).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from exchange.cell import CellError, Kind
from graph.domain.further_records import Departure
from graph.domain.kinds import Record
from graph.domain.records import Entity

Referred = Entity | Departure
"""The kinds of rows whose key is one id, by which other rows refer to them."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E")


class RowError(ValueError):
    """A row that cannot be used because of one of its columns."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        """Name the ``column``, its ``value`` as read and the ``reason`` with the remedy."""
        self.column = column
        self.value = value
        self.reason = reason
        super().__init__(reason)


class Required(Enum):
    """Stands where an optional column has the value of an empty cell."""

    YES = "required"


@dataclass(frozen=True, slots=True)
class Column(Generic[T_co]):
    """A column of a file: its ``name`` in the header, what it ``says`` in words, and the ``kind`` of its cells.

    ``empty`` is the value of an empty cell, or of an absent column. ``field`` is the attribute of the record it
    becomes; ``refers`` the kind of row whose id that attribute holds (the cell may say it in another way: whoever
    judges a reference asks the record)."""

    name: str
    says: str
    kind: Kind[T_co]
    empty: T_co | Required
    field: str
    refers: type[Referred] | None

    @property
    def required(self) -> bool:
        """Whether the column must be there, and filled in every row."""
        return self.empty is Required.YES

    def cell(self, record: Record) -> str:
        """How the column of this record is written: so that it is read as the same; empty for None."""
        value: object = getattr(record, self.field)
        return "" if value is None else self.kind.write(value)


def required(
    name: str, kind: Kind[T], says: str, *, field: str | None = None, refers: type[Referred] | None = None
) -> Column[T]:
    """A column that must be there, and filled in every row."""
    return Column(name, says, kind, Required.YES, field or name, refers)


def optional(
    name: str, kind: Kind[T], says: str, empty: E, *, field: str | None = None, refers: type[Referred] | None = None
) -> Column[T | E]:
    """A column that may be absent or empty, and is then read as ``empty``."""
    either: Kind[T | E] = Kind(kind.shape, kind.parse, kind.write, kind.trims)
    return Column(name, says, either, empty, field or name, refers)


class Cells:
    """A view on the cells of one row after another, asked by column."""

    __slots__ = ("_places", "_zone", "currency", "current")

    def __init__(self, places: Mapping[str, int], zone: ZoneInfo, currency: str = "") -> None:
        """``places``: where each column of the header stands; ``zone`` and ``currency`` (empty: none is known yet): the
        store's."""
        self._places = places
        self._zone = zone
        self.currency = currency
        self.current: Sequence[str] = ()

    def place(self, column: Column[object]) -> int | None:
        """Where the column stands in a row; None when the header does not name it."""
        return self._places.get(column.name)

    def __getitem__(self, column: Column[T]) -> T:
        """The value in ``column`` of the current row; raises RowError when it cannot be read."""
        place = self._places.get(column.name)
        text = "" if place is None else self.current[place]
        kind = column.kind
        value = text.strip() if kind.trims else text
        if value:
            try:
                return kind.parse(value, self._zone)
            except CellError as error:
                raise RowError(column.name, text, str(error)) from None
        if column.empty is Required.YES:
            raise RowError(column.name, text, "this cell is required: fill it in")
        return column.empty
