"""Joins and sums over columns: how many-to-many relations are followed without a loop over rows.

Decides: the order in which things are added (that of the rows), so that equal rows give equal bytes, whatever stands
around them. Does not decide: anything about the domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.domain.network import Counts, Flags, Index, Reals
from graph.domain.ordering import ascends, in_order

Positions = Counts | Index

_MANY: Final = 2**14
"""From how many rows on it pays to look up in order."""


@dataclass(frozen=True, eq=False)
class Runs:
    """Rows that come group by group: those of group g are ``start[g]`` to ``start[g + 1] - 1``."""

    start: Counts

    def size(self, group: Positions) -> Counts:
        """How many rows each of these groups has."""
        return self.start[group + 1] - self.start[group]

    def expand(self, group: Positions) -> tuple[Counts, Counts]:
        """The join of a column of group numbers with their rows: (position in the column, row), in order."""
        sizes = self.size(group)
        end = np.cumsum(sizes)
        rows = int(end[-1]) if len(end) else 0
        left = np.cumsum(np.bincount(end, minlength=rows + 1)[:rows])  # how many groups have ended before each row
        return left, np.arange(rows, dtype=np.int64) + (self.start[group] - (end - sizes))[left]


@dataclass(frozen=True, eq=False)
class Groups(Runs):
    """Rows grouped by an index: the rows of group g are ``order[start[g] : start[g + 1]]``, in their own order."""

    order: Counts

    def expand(self, group: Positions) -> tuple[Counts, Counts]:
        """The join of a column of group numbers with their rows: (position in the column, row), in order."""
        left, place = super().expand(group)
        return left, self.order[place]


def runs_of(column: Positions, groups: int) -> Runs:
    """The groups of a ``column`` that ascends, whose values are in 0..groups-1."""
    start = np.zeros(groups + 1, dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=groups), out=start[1:])
    return Runs(start)


def group_by(column: Positions, groups: int) -> Groups:
    """Group rows by ``column``, whose values are in 0..groups-1."""
    return Groups(start=runs_of(column, groups).start, order=in_order(column, groups))


def total(group: Positions, values: Reals | Flags | Counts, groups: int) -> Reals:
    """The sum of values by group, added in the order of the rows."""
    return np.bincount(group, weights=values, minlength=groups).astype(np.float64)


def count(group: Positions, groups: int) -> Counts:
    """The number of rows by group."""
    return np.bincount(group, minlength=groups).astype(np.int64)


def largest(group: Positions, values: Reals, groups: int, otherwise: float) -> Reals:
    """The largest value by group, or ``otherwise`` where that is larger or there is none."""
    found = np.full(groups, otherwise, dtype=np.float64)
    np.maximum.at(found, group, values)
    return found


def smallest(group: Positions, values: Reals | Index, groups: int, otherwise: float) -> Reals:
    """The smallest value by group, or ``otherwise`` where that is smaller or there is none."""
    found = np.full(groups, otherwise, dtype=np.float64)
    np.minimum.at(found, group, values.astype(np.float64))  # of two types it would take ten times as long
    return found


def anywhere(group: Positions, flags: Flags, groups: int) -> Flags:
    """Whether any row of each group is flagged."""
    return count(group[np.flatnonzero(flags)], groups) > 0


def begins(ascending: Positions) -> Flags:
    """Which rows of an ascending column are the first of their group."""
    first = np.ones(len(ascending), dtype=bool)
    first[1:] = ascending[1:] != ascending[:-1]
    return first


def different(codes: Counts) -> Counts:
    """The different codes, in ascending order.

    By sorting: numpy 2.4 tells whole numbers apart by hashing, which took a hundred times longer for a million."""
    ascending = np.sort(codes)
    return ascending[begins(ascending)]


def numbered(codes: Counts) -> tuple[Counts, Counts]:
    """The different codes, in ascending order, and which of them each code is."""
    if ascends(codes):
        first = begins(codes)
        return codes[first], np.cumsum(first) - 1
    order = np.argsort(codes)
    ascending = codes[order]
    first = begins(ascending)
    number = np.empty(len(codes), dtype=np.int64)
    number[order] = np.cumsum(first) - 1
    return ascending[first], number


def find(sorted_codes: Counts, wanted: Counts) -> Counts:
    """Where each wanted code stands in an ascending array of different codes; -1 where it does not.

    Many are looked up in ascending order: what a search reads is then at hand from the one before."""
    if not len(sorted_codes):
        return np.full(len(wanted), -1, dtype=np.int64)
    if len(wanted) < _MANY or ascends(wanted):
        at = np.searchsorted(sorted_codes, wanted)
    else:
        order = np.argsort(wanted)
        at = np.empty(len(wanted), dtype=np.int64)
        at[order] = np.searchsorted(sorted_codes, wanted[order])
    at = np.minimum(at, len(sorted_codes) - 1)
    return np.where(sorted_codes[at] == wanted, at, -1)


def pair(major: Positions, minor: Positions, minors: int) -> Counts:
    """One whole number for a pair of indices, ascending in (major, minor); ``minors`` exceeds every minor index."""
    return major.astype(np.int64) * max(minors, 1) + minor
