"""Dates, instants and months as cells.

Decides: how they are read and written, and the remedy for each text that is none of them.
Does not decide: which dates are possible (``graph.domain.calendar`` does), nor which column holds one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from exchange.cell import CellError
from graph.domain.calendar import check_day, local_date
from graph.errors import InvalidInput

_DAY_NUMBER: Final = re.compile(r"\d{4,6}(\.\d+)?", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-\d{2}", re.ASCII)
_ISO_DATE_LENGTH: Final = len("2020-12-31")
_BEFORE_TIME: Final = ("", "T", "t", " ")
_UTC_OFFSET: Final = "+00:00"


class Moment(NamedTuple):
    """An instant in UTC and the day on which it falls in the store's time zone."""

    at: datetime
    on: date


def read_day(text: str, zone: ZoneInfo) -> date:
    """A date, or the day of an instant in ``zone``."""
    return _day(text) if len(text) == _ISO_DATE_LENGTH else read_moment(text, zone).on


def write_day(day: date) -> str:
    """A date, year first."""
    return day.isoformat()


def read_month(text: str, zone: ZoneInfo) -> date:
    """The first day of a month that is written as such, or as its first day; any other day is left to the record."""
    return read_day(f"{text}-01" if _MONTH.fullmatch(text) else text, zone)


def write_month(first: date) -> str:
    """Year and month of its first day."""
    return f"{first:%Y-%m}"


def read_moment(text: str, zone: ZoneInfo) -> Moment:
    """An instant, or a date, which is its midnight; what names no zone is in ``zone``."""
    if len(text) == _ISO_DATE_LENGTH:
        return _midnight(text, zone)
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        raise CellError(_remedy(text)) from None
    separator = text[_ISO_DATE_LENGTH if text[4] == "-" else len("20201231") :][:1]
    if separator not in _BEFORE_TIME:  # Python would read 2020-12-31/2021 as twenty past eight in the evening
        raise CellError(_remedy(text))
    return _placed(stated, zone)


def write_moment(at: datetime) -> str:
    """An instant in UTC, to the microsecond, so that it is read as the same in any zone."""
    return at.astimezone(UTC).isoformat().removesuffix(_UTC_OFFSET) + "Z"


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    """Kept, because the rows of a file share their days."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CellError(_remedy(text)) from None
    _check(day)
    return day


@lru_cache(maxsize=8192)
def _midnight(text: str, zone: ZoneInfo) -> Moment:
    """The day is that of the instant: a zone that crossed the date line has days without a midnight of their own."""
    day = _day(text)
    at = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    return Moment(at, local_date(at, zone))


def _placed(stated: datetime, zone: ZoneInfo) -> Moment:
    """Days out of range are left to the record, which refuses them, unless they cannot even be placed."""
    try:
        at = (stated if stated.tzinfo is not None else stated.replace(tzinfo=zone)).astimezone(UTC)
        return Moment(at, local_date(at, zone))
    except OverflowError:
        _check(stated.date())
        raise


def _check(day: date) -> None:
    try:
        check_day("date", day)
    except InvalidInput as error:
        raise CellError(error.remedy) from None


def _remedy(text: str) -> str:
    if _DAY_NUMBER.fullmatch(text):
        return "this looks like a day number of a spreadsheet: format the column as year-month-day, 2020-12-31"
    return "write dates as year-month-day, 2020-12-31, and instants as 2020-12-31T14:30:00+01:00"
