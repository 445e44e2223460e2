"""The lock that keeps a second migrator out of a database.

Decides: who holds it, for how long, and when it may be taken over. Does not decide: what is done under it.

It is the lock of the original neo4j-migrations (the same node, name and constraints), so that each keeps the other out.
That one is held until somebody deletes it; ours is a lease, renewed while its holder lives. Only the clock of the
server counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from neo4j import AsyncManagedTransaction, AsyncSession
from neo4j.exceptions import DriverError, Neo4jError

from graph.errors import StoreBusy
from graph.store.neo4j.queries import Queries, Row
from graph.store.statements import load

_STATEMENTS: Final = load(__package__, "migrations.cypher", "//")

LEASE: Final = 30.0
"""Seconds after which a lock that is not renewed no longer counts; it is renewed three times as often."""

_DEFAULT_DATABASE: Final = "neo4j"
_DEFAULT_NAME: Final = "John Doe"  # what the original calls the lock of the default database


@dataclass(frozen=True, slots=True)
class Lease:
    """A lock as one process asks for it: of the store at ``location``, for ``seconds`` at a time."""

    location: str
    database: str
    owner: str
    id: str
    seconds: float

    @property
    def name(self) -> str:
        """The name that the original would give the lock of this database."""
        name = self.database.lower()
        return _DEFAULT_NAME if name == _DEFAULT_DATABASE else name

    async def renew(self, queries: Queries) -> None:
        """Hold it for as long again, and at least until this transaction ends; raises StoreBusy when it was lost."""
        milliseconds = round(self.seconds * 1000)
        held = await queries.value(
            _STATEMENTS["renew the lock"].text, name=self.name, id=self.id, milliseconds=milliseconds
        )
        if not held:
            sentence = f"Another process took over the migration of {self.location}: run whither migrate again."
            raise StoreBusy(self.location, sentence)

    async def take(self, queries: Queries) -> None:
        """Take it; raises StoreBusy, which ends the transaction, while somebody else holds one in this database."""
        await queries.run(_STATEMENTS["ask for the lock"].text, name=self.name, id=self.id)
        for lock in await queries.rows(_STATEMENTS["locks"].text):
            _, _, _, counts = lock
            if counts:
                raise _held_by_another(self.location, lock)
        milliseconds = round(self.seconds * 1000)
        await queries.run(
            _STATEMENTS["take the lock"].text, name=self.name, id=self.id, owner=self.owner, milliseconds=milliseconds
        )

    async def release(self, queries: Queries) -> None:
        """Let go of it, unless it was lost."""
        await queries.run(_STATEMENTS["release the lock"].text, name=self.name, id=self.id)


@asynccontextmanager
async def held(opened: Callable[[], AsyncSession], session: AsyncSession, lease: Lease) -> AsyncIterator[None]:
    """The lock, taken in ``session`` and renewed until the block ends; raises StoreBusy while somebody else holds it.

    ``opened`` gives another session, for renewing it. A process that dies in the block leaves it to run out."""
    await session.execute_write(_prepare)
    await session.execute_write(lambda transaction: lease.take(Queries(transaction)))
    ended = asyncio.Event()
    renewing = asyncio.create_task(_keep(opened, lease, ended))
    try:
        yield
    finally:
        ended.set()
        await renewing
        with suppress(Neo4jError, DriverError):  # it runs out by itself
            await session.execute_write(lambda transaction: lease.release(Queries(transaction)))


async def is_held(queries: Queries) -> bool:
    """Whether a lock of the database counts."""
    return any(counts for *_, counts in await queries.rows(_STATEMENTS["locks"].text))


async def _prepare(transaction: AsyncManagedTransaction) -> None:
    for constraint in ("one lock of a name", "one lock of an id"):
        await Queries(transaction).run(_STATEMENTS[constraint].text)


async def _keep(opened: Callable[[], AsyncSession], lease: Lease, ended: asyncio.Event) -> None:
    """Renew the lock until the end, or until it is lost, which whoever relies on it finds out by renewing it."""
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), lease.seconds / 3)
            return
        with suppress(Neo4jError, DriverError):  # tried again at the next turn
            try:
                async with opened() as session:
                    await session.execute_write(lambda transaction: lease.renew(Queries(transaction)))
            except StoreBusy:
                return


def _held_by_another(location: str, lock: Row) -> StoreBusy:
    name, owner, since, _ = lock
    if owner is None or since is None:
        sentence = (
            f"{location} is locked by neo4j-migrations itself, which does not say since when: try again when that has "
            f"ended; if it was killed, run MATCH (l:__Neo4jMigrationsLock {{name: '{name}'}}) DELETE l."
        )
    else:
        moment = datetime.fromtimestamp(since / 1000, UTC)
        sentence = (
            f"{location} is being migrated by {owner} since {moment:%Y-%m-%d %H:%M:%S} UTC: "
            "try again when that has ended."
        )
    return StoreBusy(location, sentence)
