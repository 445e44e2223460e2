"""Rows of a statement as columns of a Network.

Decides: which numpy type each kind of column has, and that no row is kept once its cells stand in columns.
Does not decide: which rows are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from graph.domain.network import Counts, Table

T = TypeVar("T", bound=Table)

Rows = Iterable[tuple[Any, ...]]
Columns = list[tuple[str, str]]
"""Name and numpy type of each column, or that it is text."""

TEXT: Final = "text"
_TYPES: Final = {"Index": "i4", "Days": "i4", "Codes": "i1", "Counts": "i8", "Reals": "f8", "Flags": "?", "Texts": TEXT}
_KEY: Final = ("key", "i8")
_ROWS_AT_ONCE: Final = 2**12
"""Rows that are held until their cells stand in columns."""


def table_of(kind: type[T], rows: Rows) -> T:
    """A table from rows that hold its columns in the order of its fields."""
    return kind(**read(rows, columns_of(kind)))


def keyed_table_of(kind: type[T], rows: Rows) -> tuple[Counts, T]:
    """Keys and a table, from rows that hold a key and then the columns of the table in the order of its fields."""
    columns = read(rows, [_KEY, *columns_of(kind)])
    return columns.pop("key"), kind(**columns)


def columns_of(kind: type[Table]) -> Columns:
    """Name and type of each column of a table."""
    return [(column.name, _TYPES[str(column.type)]) for column in fields(kind)]


def read(rows: Rows, columns: Columns) -> dict[str, Any]:
    """Each column by its name: an array of numbers, in which a null becomes NaN where they are real, or a tuple."""
    growing = [_Texts() if kind == TEXT else _Numbers(kind) for _, kind in columns]
    coming = iter(rows)
    while some := list(islice(coming, _ROWS_AT_ONCE)):
        for column, cells in zip(growing, zip(*some, strict=True), strict=True):
            column.add(cells)
    return {name: column.all() for (name, _), column in zip(columns, growing, strict=True)}


class _Texts:
    """A column of text that grows."""

    def __init__(self) -> None:
        self._cells: list[str] = []

    def add(self, cells: Sequence[str]) -> None:
        self._cells += cells

    def all(self) -> tuple[str, ...]:
        return tuple(self._cells)


class _Numbers:
    """A column of numbers that grows, in twice the room each time it is full; what is left of it is given back."""

    def __init__(self, kind: str) -> None:
        self._cells: npt.NDArray[Any] = np.empty(0, dtype=kind)
        self._filled = 0

    def add(self, cells: Sequence[float | None]) -> None:
        more = np.fromiter(cells, dtype=self._cells.dtype, count=len(cells))
        first, self._filled = self._filled, self._filled + len(more)
        if self._filled > len(self._cells):
            self._cells, full = np.empty(2 * self._filled if first else len(more), dtype=more.dtype), self._cells
            self._cells[:first] = full[:first]
        self._cells[first : self._filled] = more

    def all(self) -> npt.NDArray[Any]:
        self._cells.resize(self._filled, refcheck=False)  # nothing else holds these cells
        return self._cells
