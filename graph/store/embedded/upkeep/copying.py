"""Copies of our files, made while others read and write them.

Decides: that a copy is one state of the file, that it was looked over before it counts, and that it is on the disk as a
whole before it has its name, which it never takes from another file.
Does not decide: what is copied when, nor whose file it is (``backups``, ``restoring`` and ``migrating`` do).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import StoreDamaged, StoreError, StoreUnavailable
from graph.store.embedded.connection import connect, new_file_beside
from graph.store.embedded.faults import damaged, said_plainly

OnPages = Callable[[int, int], None]
"""Is told how many pages are copied, and how many there are."""

BESIDE: Final = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside one of its own."""

_AT_ONCE: Final = 1_024  # pages between two signs of progress
_OF_THE_SOURCE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its revision (0 where it has none), and how many rows each table has."""

    revision: int
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy under a passing name, and what it holds."""

    path: Path
    content: Content


@contextmanager
def copied(source: sqlite3.Connection, location: str, target: Path, progress: OnPages | None = None) -> Iterator[Copy]:
    """A sound copy of what ``source`` sees now, beside ``target``; it is gone after the block, unless it got a name.

    Raises StoreDamaged when what is at ``location`` is broken, and a StoreError about ``target`` when the copy cannot
    be made, or does not hold what was read."""
    with _passing(target) as partial:
        source.execute("BEGIN")  # one state of the file, however long it takes
        try:
            content = content_of(source)
            _fill(source, location, partial, target, progress)
        finally:
            source.execute("ROLLBACK")
        with said_plainly(str(target)), closing(connect(partial, 0, read_only=False)) as copy:
            check_sound(copy, location)
            if content_of(copy) != content:
                sentence = f"The copy {target} does not hold what was read from {location}: check the disk, try again."
                raise StoreError(str(target), sentence)
        yield Copy(partial, content)


@contextmanager
def copied_as_it_is(source: sqlite3.Connection, location: str, target: Path) -> Iterator[Path]:
    """A copy of what ``source`` sees now, page by page, whether it is sound or not; else like :func:`copied`."""
    with _passing(target) as partial:
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # now the state is chosen
            _fill(source, location, partial, target, None)
        finally:
            source.execute("ROLLBACK")
        yield partial


def content_of(connection: sqlite3.Connection) -> Content:
    """What the file holds, as the connection sees it."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    rows = {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  # a name of ours
        for name in sorted(row[0] for row in tables.fetchall())
    }
    counted = connection.execute("SELECT count(*) FROM pragma_table_info('meta') WHERE name = 'revision'").fetchone()[0]
    found = connection.execute("SELECT revision FROM meta").fetchone() if counted else None
    return Content(0 if found is None else found[0], rows)


def check_sound(connection: sqlite3.Connection, location: str) -> None:
    """Raise StoreDamaged when pages, values or references of the file are broken."""
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise damaged(location, str(said).rstrip("."))
    dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    if dangling is not None:
        sentence = (
            f"{location} is damaged: rows of its table {dangling[0]} refer to rows that are not there;"
            " whither verify says which, and an earlier backup may be whole."
        )
        raise StoreDamaged(location, sentence)


def give_name(partial: Path, target: Path) -> None:
    """Let the copy be called ``target`` from now on, for good; raises FileExistsError when that name is taken."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(str(target)) from None
        partial.rename(target)
    else:
        partial.unlink()
    if os.name == "posix":
        _sync(target.parent, os.O_RDONLY)


def give_name_beside(partial: Path, path: Path, ending: str) -> Path:
    """Let the copy be called like ``path`` with this ending, numbered when that name is taken; what it is called."""
    number = 1
    while True:
        target = path.with_name(f"{path.name}.{ending}" + (f".{number}" if number > 1 else ""))
        try:
            give_name(partial, target)
        except FileExistsError:
            number += 1
        else:
            return target


def refuse_taken(*targets: Path) -> None:
    """Raise StoreUnavailable when there is something of one of these names already, or what SQLite would take for a
    part of it."""
    for target in targets:
        for path in (target, *(target.with_name(target.name + ending) for ending in BESIDE)):
            if path.is_symlink() or path.exists():
                sentence = f"There is something at {path} already: name a file that is not there yet."
                raise StoreUnavailable(str(target), sentence)


@contextmanager
def _passing(target: Path) -> Iterator[Path]:
    """A new file beside ``target``; it, and what SQLite keeps beside it, is gone when the block ends."""
    with said_plainly(str(target)):
        partial = new_file_beside(target, "partial")
    try:
        yield partial
    finally:
        for ending in ("", *BESIDE):
            with suppress(FileNotFoundError):
                partial.with_name(partial.name + ending).unlink()


def _fill(source: sqlite3.Connection, location: str, partial: Path, target: Path, progress: OnPages | None) -> None:
    """Copy every page and wait until the disk has them all; the copy is one file without others beside it."""

    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with said_plainly(str(target)):
        with closing(connect(partial, 0, read_only=False)) as into:
            try:
                source.backup(into, pages=_AT_ONCE, progress=told)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF in _OF_THE_SOURCE:
                    raise damaged(location, str(error)) from error
                raise
            into.execute("PRAGMA journal_mode = DELETE")
        _sync(partial, os.O_RDWR)


def _sync(path: Path, how: int) -> None:
    """Wait until the disk has the file or folder."""
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
