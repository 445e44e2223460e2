"""Money as whole ten-thousandths of the store's one reporting currency.

Decides: how an amount is read, held and written. Does not decide: which currency (the first import does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from graph.errors import InvalidInput

SCALE: Final = 10_000
_LARGEST: Final = 10**16  # a trillion: 900 such bookings of one account and year stay within a signed 64-bit integer
_LONGEST: Final = 28
_LONGEST_WHOLE: Final = 13
_TOO_LARGE: Final = "amounts beyond a trillion are taken for a mistake"
_PLAIN: Final = re.compile(r"[+-]?(?P<whole>\d+)(?P<decimals>\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in ten-thousandths of ``currency`` (an ISO 4217 code, or empty when the store has none yet)."""

    amount: int
    currency: str

    def decimal(self) -> str:
        """The amount as a decimal string with at least two places, e.g. ``-1265793.04``."""
        text = f"{Decimal(self.amount).scaleb(-4):.4f}"
        return text.removesuffix("00")

    def units(self) -> float:
        """The amount in whole units of the currency, as a float for display only."""
        return self.amount / SCALE


def parse_amount(text: str) -> int:
    """The whole ten-thousandths of a plain decimal number such as ``-12.5``; rounds half to even beyond four places.

    Raises InvalidInput for anything else: thousands separators and currency signs could be misread by a factor."""
    read = _PLAIN.fullmatch(text)
    if read is None:
        raise InvalidInput("amount", text[:40], "write digits with a point for decimals and no thousands separator")
    # judged by its length first: beyond 28 digits decimal arithmetic would round before we do
    digits = len(read["whole"].lstrip("0"))
    if digits > _LONGEST_WHOLE:
        raise InvalidInput("amount", text[:40], _TOO_LARGE)
    if digits + len(read["decimals"] or "") > _LONGEST:
        raise InvalidInput("amount", text[:40], "an amount has at most four decimals: round it")
    scaled = Decimal(text) * SCALE
    if abs(scaled) > _LARGEST:
        raise InvalidInput("amount", text[:40], _TOO_LARGE)
    return int(scaled.to_integral_value(rounding=ROUND_HALF_EVEN))
