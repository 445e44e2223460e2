"""One unit of work in a transaction of the server.

Decides: that a unit in which a step failed is lost, whoever caught the error, and that its steps come one after
another. Does not decide: what a step does (the modules beside this one), nor when a unit begins and ends (``store``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any, Self, TypeVar

from graph.domain.kinds import Key, R, Record
from graph.domain.network import TieStatistics
from graph.domain.vocabulary import AmendmentKind
from graph.store.neo4j.finding import find
from graph.store.neo4j.guard import GUARD
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.writing import marks, putting, removing, replays, ties
from graph.store.unit import Unit
from graph.store.values import ImportMark, Leaving, Removed, Replay, Source, TieKey, TieTouches, Written

T = TypeVar("T")


class Neo4jTransaction:
    """A ``graph.store.protocol.Transaction`` on a Neo4j server. Errors of the driver pass through unchanged: by them it
    knows what to run again."""

    def __init__(self, queries: Queries, assumptions: str, unit: Unit) -> None:
        """Ties count as folded when they were with ``assumptions``; ``unit`` learns what is done."""
        self._queries = queries
        self._assumptions = assumptions
        self._one_step = asyncio.Lock()
        self._failure: Exception | None = None
        self.unit = unit
        self.over = False

    @classmethod
    async def begun(cls, queries: Queries, assumptions: str) -> Self:
        """A unit that makes the revision after the present one."""
        revision = int(await queries.value(GUARD["revision"].text))
        return cls(queries, assumptions, Unit(version=revision + 1))

    async def put(
        self, records: Sequence[Record], source: Source = Source.FILE, keep: frozenset[str] = frozenset()
    ) -> Written:
        """Insert or update rows by natural key."""
        return await self._do(putting.put(self._queries, self.unit, records, source, keep))

    async def stamp(self, now: datetime) -> None:
        """Say what time it is for the amendments of this unit."""
        self.unit.now = now

    async def retract(self, kind: type[Record], keys: Sequence[Key], as_: Leaving = AmendmentKind.RETRACTED) -> Removed:
        """Remove rows and remember their keys."""
        return await self._do(removing.remove(self._queries, self.unit, kind, keys, remember=as_))

    async def remove(self, kind: type[Record], keys: Sequence[Key]) -> Removed:
        """Remove rows and remember nothing."""
        return await self._do(removing.remove(self._queries, self.unit, kind, keys, remember=None))

    async def move(self, kind: type[Record], key: Key, to: Key) -> Removed:
        """Remove a row and remember under which key it stands from now on."""
        return await self._do(removing.move(self._queries, self.unit, kind, key, to))

    async def find(self, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
        """The rows with these keys, as they are inside this unit."""
        return await self._do(find(self._queries, kind, keys))

    async def unfolded(self, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties that wait to be folded."""
        return await self._do(ties.unfolded(self._queries, self._assumptions, limit))

    async def ties(self, after: TieKey | None, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties after this one."""
        return await self._do(ties.ties(self._queries, after, limit))

    async def touches_of(self, keys: Sequence[TieKey]) -> TieTouches:
        """All touches of these ties."""
        return await self._do(ties.touches_of(self._queries, keys))

    async def has_amounts(self) -> bool:
        """Whether any amount is recorded."""
        return bool(await self._do(self._queries.value(replays.KEEPING["amounts"].text)))

    async def put_statistics(self, keys: Sequence[TieKey], statistics: TieStatistics, assumptions: str) -> None:
        """Cache the fold of each tie."""
        await self._do(ties.put_statistics(self._queries, keys, statistics, assumptions))

    async def replay(self, key: str) -> Replay | None:
        """What was kept under this idempotency key."""
        return await self._do(replays.replay(self._queries, key))

    async def keep_replay(self, key: str, replay: Replay) -> None:
        """Keep a payload under its idempotency key."""
        await self._do(replays.keep(self._queries, key, replay))

    async def forget_replays(self, before: datetime) -> None:
        """Forget the payloads kept before this instant."""
        await self._do(replays.forget(self._queries, before))

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""
        return await self._do(marks.import_mark(self._queries))

    async def mark_import(self, mark: ImportMark | None) -> None:
        """Say that an import has begun, still lives, or has ended."""
        await self._do(marks.mark_import(self._queries, mark))

    async def next_revision(self) -> int:
        """The revision this unit makes if it changes anything."""
        return self.unit.version

    def raise_failure(self) -> None:
        """Raise the error of the first step that failed, if one did, though the work went on after it."""
        if self._failure is not None:
            raise self._failure

    async def _do(self, step: Coroutine[Any, Any, T]) -> T:
        if self.over:
            step.close()  # it has not begun
            raise RuntimeError("this unit of work is over: a transaction is used only inside the unit it was made for")
        try:
            async with self._one_step:
                return await step
        except asyncio.CancelledError:
            self._failure = self._failure or RuntimeError("a step of this unit of work was cancelled: the unit is lost")
            raise
        except Exception as failure:
            self._failure = self._failure or failure
            raise
        finally:
            step.close()  # a step that was cancelled before its turn has not begun either
