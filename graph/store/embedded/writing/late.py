"""Indexes that an import into a new file makes when its rows are there.

Decides: which indexes may wait, and that none is missing where nobody imports: whoever opens a file makes those that an
interrupted import left out. Does not decide: when an import begins and ends, nor who made the file (the store does).

Without these indexes every statement gives the same answer, and takes longer.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.store.embedded.connection import connect, write_lock
from graph.store.embedded.reading.listing import import_mark
from graph.store.statements import load
from graph.store.values import ALIVE

LATE: Final = load(__package__, "late.sql")

_SORTING: Final = (
    # Numbers alone are sorted: keys, days and instants, never an id or a name. In memory they would take as much of it
    # as there are touches.
    "PRAGMA temp_store = FILE",
    "PRAGMA threads = 2",
    "PRAGMA cache_size = -16384",  # KiB: as much is sorted at once by each thread, and as much is held besides
)


def put_off(connection: sqlite3.Connection, patience: float) -> bool:
    """Take the indexes away from a file that holds no touch yet, and say whether it is such a file."""
    with write_lock(connection, patience):
        empty = connection.execute("SELECT 1 FROM touch LIMIT 1").fetchone() is None
        for name in LATE if empty else ():
            connection.execute(f"DROP INDEX IF EXISTS {name}")
    return empty


def missing(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The indexes that still have to be made, in the order in which they are of use."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    return tuple(name for name in LATE if name not in there)


def left_behind(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The missing indexes that no import is about to make."""
    mark = import_mark(connection)
    if mark is not None and abs(datetime.now(UTC) - mark.beat) <= ALIVE:
        return ()
    return missing(connection)


def make(_writer: sqlite3.Connection, path: Path, name: str, patience: float) -> None:
    """Make an index unless somebody else just did, over a connection of its own, whose memory does not grow with the
    rows; nobody else writes meanwhile."""
    with closing(connect(path, patience, read_only=False)) as connection:
        for setting in _SORTING:
            connection.execute(setting)
        with write_lock(connection, patience):
            if name in missing(connection):
                connection.execute(LATE[name].text)
