"""The model card: what the model assumes, what it does not model yet, and what its numbers do not mean.

Decides: the words of the limits and of the notice. Does not decide: any constant (``assumptions``).
"""

from __future__ import annotations

from typing import Final

from graph.domain.answers import ModelCard
from graph.engine.assumptions import DEFAULT, VERSION, Assumptions, listed

NOTICE: Final = (
    "Estimates over 18 months for planning customer relationships; not for decisions about anybody's employment. "
    "Whether somebody will leave is never estimated: a departure is an input."
)

NOT_MODELLED: Final = (
    "Gains: verified gain of customers is not read yet, so its terms are 0 in the pull of the firm and of the person.",
    "Colleagues who would go along (lift-out), referral losses and departures on the customer's side are not computed.",
    "The weights are the priors of the model: none is fitted to the firm's own departures yet.",
)

LIMITS: Final = (
    "Structure alone predicts moderately: read ranges and ranks, never that an account will follow.",
    (
        "The registers behind the measured numbers are professional services with low lock-in; product businesses "
        "should sit lower."
    ),
    (
        "The decision rule's thresholds, the decision weights, the gate of the way of buying and the size of a "
        "non-solicit have no published source."
    ),
    "Ranges are 10-90 % over the errors of the coefficients; accounts of one departure move together.",
    "Records without a date have no history: they answer as recorded today.",
)


def model_card(assumptions: Assumptions = DEFAULT) -> ModelCard:
    """The model card of these assumptions."""
    return ModelCard(
        version=VERSION,
        assumptions=listed(assumptions),
        not_modelled=NOT_MODELLED,
        limits=LIMITS,
        notice=NOTICE,
    )
