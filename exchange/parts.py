"""A table too long for memory, in parts, in one file without a name.

Decides: where such a file stands (the system's folder for temporary files, ``TMPDIR``), that only this process can
reach it, and that nothing of it outlives the process, however that ends. Does not decide: what is in a part, nor which
rows go into which.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from graph.errors import FolderError


class Parts:
    """Parts that are added to in any order and then read one by one, by one thread at a time; the file is made with the
    first addition."""

    def __init__(self, count: int) -> None:
        """``count``: how many parts there are."""
        self._file: IO[bytes] | None = None
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._end = 0

    def __len__(self) -> int:
        """How many parts there are."""
        return len(self._places)

    def add(self, part: int, piece: bytes) -> None:
        """Put a piece at the end of a part. Raises FolderError when there is no room for it."""
        with _told():
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="whither-", buffering=0)  # noqa: SIM115  # closed by close
            self._file.seek(self._end)
            written = 0
            while written < len(piece):
                written += self._file.write(piece[written:])
        self._places[part].append((self._end, len(piece)))
        self._end += len(piece)

    def pieces(self, part: int) -> Iterator[bytes]:
        """The pieces of a part in the order in which they were added. Raises FolderError when one cannot be read."""
        for place, length in self._places[part]:
            yield self._piece(place, length)

    def close(self) -> None:
        """Let go of the file, which is then no more. Idempotent."""
        if self._file is not None:
            with suppress(OSError):  # all that it held has been read, or is not wanted
                self._file.close()
            self._file = None

    def _piece(self, place: int, length: int) -> bytes:
        if self._file is None:
            raise RuntimeError("the parts have been let go of")
        with _told():
            self._file.seek(place)
            piece = self._file.read(length)
            while len(piece) < length:
                more = self._file.read(length - len(piece))
                if not more:
                    raise OSError(0, "it ends too early")
                piece += more
        return piece


@contextmanager
def _told() -> Iterator[None]:
    """Say plainly that the system has no room for the file."""
    try:
        yield
    except OSError as error:
        folder = _folder()
        remedy = "make room, or set TMPDIR to a folder on another disk, and import the folder again"
        sentence = f"The import finds no room for its temporary file in {folder} ({error.strerror}): {remedy}."
        raise FolderError(folder, sentence) from None


def _folder() -> str:
    """Where temporary files stand; where there is no folder for them, what names one."""
    try:
        return tempfile.gettempdir()
    except OSError:
        return "TMPDIR"
