"""The audit log beside an embedded store: a second SQLite file with a writer of its own.

Decides: where it is and that an entry is on the disk before it is acknowledged; the file itself refuses changes.
Does not decide: who may read it, nor what a question's entry says.
"""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from pathlib import Path
from typing import Final

from graph.domain.calendar import instant_number, instant_of
from graph.store.embedded.connection import PATIENCE, connect
from graph.store.embedded.lane import Lane
from graph.store.embedded.migrating import FileKind, bring_up_to_date
from graph.store.embedded.texts import mended
from graph.store.migrations import shipped
from graph.store.protocol import AuditEntry

APPLICATION_ID: Final = 0x57484155
"""Marks an SQLite file as an audit log of ours: WHAU in ASCII."""


def audit_path(store: Path) -> Path:
    """The audit log of the store in the file ``store``."""
    return store.with_name(f"{store.name}.audit")


async def open_audit_log(store: Path, *, patience: float = PATIENCE) -> EmbeddedAuditLog:
    """The audit log of the store in the file ``store``, made where it is not there; raises a StoreError."""
    path = audit_path(store)
    await asyncio.to_thread(bring_up_to_date, path, FileKind(APPLICATION_ID, shipped("audit")), patience)
    return EmbeddedAuditLog(path, patience)


class EmbeddedAuditLog:
    """A ``graph.store.protocol.AuditLog`` in an SQLite file; see :func:`open_audit_log`."""

    def __init__(self, path: Path, patience: float) -> None:
        """The file is there already."""
        self._lane = Lane(str(path), partial(connect, path, patience, read_only=False))

    async def append(self, entry: AuditEntry) -> None:
        """Add an entry; returning means durable."""
        await self._lane.submit(partial(_append, entry=entry))

    async def entries(self, limit: int, subject: str | None = None) -> tuple[AuditEntry, ...]:
        """The newest entries, newest first; with a ``subject`` only those about that id."""
        about = None if subject is None else mended(subject)
        return await self._lane.submit(partial(_entries, limit=limit, subject=about))

    async def close(self) -> None:
        """Let go of the file. Idempotent."""
        await self._lane.close()


def _append(connection: sqlite3.Connection, entry: AuditEntry) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        key = connection.execute(
            "INSERT INTO entry (at, viewer, purpose, question, revision) VALUES (?, ?, ?, ?, ?)",
            (
                instant_number(entry.at),
                mended(entry.viewer),
                mended(entry.purpose),
                mended(entry.question),
                entry.revision,
            ),
        ).lastrowid
        connection.executemany(
            "INSERT INTO subject (entry, place, id) VALUES (?, ?, ?)",
            ((key, place, mended(subject)) for place, subject in enumerate(entry.subjects)),
        )
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


_NEWEST: Final = """
SELECT key, at, viewer, purpose, question, revision FROM entry
WHERE ?1 IS NULL OR key IN (SELECT entry FROM subject WHERE id = ?1)
ORDER BY at DESC, key DESC
LIMIT ?2
"""


def _entries(connection: sqlite3.Connection, limit: int, subject: str | None) -> tuple[AuditEntry, ...]:
    found = []
    for key, at, viewer, purpose, question, revision in connection.execute(_NEWEST, (subject, limit)).fetchall():
        subjects = connection.execute("SELECT id FROM subject WHERE entry = ? ORDER BY place", (key,))
        found.append(AuditEntry(instant_of(at), viewer, purpose, question, tuple(row[0] for row in subjects), revision))
    return tuple(found)
