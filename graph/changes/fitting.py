"""What a row written by hand must agree with: the firm's time zone and currency, other rows, and itself.

Decides: the day of a touch, the currency of an amount, when the firm's time zone and currency may still change, that a
new booking has a ref, that nobody comes to stand above themselves, and that a promise has ended on a day or is open.
Does not decide: what a record may hold by itself, whoever wrote it (the record does).
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from graph.domain.calendar import local_date
from graph.domain.further_records import Gain
from graph.domain.kinds import Record
from graph.domain.records import Account, Booking, Firm, Promise, StaffMember, Touch
from graph.domain.vocabulary import PromiseOutcome
from graph.errors import InvalidRecord
from graph.store.protocol import Transaction
from graph.store.values import Source


async def fitted(transaction: Transaction, record: Record, standing: Record | None) -> Record:
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
        await _check_firm(transaction, record)
    if isinstance(record, StaffMember | Account):
        await _check_above(transaction, record, standing)
    if isinstance(record, Promise):
        _check_end(record, standing)
    return record


async def _check_above(transaction: Transaction, record: StaffMember | Account, standing: Record | None) -> None:
    """Raise InvalidRecord when a row comes to stand above itself, however many stand between.

    Rings that an import left without this row end the walk, and one that the change leaves as it is may stand."""
    first = _above(record)
    if first is None or (standing is not None and _above(standing) == first):
        return
    seen: set[str] = set()
    above: str | None = first
    while above is not None and above not in seen:
        if above == record.id:
            raise _ring(record, first)
        seen.add(above)
        found = (await transaction.find(type(record), [(above,)])).get((above,))
        above = None if found is None else _above(found)


def _above(row: Record) -> str | None:
    """Who stands directly above a row: a manager, or a parent."""
    if isinstance(row, StaffMember):
        return row.manager_id
    return row.parent_id if isinstance(row, Account) else None


def _ring(record: StaffMember | Account, above: str) -> InvalidRecord:
    if isinstance(record, StaffMember):
        remedy = f"{above} is managed by {record.id}, directly or through others: change that first"
        return InvalidRecord("manager_id", above, remedy)
    remedy = f"{above} belongs to {record.id}, directly or through others: change that first"
    return InvalidRecord("parent_id", above, remedy)


def _check_end(promise: Promise, standing: Record | None) -> None:
    """Raise InvalidRecord for an end without its day, and for a day on which an open promise ended.

    A file may say so, and a correction of something else lets it stand."""
    said = (promise.outcome, promise.closed_on)
    if isinstance(standing, Promise) and said == (standing.outcome, standing.closed_on):
        return
    if promise.outcome is PromiseOutcome.OPEN and promise.closed_on is not None:
        remedy = "a promise that ended was kept or broken: say which, or leave out the day it ended"
        raise InvalidRecord("outcome", "open", remedy)
    if promise.outcome is not PromiseOutcome.OPEN and promise.closed_on is None:
        raise InvalidRecord("closed_on", "", "a promise that was kept or broken ended on a day: say which, or open it")


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


async def _check_firm(transaction: Transaction, firm: Firm) -> None:
    """Raise InvalidRecord when touches were cut into days by another time zone, or amounts are in another currency."""
    before = await _firm(transaction)
    if firm.time_zone != before.time_zone and await transaction.ties(None, 1):
        remedy = f"touches were cut into days by {before.time_zone}: keep it, or import into a new store"
        raise InvalidRecord("time_zone", firm.time_zone, remedy)
    if before.currency and firm.currency != before.currency and await transaction.has_amounts():
        remedy = f"amounts are recorded in {before.currency}: keep it, or import into a new store"
        raise InvalidRecord("currency", firm.currency, remedy)
