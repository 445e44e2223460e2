"""Where rows leave a sorted table and others come in, so that the table stays sorted without being sorted again.

Decides: the places of rows that come in, what all rows are numbered afterwards, and how columns are copied.
Does not decide: which rows leave and which come (``splicing`` does).

Few rows leave or come: what stays between two of them is copied in one piece, column by column.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from graph.domain.network import NOBODY, Index, Table, Texts

T = TypeVar("T", bound=Table)
Places = npt.NDArray[np.int64]
"""Places of rows, or places before which rows come in."""
Column = npt.NDArray[Any]
"""A column of numbers of any kind."""

LEFT: Final = -2
"""The number of a row that has left, and that nothing may name any more."""


@dataclass(frozen=True, eq=False, slots=True)
class Seam:
    """Where rows leave a table of ``rows`` rows and others come in.

    ``gone``: the places of those that leave, ascending. ``at``: for each of those that come, in their order, the place
    of the row before which it stands, ``rows`` at the end; never descending."""

    rows: int
    gone: Places
    at: Places

    def numbers(self) -> Index:
        """The new place of each row that was there, LEFT for one that leaves; one more value stands for NOBODY, the
        index -1."""
        come = np.cumsum(np.bincount(self.at, minlength=self.rows + 1), dtype=np.int32)
        leave = np.cumsum(np.bincount(self.gone + 1, minlength=self.rows + 1), dtype=np.int32)
        found: Index = np.arange(self.rows + 1, dtype=np.int32) + come - leave
        found[self.gone] = LEFT
        found[NOBODY] = NOBODY
        return found

    def fresh_numbers(self) -> Index:
        """The new place of each row that comes in, and one more value for NOBODY."""
        found: Index = np.full(len(self.at) + 1, NOBODY, dtype=np.int32)
        found[:NOBODY] = np.arange(len(self.at)) + self.at - np.searchsorted(self.gone, self.at)
        return found

    def sewn(self, old: T, fresh: T) -> T:
        """The table in which the rows of ``fresh`` have come to those of ``old`` that stay."""
        if not len(self.gone) and not len(self.at):
            return old
        return _sewn(old, fresh, self._pieces())

    def _pieces(self) -> list[tuple[bool, slice]]:
        """The new table piece by piece: whether the piece is of those that come, and which rows it is."""
        cuts = np.unique(np.concatenate(([0, self.rows], self.gone, self.gone + 1, self.at)))
        stays = np.isin(cuts, self.gone, invert=True)
        first, last = (np.searchsorted(self.at, cuts, side=side) for side in ("left", "right"))
        pieces = []
        for place, end, begin, stop, stay in zip(
            cuts.tolist(), [*cuts[1:].tolist(), self.rows], first.tolist(), last.tolist(), stays.tolist(), strict=True
        ):
            if begin < stop:
                pieces.append((True, slice(begin, stop)))
            if stay and place < end:
                pieces.append((False, slice(place, end)))
        return pieces


def places_of_ids(ids: Texts, wanted: Iterable[str]) -> Places:
    """For each wanted id the place where it stands, or would stand, among sorted ids."""
    return np.array([bisect_left(ids, one) for one in wanted], dtype=np.int64)


def places_between(old: Sequence[Column], fresh: Sequence[Column], gone: Places) -> Places:
    """For each row of ``fresh`` the place in ``old`` before which it comes, by columns of which the first counts most.

    The rows that stay are sorted by these columns; those at ``gone`` need not be. Takes O(m log n) for m rows that come
    to n: all of them are looked for at once, by halves."""
    stay = len(old[0]) - len(gone)
    skipped = gone - np.arange(len(gone))  # before how many that stay each stood
    low = np.zeros(len(fresh[0]), dtype=np.int64)
    high = np.full(len(fresh[0]), stay, dtype=np.int64)
    while (low < high).any():
        middle = (low + high) // 2
        at = np.minimum(middle + np.searchsorted(skipped, middle, side="right"), len(old[0]) - 1)
        before = (low < high) & _before([column[at] for column in old], fresh)
        low = np.where(before, middle + 1, low)
        high = np.where(before, high, np.minimum(middle, high))
    return np.asarray(low + np.searchsorted(skipped, low, side="right"), dtype=np.int64)


def _before(rows: Sequence[Column], others: Sequence[Column]) -> npt.NDArray[np.bool_]:
    """Which rows come before the others beside them."""
    found = np.zeros(len(rows[0]), dtype=np.bool_)
    equal = np.ones(len(rows[0]), dtype=np.bool_)
    for row, other in zip(rows, others, strict=True):
        found |= equal & (row < other)
        equal &= row == other
    return found


def _sewn(old: T, fresh: T, pieces: Sequence[tuple[bool, slice]]) -> T:
    columns: dict[str, Any] = {}
    for column in fields(old):
        both = getattr(old, column.name), getattr(fresh, column.name)
        if isinstance(both[0], Table):
            columns[column.name] = _sewn(*both, pieces)
        elif isinstance(both[0], tuple):
            columns[column.name] = tuple(chain.from_iterable(both[comes][rows] for comes, rows in pieces))
        else:
            columns[column.name] = np.concatenate([both[0][:0], *(both[comes][rows] for comes, rows in pieces)])
    return replace(old, **columns)
