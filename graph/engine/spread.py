"""How sure a probability is: a shared effect and coefficient errors around the displayed mean (model.md 4).

Decides: the centre of the conditional scale and the 10-90 % range of each row.
Does not decide: the tail of a total (``draws``).

Integrals over a standard normal use the trapezoidal rule, which converges exponentially for the smooth integrands here:
with a step of 0.2 over +/- 8.8 the error stays below 1e-12 for spreads up to 3, where the largest possible is 2.6.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.domain.network import Reals
from graph.engine.assumptions import LossAssumptions
from graph.engine.factors import logistic

NODES: Final = np.arange(-44, 45) * 0.2
WEIGHTS: Final = np.exp(-(NODES**2) / 2.0) / np.exp(-(NODES**2) / 2.0).sum()
NINTH_DECILE: Final = 1.2815515655
"""The 90th percentile of a standard normal."""
_CLOSE: Final = 1e-13
_MOST_STEPS: Final = 60


def centre(log_odds: Reals, spread: Reals, assumptions: LossAssumptions) -> Reals:
    """Zc such that E[logistic(zc + sqrt(sigma^2 + tau^2) N)] = logistic(z), for rows of z and tau (``spread``).

    Marginalised random-effects model (Heagerty & Zeger 2000); Newton's method, safeguarded by the known direction: the
    mean is pulled towards 1/2, so |zc| >= |z|."""
    wide = np.sqrt(assumptions.shared_sd**2 + spread**2)
    target = logistic(log_odds)
    found = log_odds * np.sqrt(1.0 + 0.346 * wide**2)
    for _ in range(_MOST_STEPS):  # pragma: no branch  # it converges in a handful of steps, tested on the whole plane
        at = logistic(found[:, None] + wide[:, None] * NODES)
        error = _mean(at) - target
        slope = _mean(at * (1.0 - at))
        step = np.clip(error / slope, -1.0, 1.0)
        found = found - step
        if not len(found) or float(np.abs(step).max()) < _CLOSE * (1.0 + float(np.abs(found).max())):
            break
    return found


def ranges(centres: Reals, spread: Reals, assumptions: LossAssumptions) -> tuple[Reals, Reals]:
    """The 10th and 90th percentile of each row's probability over coefficient errors, the shared effect averaged."""
    shared = assumptions.shared_sd * NODES
    low = _mean(logistic((centres - NINTH_DECILE * spread)[:, None] + shared))
    high = _mean(logistic((centres + NINTH_DECILE * spread)[:, None] + shared))
    return low, high


def _mean(at_nodes: Reals) -> Reals:
    """The mean over the nodes of each row."""
    mean: Reals = (at_nodes * WEIGHTS).sum(axis=1)
    return mean
