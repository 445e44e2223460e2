"""The embedded store: one SQLite file, one thread that writes, several that read.

Decides: when a unit of work begins, commits and is undone, and that every question sees one snapshot.
Does not decide: what a statement says (the modules beside this one), nor any rule of the domain.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from graph.domain.network import Network
from graph.domain.records import Entity, Firm
from graph.errors import InvalidCursor, InvalidInput, StoreError, StoreVersion
from graph.store.embedded import listing, networks, putting, touching
from graph.store.embedded.condition import condition_of
from graph.store.embedded.connection import PATIENCE, check_file, connect
from graph.store.embedded.faults import damaged, said_plainly
from graph.store.embedded.lane import Lane
from graph.store.embedded.migrating import FileKind, bring_up_to_date, standing_of
from graph.store.embedded.transaction import EmbeddedTransaction
from graph.store.migrations import Migration, shipped
from graph.store.protocol import Condition, Held, ImportMark, Slice, TieKey, TouchPage, Transaction

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

APPLICATION_ID: Final = 0x57485452
"""Marks an SQLite file as a store of ours: WHTR in ASCII."""

_READERS: Final = 4


async def open_store(
    path: Path,
    assumptions: str,
    *,
    migrate: bool = True,
    chain: tuple[Migration, ...] | None = None,
    patience: float = PATIENCE,
) -> EmbeddedStore:
    """The store in the file ``path``; made where it is not there, and brought to the schema of this version.

    ``assumptions`` is the version of the engine's assumptions: ties folded with another one count as unfolded. With
    ``migrate=False`` nothing is made or changed, and a store that could not be used still tells its condition.
    ``chain`` replaces the shipped migrations; ``patience`` is how many seconds to wait for another process.

    Raises StoreUnavailable, StoreDamaged, StoreBusy, and with ``migrate`` also StoreVersion and MigrationDrift."""
    kind = FileKind(APPLICATION_ID, shipped("embedded") if chain is None else chain)
    if not migrate:
        obstacle = await asyncio.to_thread(_inspect, path, kind, patience)
        return EmbeddedStore(path, assumptions, kind, patience, obstacle)
    await asyncio.to_thread(bring_up_to_date, path, kind, patience)
    store = EmbeddedStore(path, assumptions, kind, patience, None)
    try:
        await store.get_ready()
    except BaseException:
        await store.close()
        raise
    return store


def _inspect(path: Path, kind: FileKind, patience: float) -> StoreError | None:
    location = str(path)
    check_file(path)
    with said_plainly(location), closing(connect(path, patience, read_only=True)) as connection:
        there = standing_of(connection, location, kind)
    if there.obstacle is None and there.pending:
        sentence = f"{location} has an older schema than this version of Whither: open it without inspecting it only."
        return StoreVersion(location, sentence)
    return there.obstacle


class EmbeddedStore:
    """A ``graph.store.protocol.GraphStore`` in an SQLite file; see :func:`open_store`."""

    def __init__(
        self, path: Path, assumptions: str, kind: FileKind, patience: float, obstacle: StoreError | None
    ) -> None:
        """With an ``obstacle`` only :meth:`condition` and :meth:`close` answer; all else raises it."""
        self._path = path
        self._assumptions = assumptions
        self._kind = kind
        self._patience = patience
        self._obstacle = obstacle
        self._one_unit = asyncio.Lock()
        self._writer = Lane(str(path), partial(_writing_connection, path, patience))
        self._readers = Lane(str(path), partial(_reading_connection, path, patience, obstacle), _READERS)

    async def get_ready(self) -> None:
        """Connect for writing now: that connection, closed last, brings what was written ahead into the file."""
        await self._writer.submit(_undo)

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a unit of work and return what it returned.

        A unit that is cancelled is undone, unless it was already committing: then it stands as a whole."""
        self._check()
        async with self._one_unit:
            try:
                await self._writer.submit(_begin)
                transaction = EmbeddedTransaction(self._writer, self._assumptions)
                try:
                    result = await work(transaction)
                finally:
                    transaction.over = True
                transaction.raise_failure()
                await self._writer.submit(partial(_commit, changed=transaction.changed))
            except BaseException:
                # Queued at once, behind whatever still runs and before the next unit begins; awaited to the end only
                # if nobody cancels again.
                await asyncio.shield(self._writer.submit(_undo))
                raise
            return result

    async def revision(self) -> int:
        """How many units have changed something."""
        return await self._read(listing.revision)

    async def firm(self) -> Firm | None:
        """We ourselves."""
        return await self._read(listing.firm)

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""
        return await self._read(listing.import_mark)

    async def neighbourhood(self, staff_ids: Sequence[str], day: date, evidence: int = 0) -> Network:
        """All that a departure of these staff members can touch on ``day``."""
        return await self._read(
            partial(
                networks.neighbourhood,
                staff_ids=staff_ids,
                day=day,
                evidence=evidence,
                assumptions=self._assumptions,
            )
        )

    async def whole(self, day: date, evidence: int = 0) -> Network:
        """The whole firm for ``day``."""
        return await self._read(partial(networks.whole, day=day, evidence=evidence, assumptions=self._assumptions))

    async def fetch(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """The entities with these ids."""
        return await self._read(lambda connection: listing.fetch(connection, kind, ids))

    async def entities(self, kind: type[E], window: Slice) -> tuple[E, ...]:
        """A window on a list of entities, by id."""
        return await self._read(lambda connection: listing.entities(connection, kind, window))

    async def count(self, kind: type[E], employed_on: date | None = None) -> int:
        """How many entities of a kind there are."""
        return await self._read(lambda connection: listing.count(connection, kind, employed_on))

    async def named(self, kind: type[E], folded: str) -> tuple[E, ...]:
        """The entities with this name or address, by id."""
        return await self._read(lambda connection: listing.named(connection, kind, folded))

    async def employers(self, person_ids: Sequence[str]) -> dict[str, tuple[tuple[str, date | None, date | None], ...]]:
        """For each person who is there the accounts ever worked for; empty for who never worked for one."""
        return await self._read(lambda connection: listing.employers(connection, person_ids))

    async def touches(
        self, ties: Sequence[TieKey], until: date, limit: int, before: tuple[datetime, str] | None = None
    ) -> TouchPage:
        """Touches of these ties up to and including ``until``, newest first."""
        return await self._read(lambda connection: listing.touches(connection, ties, until, limit, before))

    async def held(self) -> Held:
        """Counts of what is here."""
        return await self._read(lambda connection: listing.held(connection, self._assumptions))

    async def condition(self) -> Condition:
        """What this store is and what is wrong with it."""
        question = partial(condition_of, path=self._path, kind=self._kind, patience=self._patience)
        return await self._readers.submit(partial(_snapshot, question=question))

    async def close(self) -> None:
        """Let go of the file; a unit of work or a question that runs ends first. Idempotent."""
        async with self._one_unit:
            await self._readers.close()
            await self._writer.close()

    def _check(self) -> None:
        if self._obstacle is not None:
            raise self._obstacle

    async def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        self._check()
        return await self._readers.submit(partial(_understood, location=str(self._path), question=question))


def _writing_connection(path: Path, patience: float) -> sqlite3.Connection:
    connection = connect(path, patience, read_only=False)
    putting.prepare(connection)
    touching.prepare_asking(connection)
    touching.prepare_inserting(connection)
    return connection


def _reading_connection(path: Path, patience: float, obstacle: StoreError | None) -> sqlite3.Connection:
    connection = connect(path, patience, read_only=True)
    if obstacle is None:
        networks.prepare(connection)
        touching.prepare_asking(connection)
    return connection


def _understood(connection: sqlite3.Connection, location: str, question: Callable[[sqlite3.Connection], T]) -> T:
    """The answer to a question in one snapshot; raises StoreDamaged when what is read cannot be meant."""
    try:
        return _snapshot(connection, question)
    except InvalidCursor:  # of the question, not of the file
        raise
    except (InvalidInput, OverflowError, ValueError, IndexError) as error:
        raise damaged(location, f"a value in it is out of range: {error}".rstrip(".")) from error


def _snapshot(connection: sqlite3.Connection, question: Callable[[sqlite3.Connection], T]) -> T:
    """The answer to a question that sees one state of the file; what it put into temporary tables is gone after it."""
    connection.execute("BEGIN")
    try:
        return question(connection)
    finally:
        _undo(connection)


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _commit(connection: sqlite3.Connection, *, changed: bool) -> None:
    if changed:
        connection.execute("UPDATE meta SET revision = revision + 1")
    connection.execute("COMMIT")


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
