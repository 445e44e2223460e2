"""Touches whose ids come in no order, put into the order of their ids before they are written.

Decides: when the ids of a long file are in no order, and where that order is cut into stretches. Does not decide: which
rows are written (``settling`` does), nor in what order those of a stretch come: as in the file.

A store finds a touch by its id. Were ids written as they come, each unit of work would change nearly every page of that
index; a stretch stands on few of them. The rows wait in a temporary file (``parts``), some 70 bytes each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from exchange.parts import Parts
from exchange.reading import Tick
from exchange.sheet import Row

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

    def cuts(self, long: int | None = None) -> tuple[str, ...]:
        """Where to cut the ids into stretches, ascending; none where there are fewer than ``long`` rows (without it two
        million), or where ids mostly rise."""
        some = self._some
        rising = sum(one < other for one, other in pairwise(some))
        if self._count < (_LONG if long is None else long) or rising * 4 > len(some) * 3:
            return ()
        some = sorted(some)
        return tuple(sorted({some[len(some) * cut // _STRETCHES] for cut in range(1, _STRETCHES)}))


def by_stretch(rows: Iterable[Row], cuts: Sequence[str], place: int, width: int, tick: Tick) -> Iterator[Row]:
    """The rows, those of one stretch of ids after those of the one before; without their lines and texts.

    ``place``: where the id stands among the cells; ``width``: how many cells of a row count. ``tick`` is told how many
    bytes a stretch has. Raises FolderError when there is no room for the temporary file."""
    parts = Parts(len(cuts) + 1)
    try:
        waiting: list[list[str]] = [[] for _ in range(len(parts))]
        for row in rows:
            part = bisect_right(cuts, row.cells[place])
            cells = waiting[part]
            cells += row.cells if len(row.cells) == width else row.cells[:width]
            if len(cells) >= width * _AT_ONCE:
                parts.add(part, _packed(cells))
                cells.clear()
        for part, cells in enumerate(waiting):
            for piece in parts.pieces(part):
                tick(len(piece))
                yield from _unpacked(piece, width)
            if cells:
                yield from _unpacked(_packed(cells), width)
                cells.clear()
    finally:
        parts.close()


def _packed(cells: Sequence[str]) -> bytes:
    """Cells one after the other; none holds what stands between them (``reading`` sets such lines aside)."""
    return "\0".join(cells).encode()


def _unpacked(piece: bytes, width: int) -> Iterator[Row]:
    cells = piece.decode().split("\0")
    for at in range(0, len(cells), width):
        yield Row(0, cells[at : at + width], "")
