"""A small chain of migrations for Neo4j, and what a database holds when it has run.

Decides: the chain, and what of a database is compared. Does not decide: what a test does to it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from neo4j import AsyncDriver, AsyncGraphDatabase, NotificationMinimumSeverity

from graph.store.migrations import Begun, Migration
from graph.store.neo4j.upkeep.migrating import migrate, standing_of
from tests.servers.lines import Server
from tests.servers.wiping import driver_of

LOCATION = "neo4j://the.server/notes"
SCHEMA = Migration(
    1,
    "notes_and_their_text",
    "// What makes two notes one;\n"
    "CREATE CONSTRAINT note_id IF NOT EXISTS FOR (n:Note) REQUIRE n.id IS UNIQUE;\n\n"
    "CREATE INDEX note_text IF NOT EXISTS FOR (n:Note) ON (n.text)\n",
)
FIRST = Migration(2, "first_notes", "MERGE (n:Note {id: 'a'}) SET n.text = 'one; two // 3';\n\nMERGE (:Note {id: 'b'})")
CHAIN = (SCHEMA, FIRST)
COUNTED = Migration(3, "counted", "MATCH (n:Note) SET n.count = coalesce(n.count, 0) + 1;")
GATED = Migration(3, "gated", "MERGE (:Note {id: 'before'});\nMATCH (g:Gate) SET g.passed = true;")
GATED_BATCHES = Migration(
    3,
    "gated_batches",
    "UNWIND range(1, 5) AS number CALL (number) { MERGE (:Note {id: toString(number)}) } IN TRANSACTIONS OF 2 ROWS;\n"
    "MATCH (g:Gate) CALL (g) { SET g.passed = true } IN TRANSACTIONS;\n",
)
_PATIENCE = 120  # seconds


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[AsyncDriver]:
    """A driver that warns of everything a server remarks, which fails a test."""
    async with AsyncGraphDatabase.driver(
        server.uri,
        auth=(server.user, server.password),
        initial_retry_delay=0.05,
        max_transaction_retry_time=5,
        warn_notification_severity=NotificationMinimumSeverity.INFORMATION,
    ) as driver:
        yield driver


async def bring(driver: AsyncDriver, chain: tuple[Migration, ...], **options: Any) -> list[str]:
    """Migrate as Ada, unless told otherwise; the names of what ran."""
    async with asyncio.timeout(_PATIENCE):
        done = await migrate(driver, "neo4j", LOCATION, chain, **{"owner": "Ada", **options})
    return [migration.name for migration in done]


async def begun(driver: AsyncDriver, chain: tuple[Migration, ...]) -> Begun | None:
    """The migration that has begun."""
    return (await standing_of(driver, "neo4j", LOCATION, chain)).begun


async def pending(driver: AsyncDriver, chain: tuple[Migration, ...]) -> list[str]:
    """The names of what is to come, in a database that need not be refused."""
    found = await standing_of(driver, "neo4j", LOCATION, chain)
    assert found.obstacle is None
    return [migration.name for migration in found.pending]


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask the server until it is so."""
    deadline = time.monotonic() + _PATIENCE
    while not await holds():
        assert time.monotonic() < deadline, "it did not come to be so"
        await asyncio.sleep(0)  # whoever runs beside the test has its turn


@contextmanager
def shut_gate(server: Server) -> Iterator[None]:
    """Whoever wants to write the gate waits until the block ends."""
    with driver_of(server).session(database=server.database) as session:
        session.run("MERGE (:Gate)").consume()
        with session.begin_transaction() as transaction:
            transaction.run("MATCH (g:Gate) SET g.shut = true").consume()
            yield
            transaction.rollback()


def asked(server: Server, statement: str, **parameters: Any) -> list[list[Any]]:
    """What a statement gives, asked by nobody of ours."""
    with driver_of(server).session(database=server.database) as session:
        return session.run(statement, parameters).values()


def everything(server: Server) -> list[list[list[Any]]]:
    """All of a database, down to the names that it has ever known."""
    return [
        asked(server, "MATCH (n) RETURN elementId(n), labels(n), properties(n) ORDER BY elementId(n)"),
        asked(server, "MATCH (a)-[r]->(b) RETURN elementId(a), type(r), properties(r), elementId(b)"),
        *rules(server),
        asked(server, "CALL db.labels() YIELD label RETURN label ORDER BY label"),
        asked(server, "CALL db.propertyKeys() YIELD propertyKey RETURN propertyKey ORDER BY propertyKey"),
    ]


def rules(server: Server) -> list[list[list[Any]]]:
    """Constraints and indexes."""
    return [
        asked(server, "SHOW CONSTRAINTS YIELD name, type, properties RETURN name, type, properties ORDER BY name"),
        asked(server, "SHOW INDEXES YIELD name, type, properties RETURN name, type, properties ORDER BY name"),
    ]


def notes(server: Server) -> list[list[Any]]:
    """The notes with their texts."""
    return asked(server, "MATCH (n:Note) RETURN n.id, properties(n)['text'] ORDER BY n.id")


def told(server: Server) -> list[list[Any]]:
    """The chain, its links in the order of their versions; but for when they ran and by whom."""
    nodes = asked(server, "MATCH (m:__Neo4jMigration) RETURN properties(m) ORDER BY m.version")
    links = asked(server, "MATCH (a)-[r:MIGRATED_TO]->(b) RETURN a.version, keys(r), b.version ORDER BY b.version")
    return nodes + [[before, sorted(keys), after] for before, keys, after in links]


def locks(server: Server) -> list[list[Any]]:
    """The lock nodes."""
    return asked(server, "MATCH (l:__Neo4jMigrationsLock) RETURN properties(l)")
