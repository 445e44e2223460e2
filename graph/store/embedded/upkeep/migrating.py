"""Bringing a file to the schema of this version of Whither.

Decides: whose file it is, what happens before a migration runs (a copy aside, nobody else in the file) and that each
runs wholly or not at all. Does not decide: which are pending or in the way (``graph.store.migrations`` does).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.errors import StoreBusy, StoreDamaged
from graph.store.embedded.connection import check_file, connect, make_file
from graph.store.embedded.faults import damaged, foreign, said_plainly
from graph.store.embedded.upkeep.copying import copied, give_name_beside
from graph.store.migrations import Applied, Migration, Standing, standing

_REGISTER = """
CREATE TABLE migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum INTEGER NOT NULL, -- CRC32
    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT
"""

_LOOK_AGAIN = 0.1  # seconds to wait for others to let go of a file before looking whether they have migrated it


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that we make: the number that marks it as ours (SQLite's application_id), and its chain."""

    application_id: int
    chain: tuple[Migration, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says of itself; ``applied`` is empty for a file in which nothing was ever stored."""

    applied: tuple[Applied, ...]
    data_format: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """The migrations that ran, in order, and the copy of the file as it was before them; None when it held nothing."""

    ran: tuple[Migration, ...] = ()
    copy: Path | None = None


def examine(connection: sqlite3.Connection, location: str, kind: FileKind) -> Found:
    """What the file says of itself, inside a transaction; raises StoreDamaged when it was made by somebody else."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables == 0 and mark in (0, kind.application_id):
        return Found((), 0)
    if mark != kind.application_id:
        raise foreign(location)
    try:
        rows = connection.execute("SELECT version, name, checksum FROM migration ORDER BY version").fetchall()
        meta = connection.execute("SELECT data_format FROM meta").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
            raise damaged(location, str(error)) from error
        raise
    if meta is None:
        raise damaged(location, "its row of meta is gone")
    return Found(tuple(Applied(*row) for row in rows), meta[0])


def standing_of(connection: sqlite3.Connection, location: str, kind: FileKind) -> Standing:
    """Where the file stands against the chain; raises StoreDamaged when it was made by somebody else."""
    connection.execute("BEGIN")  # one look at the file, which another process may be making
    try:
        found = examine(connection, location, kind)
    finally:
        connection.execute("ROLLBACK")
    return standing(location, kind.chain, found.applied, found.data_format)


def look(path: Path, kind: FileKind, patience: float) -> Standing:
    """Where the file stands against the chain, changing nothing; raises a StoreError when it cannot even be read."""
    location = str(path)
    check_file(path)
    with said_plainly(location), closing(connect(path, patience, read_only=True)) as connection:
        return standing_of(connection, location, kind)


def bring_up_to_date(path: Path, kind: FileKind, patience: float, *, aside: bool = True) -> Migrated:
    """Make the file where it is not there, and run what is pending; raises a StoreError when it must be refused.

    A file in which something is stored is copied aside first, as ``<file>.before-<version>``, unless told not to. While
    another process has the file open, it waits at most about ``patience`` seconds and then raises StoreBusy."""
    location = str(path)
    with said_plainly(location):
        make_file(path)
    deadline = time.monotonic() + patience
    done = Migrated()
    while True:  # looked at again after a migration, which may have raised the data format
        # Not read only, which would leave files beside it; yet nothing is written until it is known whose file it is.
        with said_plainly(location), closing(connect(path, patience, read_only=False)) as connection:
            there = standing_of(connection, location, kind)
            if there.obstacle is not None:
                raise there.obstacle
            if not there.pending:
                write_ahead(connection)
                return done
        try:
            done = _run_pending(path, location, kind, min(patience, _LOOK_AGAIN), aside=aside)
        except StoreBusy:
            # Another process may be making or migrating this very file: look again before giving up.
            if time.monotonic() >= deadline:
                raise


def write_ahead(connection: sqlite3.Connection) -> None:
    """See to it that readers and the writer of the file never wait for each other; a copy has to be told anew."""
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")  # stays with the file


def _run_pending(path: Path, location: str, kind: FileKind, patience: float, *, aside: bool) -> Migrated:
    copy = None
    with said_plainly(location), alone(path, patience) as connection:
        there = standing_of(connection, location, kind)
        if there.obstacle is not None:
            raise there.obstacle
        if aside and there.pending and there.pending[0].version > 1:  # something is stored
            with copied(connection, location, path) as whole:
                copy = give_name_beside(whole.path, path, f"before-{there.pending[0].version:04d}")
        for migration in there.pending:
            _run(connection, location, kind, migration)
    return Migrated(there.pending, copy)


@contextmanager
def alone(path: Path, patience: float) -> Iterator[sqlite3.Connection]:
    """A connection that keeps every other process out of the file until it is closed."""
    with closing(connect(path, patience, read_only=False)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")  # a migration may rebuild a table that others refer to
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # before the file is first looked at, or it locks nothing
        write_ahead(connection)
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection


def _run(connection: sqlite3.Connection, location: str, kind: FileKind, migration: Migration) -> None:
    try:
        # executescript lets SQLite itself tell statements apart, strings, comments and triggers included
        connection.executescript(f"BEGIN EXCLUSIVE;\n{migration.text}\n;")
        if migration.version == 1:
            connection.execute(_REGISTER)
            connection.execute(f"PRAGMA application_id = {kind.application_id}")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            sentence = f"{migration.label} would leave {location} with rows that refer to nothing: restore a backup."
            raise StoreDamaged(location, sentence)
        connection.execute(
            "INSERT INTO migration (version, name, checksum) VALUES (?, ?, ?)",
            (migration.version, migration.name, migration.checksum),
        )
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
