"""Long columns worked through piece by piece, on two processors where there is enough to do.

Decides: how long a piece is, so that what is at work stays near the processor and memory does not grow with a column.
Does not decide: what is worked out; that must be the same wherever a piece begins and in whichever order pieces end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

P = TypeVar("P")
R = TypeVar("R")

_ROWS_AT_ONCE: Final = 2**16
_PROCESSORS: Final = 2
"""How many pieces are worked at, at once: numpy lets other threads go on while it computes."""


def pieces(rows: int) -> list[slice]:
    """All of so many rows, some at a time."""
    return [slice(first, min(first + _ROWS_AT_ONCE, rows)) for first in range(0, rows, _ROWS_AT_ONCE)]


def of_each(work: Callable[[P], R], parts: Sequence[P]) -> list[R]:
    """What ``work`` gives for each of these parts, in their order."""
    if len(parts) < _PROCESSORS:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(_PROCESSORS) as threads:
        return list(threads.map(work, parts))
