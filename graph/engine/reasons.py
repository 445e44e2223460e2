"""The terms of a waterfall in words.

Decides: the sentence for each factor and which are the strongest. Does not decide: any number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

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
    return f"{_WORDS[factor.name](factor)} ({'+' if _raises(factor) else '-'})"


def barred_reason() -> str:
    """Why an account cannot follow at all."""
    return "nobody who leaves could serve it afterwards"


def _raises(factor: Factor) -> bool:
    return factor.log_odds > 0


def _value(factor: Factor) -> float:
    return 0.0 if factor.value is None else factor.value


def _staying(factor: Factor) -> str:
    """Who stays on the account, against the two of a reference account."""
    value = _value(factor)
    if value == 0:
        return "no well-tied colleague stays"
    if value >= DEFAULT.follow.stay_limit:
        return f"{value:.0f} or more colleagues on the account stay"
    return f"{'only ' if _raises(factor) else ''}{_colleagues(value, 'stay')}"


def _leaving_too(factor: Factor) -> str:
    return f"{_colleagues(_value(factor), 'leave')} too"


def _with_person(factor: Factor) -> str:
    value = _value(factor)
    return f"{'' if _raises(factor) else 'only '}{_years(value)} with the person" if value else _NO_TIME


def _with_firm(factor: Factor) -> str:
    return f"{'only ' if _raises(factor) else ''}{_years(_value(factor))} with the firm"


def _attached(factor: Factor) -> str:
    return f"the person is {'' if _raises(factor) else 'only '}{_value(factor):.0%} attached to who leaves"


def _suppliers(factor: Factor) -> str:
    value = _value(factor)
    more = " or more" if value >= DEFAULT.follow.suppliers_limit else ""
    return f"uses {value:.0f}{more} other supplier{_s(value)}"


def _switching(factor: Factor) -> str:
    return f"{'low' if _raises(factor) else 'high'} switching cost ({_value(factor):g} of 4)"


def _bound(_factor: Factor) -> str:
    return "bound by a non-solicit"


def _bought(_factor: Factor) -> str:
    return "bought in a way in which ties count for little"


def _years(value: float) -> str:
    """A number of years; beyond the model's limit it is not told further."""
    return f"{value:.0f} years or more" if value >= DEFAULT.follow.years_most else f"{value:.1f} years"


def _colleagues(value: float, verb: str) -> str:
    return f"{value:.0f} colleague{_s(value)} on the account {verb}{'s' if value == 1 else ''}"


def _s(value: float) -> str:
    return "" if value == 1 else "s"


_WORDS: Final[dict[FactorName, Callable[[Factor], str]]] = {
    FactorName.COLLEAGUES_WHO_STAY: _staying,
    FactorName.COLLEAGUES_WHO_LEAVE_TOO: _leaving_too,
    FactorName.YEARS_WITH_PERSON: _with_person,
    FactorName.YEARS_WITH_FIRM: _with_firm,
    FactorName.ATTACHMENT: _attached,
    FactorName.OTHER_SUPPLIERS: _suppliers,
    FactorName.SWITCHING_COST: _switching,
    FactorName.NON_SOLICIT: _bound,
    FactorName.GATE: _bought,
}
"""How each factor is put into words; the base has none."""
