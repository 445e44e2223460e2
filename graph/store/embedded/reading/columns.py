"""Rows of a statement as columns of a Network.

Decides: which numpy type each kind of column has. Does not decide: which rows are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from graph.domain.network import Table

T = TypeVar("T", bound=Table)
N = TypeVar("N", bound=np.generic)

_TYPES: Final = {"Index": "i4", "Days": "i4", "Codes": "i1", "Counts": "i8", "Reals": "f8", "Flags": "?"}


def table_of(kind: type[T], rows: Iterable[tuple[Any, ...]]) -> T:
    """A table whose columns are all numbers, from rows that hold them in the order of its fields.

    Rows are read as they come, without a Python object per row that stays."""
    columns = read(rows, columns_of(kind))
    return kind(**{name: columns[name] for name, _ in columns_of(kind)})


def columns_of(kind: type[Table]) -> list[tuple[str, str]]:
    """Name and numpy type of each column of a table of numbers."""
    return [(column.name, _TYPES[str(column.type)]) for column in fields(kind)]


def read(rows: Iterable[tuple[Any, ...]], columns: list[tuple[str, str]]) -> npt.NDArray[np.void]:
    """The rows as a structured array; a null becomes NaN in a column of reals."""
    return np.fromiter(rows, dtype=np.dtype(columns))


def texts(rows: Iterable[tuple[Any, ...]], place: int) -> tuple[str, ...]:
    """One column of text."""
    return tuple(row[place] for row in rows)


def numbers(rows: Sequence[tuple[Any, ...]], place: int, kind: type[N]) -> npt.NDArray[N]:
    """One column of whole numbers."""
    return np.fromiter((row[place] for row in rows), dtype=kind, count=len(rows))
