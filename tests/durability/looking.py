"""What a store's file says of itself, read from outside while another process writes it or after that was killed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Stage(Enum):
    """How far an import has come, as far as the file shows."""

    NOT_BEGUN = "before the store was made"
    CHECKING = "in pass 1"
    WRITING = "in pass 2"
    FOLDING = "while folding"
    ENDED = "after its end"


@dataclass(frozen=True, slots=True)
class Found:
    """What a store said before an import: its revision, and who owned the mark of an import, if there was one."""

    revision: int = 0
    owner: str | None = None


NOTHING = Found()


def stage(store: Path, touches: int, before: Found = NOTHING) -> Stage:
    """Where an import stands that ends with so many ``touches``, into a store of which ``before`` was found."""
    if not store.exists():
        return Stage.NOT_BEGUN
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)) as connection:
            owner, revision = connection.execute("SELECT import_owner, revision FROM meta").fetchone()
            (there,) = connection.execute("SELECT count(*) FROM touch").fetchone()
            waiting = connection.execute("SELECT 1 FROM tie WHERE assumptions = '' LIMIT 1").fetchone()
    except sqlite3.OperationalError:  # it is being made
        return Stage.NOT_BEGUN
    if owner is None:
        return Stage.ENDED if revision > before.revision or before.owner is not None else Stage.CHECKING
    if owner == before.owner:
        return Stage.CHECKING
    return Stage.FOLDING if there >= touches and waiting else Stage.WRITING


def found(store: Path) -> Found:
    """What the file says now, while nobody writes."""
    if not store.exists():
        return NOTHING
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)) as connection:
        return Found(*connection.execute("SELECT revision, import_owner FROM meta").fetchone())


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
