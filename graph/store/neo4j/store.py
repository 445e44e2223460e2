"""The Neo4j store: one driver, units of work one after the other, questions beside them.

Decides: when a store may be used at all, and what a unit of work is made of.
Does not decide: how questions are answered (``reading`` does), how units are kept apart (``guard``), what a statement
says (the modules beside this one), nor any rule of the domain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from graph.errors import StoreError, StoreVersion
from graph.store.migrations import Migration, shipped
from graph.store.neo4j.address import Address
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.faults import said_plainly, understood
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.reading.reading import Reading
from graph.store.neo4j.upkeep.migrating import standing_of
from graph.store.neo4j.writing import change_log
from graph.store.neo4j.writing.transaction import Neo4jTransaction
from graph.store.protocol import Transaction

T = TypeVar("T")


async def open_store(address: Address, assumptions: str, *, inspect: bool = False) -> Neo4jStore:
    """The store in a database that has the schema of this version; nothing is made or changed.

    ``assumptions`` is the version of the engine's assumptions: ties folded with another one count as unfolded. With
    ``inspect`` a store that could not be used still tells its condition.

    Raises StoreUnavailable, StoreVersion and MigrationDrift."""
    connection = Connection(address)
    chain = shipped("neo4j")
    try:
        obstacle = await _obstacle(connection, chain)
    except BaseException:
        await connection.close()
        raise
    if obstacle is not None and not inspect:
        await connection.close()
        raise obstacle
    return Neo4jStore(connection, assumptions, chain, obstacle)


async def _obstacle(connection: Connection, chain: tuple[Migration, ...]) -> StoreError | None:
    location = connection.location
    with said_plainly(location):
        there = await standing_of(connection.driver, connection.address.database, location, chain)
    if there.obstacle is None and there.pending:
        before = "an older schema than" if len(there.pending) < len(chain) else "no schema yet of"
        return StoreVersion(location, f"{location} has {before} this version of Whither: run whither migrate.")
    return there.obstacle


class Neo4jStore(Reading):
    """A ``graph.store.protocol.GraphStore`` in a database of a Neo4j server; see :func:`open_store`."""

    def __init__(
        self, connection: Connection, assumptions: str, chain: tuple[Migration, ...], obstacle: StoreError | None
    ) -> None:
        """With an ``obstacle`` only :meth:`condition` and :meth:`close` answer; all else raises it."""
        super().__init__(connection, assumptions, chain, obstacle)
        self._one_unit = asyncio.Lock()

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a unit of work and return what it returned; run again by the driver after what it calls transient."""
        self._check()
        async with self._one_unit:
            with said_plainly(self._location):
                return await self._guard.write(partial(self._unit, work=work))

    async def begin_filling(self) -> bool:
        """Nothing is put off: a server has others to serve."""
        return False

    async def end_filling(self) -> None:
        """Nothing was put off."""

    async def close(self) -> None:
        """Let go of the server; questions and a unit of work that run end first. Idempotent."""
        async with self._one_unit:
            await self._idle.wait()
            await self._guard.settle()
            await self._connection.close()

    async def _unit(self, queries: Queries, work: Callable[[Transaction], Awaitable[T]]) -> tuple[T, bool]:
        """One run of a unit: its result, and whether it changed something."""
        with understood(self._location):
            transaction = await Neo4jTransaction.begun(queries, self._assumptions)
        try:
            result = await work(transaction)
        finally:
            transaction.over = True
        transaction.raise_failure()
        if transaction.unit.changed:
            await change_log.write(queries, transaction.unit)
        return result, transaction.unit.changed
