"""Touches whose ids come in no order, put into the order of their ids before they are written.

Decides: when the ids of a long file are in no order, and where that order is cut into stretches. Does not decide: which
rows are written (``settling`` does), nor in what order those of a stretch come: as in the file.

A store finds a touch by its id. Were ids written as they come, each unit of work would change nearly every page of that
index; a stretch stands on few of them. The rows wait in a temporary file (``parts``), some 70 bytes each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Final, cast

from exchange.packing import packed_values, unpacked
from exchange.parts import Parts
from exchange.reading import Tick
from graph.domain.plain_touches import WIDTH, PlainTouches, PlainValue

_EVERY: Final = 1_024
"""Rows of which one tells how the ids of all come."""
_LONG: Final = 2_000_000
"""Rows of which a store has the ids in memory, whatever their order: to put them in order would cost more."""
_STRETCHES: Final = 256
_AT_ONCE: Final = 400
"""Rows of a stretch that are written to the file at once."""


class Order:
    """How the ids of a file come, told one by one."""

    def __init__(self) -> None:
        """Begin without ids."""
        self._some: list[str] = []
        self._count = 0

    def add(self, identifier: str) -> None:
        """The id of the next row."""
        if not self._count % _EVERY:
            self._some.append(identifier)
        self._count += 1

    def add_all(self, identifiers: Sequence[str]) -> None:
        """The ids of the next rows."""
        self._some += identifiers[-self._count % _EVERY :: _EVERY]
        self._count += len(identifiers)

    def cuts(self, long: int | None = None) -> tuple[str, ...]:
        """Where to cut the ids into stretches, ascending; none where there are fewer than ``long`` rows (without it two
        million), or where ids mostly rise."""
        some = self._some
        rising = sum(one < other for one, other in pairwise(some))
        if self._count < (_LONG if long is None else long) or rising * 4 > len(some) * 3:
            return ()
        some = sorted(some)
        return tuple(sorted({some[len(some) * cut // _STRETCHES] for cut in range(1, _STRETCHES)}))


def by_stretch(blocks: Iterable[PlainTouches], cuts: Sequence[str], tick: Tick) -> Iterator[PlainTouches]:
    """The touches, those of one stretch of ids after those of the one before, some hundred at a time.

    ``tick`` is told how many bytes a stretch has. Raises FolderError when there is no room for the temporary file."""
    parts = Parts(len(cuts) + 1)
    try:
        waiting: list[list[PlainValue]] = [[] for _ in range(len(parts))]
        for block in blocks:
            _scatter(block.values, cuts, waiting, parts)
        for part, values in enumerate(waiting):
            for piece in parts.pieces(part):
                tick(len(piece))
                yield unpacked(piece)
            if values:
                yield PlainTouches(values[:])
                values.clear()
    finally:
        parts.close()


def _scatter(
    values: Sequence[PlainValue], cuts: Sequence[str], waiting: Sequence[list[PlainValue]], parts: Parts
) -> None:
    """Let the touches of a block wait with those of their stretches; where many do, in the file."""
    identifiers = cast("Sequence[str]", values[::WIDTH])
    for place, part in enumerate(map(partial(bisect_right, cuts), identifiers)):
        waiting[part].extend(values[place * WIDTH : (place + 1) * WIDTH])
    for part, stretch in enumerate(waiting):
        if len(stretch) >= WIDTH * _AT_ONCE:
            parts.add(part, packed_values(stretch))
            stretch.clear()
