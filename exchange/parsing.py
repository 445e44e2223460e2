"""From the text of a cell to a value.

Decides: how dates, instants, amounts, numbers, words and ids are written, and the remedy for each that is not.
Does not decide: which column holds what (``layout`` does), nor whether an id is known (``judging`` does).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from graph.domain.calendar import check_day, local_date
from graph.domain.money import parse_amount
from graph.domain.vocabulary import Word
from graph.errors import InvalidInput

T_co = TypeVar("T_co", covariant=True)
W = TypeVar("W", bound=Word)

_LONGEST_NUMBER: Final = 40
_DECIMALS: Final = 4
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_WHOLE: Final = re.compile(r"\d+(\.0+)?", re.ASCII)
_DAY_NUMBER: Final = re.compile(r"\d{4,6}(\.\d+)?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_ISO_DATE_LENGTH: Final = len("2020-12-31")
_BEFORE_TIME: Final = ("", "T", "t", " ")
_TRUTH: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class CellError(ValueError):
    """A cell that cannot be read; ``str(error)`` is the remedy, a clause without a full stop."""


class Moment(NamedTuple):
    """An instant in UTC and the day on which it falls in the store's time zone."""

    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """How the cells of a column are written: ``shape`` in words, ``parse`` from a cell that is not empty.

    ``trims``: spaces around are no part of the value."""

    shape: str
    parse: Callable[[str, ZoneInfo], T_co]
    trims: bool = True


def _as_is(text: str, _zone: ZoneInfo) -> str:
    return text


def _date(text: str, zone: ZoneInfo) -> date:
    return _moment(text, zone).on


def _moment(text: str, zone: ZoneInfo) -> Moment:
    """A date, which is its midnight, or an instant; what names no zone is in ``zone``."""
    if len(text) == _ISO_DATE_LENGTH:
        return _midnight(text, zone)
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        raise CellError(_date_remedy(text)) from None
    separator = text[_ISO_DATE_LENGTH if text[4] == "-" else len("20201231") :][:1]
    if separator not in _BEFORE_TIME:  # Python would read 2020-12-31/2021 as twenty past eight in the evening
        raise CellError(_date_remedy(text))
    return _placed(stated, zone)


@lru_cache(maxsize=8192)
def _midnight(text: str, zone: ZoneInfo) -> Moment:
    """Kept, because the rows of a file share their days."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CellError(_date_remedy(text)) from None
    _check_day(day)
    return Moment(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC), day)


def _placed(stated: datetime, zone: ZoneInfo) -> Moment:
    """Days out of range are left to the record, which refuses them, unless they cannot even be placed."""
    try:
        at = (stated if stated.tzinfo is not None else stated.replace(tzinfo=zone)).astimezone(UTC)
        return Moment(at, local_date(at, zone))
    except OverflowError:
        _check_day(stated.date())
        raise


def _check_day(day: date) -> None:
    try:
        check_day("date", day)
    except InvalidInput as error:
        raise CellError(error.remedy) from None


def _date_remedy(text: str) -> str:
    if _DAY_NUMBER.fullmatch(text):
        return "this looks like a day number of a spreadsheet: format the column as year-month-day, 2020-12-31"
    return "write dates as year-month-day, 2020-12-31, and instants as 2020-12-31T14:30:00+01:00"


def _amount(text: str, _zone: ZoneInfo) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise CellError(f"an amount has at most {_LONGEST_NUMBER} digits")
    try:
        amount = parse_amount(text)
    except InvalidInput as error:
        raise CellError(error.remedy) from None
    if Decimal(text).scaleb(_DECIMALS) != amount:  # rather asked for than rounded behind somebody's back
        raise CellError(f"an amount has at most {_DECIMALS} decimals: round it")
    return amount


def _number(text: str, _zone: ZoneInfo) -> float:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise CellError("write a number with a point for decimals")
    return float(text) + 0.0  # -0 is 0


def _whole(text: str, _zone: ZoneInfo) -> int:
    if len(text) > _LONGEST_NUMBER or not _WHOLE.fullmatch(text):
        raise CellError("write a whole number")
    return int(text.partition(".")[0])


def _truth(text: str, _zone: ZoneInfo) -> bool:
    try:
        return _TRUTH[text.casefold()]
    except KeyError:
        raise CellError("write yes or no, true or false, 1 or 0") from None


def _currency(text: str, _zone: ZoneInfo) -> str:
    code = text.upper()
    if not _CURRENCY.fullmatch(code):
        raise CellError("give an ISO 4217 code of three letters such as USD")
    return code


def _domains(text: str, _zone: ZoneInfo) -> tuple[str, ...]:
    names = (part.strip().casefold().removeprefix("@") for part in text.split(";"))
    return tuple(sorted({name for name in names if name}))


def word(vocabulary: type[W]) -> Kind[W]:
    """A word of a closed list, trimmed and case-folded."""
    members = {member.word: member for member in vocabulary}
    listed = ", ".join(members)

    def parse(text: str, _zone: ZoneInfo) -> W:
        try:
            return members[text.casefold()]
        except KeyError:
            raise CellError(f"write one of {listed}") from None

    return Kind(f"one of {listed}", parse)


ID: Final = Kind("id, taken as it is", _as_is, trims=False)
TEXT: Final = Kind("text", _as_is)
DAY: Final = Kind("date, such as 2020-12-31", _date)
MOMENT: Final = Kind("instant, such as 2020-12-31T14:30:00+01:00, or date", _moment)
AMOUNT: Final = Kind("decimal number with at most four decimals, such as -1234.56", _amount)
NUMBER: Final = Kind("number", _number)
WHOLE: Final = Kind("whole number", _whole)
TRUTH: Final = Kind("yes or no", _truth)
CURRENCY: Final = Kind("ISO 4217 code such as USD", _currency)
DOMAINS: Final = Kind("domains separated by ;", _domains)
