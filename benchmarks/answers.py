"""What the ways of asking about a departure have in common, and whether they said the same.

Decides: by what two answers are compared and how close they must be. Does not decide: how either is made.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

_SAME: Final = 1e-9
_CENT: Final = 0.01
"""Amounts are rounded to a ten-thousandth, row by row."""


class BenchmarkFailed(Exception):
    """Something cannot be measured, or what was measured proves nothing; the text is one sentence."""


@dataclass(frozen=True, slots=True, order=True)
class AccountAnswer:
    """A row of an answer: the account, the leaver's strength there, the probability that it follows, and the expected
    loss in whole units of the currency, None where no booking is known."""

    account: str
    strength: float
    follows: float
    loss: float | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """How long each question took, and what it was answered; in the order of the questions."""

    seconds: tuple[float, ...]
    answers: tuple[tuple[AccountAnswer, ...], ...]


def check_same(staff: Sequence[str], one: Answered, other: Answered, names: tuple[str, str]) -> None:
    """Raise BenchmarkFailed where two ways of asking about these staff members say different things."""
    for leaver, ours, theirs in zip(staff, one.answers, other.answers, strict=True):
        accounts = {row.account for row in ours} ^ {row.account for row in theirs}
        if accounts:
            some = ", ".join(sorted(accounts)[:3])
            raise BenchmarkFailed(f"{names[0]} and {names[1]} differ in the accounts of {leaver}: {some}.")
        for mine, yours in zip(ours, theirs, strict=True):
            if not _alike(mine, yours):
                raise BenchmarkFailed(f"{names[0]} and {names[1]} differ about {leaver}: {mine} and {yours}.")


def _alike(one: AccountAnswer, other: AccountAnswer) -> bool:
    if (one.loss is None) != (other.loss is None):
        return False
    losses = one.loss is None or other.loss is None or math.isclose(one.loss, other.loss, abs_tol=_CENT)
    chances = math.isclose(one.follows, other.follows, abs_tol=_SAME)
    return losses and chances and math.isclose(one.strength, other.strength, abs_tol=_SAME)
