"""A folder that is there whole or not at all, for its owner alone.

Decides: where it is written until it is whole, who may read it, and what is said when the system does not let us write.
Does not decide: what goes into it (``exporting`` does).
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.errors import FolderError

_PRIVATE: Final = 0o600
_READ_ONLY: Final = os.O_RDONLY


class CsvFile:
    """A file of rows that is being written; ``rows`` counts them without the header."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        """Begin a new file, for its owner alone, with its header."""
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        self._file = os.fdopen(number, "w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(header)
        self.rows = 0

    def write(self, rows: Sequence[Iterable[str]]) -> None:
        """Write rows of cells."""
        self._writer.writerows(rows)
        self.rows += len(rows)

    def close(self, *, whole: bool) -> None:
        """Let go of the file; a ``whole`` one is on the disk when this returns."""
        with self._file:
            if whole:
                self._file.flush()
                os.fsync(self._file.fileno())


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` to write into, which becomes ``target`` when the block ends well, and else goes.

    Raises FolderError when ``target`` is there and not an empty folder, and for whatever the system does not allow in
    the block."""
    with _told(target):
        _check_free(target)
        target = target.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        try:
            yield place
            _settle(place)
            if target.exists():
                target.rmdir()  # only ever an empty one
            place.rename(target)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        _settle(target.parent)


def _check_free(target: Path) -> None:
    if target.is_dir():
        if any(target.iterdir()):
            raise FolderError(str(target), f"The folder {target} is not empty: name one that is not there yet.")
    elif target.exists() or target.is_symlink():
        raise FolderError(str(target), f"{target} is a file: name a folder that is not there yet.")


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say plainly that the system does not let us write."""
    try:
        yield
    except OSError as error:
        sentence = f"The folder {target} cannot be written ({error.strerror}): make room, or name another place."
        raise FolderError(str(target), sentence) from None


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system knows how."""
    if os.name != "posix":
        return
    number = os.open(folder, _READ_ONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
