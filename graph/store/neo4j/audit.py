"""The audit log in a Neo4j database: nodes apart from the graph, each entry in a transaction of its own.

Decides: that entries are numbered without gaps, and that one is committed before it is acknowledged.
Does not decide: who may read it, nor what a question's entry says. A file can refuse to change an entry, Neo4j cannot:
whoever may write to the database can change the log.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncManagedTransaction, unit_of_work

from graph.errors import StoreUnavailable, StoreVersion
from graph.store.neo4j.address import Address
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.faults import said_plainly, understood
from graph.store.neo4j.queries import Queries, Row
from graph.store.statements import load
from graph.store.texts import mended
from graph.store.values import AuditEntry

T = TypeVar("T")

AUDIT: Final = load(__package__, "audit.cypher", "//")

_LONGEST: Final = 10.0  # seconds until the server ends a transaction here: who asks waits for it
_BEYOND_ALL: Final = 2**63 - 1


async def open_audit_log(address: Address) -> Neo4jAuditLog:
    """The audit log of the store in a database; nothing is made or changed.

    Raises StoreUnavailable, and StoreVersion for a database that has no log yet."""
    log = Neo4jAuditLog(Connection(address))
    try:
        await log.check()
    except BaseException:
        await log.close()
        raise
    return log


class Neo4jAuditLog:
    """A ``graph.store.protocol.AuditLog`` in a database of a Neo4j server; see :func:`open_audit_log`.

    Appending waits for another entry that is being committed, never for a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """The connection is the log's own."""
        self._connection = connection
        self._closed = False

    async def check(self) -> None:
        """Raise StoreVersion when the database has no log yet, and StoreUnavailable when it cannot be reached."""
        if not await self._run(READ_ACCESS, partial(_rows, "log", {})):
            location = self._connection.location
            raise StoreVersion(location, f"{location} has no audit log of Whither yet: run whither migrate.")

    async def append(self, entry: AuditEntry) -> None:
        """Add an entry; returning means durable. When StoreUnavailable is raised it may be there or not."""
        subjects = [mended(subject) for subject in entry.subjects]
        values = {
            "at": entry.at.astimezone(UTC),
            "viewer": mended(entry.viewer),
            "purpose": mended(entry.purpose),
            "question": mended(entry.question),
            "subjects": subjects,
            "about": list(dict.fromkeys(subjects)),
            "revision": entry.revision,
        }
        await self._run(WRITE_ACCESS, partial(_rows, "append", values))

    async def entries(
        self, limit: int, subject: str | None = None, before: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """The newest entries, the one appended last first; with a ``subject`` only those about that id, and only those
        whose number is smaller than ``before``."""
        asked: dict[str, Any] = {
            "limit": max(0, limit),
            "below": _BEYOND_ALL if before is None else max(0, min(before, _BEYOND_ALL)),
        }
        statement = "newest"
        if subject is not None:
            statement, asked["subject"] = "newest_about", mended(subject)
        rows = await self._run(READ_ACCESS, partial(_rows, statement, asked))
        with understood(self._connection.location):
            return tuple(_entry(row) for row in rows)

    async def close(self) -> None:
        """Let go of the server. Idempotent."""
        self._closed = True
        await self._connection.close()

    async def _run(self, access: str, work: Callable[[AsyncManagedTransaction], Awaitable[T]]) -> T:
        location = self._connection.location
        if self._closed:
            raise StoreUnavailable(location, f"The audit log of {location} has been closed: open it again.")
        bounded = unit_of_work(timeout=_LONGEST)(work)
        with said_plainly(location):
            async with self._connection.session(access) as session:
                run = session.execute_read if access == READ_ACCESS else session.execute_write
                return await run(bounded)


async def _rows(statement: str, asked: dict[str, Any], transaction: AsyncManagedTransaction) -> list[Row]:
    return await Queries(transaction).rows(AUDIT[statement].text, **asked)


def _entry(row: Row) -> AuditEntry:
    at, viewer, purpose, question, subjects, revision, number = row
    return AuditEntry(datetime.fromisoformat(at), viewer, purpose, question, tuple(subjects), revision, number)
