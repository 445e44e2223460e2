"""Connections to a store's file, and the file itself.

Decides: the modes of files and folders, and the settings that every connection has.
Does not decide: what is asked over a connection, nor which thread asks it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from graph.errors import StoreUnavailable
from graph.store.embedded.faults import unavailable

PATIENCE: Final = 10.0
"""Seconds that a connection waits for another process before it gives up."""

_LOOK_AGAIN: Final = 0.003
"""Seconds after which a writer that waits looks again. SQLite's own waiting grows to a tenth of a second, and a writer
that begins unit after unit would never be found idle by it."""

_OURS_ALONE: Final = 0o600
_FOLDER_OURS_ALONE: Final = 0o700
_OLDEST_SQLITE: Final = (3, 37, 0)  # the first with STRICT tables

_ALWAYS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",  # a question leaves no copy of its answer on the disk
    "PRAGMA trusted_schema = OFF",
)
_READING: Final = ("PRAGMA cache_size = -32768",)  # KiB
_WRITING: Final = (
    "PRAGMA cache_size = -131072",  # what a unit of 10,000 touches changes fits in
    "PRAGMA wal_autocheckpoint = 16000",  # pages: units that change the same pages copy them back once
    "PRAGMA journal_size_limit = 67108864",
)


Identity = tuple[int, int]
"""Which file it is, whatever its name: its device and its number there."""


def identity(location: str) -> Identity | None:
    """The identity of the file at a path, None when there is none; raises OSError when the system does not tell."""
    try:
        found = os.stat(location)  # noqa: PTH116  # asked before every step: no object for it
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def connect(path: Path, patience: float, *, read_only: bool) -> sqlite3.Connection:
    """A connection to a file that is there, outside any transaction; raises sqlite3.Error when it cannot be made.

    It begins and commits nothing by itself, and waits ``patience`` seconds for other processes. It may be closed, but
    not used, by another thread than its own."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        isolation_level=None,
        timeout=patience,
        check_same_thread=False,
    )
    try:
        for setting in _ALWAYS + (_READING if read_only else _WRITING):
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def begin_writing(connection: sqlite3.Connection, patience: float) -> None:
    """Begin a unit as the only writer, as soon as every other process lets go of it; raises sqlite3.Error when that
    takes longer than ``patience`` seconds."""
    deadline = time.monotonic() + patience
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
                time.sleep(_LOOK_AGAIN)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")


@contextmanager
def write_lock(connection: sqlite3.Connection, patience: float) -> Iterator[None]:
    """A block that writes on its own: all of it is committed, or nothing when it raises."""
    begin_writing(connection, patience)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def make_file(path: Path) -> None:
    """Make the file and its folders, for nobody else, where they are not there yet; raises OSError or StoreUnavailable.

    SQLite gives the files beside it (-wal, -shm) the mode of the file."""
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir(_FOLDER_OURS_ALONE, exist_ok=True)
    if not path.exists():
        with suppress(FileExistsError):  # somebody else was quicker
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OURS_ALONE))
    check_file(path)
    # Asked of the system rather than tried: closing a file that this process holds would drop SQLite's locks on it.
    as_we_are = os.access in os.supports_effective_ids
    if not (
        os.access(path, os.R_OK | os.W_OK, effective_ids=as_we_are)
        and os.access(path.parent, os.W_OK | os.X_OK, effective_ids=as_we_are)
    ):
        raise unavailable(str(path), "it cannot be read and written")


def check_file(path: Path) -> None:
    """Raise StoreUnavailable unless a regular file is there and Python's SQLite can read it."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        sentence = f"Python's SQLite is {sqlite3.sqlite_version} and {path} needs {needed}: use a newer Python."
        raise StoreUnavailable(str(path), sentence)
    if not path.exists():
        raise unavailable(str(path), "it is not there")
    if not path.is_file():
        raise unavailable(str(path), "it is a folder or a device, not a file")


def new_file_beside(path: Path, ending: str) -> Path:
    """A new, empty file beside ``path``, readable by nobody else; numbered when the name is taken."""
    number = 1
    while True:
        copy = path.with_name(f"{path.name}.{ending}" + (f".{number}" if number > 1 else ""))
        try:
            os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OURS_ALONE))
        except FileExistsError:
            number += 1
        else:
            return copy


def too_open(path: Path) -> tuple[Path, ...]:
    """Those of the store's files that somebody other than their owner may read or write."""
    endings = ("", "-wal", "-shm")
    files = [path.with_name(path.name + part + ending) for part in ("", ".audit") for ending in endings]
    return tuple(
        file for file in files if file.exists() and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    )
