"""The strength of a tie on a day (model.md 1).

Decides: how statistics, a rating and promises become one number in [0, 1].
Does not decide: which touches, ratings and promises count on that day (``as_of`` does).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.domain.network import Flags, Reals, TieStatistics
from graph.domain.vocabulary import Channel
from graph.engine.assumptions import DEFAULT, StrengthAssumptions
from graph.engine.fold import REFERENCE_DAY

DAYS_PER_YEAR = 365.25
"""The mean length of a year in days: arithmetic, not an assumption."""


def observed(statistics: TieStatistics, day: float, assumptions: StrengthAssumptions = DEFAULT.strength) -> Reals:
    """What the touches of each tie alone are worth on ``day`` (a day number, not before the last touch), in [0, 1].

    observed = min(1, volume * reciprocity * channels * age * warmth); 0 for a tie without touches."""
    a = assumptions
    touched = statistics.count > 0
    faded = np.exp2(-(day - REFERENCE_DAY) / a.half_life_days)
    incoming, outgoing = statistics.incoming * faded, statistics.outgoing * faded
    raw = incoming + outgoing
    mutual = 2.0 * np.minimum(incoming, outgoing) / np.where(raw > 0.0, raw, 1.0)
    volume = -np.expm1(-raw / a.volume_scale)
    reciprocity = a.one_way_share + (1.0 - a.one_way_share) * mutual
    channels = np.minimum(a.channel_limit, 1.0 + a.channel_step * (_channels(statistics) - 1.0))
    span = np.where(touched, statistics.last - statistics.first, 0)
    years = np.minimum(span / DAYS_PER_YEAR, a.years_limit)
    age = a.new_tie_share + (1.0 - a.new_tie_share) * np.log1p(years) / np.log1p(a.years_limit)
    strength = volume * reciprocity * channels * age * warmth(statistics, day, a)
    return np.where(touched, np.minimum(1.0, strength), 0.0)


def warmth(statistics: TieStatistics, day: float, assumptions: StrengthAssumptions = DEFAULT.strength) -> Reals:
    """What silence since the last touch has left of each tie, in (0, 1]; 1 for a tie without touches."""
    a = assumptions
    touched = statistics.count > 0
    silence = np.where(touched, day - statistics.last, 0.0)
    return np.power(a.silence_left, silence / (a.silence_gaps * usual_gap(statistics, a)))


def usual_gap(statistics: TieStatistics, assumptions: StrengthAssumptions = DEFAULT.strength) -> Reals:
    """Days between contacts of each tie, as usual; ``gap_unknown`` when there was contact on one day only or none."""
    a = assumptions
    habit = statistics.days > 1
    span = np.where(habit, statistics.last - statistics.first, 0)
    gap = np.clip(span / np.maximum(statistics.days - 1.0, 1.0), a.gap_shortest, a.gap_longest)
    return np.where(habit, gap, a.gap_unknown)


_USED: Final = np.array([float(used.bit_count()) for used in range(2 ** len(Channel))])
"""How many channels a set of them holds, a bit for each."""


@dataclass(frozen=True, eq=False)
class Rating:
    """The rating in use of each tie: ``closeness`` 0..4, NaN without one; ``age`` in years."""

    closeness: Reals
    age: Reals


def strength(
    seen: Reals, rating: Rating, kept: Reals, broken: Reals, assumptions: StrengthAssumptions = DEFAULT.strength
) -> Reals:
    """The strength s of each tie in [0, 1].

    ``seen``: :func:`observed`. ``kept``, ``broken``: promises closed up to the day. A break hurts more where the tie
    is closer."""
    a = assumptions
    rated: Flags = ~np.isnan(rating.closeness)
    weight = np.where(rated, a.rating_weight * np.exp2(-rating.age / a.rating_half_life_years), 0.0)
    mixed = weight * np.where(rated, rating.closeness, 0.0) / a.rating_highest + (1.0 - weight) * seen
    trust = (a.trust_kept + kept) / (a.trust_closed + kept + broken * (1.0 + a.break_by_closeness * mixed))
    return np.minimum(1.0, mixed * np.minimum(a.trust_limit, a.trust_scale * trust))


def _channels(statistics: TieStatistics) -> Reals:
    """How many different channels each tie used."""
    return _USED[statistics.channels]
