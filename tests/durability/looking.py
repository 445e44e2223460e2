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


def stage(store: Path, touches: int, before: int = 0) -> Stage:
    """Where an import of so many new ``touches`` stands into a store that had the revision ``before``."""
    if not store.exists():
        return Stage.NOT_BEGUN
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)) as connection:
            started, revision = connection.execute("SELECT import_started, revision FROM meta").fetchone()
            (there,) = connection.execute("SELECT count(*) FROM touch").fetchone()
            waiting = connection.execute("SELECT 1 FROM tie WHERE assumptions = '' LIMIT 1").fetchone()
    except sqlite3.OperationalError:  # it is being made
        return Stage.NOT_BEGUN
    if started is None:
        return Stage.ENDED if revision > before else Stage.CHECKING
    return Stage.FOLDING if there >= touches and waiting else Stage.WRITING


def rows(folder: Path) -> dict[str, bytes]:
    """The files of an exported folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
