"""Reasons in words: the strongest first, each saying which way it speaks."""

from __future__ import annotations

import pytest

from graph.domain.answers import Factor, FactorName
from graph.engine.reasons import reasons, sentence


@pytest.mark.parametrize(
    ("name", "value", "log_odds", "words"),
    [
        (FactorName.COLLEAGUES_WHO_STAY, 0.0, 0.42, "no well-tied colleague stays (+)"),
        (FactorName.COLLEAGUES_WHO_STAY, 1.0, 0.21, "only 1 colleague on the account stays (+)"),
        (FactorName.COLLEAGUES_WHO_STAY, 5.0, -0.63, "5 colleagues on the account stay (-)"),
        (FactorName.COLLEAGUES_WHO_LEAVE_TOO, 1.0, 0.29, "1 colleague on the account leaves too (+)"),
        (FactorName.COLLEAGUES_WHO_LEAVE_TOO, 2.0, 0.58, "2 colleagues on the account leave too (+)"),
        (FactorName.YEARS_WITH_PERSON, 7.06, 1.3, "7.1 years with the person (+)"),
        (FactorName.YEARS_WITH_PERSON, 1.3, -0.5, "only 1.3 years with the person (-)"),
        (FactorName.YEARS_WITH_PERSON, 0.0, -0.99, "no time with the person on record (-)"),
        (FactorName.YEARS_WITH_FIRM, 8.0, -0.8, "8.0 years with the firm (-)"),
        (FactorName.YEARS_WITH_FIRM, 10.0, -1.19, "10 years or more with the firm (-)"),
        (FactorName.COLLEAGUES_WHO_STAY, 8.0, -1.26, "8 or more colleagues on the account stay (-)"),
        (FactorName.YEARS_WITH_FIRM, 1.0, 0.3, "only 1.0 years with the firm (+)"),
        (FactorName.ATTACHMENT, 0.66, 0.3, "the person is 66% attached to who leaves (+)"),
        (FactorName.ATTACHMENT, 0.19, -0.6, "the person is only 19% attached to who leaves (-)"),
        (FactorName.OTHER_SUPPLIERS, 1.0, 0.1, "uses 1 other supplier (+)"),
        (FactorName.OTHER_SUPPLIERS, 3.0, 0.3, "uses 3 or more other suppliers (+)"),
        (FactorName.SWITCHING_COST, 4.0, -0.26, "high switching cost (4 of 4) (-)"),
        (FactorName.SWITCHING_COST, 0.5, 0.19, "low switching cost (0.5 of 4) (+)"),
        (FactorName.NON_SOLICIT, 1.0, -0.7, "bound by a non-solicit (-)"),
        (FactorName.GATE, 0.1, -2.0, "bought in a way in which ties count for little (-)"),
    ],
)
def test_each_factor_has_its_words(name: FactorName, value: float, log_odds: float, words: str) -> None:
    assert sentence(Factor(name, value, log_odds, missing=False)) == words


def test_the_strongest_reason_comes_first_and_neither_base_nor_missing_nor_nothing_is_one() -> None:
    waterfall = [
        Factor(FactorName.BASE, None, -1.386, missing=False),
        Factor(FactorName.ATTACHMENT, 0.6, 0.2, missing=False),
        Factor(FactorName.YEARS_WITH_PERSON, 7.0, 1.32, missing=False),
        Factor(FactorName.SWITCHING_COST, 2.0, 0.0, missing=False),
        Factor(FactorName.YEARS_WITH_FIRM, 3.0, -0.9, missing=True),
    ]
    assert reasons(waterfall) == ("7.0 years with the person (+)", "the person is 60% attached to who leaves (+)")
