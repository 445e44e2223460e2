"""Touches put into the order in which they happened, in bounded memory.

Decides: that they wait in one scratch file for each month, so that one month at a time is sorted in memory.
Does not decide: how a touch is written (``contacts``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from exchange.generating.shape import FIRST, LAST
from exchange.generating.touches import MINUTES, ROW, Rows

_DAYS: Final = 30
_AT_ONCE: Final = 20_000
"""Rows handed out at a time."""


class Spool:
    """Scratch files in ``folder``; gone when the block ends."""

    def __init__(self, folder: Path) -> None:
        """Nothing is there yet."""
        self._paths = [folder / f".touches-{month:03}" for month in range((LAST - FIRST) // _DAYS + 1)]
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open a file for each month."""
        self._files = [self._open.enter_context(path.open("w+b")) for path in self._paths]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the files away."""
        self._open.close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    def add(self, rows: Rows) -> None:
        """Keep these touches."""
        month = (rows["at"] // MINUTES - FIRST) // _DAYS
        order = np.argsort(month, kind="stable")
        bounds = np.searchsorted(month[order], np.arange(len(self._files) + 1))
        for file, begin, finish in zip(self._files, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            if finish > begin:
                file.write(rows[order[begin:finish]].tobytes())

    def in_order(self) -> Iterator[Rows]:
        """All touches by instant, some thousands at a time; those of one instant as they were added."""
        for file in self._files:
            file.seek(0)
            rows = np.frombuffer(file.read(), dtype=ROW)
            rows = rows[np.argsort(rows["at"], kind="stable")]
            for begin in range(0, len(rows), _AT_ONCE):
                yield rows[begin : begin + _AT_ONCE]
