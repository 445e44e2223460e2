"""Oracle: means over the normal effect that accounts of one departure share (model.md, 4).

The trapezoid rule on an even grid: for a smooth integrand times a normal density
its error falls faster than any power of the step, here far below 1e-11.
"""

import math
from functools import cache

SIGMA = 1.0
TENTH = 1.2815515655
_STEP = 1.0 / 16.0
_REACH = 9.0


def logistic(z: float) -> float:
    """1/(1 + e^-z), without overflow."""
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    return math.exp(z) / (1.0 + math.exp(z))


def logit(p: float) -> float:
    """The inverse of logistic."""
    return math.log(p / (1.0 - p))


@cache
def _grid() -> list[tuple[float, float]]:
    """Places and weights of a standard normal."""
    steps = round(_REACH / _STEP)
    places = [index * _STEP for index in range(-steps, steps + 1)]
    weights = [math.exp(-x * x / 2.0) for x in places]
    total = math.fsum(weights)
    return [(x, weight / total) for x, weight in zip(places, weights, strict=True)]


def mean_logistic(centre: float, spread: float) -> float:
    """E logistic(centre + spread N), N standard normal."""
    return math.fsum(weight * logistic(centre + spread * x) for x, weight in _grid())


def centre_for(z: float, tau: float) -> float:
    """zc: the centre at which the mean over shared and own effect is logistic(z)."""
    spread = math.hypot(SIGMA, tau)
    target = logistic(z)
    low, high = z - 50.0, z + 50.0
    while high - low > 1e-13 * max(1.0, abs(low)):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        low, high = (middle, high) if mean_logistic(middle, spread) < target else (low, middle)
    return (low + high) / 2.0


def range_of(centre: float, tau: float) -> tuple[float, float]:
    """The 10-90 % range of a row, the shared effect averaged out."""
    low = mean_logistic(centre - TENTH * tau, SIGMA)
    return low, mean_logistic(centre + TENTH * tau, SIGMA)
