"""What a store's file says of itself, read from outside while another process writes it or after that was killed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from enum import Enum
from pathlib import Path


class Stage(Enum):
    """How far an import has come, as far as the file shows."""

    NOT_BEGUN = "before the store was made"
    CHECKING = "in pass 1"
    WRITING = "in pass 2"
    FOLDING = "while folding"
    ENDED = "after its end"


def stage(store: Path, touches: int, earlier: str | None = None) -> Stage:
    """Where an import stands that ends with so many ``touches``; ``earlier`` owned the mark that stood before it."""
    if not store.exists():
        return Stage.NOT_BEGUN
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)) as connection:
            (holder,) = connection.execute("SELECT import_owner FROM meta").fetchone()
            (there,) = connection.execute("SELECT count(*) FROM touch").fetchone()
            waiting = connection.execute("SELECT 1 FROM tie WHERE assumptions = '' LIMIT 1").fetchone()
    except sqlite3.OperationalError:  # it is being made
        return Stage.NOT_BEGUN
    if holder == earlier:
        return Stage.CHECKING
    if holder is None:
        return Stage.ENDED
    return Stage.FOLDING if there >= touches and waiting else Stage.WRITING


def owner(store: Path) -> str | None:
    """Who holds the mark of an import, if there is one."""
    if not store.exists():
        return None
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)) as connection:
        holder: str | None = connection.execute("SELECT import_owner FROM meta").fetchone()[0]
        return holder


def is_reading(process: int, folder: Path) -> bool:
    """Whether a process has a file of the folder open, so that it is past its own start; where nobody can tell, yes."""
    files = Path(f"/proc/{process}/fd")
    if not files.exists():
        return True
    try:
        return any(file.readlink().parent == folder for file in files.iterdir())
    except OSError:  # it has just closed one, or ended
        return False


def rows(folder: Path) -> dict[str, bytes]:
    """The files of an exported folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
