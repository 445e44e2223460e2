"""The side of a Neo4j store that answers questions, each at one revision.

Decides: that a question sees one state of the graph, and that what cannot be meant is told as damage.
Does not decide: how that is reached (``guard`` does), what a statement says, nor any rule of the domain.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from functools import partial
from typing import Final, TypeVar

from neo4j.exceptions import ClientError

from graph.domain.kinds import Key, R, Record, key_of
from graph.domain.network import Network
from graph.domain.records import Entity, Firm
from graph.errors import InvalidInput, StoreError
from graph.store.migrations import Migration
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.faults import said_plainly, understood
from graph.store.neo4j.finding import found_by
from graph.store.neo4j.guard import Guard
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.reading import counting, listing, networks, owned
from graph.store.neo4j.reading.snapshots import open_snapshot
from graph.store.neo4j.records import asked_keys
from graph.store.neo4j.upkeep import violations
from graph.store.neo4j.upkeep.condition import condition_of
from graph.store.neo4j.writing import change_log, marks
from graph.store.protocol import Snapshot
from graph.store.scope import Scope
from graph.store.values import (
    EVERYTHING,
    Changed,
    Condition,
    Filter,
    Held,
    ImportMark,
    News,
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

_GIVE_BACK: Final = "give back what this store said"
_NO_BOOKMARK: Final = "Transaction.InvalidBookmark"  # and InvalidBookmarkMixture: of other databases
_BOOKMARK: Final = re.compile(r"[!-~]{1,1000}")  # what a header can carry; the server judges the rest


class Reading:
    """The reads of a ``graph.store.protocol.GraphStore`` in a database of a Neo4j server."""

    def __init__(
        self, connection: Connection, assumptions: str, chain: tuple[Migration, ...], obstacle: StoreError | None
    ) -> None:
        """With an ``obstacle`` only :meth:`condition` answers; all else raises it."""
        self._connection = connection
        self._location: Final = connection.location
        self._assumptions = assumptions
        self._chain = chain
        self._obstacle = obstacle
        self._guard = Guard(connection)
        self._reads = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def revision(self) -> int:
        """How many units have changed something."""
        self._check()
        with said_plainly(self._location), understood(self._location):
            return await self._guard.read_revision()

    async def ready(self) -> int:
        """The revision, asked of the server; a connection that was lost is made anew."""
        return await self.revision()

    async def mark(self) -> str:
        """The bookmarks of all that this process has seen."""
        return " ".join(sorted(await self._connection.bookmarks()))

    async def reach(self, revision: int, mark: str, patience: float) -> None:
        """Wait until a server that answers questions has this revision, and what the bookmarks in ``mark`` stand for.

        From then on every question of this process sees it."""
        self._check()
        bookmarks = frozenset(mark.split())
        if not all(_BOOKMARK.fullmatch(one) for one in bookmarks):
            raise InvalidInput("mark", mark, _GIVE_BACK)
        seen = partial(self._guard.read_revision, bookmarks)
        with said_plainly(self._location):
            try:
                await wait_for_revision(self._location, seen, revision, patience)
            except ClientError as error:
                if _NO_BOOKMARK in (error.code or ""):
                    raise InvalidInput("mark", mark, _GIVE_BACK) from error
                raise

    async def changed_since(self, revision: int) -> Changed:
        """What the units after ``revision`` changed."""
        return await self._read(partial(change_log.changed_since, revision=revision))

    async def news(self, revision: int, day: date, *, rows: bool) -> News:
        """What the units after ``revision`` changed, and with ``rows`` what may have changed, for ``day``."""
        question = partial(networks.news, revision=revision, day=day, rows=rows, assumptions=self._assumptions)
        changed, loaded = await self._read(question)
        part = await self._assembled(loaded)
        return News(changed, part.firm, part if rows and not changed.everything else None)

    async def firm(self) -> Firm | None:
        """We ourselves."""
        return (await self.find(Firm, [()])).get(())

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""
        return await self._read(marks.import_mark)

    async def own_rows(self, staff_ids: Sequence[str], day: date) -> Network:
        """What these staff members have, on ``day``."""
        question = partial(networks.own_rows, staff_ids=staff_ids, day=day, assumptions=self._assumptions)
        return await self._assembled(await self._read(question))

    async def neighbourhood(
        self, staff_ids: Sequence[str], day: date, evidence: int = 0, accounts: Sequence[str] | None = None
    ) -> Network:
        """All that a departure of these staff members can touch on ``day``, wherever they are or at these accounts."""
        question = partial(
            networks.neighbourhood,
            staff_ids=staff_ids,
            day=day,
            evidence=evidence,
            accounts=accounts,
            assumptions=self._assumptions,
        )
        return await self._assembled(await self._read(question))

    async def whole(self, day: date, evidence: int = 0) -> Network:
        """The whole firm for ``day``."""
        question = partial(networks.whole, day=day, evidence=evidence, assumptions=self._assumptions)
        return await self._assembled(await self._read(question))

    async def find(self, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
        """The rows with these keys, with their versions."""
        asked = asked_keys(kind, keys)  # before anything is read: a key of another kind is no damage
        found = await self._read(partial(found_by, kind=kind, asked=asked))
        return {key_of(record): record for record in found}

    async def fetch(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """The entities with these ids, with their versions."""
        found = await self.find(kind, [(identifier,) for identifier in ids])
        return {one.id: one for one in found.values()}

    async def entities(self, kind: type[E], window: Slice) -> tuple[E, ...]:
        """A window on a list of entities."""
        return await self._read(partial(listing.entities, kind=kind, window=window))

    async def count(self, kind: type[E], only: Filter = EVERYTHING) -> int:
        """How many entities of a kind there are, under a filter."""
        return await self._read(partial(listing.count, kind=kind, only=only))

    async def named(self, kind: type[E], folded: str) -> tuple[E, ...]:
        """The entities with this name or address, by id."""
        return await self._read(partial(listing.named, kind=kind, folded=folded))

    async def candidates(self, kind: type[E], tokens: Sequence[str], limit: int) -> tuple[E, ...]:
        """At most ``limit`` entities that have, for each of these tokens, a token that begins with it."""
        return await self._read(partial(listing.candidates, kind=kind, tokens=tokens, limit=limit))

    async def employers(self, person_ids: Sequence[str]) -> dict[str, tuple[tuple[str, date | None, date | None], ...]]:
        """For each person who is there the accounts ever worked for; empty for who never worked for one."""
        return await self._read(partial(listing.employers, person_ids=person_ids))

    async def touches(
        self, ties: Sequence[TieKey], until: date, limit: int, before: tuple[datetime, str] | None = None
    ) -> TouchPage:
        """Touches of these ties up to and including ``until``, newest first."""
        return await self._read(partial(listing.touches, ties=ties, until=until, limit=limit, before=before))

    async def rows_of(
        self, kind: type[R], owner: type[Entity], owner_ids: Sequence[str], stretch: Stretch
    ) -> dict[str, OwnedRows[R]]:
        """A stretch of the rows of each of these owners, with their versions."""
        return await self._read(partial(owned.rows_of, kind=kind, owner=owner, owner_ids=owner_ids, stretch=stretch))

    def snapshot(self, only: Collection[type[Record]] | None = None) -> AbstractAsyncContextManager[Snapshot]:
        """The firm at one revision, for as long as the block runs."""
        self._check()
        return open_snapshot(self._guard, self._location, Scope(only))

    async def held(self) -> Held:
        """Counts of what is here."""
        return await self._read(partial(counting.held, assumptions=self._assumptions))

    async def condition(self) -> Condition:
        """What this store is and what is wrong with it."""
        return await condition_of(self._connection, self._chain)

    async def violations(self) -> tuple[Violation, ...]:
        """Stored rows that no unit of work could have left."""
        return await self._read(violations.violations, long=True)

    def _check(self) -> None:
        if self._obstacle is not None:
            raise self._obstacle

    async def _read(self, question: Callable[[Queries], Awaitable[T]], *, long: bool = False) -> T:
        self._check()
        self._reads += 1
        self._idle.clear()
        try:
            with said_plainly(self._location), understood(self._location):
                return await self._guard.read(question, long=long)
        finally:
            self._reads -= 1
            if self._reads == 0:
                self._idle.set()

    async def _assembled(self, loaded: networks.Loaded) -> Network:
        """The Network of what was read, put together in a thread of its own: for a large firm that takes seconds."""
        with understood(self._location):
            return await asyncio.to_thread(networks.assembled, loaded)
