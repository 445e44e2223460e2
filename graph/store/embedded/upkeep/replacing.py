"""One store's content in the place of another's, also while processes have it open.

Decides: that the change is one transaction of the file, in which what was there is copied aside and the revision set,
so that no acknowledged write is lost between; and that a file which others hold is never moved away from them.
Does not decide: whether something may be replaced, nor by what (``restoring`` does).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from graph.errors import StoreBusy, StoreError, StoreFilled
from graph.store.embedded.connection import connect, write_lock
from graph.store.embedded.faults import said_plainly
from graph.store.embedded.upkeep.copying import BESIDE, OnPages, content_of, copied_as_it_is, give_name_beside
from graph.store.embedded.upkeep.migrating import FileKind, alone, standing_of

_ENDING: Final = "before-restore"
_BRIEFLY: Final = 0.5  # seconds to wait for somebody who is just leaving the file
_POLL: Final = 0.003  # seconds between two attempts to write: SQLite's own waiting loses against an import
_AT_ONCE: Final = 1_024  # pages
_SHARED_LOCK: Final = (0x40000002, 510)  # where and how many bytes SQLite locks for as long as it has a file open


def replace_content(
    staged: Path,
    path: Path,
    kind: FileKind,
    patience: float,
    *,
    replace: bool,
    progress: OnPages | None = None,
) -> Path | None:
    """Let the store at ``path`` hold what the one at ``staged`` does, and return the copy of what it held; None when it
    held no firm.

    Raises StoreFilled when it holds a firm, and StoreBusy when others have it open, unless told to ``replace``."""
    location = str(path)
    with said_plainly(location), closing(connect(staged, patience, read_only=False)) as content:
        try:
            with said_plainly(location), alone(path, min(_BRIEFLY, patience)) as into:
                return _replace_alone(content, into, path, replace=replace, progress=progress)
        except StoreBusy:
            if not replace:
                sentence = f"Another process has {path} open: end it first, or replace what it serves with --replace."
                raise StoreBusy(location, sentence) from None
        return _Served(content, path, kind, patience, progress).replace()


def raised(content: sqlite3.Connection, replaced: int) -> None:
    """Give the content a revision above its own and the one ``replaced``, at which everything changed.

    An import of which it holds a mark counts as interrupted, whichever process still thinks it is its own. What is
    empty stays at 0."""
    (own,) = content.execute("SELECT revision FROM meta").fetchone()
    revision = max(own, replaced) + 1 if own or replaced else 0
    with write_lock(content, _BRIEFLY):
        content.execute(
            "UPDATE meta SET revision = ?, import_beat = iif(import_started IS NULL, NULL, 0),"
            " import_owner = iif(import_started IS NULL, NULL, '')",
            (revision,),
        )
        if revision:
            content.execute("INSERT INTO change (revision, everything) VALUES (?, 1)", (revision,))


def move_aside(path: Path) -> Path:
    """Move a file that SQLite cannot read, and those beside it, out of the way; where it is now.

    Raises StoreBusy when another process has it open."""
    location = str(path)
    if _is_held(path):
        raise StoreBusy(location, f"Another process has {path} open, which is damaged: end it first.")
    aside = give_name_beside(path, path, _ENDING)
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def _replace_alone(
    content: sqlite3.Connection, into: sqlite3.Connection, path: Path, *, replace: bool, progress: OnPages | None
) -> Path | None:
    """Replace in a file that nobody else has open; whatever its schema is."""
    location = str(path)
    held = content_of(into)
    filled = held.revision > 0
    if filled and not replace:
        raise StoreFilled(location, f"{path} was filled meanwhile: put the backup in its place with --replace.")
    aside = _kept(into, path) if filled else None
    raised(content, held.revision)
    _undoing(aside, lambda: content.backup(into, pages=_AT_ONCE, progress=_telling(progress)))
    return aside


class _Served:
    """The replacing of a store that others have open, in one transaction that keeps only writers waiting."""

    def __init__(
        self, content: sqlite3.Connection, path: Path, kind: FileKind, patience: float, progress: OnPages | None
    ) -> None:
        self._content = content
        self._path = path
        self._kind = kind
        self._patience = patience
        self._tell = _telling(progress)
        self._deadline = time.monotonic() + patience
        self._aside: Path | None = None

    def replace(self) -> Path | None:
        """Replace it, and return the copy of what it held."""
        (pages,) = self._content.execute("PRAGMA page_count").fetchone()
        with (
            closing(connect(self._path, 0, read_only=False)) as into,
            closing(connect(self._path, self._patience, read_only=True)) as before,
        ):

            def step(status: int, remaining: int, total: int) -> None:
                self._step(before, status)
                self._tell(status, remaining, total)

            # so few pages that the first step never is the last: after it the file is locked and nothing has changed
            few = max(1, min(_AT_ONCE, pages // 2))
            try:
                self._content.backup(into, pages=few, progress=step, sleep=_POLL)
            except (sqlite3.Error, StoreError):  # then SQLite has undone it
                if self._aside is not None:
                    self._aside.unlink()
                raise
        return self._aside

    def _step(self, before: sqlite3.Connection, status: int) -> None:
        """After the first step that found the file free, nobody else can write: what is there now is what goes."""
        if self._aside is not None:
            return
        location = str(self._path)
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() >= self._deadline:
                sentence = f"{self._path} is written to all the time: try again when that has ended."
                raise StoreBusy(location, sentence)
            return
        there = standing_of(before, location, self._kind)
        if there.pending or there.obstacle is not None:
            sentence = f"{self._path} is open in a process of another version of Whither: end that first."
            raise StoreBusy(location, sentence)
        self._aside = _kept(before, self._path)
        raised(self._content, content_of(before).revision)


def _kept(there: sqlite3.Connection, path: Path) -> Path:
    """A copy, beside the store, of what it holds."""
    with copied_as_it_is(there, str(path), path) as copy:
        return give_name_beside(copy, path, _ENDING)


def _undoing(aside: Path | None, step: Callable[[], None]) -> None:
    """Take the step; where SQLite could not take it, nothing was replaced and the copy goes again."""
    try:
        step()
    except sqlite3.Error:
        if aside is not None:
            aside.unlink()
        raise


def _telling(progress: OnPages | None) -> Callable[[int, int, int], None]:
    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    return told


def _is_held(path: Path) -> bool:
    """Whether another process has the file open as a database; never asked of a file that this one has open."""
    if os.name != "posix":
        return False  # there the file cannot be moved while somebody has it open
    import fcntl  # noqa: PLC0415  # only there

    start, length = _SHARED_LOCK
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except OSError:
            return True
    return False
