"""What SQLite and the file system complain about, said in the family of errors.

Decides: which error of ours each of theirs is, and its sentence with the remedy.
Does not decide: when to try again (the busy timeout of a connection does).
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from graph.errors import InvalidCursor, InvalidInput, StoreBusy, StoreDamaged, StoreError, StoreUnavailable

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def said_plainly(location: str) -> Iterator[None]:
    """Turn every error of SQLite or the file system that leaves the block into a StoreError about ``location``."""
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(location, error) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _full(location, "") from error
        raise unavailable(location, error.strerror or str(error)) from error


@contextmanager
def understood(location: str) -> Iterator[None]:
    """Raise StoreDamaged for what was read in the block and cannot be meant."""
    try:
        yield
    except InvalidCursor:  # of the question, not of the file
        raise
    except (InvalidInput, OverflowError, ValueError, IndexError) as error:
        raise damaged(location, f"a value in it is out of range: {error}".rstrip(".")) from error


def unavailable(location: str, reason: str) -> StoreUnavailable:
    """The error for a file that cannot be opened, read or written."""
    remedy = "check the path, and the permissions of the file and its folder"
    return StoreUnavailable(location, f"{location} cannot be used ({reason}): {remedy}.")


def gone(location: str) -> StoreUnavailable:
    """The error for a file that is no longer the one that was opened."""
    remedy = "put it back, or end this process, then restore a backup where something is missing"
    return StoreUnavailable(location, f"{location} was moved, removed or replaced while it was open: {remedy}.")


def foreign(location: str) -> StoreDamaged:
    """The error for a file that was not made by Whither."""
    return StoreDamaged(location, f"{location} is not a file of Whither: choose another path, or move it away.")


def damaged(location: str, reason: str) -> StoreDamaged:
    """The error for a file of ours that can no longer be understood."""
    return StoreDamaged(location, f"{location} is damaged ({reason}): restore it from a backup.")


def _busy(location: str, _: str) -> StoreBusy:
    sentence = f"{location} is held by another process: try again when that one has finished or is closed."
    return StoreBusy(location, sentence)


def _full(location: str, _: str) -> StoreUnavailable:
    return StoreUnavailable(location, f"The disk that holds {location} is full: make room and try again.")


def _failing(location: str, reason: str) -> StoreUnavailable:
    remedy = "see whether its disk is full or failing, then try again"
    return StoreUnavailable(location, f"{location} cannot be read or written ({reason}): {remedy}.")


_MEANINGS: dict[int, Callable[[str, str], StoreError]] = {
    sqlite3.SQLITE_BUSY: _busy,
    sqlite3.SQLITE_LOCKED: _busy,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: lambda location, _: foreign(location),
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_READONLY: unavailable,
    sqlite3.SQLITE_CANTOPEN: unavailable,
    sqlite3.SQLITE_PERM: unavailable,
    sqlite3.SQLITE_IOERR: _failing,
}


def _of_sqlite(location: str, error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)  # absent where Python's own module complains
    meaning = None if code is None else _MEANINGS.get(code & 0xFF)
    if meaning is not None:
        return meaning(location, str(error))
    return StoreError(location, f"{location} refused what was asked ({error}): run whither doctor, and report this.")
