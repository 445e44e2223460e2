"""The whole firm at one revision: one read transaction on a connection of its own, for as long as somebody reads.

Decides: how much is read at once, and that reading never holds up the event loop, questions or writers.
Does not decide: the order of the rows (``rows.sql`` does), nor what they are read for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from graph.domain.kinds import R
from graph.domain.network import TieStatistics, TouchTable
from graph.store.embedded.connection import Identity, connect
from graph.store.embedded.faults import understood
from graph.store.embedded.lane import Lane
from graph.store.embedded.reading.columns import columns_of, table_of
from graph.store.embedded.reading.listing import revision
from graph.store.embedded.reading.rows import Row, made, ordered
from graph.store.scope import Scope
from graph.store.statements import load
from graph.store.values import CachedTies, TieKey

T = TypeVar("T")

SNAPSHOT: Final = load(__package__, "snapshots.sql")

ROWS_AT_ONCE: Final = 2_000
TIES_AT_ONCE: Final = 300
_STATISTICS_FROM: Final = 5  # columns of a tie that come before those of its statistics


@asynccontextmanager
async def open_snapshot(
    path: Path, patience: float, file: Identity | None = None, scope: Scope | None = None
) -> AsyncIterator[EmbeddedSnapshot]:
    """A snapshot of the file (the one of this identity) as it is now; what others write meanwhile is not in it.

    Raises a StoreError."""
    lane = Lane(str(path), partial(connect, path, patience, read_only=True), file=file)
    try:
        yield EmbeddedSnapshot(lane, str(path), await lane.submit(_begin), scope or Scope(None))
    finally:
        await lane.close()


class EmbeddedSnapshot:
    """A ``graph.store.protocol.Snapshot`` of an SQLite file; of no use after its block."""

    def __init__(self, lane: Lane, location: str, revision: int, scope: Scope) -> None:
        """The transaction has begun on the one connection of ``lane``."""
        self._lane = lane
        self._location = location
        self._revision = revision
        self._scope = scope

    @property
    def revision(self) -> int:
        """The revision of everything read here."""
        return self._revision

    async def records(self, kind: type[R]) -> AsyncIterator[tuple[R, ...]]:
        """Every row of a kind in the order of natural keys, 2,000 at a time."""
        self._scope.check(kind)
        cursor = await self._lane.submit(partial(ordered, kind=kind))
        while chunk := await self._read(lambda _: made(kind, cursor.fetchmany(ROWS_AT_ONCE))):
            yield tuple(chunk)

    async def ties(self) -> AsyncIterator[CachedTies]:
        """Every tie with its cached statistics and its touches, 300 ties at a time."""
        self._scope.check_ties()
        last = -1
        while True:
            after = last
            found, last = await self._read(partial(_ties, after=after))
            if not found.keys:
                return
            yield found

    async def _read(self, step: Callable[[sqlite3.Connection], T]) -> T:
        return await self._lane.submit(partial(_understood, location=self._location, step=step))


def _understood(connection: sqlite3.Connection, location: str, step: Callable[[sqlite3.Connection], T]) -> T:
    with understood(location):
        return step(connection)


def _begin(connection: sqlite3.Connection) -> int:
    connection.execute("BEGIN")
    return revision(connection)  # the first read is what fixes the state that is seen


def _ties(connection: sqlite3.Connection, after: int) -> tuple[CachedTies, int]:
    """The next ties after a key, and the key of the last one."""
    rows = connection.execute(SNAPSHOT["ties"].text, {"after": after, "limit": TIES_AT_ONCE}).fetchall()
    touches = connection.execute(SNAPSHOT["touches"].text, {"ties": json.dumps([row[0] for row in rows])})
    found = CachedTies(
        keys=tuple(TieKey(staff, person, account) for _, staff, person, account, *_ in rows),
        statistics=_statistics(rows),
        assumptions=tuple(row[_STATISTICS_FROM - 1] for row in rows),
        touches=table_of(TouchTable, touches),
    )
    return found, rows[-1][0] if rows else after


def _statistics(rows: list[Row]) -> TieStatistics:
    columns = enumerate(columns_of(TieStatistics), start=_STATISTICS_FROM)
    return TieStatistics(
        **{name: np.array([row[place] for row in rows], dtype=np.dtype(kind)) for place, (name, kind) in columns}
    )
