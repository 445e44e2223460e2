"""One unit of work on the thread that writes.

Decides: that a unit in which a step failed is lost, whoever caught the error.
Does not decide: what a step does (the modules beside this one), nor when a unit begins and ends (``store``).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from graph.domain.calendar import instant_number
from graph.domain.kinds import Key, R, Record
from graph.domain.network import TieStatistics
from graph.domain.vocabulary import AmendmentKind
from graph.store.embedded.lane import Lane
from graph.store.embedded.reading import listing, rows
from graph.store.embedded.writing import putting, removing, replays, touching
from graph.store.embedded.writing.storing import Value
from graph.store.embedded.writing.unit import UNIT
from graph.store.unit import Unit
from graph.store.values import ImportMark, Leaving, Removed, Replay, Source, TieKey, TieTouches, Written

T = TypeVar("T")


class EmbeddedTransaction:
    """A ``graph.store.protocol.Transaction`` on SQLite; every method hops to the thread of ``lane``."""

    def __init__(self, lane: Lane, assumptions: str, unit: Unit) -> None:
        """Ties count as folded when they were with ``assumptions``; ``unit`` learns what is done."""
        self._lane = lane
        self._assumptions = assumptions
        self._unit = unit
        self._failure: Exception | None = None
        self._asked: Sequence[TieKey] | None = None
        self.over = False

    async def put(
        self, records: Sequence[Record], source: Source = Source.FILE, keep: frozenset[str] = frozenset()
    ) -> Written:
        """Insert or update rows by natural key."""
        return await self._do(partial(putting.put, unit=self._unit, records=records, source=source, keep=keep))

    async def stamp(self, now: datetime) -> None:
        """Say what time it is for the amendments of this unit."""
        self._unit.now = now

    async def retract(self, kind: type[Record], keys: Sequence[Key], as_: Leaving = AmendmentKind.RETRACTED) -> Removed:
        """Remove rows and remember their keys."""
        return await self._do(partial(removing.remove, unit=self._unit, kind=kind, keys=keys, remember=as_))

    async def remove(self, kind: type[Record], keys: Sequence[Key]) -> Removed:
        """Remove rows and remember nothing."""
        return await self._do(partial(removing.remove, unit=self._unit, kind=kind, keys=keys, remember=None))

    async def move(self, kind: type[Record], key: Key, to: Key) -> Removed:
        """Remove a row and remember under which key it stands from now on."""
        return await self._do(partial(removing.move, unit=self._unit, kind=kind, key=key, to=to))

    async def find(self, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
        """The rows with these keys, as they are inside this unit."""
        return await self._do(lambda connection: rows.find(connection, kind, keys))

    async def unfolded(self, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties that wait to be folded."""
        return await self._do(partial(touching.unfolded, assumptions=self._assumptions, limit=limit))

    async def ties(self, after: TieKey | None, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties after this one."""
        return await self._do(partial(touching.ties, after=after, limit=limit))

    async def touches_of(self, ties: Sequence[TieKey]) -> TieTouches:
        """All touches of these ties."""
        found = await self._do(partial(touching.touches_of, ties=ties))
        self._asked = found.keys
        return found

    async def has_amounts(self) -> bool:
        """Whether any amount is recorded."""
        return await self._do(lambda connection: bool(connection.execute(UNIT["amounts"].text).fetchone()[0]))

    async def put_statistics(self, ties: Sequence[TieKey], statistics: TieStatistics, assumptions: str) -> None:
        """Cache the fold of each tie."""
        asked = self._asked is ties  # just now, and nothing was done since
        put = partial(touching.put_statistics, ties=ties, statistics=statistics, assumptions=assumptions, asked=asked)
        await self._do(put)

    async def replay(self, key: str) -> Replay | None:
        """What was kept under this idempotency key."""
        return await self._do(partial(replays.replay, key=key))

    async def keep_replay(self, key: str, replay: Replay) -> None:
        """Keep a payload under its idempotency key."""
        await self._do(partial(replays.keep, key=key, replay=replay))

    async def forget_replays(self, before: datetime) -> None:
        """Forget the payloads kept before this instant."""
        await self._do(partial(replays.forget, before=before))

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""
        return await self._do(listing.import_mark)

    async def mark_import(self, mark: ImportMark | None) -> None:
        """Say that an import has begun, still lives, or has ended."""
        values: tuple[Value, ...] = (None, None, None, None)
        if mark is not None:
            values = (instant_number(mark.started), instant_number(mark.beat), mark.folder, mark.owner)
        await self._do(lambda connection: connection.execute(_MARK, values))

    async def next_revision(self) -> int:
        """The revision this unit makes if it changes anything."""
        return self._unit.version

    def raise_failure(self) -> None:
        """Raise the error of the first step that failed, if one did, though the work went on after it."""
        if self._failure is not None:
            raise self._failure

    async def _do(self, step: Callable[[sqlite3.Connection], T]) -> T:
        if self.over:
            raise RuntimeError("this unit of work is over: a transaction is used only inside the unit it was made for")
        self._asked = None
        try:
            return await self._lane.submit(step)
        except asyncio.CancelledError:
            self._failure = self._failure or RuntimeError("a step of this unit of work was cancelled: the unit is lost")
            raise
        except Exception as failure:
            self._failure = self._failure or failure
            raise


_MARK = "UPDATE meta SET import_started = ?, import_beat = ?, import_folder = ?, import_owner = ?"
