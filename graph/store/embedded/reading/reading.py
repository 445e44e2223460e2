"""The side of an embedded store that answers questions: several threads, each question from one snapshot.

Decides: that a question sees one state of the file, and that what cannot be meant is told as damage.
Does not decide: what a statement says (the modules beside this one), nor any rule of the domain.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from graph.domain.kinds import Key, R, Record
from graph.domain.network import Network
from graph.domain.records import Entity, Firm
from graph.errors import InvalidInput, StoreError
from graph.store.embedded.connection import connect
from graph.store.embedded.faults import understood
from graph.store.embedded.lane import Lane
from graph.store.embedded.reading import listing, networks, owned, rows
from graph.store.embedded.reading.snapshots import open_snapshot
from graph.store.embedded.upkeep import violations
from graph.store.embedded.upkeep.condition import condition_of
from graph.store.embedded.upkeep.migrating import FileKind
from graph.store.embedded.writing import touching
from graph.store.protocol import Snapshot
from graph.store.scope import Scope
from graph.store.values import (
    EVERYTHING,
    Condition,
    Filter,
    Held,
    ImportMark,
    OwnedRows,
    Slice,
    Stretch,
    TieKey,
    TouchPage,
    Violation,
)
from graph.store.waiting import wait_for_revision

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

_READERS: Final = 4


class Reading:
    """The reads of a ``graph.store.protocol.GraphStore`` in an SQLite file."""

    def __init__(
        self, path: Path, assumptions: str, kind: FileKind, patience: float, obstacle: StoreError | None
    ) -> None:
        """With an ``obstacle`` only :meth:`condition` answers; all else raises it."""
        self._path = path
        self._assumptions = assumptions
        self._kind = kind
        self._patience = patience
        self._obstacle = obstacle
        self._readers = Lane(str(path), partial(_reading_connection, path, patience, obstacle), _READERS)

    async def revision(self) -> int:
        """How many units have changed something."""
        return await self._read(listing.revision)

    async def ready(self) -> int:
        """The revision, over a connection that is opened for it: one that is open may remember a file as it was."""
        self._check()
        async with open_snapshot(self._path, self._patience, self._readers.file) as afresh:
            return afresh.revision

    async def mark(self) -> str:
        """Nothing: every process reads the one file."""
        return ""

    async def reach(self, revision: int, mark: str, patience: float) -> None:
        """Wait until the file is of this revision or a later one; whoever saw it has read it here."""
        if mark:
            raise InvalidInput("mark", mark, "give back what this store said")
        await wait_for_revision(str(self._path), self.revision, revision, patience)

    async def firm(self) -> Firm | None:
        """We ourselves."""
        return (await self.find(Firm, [()])).get(())

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""
        return await self._read(listing.import_mark)

    async def neighbourhood(
        self, staff_ids: Sequence[str], day: date, evidence: int = 0, accounts: Sequence[str] | None = None
    ) -> Network:
        """All that a departure of these staff members can touch on ``day``, wherever they are or at these accounts."""
        return await self._read(
            partial(
                networks.neighbourhood,
                staff_ids=staff_ids,
                day=day,
                evidence=evidence,
                accounts=accounts,
                assumptions=self._assumptions,
            )
        )

    async def own_rows(self, staff_ids: Sequence[str], day: date) -> Network:
        """What these staff members have, on ``day``."""
        return await self._read(partial(networks.own_rows, staff_ids=staff_ids, day=day, assumptions=self._assumptions))

    async def whole(self, day: date, evidence: int = 0) -> Network:
        """The whole firm for ``day``."""
        return await self._read(partial(networks.whole, day=day, evidence=evidence, assumptions=self._assumptions))

    async def find(self, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
        """The rows with these keys, with their versions."""
        return await self._read(lambda connection: rows.find(connection, kind, keys))

    async def fetch(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """The entities with these ids, with their versions."""
        return await self._read(lambda connection: listing.fetch(connection, kind, ids))

    async def entities(self, kind: type[E], window: Slice) -> tuple[E, ...]:
        """A window on a list of entities."""
        return await self._read(lambda connection: listing.entities(connection, kind, window))

    async def count(self, kind: type[E], only: Filter = EVERYTHING) -> int:
        """How many entities of a kind there are, under a filter."""
        return await self._read(lambda connection: listing.count(connection, kind, only))

    async def named(self, kind: type[E], folded: str) -> tuple[E, ...]:
        """The entities with this name or address, by id."""
        return await self._read(lambda connection: listing.named(connection, kind, folded))

    async def candidates(self, kind: type[E], tokens: Sequence[str], limit: int) -> tuple[E, ...]:
        """At most ``limit`` entities that have, for each of these tokens, a token that begins with it."""
        return await self._read(lambda connection: listing.candidates(connection, kind, tokens, limit))

    async def employers(self, person_ids: Sequence[str]) -> dict[str, tuple[tuple[str, date | None, date | None], ...]]:
        """For each person who is there the accounts ever worked for; empty for who never worked for one."""
        return await self._read(lambda connection: listing.employers(connection, person_ids))

    async def touches(
        self, ties: Sequence[TieKey], until: date, limit: int, before: tuple[datetime, str] | None = None
    ) -> TouchPage:
        """Touches of these ties up to and including ``until``, newest first."""
        return await self._read(lambda connection: listing.touches(connection, ties, until, limit, before))

    async def rows_of(
        self, kind: type[R], owner: type[Entity], owner_ids: Sequence[str], stretch: Stretch
    ) -> dict[str, OwnedRows[R]]:
        """A stretch of the rows of each of these owners, with their versions."""
        return await self._read(lambda connection: owned.rows_of(connection, kind, owner, owner_ids, stretch))

    def snapshot(self, only: Collection[type[Record]] | None = None) -> AbstractAsyncContextManager[Snapshot]:
        """The firm at one revision, over a connection of its own, for as long as the block runs."""
        self._check()
        return open_snapshot(self._path, self._patience, self._readers.file, Scope(only))

    async def held(self) -> Held:
        """Counts of what is here."""
        return await self._read(lambda connection: listing.held(connection, self._assumptions))

    async def condition(self) -> Condition:
        """What this store is and what is wrong with it."""
        question = partial(condition_of, path=self._path, kind=self._kind, patience=self._patience)
        return await self._readers.submit(partial(_snapshot, question=question))

    async def violations(self) -> tuple[Violation, ...]:
        """Stored rows that no unit of work could have left."""
        return await self._read(violations.violations)

    def _check(self) -> None:
        if self._obstacle is not None:
            raise self._obstacle

    async def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        self._check()
        return await self._readers.submit(partial(_understood, location=str(self._path), question=question))


def _reading_connection(path: Path, patience: float, obstacle: StoreError | None) -> sqlite3.Connection:
    connection = connect(path, patience, read_only=True)
    if obstacle is None:
        networks.prepare(connection)
        touching.prepare_asking(connection)
    return connection


def _understood(connection: sqlite3.Connection, location: str, question: Callable[[sqlite3.Connection], T]) -> T:
    """The answer to a question in one snapshot; raises StoreDamaged when what is read cannot be meant."""
    with understood(location):
        return _snapshot(connection, question)


def _snapshot(connection: sqlite3.Connection, question: Callable[[sqlite3.Connection], T]) -> T:
    """The answer to a question that sees one state of the file; what it put into temporary tables is gone after it."""
    connection.execute("BEGIN")
    try:
        return question(connection)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
