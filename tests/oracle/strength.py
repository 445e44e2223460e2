"""Oracle: the strength of one tie (model.md, 1), from all its touches.

Days are plain numbers counted from anywhere, fractions allowed; touches after
the day asked about count nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

DEPTH = {
    "email": 0.1,
    "call": 0.4,
    "meeting": 1.0,
    "order": 1.0,
    "visit": 1.5,
    "crisis": 2.0,
    "social": 2.0,
}
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class Contacting:
    """One touch of a tie, on a day."""

    day: float
    channel: str
    direction: str | None = None


@dataclass(frozen=True)
class Rating:
    """A closeness of 0..4, given `age_days` ago."""

    closeness: float
    age_days: float = 0.0


def _incoming_share(touch: Contacting) -> float:
    """How much of a touch came from them: only an e-mail has a direction."""
    if touch.channel == "email" and touch.direction in ("in", "out"):
        return 1.0 if touch.direction == "in" else 0.0
    return 0.5


def usual_gap(touches: Sequence[Contacting]) -> float:
    """Usual days of silence between two days in touch; 90 when there is one day."""
    days = {touch.day for touch in touches}
    if len(days) == 1:
        return 90.0
    return min(180.0, max(7.0, (max(days) - min(days)) / (len(days) - 1)))


def raw_sum(touches: Sequence[Contacting], day: float) -> float:
    """The decayed sum of the depths of touches up to `day`."""
    past = [touch for touch in touches if touch.day <= day]
    return math.fsum(_decayed(touch, day) for touch in past)


def _decayed(touch: Contacting, day: float) -> float:
    return float(DEPTH[touch.channel] * 2.0 ** (-(day - touch.day) / 365.0))


def warmth(touches: Sequence[Contacting], day: float) -> float:
    """What silence since the last touch has left."""
    past = [touch for touch in touches if touch.day <= day]
    last = max(touch.day for touch in past)
    return float(5.0 ** (-(day - last) / (8.0 * usual_gap(past))))


def observed(touches: Sequence[Contacting], day: float) -> float:
    """The strength that the touches up to `day` alone show."""
    past = [touch for touch in touches if touch.day <= day]
    if not past:
        return 0.0
    incoming = math.fsum(_decayed(touch, day) * _incoming_share(touch) for touch in past)
    outgoing = math.fsum(_decayed(touch, day) * (1.0 - _incoming_share(touch)) for touch in past)
    total = incoming + outgoing
    rec = 2.0 * min(incoming, outgoing) / total if total > 0.0 else 0.0
    first, last = min(touch.day for touch in past), max(touch.day for touch in past)
    years = min(10.0, (last - first) / DAYS_PER_YEAR)
    channels = len({touch.channel for touch in past})
    volume = 1.0 - math.exp(-raw_sum(past, day) / 3.0)
    breadth = min(1.45, 1.0 + 0.15 * (channels - 1))
    length = 0.7 + 0.3 * math.log(1.0 + years) / math.log(11.0)
    return min(1.0, volume * (0.1 + 0.9 * rec) * breadth * length * warmth(past, day))


def strength(
    touches: Sequence[Contacting],
    day: float,
    rating: Rating | None = None,
    kept: int = 0,
    broken: int = 0,
) -> float:
    """s of the tie on `day`, with its latest rating and its closed promises."""
    weight, closeness = 0.0, 0.0
    if rating is not None:
        weight = 0.6 * 2.0 ** (-(rating.age_days / DAYS_PER_YEAR) / 2.0)
        closeness = rating.closeness
    mixed = weight * closeness / 4.0 + (1.0 - weight) * observed(touches, day)
    trust = (4.0 + kept) / (8.0 + kept + broken * (1.0 + mixed))
    return min(1.0, mixed * min(1.25, 2.0 * trust))
