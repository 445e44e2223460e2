"""A firm at one revision, whole or some kinds of its rows: read once into a spool, and handed out from there.

Decides: how everything is read in pages that fit any memory, and in which order it is handed out.
Does not decide: how reading is kept apart from the commits of others (``guard`` does), how rows are sorted (``spool``).

A Neo4j server has no snapshots. So all is read before the first row is handed out, and then nobody waits for whoever
reads it. While all is being read (about a minute for a million touches, which take half a gigabyte of disk) nobody
waits either, if no unit of work commits; if one does, everything is read a second time in the place of a unit, and
until that has ended no unit begins to write: one that waits for longer than ``guard.LONGEST_UNIT`` fails with
StoreBusy, and can be run again. Questions never wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from typing import Final

import numpy as np

from graph.domain.calendar import NO_DAY, day_number, instant_number
from graph.domain.kinds import Key, R, Record, key_of
from graph.domain.network import TieStatistics, TouchTable
from graph.domain.records import Booking, Touch
from graph.domain.vocabulary import Channel, Direction
from graph.store.names import NAMES
from graph.store.neo4j.faults import said_plainly, understood
from graph.store.neo4j.guard import GUARD, Guard
from graph.store.neo4j.queries import Queries, Row
from graph.store.neo4j.reading.spool import Spool
from graph.store.neo4j.records import ROWS, by_id, channel_bits, made
from graph.store.scope import Scope
from graph.store.statements import load
from graph.store.values import CachedTies, TieKey

SNAPSHOT: Final = load(__package__, "snapshots.cypher", "//")

READ_AT_ONCE: Final = 5_000
"""Rows, staff members or ties that one statement reads; the ties of one staff member are read together."""

ROWS_AT_ONCE: Final = 2_000
TIES_AT_ONCE: Final = 300

_CHANNELS: Final = {channel.word: channel for channel in Channel}
_DIRECTIONS: Final = {direction.word: direction for direction in Direction}


@asynccontextmanager
async def open_snapshot(guard: Guard, location: str, scope: Scope) -> AsyncIterator[Neo4jSnapshot]:
    """A snapshot of the database as it is now; what others write meanwhile is not in it. Raises a StoreError."""
    spool = Spool(location)
    try:
        with said_plainly(location), understood(location):
            revision = await guard.read(partial(_fill, spool=spool, scope=scope), long=True)
            await spool.sort()
        yield Neo4jSnapshot(spool, location, revision, scope)
    finally:
        await spool.close()


class Neo4jSnapshot:
    """A ``graph.store.protocol.Snapshot`` in a spool; of no use after its block."""

    def __init__(self, spool: Spool, location: str, revision: int, scope: Scope) -> None:
        """The spool is filled and sorted."""
        self._spool = spool
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
        rows = await self._spool.rows(NAMES[kind])
        while True:
            with understood(self._location):
                chunk = await self._spool.some(rows, ROWS_AT_ONCE, partial(made, kind))
            if not chunk:
                return
            yield tuple(chunk)

    async def ties(self) -> AsyncIterator[CachedTies]:
        """Every tie with its cached statistics and its touches, 300 ties at a time."""
        self._scope.check_ties()
        last = 0
        while True:
            with understood(self._location):
                found = await self._spool.ties(last, TIES_AT_ONCE, _cached)
            if not found.keys:
                return
            yield found
            last += len(found.keys)


async def _fill(queries: Queries, spool: Spool, scope: Scope) -> int:
    """Read what the snapshot is of into the spool, which may hold what was read in vain before; the revision."""
    await spool.begin()
    revision = int(await queries.value(GUARD["revision"].text))
    for kind in scope.kinds:
        after = ""
        while keys := await queries.value(SNAPSHOT[NAMES[kind]].text, after=after, limit=READ_AT_ONCE):
            rows = await queries.value(ROWS[NAMES[kind]].when(found=True), keys=keys)
            await spool.put_rows(NAMES[kind], _placed(kind, rows))
            if kind is Touch and scope.ties:
                await spool.put_touches([_touch(row) for row in rows])
            after = keys[-1]
    if scope.ties:
        await _fill_ties(queries, spool)
    return revision


async def _fill_ties(queries: Queries, spool: Spool) -> None:
    """The ties of some staff members at a time, as many as have about READ_AT_ONCE together."""
    after, asked, ties = "", list[str](), 0
    while holders := await queries.rows(SNAPSHOT["holders"].text, after=after, limit=READ_AT_ONCE):
        for holder, count in holders:
            if ties + count > READ_AT_ONCE and asked:
                await spool.put_ties(await queries.value(SNAPSHOT["ties"].text, staff=asked))
                asked, ties = [], 0
            asked, ties = [*asked, holder] if count else asked, ties + count
        after = holders[-1][0]
    await spool.put_ties(await queries.value(SNAPSHOT["ties"].text, staff=asked))


def _placed(kind: type[Record], rows: list[Row]) -> list[tuple[Key, Row]]:
    """Rows with their places. An id stands first in its row; the parts of any other key are those of the record."""
    if by_id(kind):
        return [((row[0],), row) for row in rows]
    records: list[Record] = made(kind, rows)
    return [(_place(record), row) for record, row in zip(records, rows, strict=True)]


def _place(record: Record) -> Key:
    """A row's place in the order of the law, of values that SQLite can compare."""
    key = key_of(record)
    if isinstance(record, Booking):
        key = (record.account_id, record.on, record.ref, record.amount, record.line, record.rank)
    return tuple(part.isoformat() if isinstance(part, date) else part for part in key)


def _touch(row: Row) -> tuple[str | int | None, ...]:
    """What a tie needs of a touch, from the fields of the record."""
    identifier, at, day, staff, channel, person, account, direction, _ = row
    toward = account if person is None else None
    instant = instant_number(datetime.fromisoformat(at))
    return (
        staff,
        person,
        toward,
        instant,
        identifier,
        day_number(date.fromisoformat(day)),
        int(_CHANNELS[channel]),
        int(_DIRECTIONS[direction]),
    )


def _cached(ties: list[Row], touches: sqlite3.Cursor) -> CachedTies:
    """Ties as the spool gives them, their keys one after the other, and their touches."""
    first = ties[0][0] if ties else 0
    columns = np.array(touches.fetchall(), dtype=np.int64).reshape(-1, 4).T
    return CachedTies(
        keys=tuple(TieKey(staff, person, account) for _, staff, person, account, *_ in ties),
        statistics=_statistics([tie[5:] for tie in ties]),
        assumptions=tuple(tie[4] for tie in ties),
        touches=TouchTable(
            tie=(columns[0] - first).astype(np.int32),
            day=columns[1].astype(np.int32),
            channel=columns[2].astype(np.int8),
            direction=columns[3].astype(np.int8),
        ),
    )


def _statistics(rows: list[Row]) -> TieStatistics:
    incoming, outgoing, first, last, days, channels, count = zip(*rows, strict=True) if rows else [()] * 7
    return TieStatistics(
        incoming=np.array(incoming, dtype=np.float64),
        outgoing=np.array(outgoing, dtype=np.float64),
        first=np.array([_day(day) for day in first], dtype=np.int32),
        last=np.array([_day(day) for day in last], dtype=np.int32),
        days=np.array(days, dtype=np.int32),
        channels=np.array([channel_bits(words) for words in channels], dtype=np.int32),
        count=np.array(count, dtype=np.int32),
    )


def _day(text: str | None) -> int:
    return NO_DAY if text is None else day_number(date.fromisoformat(text))
