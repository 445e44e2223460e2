"""Tells whoever waits how far an import is, and the import whether anybody still waits.

Decides: how often. Does not decide: what is done, nor how progress is shown.
"""

from __future__ import annotations

import threading
import time
from typing import Final

from exchange.report import OnProgress, Progress, Stage

EVERY: Final = 5_000
"""Rows after which it is told."""


class Stopped(Exception):
    """Nobody waits for this stage any more."""


class Ticker:
    """Counts the rows and bytes of one stage and tells ``listener`` every few thousand rows and at each file's end."""

    def __init__(self, stage: Stage, total: int, listener: OnProgress | None) -> None:
        """``total``: the bytes (or, when FOLDING, the ties) there are in all."""
        self._unwanted = threading.Event()
        self._stage = stage
        self._total = total
        self._listener = listener
        self._began = time.monotonic()
        self._file = ""
        self._rows = 0
        self._done = 0

    def begin(self, file: str) -> None:
        """Go on to another file."""
        self._file = file

    def bytes_read(self, count: int) -> None:
        """Count bytes of the present file."""
        self._check_wanted()
        self._done += count

    def bytes_again(self, _count: int) -> None:
        """Bytes that are read again, which is no progress."""
        self._check_wanted()

    def row(self) -> None:
        """Count one row."""
        self._rows += 1
        if self._rows % EVERY == 0:
            self._check_wanted()
            self._tell()

    def rows(self, count: int) -> None:
        """Count several rows at once."""
        told = self._rows // EVERY
        self._rows += count
        if self._rows // EVERY > told:
            self._check_wanted()
            self._tell()

    def end(self) -> None:
        """Tell that the present file is done."""
        self._tell()

    def ties(self, folded: int) -> None:
        """Tell that so many ties are folded."""
        self._rows = self._done = folded
        self._tell()

    def stop(self) -> None:
        """Let whoever counts meet Stopped at the next block or the next few thousand rows; from any thread."""
        self._unwanted.set()

    def _check_wanted(self) -> None:
        if self._unwanted.is_set():
            raise Stopped

    def _tell(self) -> None:
        if self._listener is not None:
            share = min(1.0, self._done / self._total) if self._total else 1.0
            seconds = time.monotonic() - self._began
            self._listener(Progress(self._stage, self._file, self._rows, share, seconds))
