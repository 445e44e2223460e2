"""How the tests write: small records with few words, in units of work, and a fold of their own.

Decides: nothing about the model; ``fold`` counts and sums in the plainest way, for a store must only keep what it gets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from graph.domain.calendar import NO_DAY
from graph.domain.kinds import KEY_FIELDS, Key, R, Record, key_of
from graph.domain.network import TieStatistics
from graph.domain.records import Touch
from graph.domain.vocabulary import AmendmentKind, Channel, Direction
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Leaving, Removed, Source, TieKey, TieTouches, Written

JANUARY = date(2024, 1, 1)
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def touch(
    touch_id: str,
    staff: str,
    person: str | None = None,
    account: str | None = None,
    *,
    on: date = JANUARY,
    hour: int = 9,
    channel: Channel = Channel.CALL,
    direction: Direction = Direction.BOTH,
) -> Touch:
    """A touch at an hour of a day in UTC."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(hours=hour)
    return Touch(touch_id, at, on, staff, channel, person, account, direction)


async def write(store: GraphStore, *records: Record) -> Written:
    """Put the rows in one unit, in an order in which they may stand; how many of them together were new, updated,
    unchanged and withheld."""

    async def work(transaction: Transaction) -> Written:
        done = []
        for kind in KEY_FIELDS:
            rows = [record for record in records if type(record) is kind]
            written = await transaction.put(rows)
            done.append((written.new, written.updated, written.unchanged, written.withheld))
        return Written(*(sum(counts) for counts in zip(*done, strict=True)))

    return await store.write(work)


async def put(store: GraphStore, *records: Record, keep: Iterable[str] = (), source: Source = Source.FILE) -> Written:
    """Put rows of one kind as a file does, in one call."""
    return await store.write(lambda transaction: transaction.put(records, source, frozenset(keep)))


async def put_by_hand(store: GraphStore, *records: Record, now: datetime = NOON) -> Written:
    """Put rows of one kind as somebody does by hand."""

    async def work(transaction: Transaction) -> Written:
        await transaction.stamp(now)
        return await transaction.put(records, Source.HAND)

    return await store.write(work)


async def retract(
    store: GraphStore,
    kind: type[Record],
    *keys: Key,
    now: datetime = NOON,
    as_: Leaving = AmendmentKind.RETRACTED,
) -> Removed:
    """Retract rows, by hand when nothing else is said."""

    async def work(transaction: Transaction) -> Removed:
        await transaction.stamp(now)
        return await transaction.retract(kind, keys, as_)

    return await store.write(work)


async def remove(store: GraphStore, kind: type[Record], *keys: Key) -> Removed:
    """Remove rows and remember nothing."""
    return await store.write(lambda transaction: transaction.remove(kind, keys))


async def standing(store: GraphStore, like: R) -> R | None:
    """The row that has the key of this one."""
    return (await store.find(type(like), [key_of(like)])).get(key_of(like))


async def write_in_units(store: GraphStore, records: Sequence[Record], size: int) -> None:
    """Write the rows as they come, ``size`` a unit."""
    for start in range(0, len(records), size):
        await write(store, *records[start : start + size])


async def fold(store: GraphStore, assumptions: str = "first", at_once: int = 7) -> int:
    """Fold every tie that waits for it, ``at_once`` ties a unit; how many were folded."""
    folded = 0

    async def work(transaction: Transaction) -> int:
        ties = await transaction.unfolded(at_once)
        found = await transaction.touches_of(ties)
        await transaction.put_statistics(ties, statistics_of(found), assumptions)
        return len(ties)

    while done := await store.write(work):
        folded += done
    return folded


def statistics_of(found: TieTouches) -> TieStatistics:
    """Statistics in which every column tells ties apart: sums that depend on the order, days, counts."""
    rows = []
    for place in range(len(found.keys)):
        mine = found.touches.tie == place
        days = found.touches.day[mine].tolist()
        incoming = outgoing = 0.0
        channels = 0
        for at, (channel, direction) in enumerate(
            zip(found.touches.channel[mine].tolist(), found.touches.direction[mine].tolist(), strict=True)
        ):
            incoming += (channel + 1) / (at + 3)
            outgoing += (direction + 1) / (at + 7)
            channels |= 1 << channel
        first, last = (min(days), max(days)) if days else (NO_DAY, NO_DAY)
        rows.append((incoming, outgoing, first, last, len(set(days)), channels, len(days)))
    return statistics(rows)


def statistics(rows: Iterable[tuple[float, float, int, int, int, int, int]]) -> TieStatistics:
    """Statistics from rows: incoming, outgoing, first, last, days, channels, count."""
    columns = list(zip(*rows, strict=True)) or [()] * 7
    reals = [np.array(column, dtype=np.float64) for column in columns[:2]]
    whole = [np.array(column, dtype=np.int32) for column in columns[2:]]
    return TieStatistics(reals[0], reals[1], *whole)


def with_person(staff: str, person: str) -> TieKey:
    """The tie of a staff member with a person."""
    return TieKey(staff, person, None)


def with_account(staff: str, account: str) -> TieKey:
    """The tie of a staff member with an account directly."""
    return TieKey(staff, None, account)
