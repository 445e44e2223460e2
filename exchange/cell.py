"""What a kind of cell is: how its text becomes a value, and a value its text.

Decides: that reading and writing one kind of cell stand together, so that what was written is read as it was.
Does not decide: which kinds there are (``parsing`` and ``days`` do), nor which column holds what (``layout`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

T_co = TypeVar("T_co", covariant=True)


class CellError(ValueError):
    """A cell that cannot be read; ``str(error)`` is the remedy, a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """How the cells of a column are written: ``shape`` in words, ``parse`` from a cell that is not empty.

    ``write`` gives the cell of a field of a record that is not None. Law: what it wrote is parsed to the same value.
    ``trims``: spaces around are no part of the value."""

    shape: str
    parse: Callable[[str, ZoneInfo], T_co]
    write: Callable[[Any], str]
    trims: bool = True
