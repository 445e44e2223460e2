"""Numbers drawn from a seed, and shares that add up.

Decides: that every part of a firm draws from a stream of its own, so that one part never shifts the numbers of another,
and that nothing but the raw bits of a named generator is used, which no version of a library may change.
Does not decide: what a number means (the modules beside this one do).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from statistics import NormalDist
from typing import Final

import numpy as np

from graph.domain.network import Counts, Flags, Reals

_PART_BITS: Final = 40
_UNUSED_BITS: Final = 11
"""A double holds 53 of 64 bits."""
_STEP: Final = 2.0**-53


class Stream(IntEnum):
    """The parts of a firm that draw apart from each other; never renumber one."""

    SHAPE = 1
    STAFF = 2
    ACCOUNTS = 3
    PEOPLE = 4
    EMPLOYMENTS = 5
    SERVICES = 6
    BUYING = 7
    BOOKINGS = 8
    COVENANTS = 9
    CIRCLES = 10
    TOUCHES = 11
    RATINGS = 12
    PROMISES = 13


class Chance:
    """One stream of a seed; ``part`` tells streams of one kind apart, such as those of each staff member."""

    def __init__(self, seed: int, stream: Stream, part: int = 0) -> None:
        """The same three numbers always draw the same."""
        key = np.array([seed, (int(stream) << _PART_BITS) | part], dtype=np.uint64)
        self._bits = np.random.Philox(key=key)

    def uniform(self, count: int) -> Reals:
        """Numbers in [0, 1)."""
        raw = np.asarray(self._bits.random_raw(count), dtype=np.uint64)
        return (raw >> np.uint64(_UNUSED_BITS)).astype(np.float64) * _STEP

    def below(self, count: int, limit: int | Counts) -> Counts:
        """Whole numbers from 0 to just below ``limit``, which is positive: one limit, or one for each."""
        return (self.uniform(count) * limit).astype(np.int64)

    def happens(self, count: int, share: float | Reals) -> Flags:
        """Yes with this probability, in [0, 1]."""
        return self.uniform(count) < share

    def normal(self, count: int) -> Reals:
        """Standard normal numbers."""
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(count)))
        return radius * np.cos(2.0 * np.pi * self.uniform(count))

    def evenly_normal(self, count: int) -> Reals:
        """The quantiles of the standard normal in the order of chance: few of them are as uneven as many."""
        quantile = NormalDist().inv_cdf
        return np.array([quantile((place + 0.5) / count) for place in self.some(count, count).tolist()])

    def waits(self, count: int, mean: float) -> Reals:
        """Exponential numbers with this mean."""
        return -mean * np.log1p(-self.uniform(count))

    def pick(self, count: int, shares: Sequence[float]) -> Counts:
        """Places in ``shares``, each as often as its share of their sum."""
        bounds = np.cumsum(shares)
        return np.searchsorted(bounds[:-1] / bounds[-1], self.uniform(count), side="right").astype(np.int64)

    def some(self, count: int, of: int) -> Counts:
        """``count`` different whole numbers below ``of``, in the order of chance; at most ``of``."""
        return np.argsort(self.uniform(of), kind="stable")[:count].astype(np.int64)


def apportioned(total: int, weights: Reals) -> Counts:
    """Whole numbers in proportion to ``weights``, each next to its share and 0 for a weight of 0, that add up to
    ``total``; one weight at least is positive."""
    if len(weights) == 0:
        return np.zeros(0, dtype=np.int64)
    bounds = np.cumsum(weights)
    upto = np.floor(bounds * (total / bounds[-1])).astype(np.int64)
    upto[bounds == bounds[-1]] = total  # and whoever comes after the last positive weight gets nothing
    counts: Counts = np.diff(np.minimum(upto, total), prepend=0)
    return counts


def within(counts: Counts, most: int) -> Counts:
    """The same sum with no number above ``most``: what is over goes to the first that have room.

    Raises ValueError when there is no room for all."""
    total = int(counts.sum())
    if total > most * len(counts):
        raise ValueError(f"{len(counts)} numbers of at most {most} do not add up to {total}")
    kept = np.minimum(counts, most)
    over, room = total - int(kept.sum()), most - kept
    filled = np.minimum(np.cumsum(room), over)
    added: Counts = np.diff(filled, prepend=0)
    return kept + added
