"""Amounts, probabilities and ranges as GraphQL types, and the scalars for days and instants.

Decides: how a value is written outside (decimal strings, ISO 8601). Does not decide: any value.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final, Self

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph.domain import answers, money
from graph.domain.calendar import EARLIEST, LATEST

_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)


def _read_day(value: object) -> date:
    """A day from an ISO 8601 string, and from nothing else: 20240131 could be a number, 2024-W05 a slip."""
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("a Date is written as YYYY-MM-DD")


def _read_instant(value: object) -> datetime:
    """An instant in UTC from an ISO 8601 string that names its zone, from EARLIEST to LATEST and nothing else."""
    stated = _instant_written(value)
    try:
        at = stated.astimezone(UTC)
    except OverflowError:  # before the year 1 or after the year 9999
        at = None
    if at is None or not EARLIEST <= at.date() <= LATEST:
        raise ValueError(f"a DateTime lies from {EARLIEST} to {LATEST} in UTC")
    return at


def _instant_written(value: object) -> datetime:
    if isinstance(value, str) and _ISO_INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("a DateTime is written as 2026-01-31T09:30:00Z or 2026-01-31T10:30:00+01:00")


def _write_instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


SCALARS: Final[dict[object, ScalarDefinition]] = {
    date: strawberry.scalar(
        name="Date",
        description="A day as ISO 8601, YYYY-MM-DD, in the firm's time zone; as input from 1900-01-01 to 2199-12-31.",
        serialize=date.isoformat,
        parse_value=_read_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant as ISO 8601 in UTC, such as 2026-01-31T09:30:00Z; as input with any offset, seconds "
        "and up to six decimals of them optional, from 1900-01-01 to 2199-12-31 in UTC.",
        serialize=_write_instant,
        parse_value=_read_instant,
    ),
}


@strawberry.type(description="An amount of money in the store's one reporting currency.")
class Money:
    """An amount of money."""

    amount: str = strawberry.field(
        description="Decimal string with two to four places, such as -1265793.04; exact to 1/10,000."
    )
    currency: str = strawberry.field(
        description="ISO 4217 code, set by the first import; empty when none was ever supplied."
    )

    @classmethod
    def from_answer(cls, found: money.Money) -> Self:
        """The type of an amount."""
        return cls(amount=found.decimal(), currency=found.currency)


def money_or_none(found: money.Money | None) -> Money | None:
    """The type of an amount that may not be known."""
    return None if found is None else Money.from_answer(found)


def known(found: money.Money, told: bool) -> Money | None:
    """The type of a sum; null for one that adds up nothing known, whose zero would be read as no loss."""
    return Money.from_answer(found) if told else None


@strawberry.type(description="A range of an amount: 10th to 90th percentile.")
class MoneyRange:
    """A range of an amount."""

    low: Money = strawberry.field(description="The 10th percentile.")
    high: Money = strawberry.field(description="The 90th percentile.")

    @classmethod
    def from_answer(cls, found: answers.MoneyRange) -> Self:
        """The type of a range of money."""
        return cls(low=Money.from_answer(found.low), high=Money.from_answer(found.high))


@strawberry.type(description="A range of a probability: 10th to 90th percentile.")
class ProbabilityRange:
    """A range of a probability."""

    low: float = strawberry.field(description="The 10th percentile, in [0, 1].")
    high: float = strawberry.field(description="The 90th percentile, in [0, 1].")


@strawberry.type(description="A probability over the 18 months after the departure, never without its range.")
class Probability:
    """A probability and its range."""

    value: float = strawberry.field(description="In [0, 1]. Source: the model, see modelCard.")
    range: ProbabilityRange = strawberry.field(
        description="10-90 % range, from the errors of the model's coefficients and of missing inputs."
    )

    @classmethod
    def from_answer(cls, found: answers.Probability) -> Self:
        """The type of a probability."""
        return cls(value=found.value, range=ProbabilityRange(low=found.range.low, high=found.range.high))
