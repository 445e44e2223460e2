"""The embedded store: one SQLite file, one thread that writes, several that read.

Decides: when a unit of work begins, commits and is undone, and when a file is opened and let go of.
Does not decide: how questions are answered (``reading`` does), what a statement says (the modules beside this one), nor
any rule of the domain.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from graph.errors import StoreError, StoreVersion
from graph.store.embedded.connection import PATIENCE, begin_writing, check_file, connect
from graph.store.embedded.faults import said_plainly, understood
from graph.store.embedded.lane import Lane
from graph.store.embedded.reading import listing
from graph.store.embedded.reading.news import news
from graph.store.embedded.reading.reading import Reading
from graph.store.embedded.upkeep.migrating import FileKind, bring_up_to_date, standing_of
from graph.store.embedded.writing import change_log, late, putting, token_table, touching
from graph.store.embedded.writing.transaction import EmbeddedTransaction
from graph.store.migrations import Migration, shipped
from graph.store.protocol import Transaction
from graph.store.unit import Unit
from graph.store.values import GAP, Changed, News

T = TypeVar("T")

APPLICATION_ID: Final = 0x57485452
"""Marks an SQLite file as a store of ours: WHTR in ASCII."""


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
    migrated = await asyncio.to_thread(bring_up_to_date, path, kind, patience)
    store = EmbeddedStore(path, assumptions, kind, patience, None, made=any(one.version == 1 for one in migrated.ran))
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
        sentence = f"{location} has an older schema than this version of Whither: run whither migrate."
        return StoreVersion(location, sentence)
    return there.obstacle


class EmbeddedStore(Reading):
    """A ``graph.store.protocol.GraphStore`` in an SQLite file; see :func:`open_store`."""

    def __init__(
        self,
        path: Path,
        assumptions: str,
        kind: FileKind,
        patience: float,
        obstacle: StoreError | None,
        *,
        made: bool = False,
    ) -> None:
        """With an ``obstacle`` only :meth:`condition` and :meth:`close` answer; all else raises it. ``made``: the file
        was made just now, for this store."""
        super().__init__(path, assumptions, kind, patience, obstacle)
        self._made = made
        self._one_unit = asyncio.Lock()
        self._writer = Lane(str(path), partial(_writing_connection, path, patience))

    async def get_ready(self) -> None:
        """Connect for writing now: that connection, closed last, brings what was written ahead into the file.

        Tokens that were made by other rules are made anew, some thousand entities a unit."""
        await self._writer.submit(_undo)
        with understood(str(self._path)):
            place = await self._writer.submit(token_table.first_outdated)
            while place is not None:
                place = await self._writer.submit(partial(token_table.renew, patience=self._patience, place=place))
            if await self._writer.submit(late.left_behind):
                await self.end_filling()

    async def begin_filling(self) -> bool:
        """Put off what pays only once all rows are there, if the file was made for this and holds no touch yet."""
        self._check()
        if not self._made:
            return False
        async with self._one_unit:
            return await self._writer.submit(partial(late.put_off, patience=self._patience))

    async def end_filling(self) -> None:
        """Do what was put off; others write between one index and the next."""
        self._check()
        for name in await self._writer.submit(late.missing):
            async with self._one_unit:
                await self._writer.submit(partial(late.make, path=self._path, name=name, patience=self._patience))
            await asyncio.sleep(GAP)

    async def changed_since(self, revision: int) -> Changed:
        """What the units after ``revision`` changed."""
        return await self._read(partial(change_log.changed_since, revision=revision))

    async def news(self, revision: int, day: date, *, rows: bool) -> News:
        """What the units after ``revision`` changed, and with ``rows`` what may have changed, for ``day``."""
        return await self._read(partial(news, revision=revision, day=day, rows=rows, assumptions=self._assumptions))

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a unit of work and return what it returned.

        A unit that is cancelled is undone, unless it was already committing: then it stands as a whole."""
        self._check()
        async with self._one_unit:
            try:
                unit = await self._writer.submit(partial(_begin, patience=self._patience))
                transaction = EmbeddedTransaction(self._writer, self._assumptions, unit)
                try:
                    result = await work(transaction)
                finally:
                    transaction.over = True
                transaction.raise_failure()
                await self._writer.submit(partial(_commit, unit=unit))
            except BaseException:
                # Queued at once, behind whatever still runs and before the next unit begins; awaited to the end only
                # if nobody cancels again.
                await asyncio.shield(self._writer.submit(_undo, anyway=True))
                raise
            return result

    async def close(self) -> None:
        """Let go of the file; a unit of work or a question that runs ends first. Idempotent."""
        async with self._one_unit:
            await self._readers.close()
            await self._writer.close()


def _writing_connection(path: Path, patience: float) -> sqlite3.Connection:
    connection = connect(path, patience, read_only=False)
    putting.prepare(connection)
    touching.prepare_asking(connection)
    return connection


def _begin(connection: sqlite3.Connection, patience: float) -> Unit:
    begin_writing(connection, patience)
    return Unit(version=listing.revision(connection) + 1)


def _commit(connection: sqlite3.Connection, unit: Unit) -> None:
    if unit.changed:
        change_log.write(connection, unit)
    connection.execute("COMMIT")


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
