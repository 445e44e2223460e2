"""Questions that see one revision, and units of work that do not overlap, on a server without snapshots.

Decides: how a question is kept apart from the commits of others (decision record 0001 says what was measured).
Does not decide: what is asked, nor what a unit writes.

A question is first read in read access mode, which any server of a cluster may answer: it holds if no unit was being
committed before it and none has been announced after it. Otherwise it is read again, on the server that writes, under
one of eight turns, for all of which a unit waits before it commits. One that takes long is then read in the place of a
unit: a turn that is held for minutes would let units wait that have all other turns already, and every question with
them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Final, Generic, TypeVar
from uuid import uuid4

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncManagedTransaction, unit_of_work
from neo4j.exceptions import DriverError, Neo4jError

from graph.errors import StoreBusy
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.faults import nodes_gone
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.turns import TURNS
from graph.store.statements import load

T = TypeVar("T")

GUARD: Final = load(__package__, "guard.cypher", "//")

LONGEST_UNIT: Final = 120.0
"""Seconds after which the server itself ends a unit or a question: one whose process hangs would hold up all others."""
LONGEST_LOOK: Final = 3_600.0
"""Seconds after which it ends what reads everything, or all rows of a kind."""
_TOO_OLD: Final = int(2 * LONGEST_UNIT * 1_000)
"""Milliseconds after which no unit can still be on its way: its process died, and the server has ended it."""
_RETIRING: Final = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    """What a question found, told apart from nothing."""

    value: T


class _Done(Exception):  # no error: it carries an answer out of a transaction that is to be rolled back
    def __init__(self, value: object) -> None:
        self.value = value
        super().__init__()


class Guard:
    """Lets questions and units of work into one database."""

    def __init__(self, connection: Connection) -> None:
        """Nothing is asked yet."""
        self._connection = connection
        self._turns = cycle(range(TURNS))
        self._retiring: set[asyncio.Task[None]] = set()

    async def read(self, question: Callable[[Queries], Awaitable[T]], *, long: bool = False) -> T:
        """The answer to a question at one revision; ``question`` may be asked twice, each time for as long as a unit
        may run, a ``long`` one for as long as a look at everything may take. Raises errors of the driver."""
        longest = LONGEST_LOOK if long else LONGEST_UNIT
        async with self._connection.session(READ_ACCESS) as session:
            found = await session.execute_read(_bounded(partial(_undisturbed, question=question), longest))
        return await self._read_in_turn(question, longest, long=long) if found is None else found.value

    async def read_revision(self, bookmarks: frozenset[str] = frozenset()) -> int:
        """The revision, as of at least what these bookmarks stand for."""
        async with self._connection.session(READ_ACCESS, bookmarks) as session:
            return await session.execute_read(_bounded(_revision))

    async def write(self, unit: Callable[[Queries], Awaitable[tuple[T, bool]]]) -> T:
        """Run a unit of work, which tells its result and whether it changed something; it may be run again.

        Raises errors of the driver, StoreBusy for a unit that took too long, StoreDamaged where what keeps units apart
        is missing, and whatever the unit raises; then nothing of it stays."""
        mark = uuid4().hex
        try:
            await self._announce(mark)
            async with self._connection.session(WRITE_ACCESS) as session:
                return await session.execute_write(_bounded(partial(self._alone, unit=unit, mark=mark)))
        finally:
            retiring = asyncio.create_task(self._retire(mark))
            self._retiring.add(retiring)
            retiring.add_done_callback(self._retiring.discard)
            task = asyncio.current_task()
            if task is None or not task.cancelling():  # whoever was given up is not to wait any longer
                await asyncio.shield(retiring)

    async def settle(self) -> None:
        """Wait until the marks of units that have ended are taken away."""
        while self._retiring:
            await asyncio.wait(set(self._retiring))

    async def _alone(
        self, transaction: AsyncManagedTransaction, unit: Callable[[Queries], Awaitable[tuple[T, bool]]], mark: str
    ) -> T:
        queries = Queries(transaction)
        await self._take(queries, "take_pen")
        result, changed = await unit(queries)
        await self._take(queries, "take_all_turns", TURNS)
        counting = {"changed": int(changed), "mark": mark, "longest": _TOO_OLD}
        if await queries.value(GUARD["count_unit"].text, **counting) != 1:
            location = self._connection.location
            raise StoreBusy(location, f"A change of {location} took so long that it was given up: make it again.")
        return result

    async def _in_turn(
        self, transaction: AsyncManagedTransaction, question: Callable[[Queries], Awaitable[object]], *, long: bool
    ) -> None:
        queries = Queries(transaction)
        if long:
            await self._take(queries, "take_pen")
        else:
            await self._take(queries, "take_turn", number=next(self._turns))
        raise _Done(await question(queries))

    async def _take(self, queries: Queries, what: str, nodes: int = 1, **parameters: object) -> None:
        """Take locks; raises StoreDamaged where there are not as many nodes as there must be."""
        if await queries.value(GUARD[what].text, **parameters) != nodes:
            raise nodes_gone(self._connection.location, "lost")

    async def _read_in_turn(self, question: Callable[[Queries], Awaitable[T]], longest: float, *, long: bool) -> T:
        turn = partial(self._in_turn, question=question, long=long)
        async with self._connection.session(WRITE_ACCESS) as session:
            try:
                await session.execute_write(_bounded(turn, longest))
            except _Done as done:
                answer: T = done.value  # type: ignore[assignment]  # an exception cannot be generic
                return answer
        raise StoreBusy(self._connection.location, f"{self._connection.location} gave no answer: try again.")

    async def _announce(self, mark: str) -> None:
        async def announce(transaction: AsyncManagedTransaction) -> None:
            await self._take(Queries(transaction), "announce", mark=mark, longest=_TOO_OLD)

        async with self._connection.session(WRITE_ACCESS) as session:
            await session.execute_write(_bounded(announce))

    async def _retire(self, mark: str) -> None:
        """Take a mark away, once: one that stays only makes questions take turns until it is too old."""
        with suppress(DriverError, Neo4jError, OSError):  # a TimeoutError is an OSError
            async with asyncio.timeout(_RETIRING), self._connection.session(WRITE_ACCESS) as session:
                await (await session.run(GUARD["retire"].text, {"mark": mark})).consume()


def _bounded(
    work: Callable[[AsyncManagedTransaction], Awaitable[T]], longest: float = LONGEST_UNIT
) -> Callable[[AsyncManagedTransaction], Awaitable[T]]:
    return unit_of_work(timeout=longest)(work)


async def _revision(transaction: AsyncManagedTransaction) -> int:
    return int(await Queries(transaction).value(GUARD["revision"].text))


async def _undisturbed(
    transaction: AsyncManagedTransaction, question: Callable[[Queries], Awaitable[T]]
) -> _Answer[T] | None:
    """The answer if nothing was being committed meanwhile. A unit announces itself before it begins, and its mark is
    taken away after its commit: so whoever finds as many units and no mark, before and after, saw no part of one."""
    queries = Queries(transaction)
    before = await queries.row(GUARD["state"].text, longest=_TOO_OLD)
    if before[1]:
        return None
    answer = await question(queries)
    return _Answer(answer) if await queries.row(GUARD["state"].text, longest=_TOO_OLD) == before else None
