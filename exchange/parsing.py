"""The kinds of cells: each read from its text, and written as the text it is read from.

Decides: how amounts, numbers, words, ids and names of files are written, and the remedy for each that is not.
Does not decide: dates (``days`` does), which column holds what (``layout`` does), nor whether an id is known
(``judging`` does).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from exchange import days
from exchange.cell import CellError, Kind
from exchange.files import FILE_OF, KIND_IN
from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_NAMES, KIND_OF_NAME
from graph.domain.money import Money, parse_amount
from graph.domain.vocabulary import Word
from graph.errors import InvalidInput

W = TypeVar("W", bound=Word)

_LONGEST_AMOUNT: Final = 40
_LONGEST_NUMBER: Final = 400
"""The smallest number a store can hold takes some 350 digits without an exponent."""
_DECIMALS: Final = 4
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_WHOLE: Final = re.compile(r"\d+(\.0+)?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_AROUND_DOMAIN: Final = re.compile(r"^[\s@]+|\s+$")
_TRUTH: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_FIRM: Final = "firm"


def _read_text(text: str, _zone: ZoneInfo) -> str:
    return text


def _write_text(text: str) -> str:
    return text


def _read_amount(text: str, _zone: ZoneInfo) -> int:
    if len(text) > _LONGEST_AMOUNT:
        raise CellError(f"an amount has at most {_LONGEST_AMOUNT} digits")
    try:
        amount = parse_amount(text)
    except InvalidInput as error:
        raise CellError(error.remedy) from None
    if Decimal(text).scaleb(_DECIMALS) != amount:  # rather asked for than rounded behind somebody's back
        raise CellError(f"an amount has at most {_DECIMALS} decimals: round it")
    return amount


def _write_amount(amount: int) -> str:
    return Money(amount, "").decimal()


def _read_number(text: str, _zone: ZoneInfo) -> float:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise CellError("write a number with a point for decimals")
    return float(text) + 0.0  # -0 is 0


def _write_number(number: float) -> str:
    """The shortest digits that are read as the same number; never with an exponent, which no cell may have."""
    return f"{Decimal(repr(float(number) + 0.0)):f}".removesuffix(".0")


def _read_whole(text: str, _zone: ZoneInfo) -> int:
    if len(text) > _LONGEST_AMOUNT or not _WHOLE.fullmatch(text):
        raise CellError("write a whole number")
    return int(text.partition(".")[0])


def _write_whole(number: int) -> str:
    return str(number)


def _read_truth(text: str, _zone: ZoneInfo) -> bool:
    try:
        return _TRUTH[text.casefold()]
    except KeyError:
        raise CellError("write yes or no, true or false, 1 or 0") from None


def _write_truth(truth: bool) -> str:
    return "yes" if truth else "no"


def _read_currency(text: str, _zone: ZoneInfo) -> str:
    code = text.upper()
    if not _CURRENCY.fullmatch(code):
        raise CellError("give an ISO 4217 code of three letters such as USD")
    return code


def _read_domains(text: str, _zone: ZoneInfo) -> tuple[str, ...]:
    return _in_order(text.split(";"))


def _write_domains(domains: tuple[str, ...]) -> str:
    return ";".join(_in_order(domains))


def _in_order(domains: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    names = (_AROUND_DOMAIN.sub("", domain.casefold()) for domain in domains)
    return tuple(sorted({name for name in names if name}))


def _read_owner(text: str, _zone: ZoneInfo) -> str | None:
    return None if text.strip().casefold() == _FIRM else text


def _read_file(text: str, _zone: ZoneInfo) -> str:
    """The kind of row, in words, that the file of this name holds."""
    kind = KIND_IN.get(text.casefold())
    if kind is None or kind is Amendment:
        raise CellError("name the file of the row, such as touches.csv")
    return KIND_NAMES[kind]


def _write_file(kind: str) -> str:
    return FILE_OF[KIND_OF_NAME[kind]]


def word(vocabulary: type[W]) -> Kind[W]:
    """A word of a closed list, trimmed and case-folded."""
    members = {member.word: member for member in vocabulary}
    listed = ", ".join(members)

    def read(text: str, _zone: ZoneInfo) -> W:
        try:
            return members[text.casefold()]
        except KeyError:
            raise CellError(f"write one of {listed}") from None

    def write(member: W) -> str:
        return member.word

    return Kind(f"one of {listed}", read, write)


ID: Final = Kind("id, taken as it is", _read_text, _write_text, trims=False)
OWNER: Final = Kind("the word firm, or an id, taken as it is", _read_owner, _write_text, trims=False)
TEXT: Final = Kind("text", _read_text, _write_text)
DAY: Final = Kind("date, such as 2020-12-31", days.read_day, days.write_day)
MONTH: Final = Kind("month, such as 2020-12, or its first day", days.read_month, days.write_month)
MOMENT: Final = Kind("instant, such as 2020-12-31T14:30:00+01:00, or date", days.read_moment, days.write_moment)
AMOUNT: Final = Kind("decimal number with at most four decimals, such as -1234.56", _read_amount, _write_amount)
NUMBER: Final = Kind("number", _read_number, _write_number)
WHOLE: Final = Kind("whole number", _read_whole, _write_whole)
TRUTH: Final = Kind("yes or no", _read_truth, _write_truth)
CURRENCY: Final = Kind("ISO 4217 code such as USD", _read_currency, _write_text)
DOMAINS: Final = Kind("domains separated by ;", _read_domains, _write_domains)
FILE: Final = Kind("name of a file of the folder", _read_file, _write_file)
