"""A backup: the whole of a store and its audit log, taken while they are used.

Decides: what a backup consists of (a file as a store is, and its audit log beside it), and that one that could not be
restored is refused while the store it was to be made of is still there.
Does not decide: how a file is copied (``copying`` does), nor what becomes of a backup (``restoring`` does).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from graph.errors import StoreError, StoreUnavailable
from graph.store.embedded.audit import audit_path
from graph.store.embedded.connection import PATIENCE, check_file, connect
from graph.store.embedded.faults import said_plainly
from graph.store.embedded.upkeep.copying import Content, Copy, OnPages, copied, give_name, refuse_taken
from graph.store.embedded.upkeep.migrating import FileKind, examine
from graph.store.embedded.upkeep.upgrades import audit_kind, store_kind
from graph.store.migrations import standing


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds; ``audit`` is None where nobody had looked yet. ``size``: bytes of its files."""

    path: Path
    store: Content
    audit: Content | None
    size: int


def back_up(path: Path, target: Path, *, patience: float = PATIENCE, progress: OnPages | None = None) -> BackedUp:
    """Copy the store in the file ``path`` to the new file ``target``, and its audit log to ``<target>.audit``.

    Others go on reading and writing. Each file is one state of what it copies, is looked over, compared with what was
    read, and on the disk, before it has its name; the audit log is never the older of the two. ``progress`` is told how
    many pages of the present file are copied. It blocks the thread that calls it.

    Raises StoreUnavailable when something is at ``target`` or the disk is full, StoreDamaged when what would be copied
    is no sound store, StoreVersion and MigrationDrift when this version of Whither cannot read it."""
    with said_plainly(str(target)):
        refuse_taken(target, audit_path(target))
        if not target.parent.is_dir():
            sentence = f"There is no folder {target.parent}: make it first, or name a file in another one."
            raise StoreUnavailable(str(target), sentence)
    with ExitStack() as stack:
        store = _copy(stack, path, store_kind(), target, patience=patience, progress=progress)
        audit = None
        if audit_path(path).exists():
            kind, log = audit_kind(), audit_path(target)
            audit = _copy(stack, audit_path(path), kind, log, patience=patience, progress=progress)
        size = sum(copy.path.stat().st_size for copy in (store, audit) if copy is not None)
        _name(store, audit, target)
    return BackedUp(target, store.content, None if audit is None else audit.content, size)


def reading(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that changes nothing in a file. It may write where we may, for only such a one clears away the files
    that SQLite makes beside it."""
    connection = connect(path, patience, read_only=not os.access(path, os.W_OK))
    connection.execute("PRAGMA query_only = ON")
    return connection


def refuse_unreadable(connection: sqlite3.Connection, location: str, kind: FileKind) -> None:
    """Raise the StoreError for which a file cannot be used as a source: not ours, newer, other migrations, or empty."""
    found = examine(connection, location, kind)
    obstacle = standing(location, kind.chain, found.applied, found.data_format).obstacle
    if obstacle is not None:
        raise obstacle
    if not found.applied:
        raise StoreError(location, f"Nothing was ever stored in {location}: there is nothing to copy.")


def _copy(
    stack: ExitStack, path: Path, kind: FileKind, target: Path, *, patience: float, progress: OnPages | None
) -> Copy:
    location = str(path)
    with said_plainly(location):
        check_file(path)
        source = stack.enter_context(closing(reading(path, patience)))
        refuse_unreadable(source, location, kind)
        return stack.enter_context(copied(source, location, target, progress))


def _name(store: Copy, audit: Copy | None, target: Path) -> None:
    """Give both files their names, the store's last: whoever sees it sees the whole backup."""
    named = []
    try:
        for copy, name in ((audit, audit_path(target)), (store, target)):
            if copy is not None:
                with said_plainly(str(name)):
                    give_name(copy.path, name)
                named.append(name)
    except StoreError:
        for name in named:
            name.unlink()
        raise
