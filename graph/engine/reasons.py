"""The terms of a waterfall in words.

Decides: the sentence for each factor and which are the strongest. Does not decide: any number.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.answers import Factor, FactorName
from graph.engine.assumptions import DEFAULT

_SMALL = 0.005
"""Log-odds too small to be named as a reason."""
_NO_TIME = "no time with the person on record"


def reasons(waterfall: Sequence[Factor]) -> tuple[str, ...]:
    """What moves the account away from the reference account, strongest first; missing inputs give no reason."""
    telling = [
        factor
        for factor in waterfall
        if factor.name is not FactorName.BASE and not factor.missing and abs(factor.log_odds) >= _SMALL
    ]
    return tuple(sentence(factor) for factor in sorted(telling, key=lambda factor: -abs(factor.log_odds)))


def sentence(factor: Factor) -> str:
    """One factor in words, with whether it speaks for following (+) or against (-)."""
    value = factor.value if factor.value is not None else 0.0
    raises = factor.log_odds > 0
    only = "only " if not raises else ""
    words = {
        FactorName.COLLEAGUES_WHO_STAY: _staying(value, raises=raises),
        FactorName.COLLEAGUES_WHO_LEAVE_TOO: f"{_colleagues(value, 'leave')} too",
        FactorName.YEARS_WITH_PERSON: f"{only}{_years(value)} with the person" if value else _NO_TIME,
        FactorName.YEARS_WITH_FIRM: f"{'only ' if raises else ''}{_years(value)} with the firm",
        FactorName.ATTACHMENT: f"{only}{value:.0%} attached to who leaves",
        FactorName.OTHER_SUPPLIERS: _suppliers(value),
        FactorName.SWITCHING_COST: f"{'low' if raises else 'high'} switching cost ({value:g} of 4)",
        FactorName.NON_SOLICIT: "bound by a non-solicit",
        FactorName.GATE: "bought in a way in which ties count for little",
    }
    return f"{words[factor.name]} ({'+' if raises else '-'})"


def barred_reason() -> str:
    """Why an account cannot follow at all."""
    return "nobody who leaves could serve it afterwards"


def _years(value: float) -> str:
    """A number of years; beyond the model's limit it is not told further."""
    return f"{value:.0f} years or more" if value >= DEFAULT.follow.years_most else f"{value:.1f} years"


def _suppliers(value: float) -> str:
    more = " or more" if value >= DEFAULT.follow.suppliers_limit else ""
    return f"uses {value:.0f}{more} other supplier{_s(value)}"


def _staying(value: float, *, raises: bool) -> str:
    """Who stays on the account, against the two of a reference account."""
    if value == 0:
        return "no well-tied colleague stays"
    if value >= DEFAULT.follow.stay_limit:
        return f"{value:.0f} or more colleagues on the account stay"
    return f"{'only ' if raises else ''}{_colleagues(value, 'stay')}"


def _colleagues(value: float, verb: str) -> str:
    return f"{value:.0f} colleague{_s(value)} on the account {verb}{'s' if value == 1 else ''}"


def _s(value: float) -> str:
    return "" if value == 1 else "s"
