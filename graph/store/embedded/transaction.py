"""One unit of work on the thread that writes.

Decides: whether the unit changed something, and that a unit in which a step failed is lost, whoever caught the error.
Does not decide: when it begins and ends (``store`` does).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from graph.domain.calendar import instant_number
from graph.domain.network import TieStatistics
from graph.domain.records import Record, Touch
from graph.store.embedded import listing, putting, touching
from graph.store.embedded.lane import Lane
from graph.store.embedded.shapes import Value
from graph.store.protocol import ImportMark, TieKey, TieTouches, Written

T = TypeVar("T")


class EmbeddedTransaction:
    """A ``graph.store.protocol.Transaction`` on SQLite; every method hops to the thread of ``lane``."""

    def __init__(self, lane: Lane, assumptions: str) -> None:
        """Ties count as folded when they were with ``assumptions``."""
        self._lane = lane
        self._assumptions = assumptions
        self._failure: Exception | None = None
        self.changed = False
        self.over = False

    async def put(self, records: Sequence[Record]) -> Written:
        """Insert or update rows by natural key."""
        written = await self._do(partial(putting.put, records=records))
        self.changed = self.changed or written.new + written.updated > 0
        return written

    async def insert_touches(self, touches: Sequence[Touch]) -> frozenset[str]:
        """Insert the touches whose id is new, mark their ties as unfolded, return the ids that were new."""
        new = await self._do(partial(touching.insert_touches, touches=touches))
        self.changed = self.changed or bool(new)
        return new

    async def unfolded(self, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties that wait to be folded."""
        return await self._do(partial(touching.unfolded, assumptions=self._assumptions, limit=limit))

    async def touches_of(self, ties: Sequence[TieKey]) -> TieTouches:
        """All touches of these ties."""
        return await self._do(partial(touching.touches_of, ties=ties))

    async def put_statistics(self, ties: Sequence[TieKey], statistics: TieStatistics, assumptions: str) -> None:
        """Cache the fold of each tie."""
        await self._do(partial(touching.put_statistics, ties=ties, statistics=statistics, assumptions=assumptions))

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""
        return await self._do(listing.import_mark)

    async def mark_import(self, mark: ImportMark | None) -> None:
        """Say that an import has begun, still lives, or has ended."""
        values: tuple[Value, ...] = (None, None, None, None)
        if mark is not None:
            values = (instant_number(mark.started), instant_number(mark.beat), mark.folder, mark.owner)
        await self._do(lambda connection: connection.execute(_MARK, values))

    def raise_failure(self) -> None:
        """Raise the error of the first step that failed, if one did, though the work went on after it."""
        if self._failure is not None:
            raise self._failure

    async def _do(self, step: Callable[[sqlite3.Connection], T]) -> T:
        if self.over:
            raise RuntimeError("this unit of work is over: a transaction is used only inside the unit it was made for")
        try:
            return await self._lane.submit(step)
        except asyncio.CancelledError:
            self._failure = self._failure or RuntimeError("a step of this unit of work was cancelled: the unit is lost")
            raise
        except Exception as failure:
            self._failure = self._failure or failure
            raise


_MARK = "UPDATE meta SET import_started = ?, import_beat = ?, import_folder = ?, import_owner = ?"
