"""How a single figure is written: amounts that add up, chances, days, and the console they go to.

Decides: rounding for the eye, and that rounded parts still add up to the rounded whole.
Does not decide: which figures are shown (``app.printing_departure`` and ``app.printing_import`` do), nor any of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from graph.domain.answers import MoneyRange, Range
from graph.domain.money import SCALE, Money

_PERCENT: Final = 100
_DRIVES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Kinds of characters that move a terminal's cursor, or cannot be written at all."""
_TURNS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing, by which one name can pass for another."""


class _PlainConsole(Console):
    """A console that passes on no character by which data could drive the terminal; styles are its own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of something printable, each without unprintable characters."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=printable(segment.text))


def console(*, to_standard_error: bool = False) -> Console:
    """A console that wraps at the terminal's width, highlights nothing by guesswork, reads no markup in data and prints
    nothing unprintable."""
    return _PlainConsole(stderr=to_standard_error, highlight=False, markup=False, soft_wrap=False, emoji=False)


def printable(text: str) -> str:
    """The text without what would drive a terminal or turn its writing round; line breaks stay."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(letter for letter in text if letter == "\n" or not _unprintable(letter))


def escaped(json_text: str) -> str:
    """JSON with the same characters written as their escapes: it still means the same to a program."""
    return "".join(
        f"\\u{ord(letter):04x}" if letter != "\n" and _unprintable(letter) else letter for letter in json_text
    )


def _unprintable(letter: str) -> bool:
    return letter in _TURNS or unicodedata.category(letter) in _DRIVES


def whole_units(amounts: Sequence[int]) -> list[int]:
    """Amounts in ten-thousandths as whole units that add up to the rounded sum: what rounding down leaves over goes to
    those with the largest fractions, the earlier one first."""
    rounded = [amount // SCALE for amount in amounts]
    left_over = nearest_unit(sum(amounts)) - sum(rounded)
    by_fraction = sorted(range(len(amounts)), key=lambda place: (-(amounts[place] % SCALE), place))
    for place in by_fraction[:left_over]:
        rounded[place] += 1
    return rounded


def nearest_unit(amount: int) -> int:
    """An amount in ten-thousandths in whole units, halves upwards."""
    return (amount + SCALE // 2) // SCALE


def money(amount: Money) -> str:
    """An amount to the whole unit with its currency in front, e.g. ``EUR 1,258,816``."""
    return f"{amount.currency} {nearest_unit(amount.amount):,}".strip()


def money_range(amounts: MoneyRange) -> str:
    """A 10-90 % range of an amount, without its currency."""
    return f"{nearest_unit(amounts.low.amount):,} to {nearest_unit(amounts.high.amount):,}"


def percent(chance: float) -> str:
    """A chance in whole per cent, but never 0 or 100 for what is merely unlikely or likely."""
    if chance > 0 and round(chance * _PERCENT) == 0:
        return "<1 %"
    if chance < 1 and round(chance * _PERCENT) == _PERCENT:
        return ">99 %"
    return f"{chance * _PERCENT:.0f} %"


def percent_range(chances: Range) -> str:
    """A 10-90 % range of a chance in whole per cent."""
    return f"{chances.low * _PERCENT:.0f}-{chances.high * _PERCENT:.0f} %"


def day_in_words(day: date) -> str:
    """A day as people write it, e.g. ``30 June 2026``."""
    return f"{day.day} {day:%B %Y}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun in the right form, e.g. ``1 account``, ``2 accounts``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: ``A``, ``A and B``, ``A, B and C``."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
