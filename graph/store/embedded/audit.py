"""The audit log beside an embedded store: a second SQLite file with a writer of its own.

Decides: where it is and that an entry is on the disk before it is acknowledged; the file itself refuses changes.
Does not decide: who may read it, nor what a question's entry says.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Final

from graph.domain.calendar import instant_number, instant_of
from graph.store.embedded.connection import PATIENCE, connect
from graph.store.embedded.lane import Lane
from graph.store.embedded.upkeep.migrating import FileKind, bring_up_to_date
from graph.store.migrations import shipped
from graph.store.texts import mended
from graph.store.values import AuditEntry

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

    async def entries(
        self, limit: int, subject: str | None = None, before: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """The newest entries, the one appended last first; with a ``subject`` only those about that id, and only those
        whose number is smaller than ``before``."""
        about = None if subject is None else mended(subject)
        below = _BEYOND_ALL if before is None else max(0, min(before, _BEYOND_ALL))
        return await self._lane.submit(partial(_entries, limit=limit, subject=about, below=below))

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


_BEYOND_ALL: Final = 2**63 - 1

_NEWEST: Final = """
SELECT e.key, e.at, e.viewer, e.purpose, e.question, e.revision FROM entry AS e
WHERE e.key < :below
ORDER BY e.key DESC
LIMIT :limit
"""

_NEWEST_ABOUT: Final = """
SELECT e.key, e.at, e.viewer, e.purpose, e.question, e.revision FROM entry AS e
WHERE e.key IN (SELECT s.entry FROM subject AS s WHERE s.id = :subject AND s.entry < :below)
ORDER BY e.key DESC
LIMIT :limit
"""

_SUBJECTS: Final = """
SELECT s.entry, s.id FROM subject AS s
WHERE s.entry IN (SELECT value FROM json_each(:entries))
ORDER BY s.entry, s.place
"""


def _entries(connection: sqlite3.Connection, limit: int, subject: str | None, below: int) -> tuple[AuditEntry, ...]:
    connection.execute("BEGIN")  # entries and their subjects from one state of the file
    try:
        asked = {"limit": limit, "below": below, "subject": subject}
        rows = connection.execute(_NEWEST if subject is None else _NEWEST_ABOUT, asked).fetchall()
        subjects: dict[int, list[str]] = {row[0]: [] for row in rows}
        for entry, identifier in connection.execute(_SUBJECTS, {"entries": json.dumps(list(subjects))}):
            subjects[entry].append(identifier)
    finally:
        connection.execute("ROLLBACK")
    return tuple(
        AuditEntry(instant_of(at), viewer, purpose, question, tuple(subjects[number]), revision, number)
        for number, at, viewer, purpose, question, revision in rows
    )
