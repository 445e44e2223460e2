"""Numbers of which the highest is asked for again and again while some of them change.

Decides: how that is found without looking at all of them: by the highest of each block, of each block of blocks, and so
on. Does not decide: what the numbers are.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from graph.domain.network import Counts, Reals

_BLOCK: Final = 256


class Ranked:
    """Numbers by their places; takes O(n) to make for n, and then O(log n) for each number that changes.

    Whoever changes some of ``values`` says so by :meth:`changed`."""

    def __init__(self, values: Reals, block: int | None = None) -> None:
        """``values``: one at least; ``block``: of how many the highest is kept, at least 2, without it 256."""
        self._block = block = block or _BLOCK
        self._levels = [_filled(values, block)]
        self.values: Reals = self._levels[0][: len(values)]
        while len(self._levels[-1]) > block:
            self._levels.append(_filled(self._levels[-1].reshape(-1, block).max(axis=1), block))

    def highest(self) -> int:
        """The place of the highest number, the first of equal ones."""
        place = 0
        for level in reversed(self._levels):
            start = place * self._block
            place = start + int(level[start : start + self._block].argmax())
        return place

    def changed(self, places: Counts) -> None:
        """Other numbers stand at these places."""
        for lower, upper in pairwise(self._levels):
            blocks = lower.reshape(-1, self._block)
            places = places // self._block
            if len(places) < len(blocks):
                upper[places] = blocks[places].max(axis=1)
            else:
                upper[: len(blocks)] = blocks.max(axis=1)


def _filled(values: Reals, block: int) -> Reals:
    """The numbers, with as many that are below all others behind them as make whole blocks."""
    return np.append(values, np.full(-len(values) % block, -np.inf))
