"""Changing revenue.

Decides: what can be said of a booking. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import (
    ACCOUNT,
    TEXT,
    ChangeInput,
    NamedInput,
    Retracting,
    argument,
    kept,
    left_out,
    optional,
)
from schema.mutations.making import add, correct, retract
from schema.mutations.results import AddRefusal, BookingSaved, CorrectRefusal, Retracted, RetractRefusal

_AMOUNT = "Decimal number such as -1265793.04, negative for a credit note: at most four decimals, at most a trillion."
_CURRENCY = "ISO 4217 code; it must be that of the store, which its first amount settles."


@strawberry.input(description="Revenue booked with an account on a day. Account, day and ref tell it apart.")
class RevenueRecordInput(ChangeInput):
    """Revenue booked with an account."""

    account_id: strawberry.ID = strawberry.field(description=ACCOUNT)
    on: date = strawberry.field(description="The day it was booked.")
    amount: str = strawberry.field(description=_AMOUNT)
    currency: str = strawberry.field(description=_CURRENCY)
    ref: str = strawberry.field(
        description=f"What tells bookings of one account and day apart, such as a number of an invoice. {TEXT}"
    )
    line: str | None = optional(f"The line of business. {TEXT}")


@strawberry.input(
    description="What was wrong about a booking. What is left out stays as it is. Another account, day or ref gives it "
    "another global id."
)
class RevenueCorrectInput(NamedInput):
    """What was wrong about a booking."""

    account_id: strawberry.ID | None = kept(ACCOUNT)
    on: date | None = kept("The day it was booked.")
    amount: str | None = kept(_AMOUNT)
    currency: str | None = left_out(f"{_CURRENCY} Cleared it is that of the store.")
    ref: str | None = left_out(
        f"What tells bookings of one account and day apart; one that has a ref keeps having one. {TEXT}"
    )
    line: str | None = left_out(f"The line of business. {TEXT}")


RevenueRecordResult: TypeAlias = Annotated[
    BookingSaved | AddRefusal, strawberry.union("RevenueRecordResult", description="What came of recording revenue.")
]
RevenueCorrectResult: TypeAlias = Annotated[
    BookingSaved | CorrectRefusal,
    strawberry.union("RevenueCorrectResult", description="What came of correcting revenue."),
]
RevenueRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal, strawberry.union("RevenueRetractResult", description="What came of retracting revenue.")
]
_Record: TypeAlias = Annotated[RevenueRecordInput, argument("The booking.")]
_Correct: TypeAlias = Annotated[RevenueCorrectInput, argument("What was wrong about which booking.")]


async def revenue_record(info: Info, given: _Record) -> RevenueRecordResult:
    """Record revenue."""
    return await add(info, given, records.Booking, BookingSaved.from_answer)


async def revenue_correct(info: Info, given: _Correct) -> RevenueCorrectResult:
    """Correct revenue."""
    return await correct(info, given, records.Booking, BookingSaved.from_answer)


async def revenue_retract(info: Info, given: Retracting) -> RevenueRetractResult:
    """Retract revenue."""
    return await retract(info, given, records.Booking)
