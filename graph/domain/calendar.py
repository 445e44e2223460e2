"""Days as whole numbers, and the instants they are cut from.

Decides: how a date becomes a number, which dates are possible, and what an unknown start or an open end is.
Does not decide: what today is (the edge passes it in) nor what an interval means for a question (the engine does).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from graph.errors import InvalidInput

EPOCH: Final = date(1970, 1, 1)
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)

ALWAYS: Final = -(2**30)
"""An interval's unknown start: it has always been so."""
STILL: Final = 2**30
"""An interval's empty end: it is still so."""
NO_DAY: Final = 2**31 - 1
"""An event that never happened or is not dated; later than every day, so ``day <= t`` is false for it."""

_INSTANT_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def day_number(day: date) -> int:
    """Days from 1970-01-01 to ``day``; negative before."""
    return day.toordinal() - EPOCH.toordinal()


def date_of(number: int) -> date:
    """The date of a day number; the inverse of :func:`day_number`."""
    return date.fromordinal(number + EPOCH.toordinal())


def date_or_none(number: int) -> date | None:
    """The date of a day number, or None for ALWAYS, STILL and NO_DAY."""
    return None if number in (ALWAYS, STILL, NO_DAY) else date_of(number)


def start_number(day: date | None) -> int:
    """The day number of an interval's start; an unknown start means always."""
    return ALWAYS if day is None else day_number(day)


def end_number(day: date | None) -> int:
    """The day number of an interval's end (exclusive); an empty end means still."""
    return STILL if day is None else day_number(day)


def event_number(day: date | None) -> int:
    """The day number of an event; NO_DAY when it is not dated."""
    return NO_DAY if day is None else day_number(day)


def check_day(field: str, day: date | None) -> None:
    """Raise InvalidInput when ``day`` lies outside 1900-01-01 .. 2199-12-31 (a slip of the keyboard, and the
    range in which decayed sums against a fixed epoch keep their precision)."""
    if day is not None and not EARLIEST <= day <= LATEST:
        raise InvalidInput(field, day.isoformat(), f"give a date from {EARLIEST} to {LATEST}")


def instant_number(at: datetime) -> int:
    """Microseconds from 1970-01-01T00:00Z to an instant with a zone."""
    return (at - _INSTANT_EPOCH) // _MICROSECOND


def instant_of(number: int) -> datetime:
    """The UTC instant of a number of microseconds; the inverse of :func:`instant_number`."""
    return _INSTANT_EPOCH + number * _MICROSECOND


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The date on which an instant falls in the store's time zone."""
    return at.astimezone(zone).date()
