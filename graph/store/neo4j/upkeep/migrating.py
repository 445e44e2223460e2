"""Bringing a Neo4j database to the schema of this version of Whither.

Decides: the order of things (whether it may be migrated, the lock, each migration with its mark, the indexes).
Does not decide: what is pending or in the way (``graph.store.migrations`` does), what a file may hold (``scripts``).

A migration of data is there with its record or not at all. One of the schema, or in batches, cannot share a
transaction with its record: killed in between, it is marked as begun, and runs again, which changes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import uuid4

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncManagedTransaction, AsyncSession
from neo4j import NotificationDisabledClassification as Notification
from neo4j.exceptions import Neo4jError

from graph.errors import StoreDamaged
from graph.store.migrations import Migration, Standing, standing
from graph.store.neo4j.faults import said_plainly
from graph.store.neo4j.queries import Queries, Row
from graph.store.neo4j.upkeep import chain as chains
from graph.store.neo4j.upkeep.chain import Chain
from graph.store.neo4j.upkeep.leasing import LEASE, Lease, held
from graph.store.neo4j.upkeep.scripts import Kind, Script, checksum, scripts_of
from graph.store.statements import load

_STATEMENTS: Final = load(__package__, "migrations.cypher", "//")

_EXPECTED: Final = (Notification.UNRECOGNIZED, Notification.SCHEMA)
"""What a server remarks on labels that a new database does not have yet, and on constraints that it has already."""

_AT_A_TIME: Final = 5  # seconds to wait for indexes before saying again how far they are
_WAITED_FOR_TOO_LONG: Final = "Neo.ClientError.Procedure.ProcedureCallFailed"


async def standing_of(driver: AsyncDriver, database: str, location: str, chain: tuple[Migration, ...]) -> Standing:
    """Where a database stands against the chain, and the migration in it that has begun, changing nothing.

    ``location`` is how sentences name the store. Raises ValueError for a chain that could not be run, StoreDamaged for
    a database whose own chain is broken or not ours, any other StoreError when it cannot be read."""
    scripts_of(chain)
    with said_plainly(location):
        async with _session(driver, database, READ_ACCESS) as session:
            return _standing(location, chain, await _read(session, location))


async def migrate(
    driver: AsyncDriver,
    database: str,
    location: str,
    chain: tuple[Migration, ...],
    *,
    owner: str,
    dry_run: bool = False,
    progress: Callable[[str], None] | None = None,
    lease: float = LEASE,
) -> tuple[Migration, ...]:
    """Run what is pending, and return it; a dry run returns the same and changes nothing, the lock included.

    ``owner`` says who does it, ``progress`` is told each step as a sentence, ``lease`` is the seconds that the lock
    outlives a process that died. Raises like :func:`standing_of`; StoreBusy while somebody else migrates,
    MigrationDrift and StoreVersion where the database must be refused."""
    scripts_of(chain)
    with said_plainly(location):
        async with _session(driver, database, READ_ACCESS) as session:
            pending = _pending(location, chain, await _read(session, location))
        if dry_run or not pending:
            return pending
        opened = partial(_session, driver, database, WRITE_ACCESS)
        asked = Lease(location, database, owner, str(uuid4()), lease)
        async with opened() as session, held(opened, session, asked):
            run = _Run(session, asked, progress or (lambda _: None), await _user(session))
            return await run.pending(chain)


@dataclass(frozen=True, slots=True)
class _Run:
    """Migrations run one after the other under a lease."""

    session: AsyncSession
    lease: Lease
    say: Callable[[str], None]
    user: str

    async def pending(self, chain: Sequence[Migration]) -> tuple[Migration, ...]:
        """Run what is pending now that nobody else can run it."""
        there = await _read(self.session, self.lease.location)
        pending = _pending(self.lease.location, chain, there)
        if there.begun is not None and pending:
            self.say(f"{there.begun.label} was begun by {there.begun.by} and not ended: it runs again.")
        await self.session.execute_write(_prepare)
        for script in scripts_of(pending):
            self.say(f"{script.migration.label} runs ({len(script.statements)} statements).")
            await self._one(there, script)
            there = replace(there, there=True, newest=script.version)
        _pending(self.lease.location, chain, await _read(self.session, self.lease.location))  # or it is refused now
        return pending

    async def _one(self, there: Chain, script: Script) -> None:
        await self.session.execute_write(self._begin, there, script)
        if script.kind is Kind.BATCHES:
            for statement in script.statements:
                await (await self.session.run(statement)).consume()
        else:
            await self.session.execute_write(self._transaction, there.newest, script)
        if script.kind is not Kind.DATA:
            await self._await_indexes()
            await self.session.execute_write(self._end, there.newest, script)

    async def _begin(self, transaction: AsyncManagedTransaction, there: Chain, script: Script) -> None:
        await chains.begin(Queries(transaction), self.lease, there, script)

    async def _transaction(self, transaction: AsyncManagedTransaction, last: str, script: Script) -> None:
        queries = Queries(transaction)
        for statement in script.statements:
            await queries.run(statement)
        if script.kind is Kind.DATA:
            await self._end(transaction, last, script)

    async def _end(self, transaction: AsyncManagedTransaction, last: str, script: Script) -> None:
        await chains.end(Queries(transaction), self.lease, last, script, self.user)

    async def _await_indexes(self) -> None:
        """Wait until every index can be used; raises StoreDamaged for one that cannot be built."""
        while missing := await self.session.execute_write(_missing):  # by the server that builds them
            failed = [name for name, state, _ in missing if state == "FAILED"]
            if failed:
                location = self.lease.location
                sentence = (
                    f"{location} cannot build the index {failed[0]}: see the server's log, drop the index, and run "
                    "whither migrate again."
                )
                raise StoreDamaged(location, sentence)
            built = sum(percent for _, _, percent in missing) / len(missing)
            self.say(f"Waiting for {len(missing)} indexes, of which {built:.0f} % is built.")
            try:
                await self.session.execute_write(_wait)
            except Neo4jError as error:
                if error.code != _WAITED_FOR_TOO_LONG:
                    raise


def _session(driver: AsyncDriver, database: str, access: str) -> AsyncSession:
    return driver.session(
        database=database, default_access_mode=access, notifications_disabled_classifications=_EXPECTED
    )


async def _missing(transaction: AsyncManagedTransaction) -> list[Row]:
    return await Queries(transaction).rows(_STATEMENTS["indexes to come"].text)


async def _wait(transaction: AsyncManagedTransaction) -> None:
    await Queries(transaction).run(_STATEMENTS["wait for indexes"].text, seconds=_AT_A_TIME)


async def _prepare(transaction: AsyncManagedTransaction) -> None:
    await chains.prepare(Queries(transaction))


async def _user(session: AsyncSession) -> str:
    """The user of this connection, empty where the server asks for no sign-in."""
    answer = await session.run(_STATEMENTS["who we are"].text)
    found = await answer.values()
    return str(found[0][0] or "") if found else ""


async def _read(session: AsyncSession, location: str) -> Chain:
    async def read(transaction: AsyncManagedTransaction) -> Chain:
        return await chains.read(Queries(transaction), location)

    return await session.execute_read(read)


def _standing(location: str, chain: Sequence[Migration], there: Chain) -> Standing:
    found = standing(location, chain, there.applied, there.data_format, checksum)
    return replace(found, begun=there.begun)


def _pending(location: str, chain: Sequence[Migration], there: Chain) -> tuple[Migration, ...]:
    found = _standing(location, chain, there)
    if found.obstacle is not None:
        raise found.obstacle
    return found.pending
