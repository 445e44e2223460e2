"""What a row written by hand must agree with: the firm's time zone and currency, and having a name of its own.

Decides: the day of a touch, the currency of an amount, when the firm's time zone and currency may still change, and
that a new booking has a ref. Does not decide: what a record may hold by itself (the record does).
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from graph.domain.calendar import local_date
from graph.domain.further_records import Gain, Outcome
from graph.domain.kinds import Record
from graph.domain.records import Booking, Firm, Touch
from graph.errors import InvalidRecord
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Source


async def fitted(store: GraphStore, transaction: Transaction, record: Record, standing: Record | None) -> Record:
    """The record as it may be written in this unit where ``standing`` stands under its key.

    A touch gets the day on which its instant falls in the firm's time zone, an amount without a currency the firm's;
    the first currency of all becomes the firm's. Raises InvalidRecord for what does not agree."""
    if isinstance(record, Touch):
        firm = await _firm(transaction)
        return replace(record, on=local_date(record.at, ZoneInfo(firm.time_zone)))
    if isinstance(record, Booking):
        if record.rank and standing is None:
            raise InvalidRecord("ref", record.ref, "a booking made by hand needs a ref, by which it is found again")
        return replace(record, currency=await _currency(transaction, record.currency))
    if isinstance(record, Gain):
        return replace(record, currency=await _currency(transaction, record.currency))
    if isinstance(record, Firm):
        await _check_firm(store, transaction, record)
    return record


async def _firm(transaction: Transaction) -> Firm:
    found = await transaction.find(Firm, [()])
    return found.get((), Firm(name=""))


async def _currency(transaction: Transaction, named: str) -> str:
    """The currency of an amount that names this one, or none."""
    firm = await _firm(transaction)
    if firm.currency:
        if named not in ("", firm.currency):
            raise InvalidRecord(
                "currency", named, f"amounts are in the firm's currency {firm.currency}: convert it first"
            )
        return firm.currency
    if not named:
        raise InvalidRecord("currency", named, "name it, for the firm has no currency yet")
    await transaction.put([replace(firm, currency=named)], Source.HAND)
    return named


async def _check_firm(store: GraphStore, transaction: Transaction, firm: Firm) -> None:
    """Raise InvalidRecord when touches were cut into days by another time zone, or amounts are in another currency."""
    before = await _firm(transaction)
    if firm.time_zone != before.time_zone and await transaction.ties(None, 1):
        remedy = f"touches were cut into days by {before.time_zone}: keep it, or import into a new store"
        raise InvalidRecord("time_zone", firm.time_zone, remedy)
    if before.currency and firm.currency != before.currency and await _has_amounts(store):
        remedy = f"amounts are recorded in {before.currency}: keep it, or import into a new store"
        raise InvalidRecord("currency", firm.currency, remedy)


async def _has_amounts(store: GraphStore) -> bool:
    """Whether any amount is recorded. Units do not overlap, so what a reader sees meanwhile is what this unit found."""
    async with store.snapshot() as snapshot:
        for kind in (Booking, Gain):
            async for rows in snapshot.records(kind):
                if rows:
                    return True
        async for outcomes in snapshot.records(Outcome):
            if any(outcome.value is not None for outcome in outcomes):
                return True
    return False
