"""Rows that are set aside, and the file that lists them.

Decides: what is told about such a row, and who may read the list. Does not decide: which rows they are (``judging``).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO

from graph.errors import FolderError

_KEPT: Final = 10
_PRIVATE: Final = 0o600
_LONGEST_VALUE: Final = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was set aside: where it stands, the column and its value, the reason with the remedy, and its text.

    ``line`` is the physical line it begins on, counted from 1. ``column`` is empty when no one column is at fault."""

    file: str
    line: int
    column: str
    value: str
    reason: str
    row: str


_HEADER: Final = tuple(field.name for field in fields(Reject))


class RejectsFile:
    """Writes rejects to a file that only its owner may read; the file appears with the first
    reject, in place of the list of an earlier import.

    ``count``: how many there are. ``first``: the first ten. ``path``: None when they are only counted."""

    def __init__(self, path: Path | None, folder: Path) -> None:
        """``path``: a file, or a folder in which to write ``rejects.csv``; raises FolderError inside ``folder``."""
        self.path = path / "rejects.csv" if path is not None and path.is_dir() else path
        self.count = 0
        self.first: tuple[Reject, ...] = ()
        self._file: TextIO | None = None
        if self.path is not None and self.path.resolve().is_relative_to(folder.resolve()):
            raise FolderError(
                str(self.path), f"Rejects are never written into the folder itself: choose another place than {path}."
            )

    def __enter__(self) -> Self:
        """Leave everything as it is: a list that stands there may be that of another store."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            with self._told():
                self._file.close()

    @property
    def earlier(self) -> Path | None:
        """The list of an earlier import that stands here, when this one has set nothing aside. It is left there: stores
        that lie in one folder share the place, and nothing tells of which of them it is."""
        return self.path if self.path is not None and not self.count and _is_ours(self.path) else None

    def add(self, reject: Reject) -> None:
        """Write one reject; raises FolderError when the file cannot be written."""
        self.count += 1
        if len(self.first) < _KEPT:
            self.first = (*self.first, reject)
        if self.path is None:
            return
        with self._told():
            if self._file is None:
                if _is_ours(self.path):
                    self.path.unlink()
                self._file = _private(self.path)
                csv.writer(self._file).writerow(_HEADER)
            csv.writer(self._file).writerow(astuple(replace(reject, value=reject.value[:_LONGEST_VALUE])))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say plainly that the system does not let us write; a list that is not whole goes, for an empty file would be
        in the way of the next."""
        try:
            yield
        except OSError as error:
            if self._file is not None and self.path is not None:
                self.path.unlink(missing_ok=True)
            sentence = f"The rejects cannot be written to {self.path} ({error.strerror}): choose another place."
            raise FolderError(str(self.path), sentence) from None


def _private(path: Path) -> TextIO:
    """A new file for its owner alone; raises FileExistsError rather than write over something else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    return os.fdopen(number, "w", encoding="utf-8", newline="")


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.readline().strip() == ",".join(_HEADER)
    except (OSError, UnicodeDecodeError):
        return False
