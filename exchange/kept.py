"""The good touches of a file that was checked, kept until they are written.

Decides: that what a row says is read from its cells once: written is what was checked. Does not decide: which rows are
good (``judging``), nor which of those stand for themselves (``repeats`` finds it, when the whole file is read).

They wait in a temporary file (``parts``), about as much as their own; the last few thousand, which are all that a small
file has, in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Final, Self

import numpy as np

from exchange.packing import packed_rows, unpacked
from exchange.parts import Parts
from exchange.quick import Said
from exchange.reading import Tick
from exchange.repeats import Findings
from graph.domain.network import Counts
from graph.domain.plain_touches import WIDTH, PlainTouches, PlainValue

_AT_ONCE: Final = 4_000
"""Rows that are written to the file, and read again, at once."""
_LINES: Final = "q"
_ROWS_IN, _LINES_IN = range(2)


class KeptTouches:
    """Touches that are added by rising line, and then read block by block, as often as wanted.

    A context: on leaving, the file is no more."""

    def __init__(self) -> None:
        """Begin without rows."""
        self._parts = Parts(2)
        self._rows: list[Said] = []
        self._lines = array(_LINES)
        self._pieces = 0

    def __enter__(self) -> Self:
        """Nothing has to be done yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the temporary file."""
        self.let_go()

    def add(self, line: int, said: Said) -> None:
        """Keep what the row on ``line`` says. Raises FolderError when there is no room for the temporary file."""
        self._rows.append(said)
        self._lines.append(line)
        if len(self._rows) >= _AT_ONCE:
            self._put_away()

    def add_all(self, first: int, said: Sequence[Said]) -> None:
        """Keep what the rows on the lines from ``first`` on say."""
        self._rows += said
        self._lines.extend(range(first, first + len(said)))
        if len(self._rows) >= _AT_ONCE:
            self._put_away()

    def blocks(self, findings: Findings, size: int, tick: Tick) -> Iterator[PlainTouches]:
        """The touches that stand for themselves, some thousand at a time; ``tick`` is told of each block its share of
        the ``size`` of the file. Raises FolderError when the temporary file cannot be read."""
        told, pieces = 0, self._pieces + bool(self._rows)
        for number, (rows, lines) in enumerate(self._all(), start=1):
            share = size * number // pieces
            tick(share - told)
            told = share
            yield _standing(unpacked(rows), np.frombuffer(lines, dtype=np.int64), findings)

    def let_go(self) -> None:
        """Nobody wants them any more. Idempotent."""
        self._parts.close()

    def _all(self) -> Iterator[tuple[bytes, bytes]]:
        yield from zip(self._parts.pieces(_ROWS_IN), self._parts.pieces(_LINES_IN), strict=True)
        if self._rows:
            yield packed_rows(self._rows), self._lines.tobytes()

    def _put_away(self) -> None:
        self._parts.add(_ROWS_IN, packed_rows(self._rows))
        self._parts.add(_LINES_IN, self._lines.tobytes())
        self._pieces += 1
        self._rows, self._lines = [], array(_LINES)


def _standing(touches: PlainTouches, lines: Counts, findings: Findings) -> PlainTouches:
    """Those of the touches on whose lines nothing was found."""
    first, last = np.searchsorted(findings.lines, (lines[0], lines[-1] + 1)).tolist()
    if first == last:
        return touches
    standing = ~np.isin(lines, findings.lines[first:last])
    values: list[PlainValue] = []
    for place in np.flatnonzero(standing).tolist():
        values += touches.values[place * WIDTH : (place + 1) * WIDTH]
    return PlainTouches(values)
