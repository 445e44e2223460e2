"""How large a unit of work may be, learnt from how long the last ones took, and how long a gap follows it.

Decides: that a unit holds the writer for about a quarter of a second and never more than 10,000 rows, unless nobody
else is expected; and that whoever waits for a long one is served before the next.
Does not decide: what a unit does, nor what the time is (the caller measures).
"""

from __future__ import annotations

from typing import Final

from graph.store.values import GAP

LARGEST: Final = 10_000
"""Rows of one unit: more exhaust a small server's memory and make every other writer wait."""
LARGEST_ALONE: Final = 40_000
"""Rows of one unit in a store that was made for it: pages to which many of them come are then written less often."""
_TARGET_SECONDS: Final = 0.25
_TARGET_ALONE: Final = 2.0
_FIRST: Final = 2_000
_SMALLEST: Final = 500
"""A unit has costs of its own, on a server a dozen round trips: with fewer rows it would hardly be shorter, and an
import would take many times as long."""


class Pace:
    """The size of the next unit, in rows."""

    def __init__(self, largest: int = LARGEST) -> None:
        """Start carefully; ``largest`` rows at most."""
        self._largest = min(largest, LARGEST)
        self._target = _TARGET_SECONDS
        self.size = min(_FIRST, self._largest)

    def enlarge(self) -> None:
        """Nobody else is expected to write: a unit may hold the writer for seconds."""
        self._target = _TARGET_ALONE
        if self._largest == LARGEST:
            self._largest = LARGEST_ALONE

    def took(self, rows: int, seconds: float) -> None:
        """Learn that a unit of ``rows`` took ``seconds``; a unit grows at most fourfold from one to the next."""
        fitting = rows * self._target / max(seconds, 1e-6)
        self.size = max(_SMALLEST, min(self._largest, self.size * 4, int(fitting)))


def gap_after(seconds: float) -> float:
    """Seconds to wait after a unit that took ``seconds``; never longer than the unit itself."""
    return min(seconds, GAP)
