"""Which files a folder holds, and whether they can be opened.

Decides: what is read, whatever capitals its name has, what is of the layout but not read yet, and what is none of it.
Does not decide: anything about the rows of a file.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exchange.layout import LAYOUT, NOT_READ_YET, FileLayout
from exchange.reading import unreadable
from graph.errors import FolderError


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is read: ``size`` in bytes, and ``modified`` (nanoseconds) to notice when it changes meanwhile."""

    path: Path
    layout: FileLayout
    size: int
    modified: int

    def check_unchanged(self) -> None:
        """Raise FolderError when the file is no longer the one that was surveyed."""
        try:
            now = self.path.stat()
        except OSError as error:
            raise unreadable(self.path, error) from None
        if (now.st_size, now.st_mtime_ns) != (self.size, self.modified):
            raise self.changed()

    def changed(self) -> FolderError:
        """The error for a file that is no longer the one that was surveyed."""
        return FolderError(str(self.path), f"{self.path} changed while it was read: import the folder again.")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a folder holds, in the layout's order, and the names of what is left alone."""

    path: Path
    sources: tuple[Source, ...]
    not_read_yet: tuple[str, ...]
    not_in_layout: tuple[str, ...]


def survey(folder: Path) -> Contents:
    """What ``folder`` holds; raises FolderError when there is nothing to import, when something cannot be read, or when
    the names of two files differ in capitals alone."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        raise FolderError(str(folder), f"There is no folder {folder}: check the path.") from None
    except NotADirectoryError:
        raise FolderError(str(folder), f"{folder} is a file: name the folder that holds it.") from None
    except OSError as error:
        raise unreadable(folder, error) from None
    sources = tuple(_source(folder / name, layout) for layout in LAYOUT if (name := _named(folder, names, layout.name)))
    left = [name for name in names if name.casefold().endswith(".csv") and not name.startswith(".")]
    read = {source.path.name for source in sources}
    not_read_yet = tuple(name for name in left if name in NOT_READ_YET)
    if not sources:
        also = f" ({', '.join(not_read_yet)}: not read yet)" if not_read_yet else ""
        wanted = ", ".join(layout.name for layout in LAYOUT)
        raise FolderError(str(folder), f"{folder} holds none of {wanted}{also}: check the path.")
    not_in_layout = tuple(name for name in left if name not in read and name not in NOT_READ_YET)
    return Contents(folder, sources, not_read_yet, not_in_layout)


def _named(folder: Path, names: Sequence[str], wanted: str) -> str | None:
    """The name among ``names`` that is the ``wanted`` one but for capitals; None where there is none."""
    alike = [name for name in names if name.casefold() == wanted]
    if len(alike) > 1:
        raise FolderError(str(folder), f"{folder} holds {' and '.join(alike)}: keep one of them.")
    return alike[0] if alike else None


def _source(path: Path, layout: FileLayout) -> Source:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise FolderError(str(path), f"{path} is not a file: move it out of the folder.")
        with path.open("rb"):
            return Source(path, layout, found.st_size, found.st_mtime_ns)
    except OSError as error:
        raise unreadable(path, error) from None
