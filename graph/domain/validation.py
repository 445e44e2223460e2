"""What no record may hold, whatever its kind.

Decides: usable ids, texts, days, intervals and numbers. Does not decide: which field of which record needs which check.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from graph.domain.calendar import check_day
from graph.errors import InvalidInput, InvalidRecord

LONGEST_ID: Final = 200
LONGEST_TEXT: Final = 1_000
_IN_DOMAINS: Final = "-\u200c\u200d\u00b7\u30fb"
"""The hyphen, and the joiners and middle dots that some scripts need within a name."""
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
"""ESC and its kind, which can drive a terminal; tabs and line breaks are among them."""


def check_identifier(field: str, value: str) -> None:
    """Refuse an id that is empty, padded, unprintable or longer than LONGEST_ID."""
    if not value:
        raise InvalidRecord(field, value, "an id is required, so give one")
    if value.isalnum() and len(value) <= LONGEST_ID:  # nearly all of them: nothing in them is unprintable or a space
        return
    if value != value.strip() or len(value) > LONGEST_ID or not value.isprintable():
        raise InvalidRecord(field, value, f"ids are printable, without spaces around, at most {LONGEST_ID} characters")


def check_reference(field: str, value: str | None) -> None:
    """Refuse an unusable id where one is named at all."""
    if value is not None:
        check_identifier(field, value)


def check_text(field: str, value: str) -> None:
    """Refuse text longer than LONGEST_TEXT, with spaces around it (no cell of a folder could hold them), or holding a
    control character or half a character (a lone surrogate)."""
    if _CONTROL.search(value):
        remedy = "text is one line with no NUL and no control characters: take out tabs, line breaks and escape codes"
        raise InvalidRecord(field, value[:40], remedy)
    if len(value) > LONGEST_TEXT or _LONE_SURROGATE.search(value):
        raise InvalidRecord(field, value[:40], f"text has at most {LONGEST_TEXT} characters, all whole")
    if value != value.strip():
        raise InvalidRecord(field, value[:40], "text has no spaces around: take them out")


def check_texts(**texts: str) -> None:
    """Refuse what :func:`check_text` refuses; the keyword is the column's name."""
    for field, value in texts.items():
        check_text(field, value)


def check_domain(field: str, value: str) -> None:
    """Refuse text as :func:`check_text` does, and what no domain of an e-mail address can be: of any script letters,
    their marks, and digits; hyphens; and dots between them."""
    check_text(field, value)
    if not all(label and all(_in_domain(letter) for letter in label) for label in value.split(".")):
        remedy = "a domain is what follows the @ of an address, such as example.com: letters, digits, dots and hyphens"
        raise InvalidRecord(field, value[:40], remedy)


def _in_domain(letter: str) -> bool:
    return letter in _IN_DOMAINS or unicodedata.category(letter)[0] in "LMN"


def check_name(field: str, value: str) -> None:
    """Refuse text as :func:`check_text` does, and none at all."""
    check_text(field, value)
    if not value:
        raise InvalidRecord(field, value, "a name is required, so give one")


def check_days(**days: date | None) -> None:
    """Refuse dates outside the possible ones; the keyword is the column's name."""
    for field, day in days.items():
        try:
            check_day(field, day)
        except InvalidInput as error:
            raise InvalidRecord(error.field, str(error.value), error.remedy) from None


def check_interval(start: date | None, end: date | None, field: str = "end") -> None:
    """Refuse an end that lies before its start."""
    if start is not None and end is not None and end < start:
        raise InvalidRecord(field, end.isoformat(), f"it lies before its start {start.isoformat()}; correct either day")


def check_between(field: str, value: float | None, low: float, high: float) -> None:
    """Refuse a number outside low..high; None is not supplied."""
    if value is not None and not low <= value <= high:
        raise InvalidRecord(field, value, f"give a number from {low:g} to {high:g}")
