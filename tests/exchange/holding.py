"""What a store holds, row by row, and what somebody decides by hand."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS, Key, Record
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Source

AT = datetime(2025, 12, 24, 18, tzinfo=UTC)
"""When things are decided by hand."""


async def rows_in(store: GraphStore) -> dict[type[Record], list[Record]]:
    """Every row of a store by kind, in the store's own order; versions are no part of what a row says."""
    found: dict[type[Record], list[Record]] = {}
    async with store.snapshot() as snapshot:
        for kind in KEY_FIELDS:
            async for records in snapshot.records(kind):
                found.setdefault(kind, []).extend(records)
    return found


async def retracted(store: GraphStore, kind: type[Record], *keys: Key) -> None:
    """Somebody retracts rows that nobody refers to."""

    async def unit(transaction: Transaction) -> None:
        await transaction.stamp(AT)
        removed = await transaction.retract(kind, keys)
        assert (removed.gone, removed.referred_to) == (len(keys), ())

    await store.write(unit)


async def corrected(store: GraphStore, record: Record) -> None:
    """Somebody says what a row that is there should say."""

    async def unit(transaction: Transaction) -> None:
        await transaction.stamp(AT)
        written = await transaction.put([record], Source.HAND)
        assert written.updated == 1

    await store.write(unit)


async def amendments_in(store: GraphStore) -> list[Amendment]:
    """What was decided by hand, as the store remembers it."""
    return [row for row in (await rows_in(store)).get(Amendment, []) if isinstance(row, Amendment)]
