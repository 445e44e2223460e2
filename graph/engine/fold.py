"""From raw touches to the statistics of ties (model.md 1).

Decides: what a touch adds to its tie. Does not decide: which touches count on a day (``as_of`` hands over those up to
it), nor how strong the tie is (``strength``).

The sums are kept against a fixed reference day, so they need no renewal as time passes: on day t the decayed sum is
sum * 2^-((t - REFERENCE_DAY)/half-life). Touches are added one after the other in the order given, so the fold of a
prefix is a prefix of the fold and equal touches give equal bytes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.domain.calendar import NO_DAY
from graph.domain.network import Codes, Counts, Days, Index, Reals, TieStatistics, TouchTable
from graph.domain.vocabulary import Channel, Direction
from graph.engine.assumptions import DEFAULT, StrengthAssumptions

REFERENCE_DAY: Final = 10_957
"""2000-01-01: dates from 1900 to 2199 stay within 2^-100 .. 2^200 of it at a half-life of a year."""


def fold(touches: TouchTable, ties: int, assumptions: StrengthAssumptions = DEFAULT.strength) -> TieStatistics:
    """The statistics of ``ties`` ties from all their touches, sorted by (tie, at, id). Takes time linear in touches."""
    tie = touches.tie
    grown = depths(assumptions)[touches.channel] * np.exp2(
        (touches.day - float(REFERENCE_DAY)) / assumptions.half_life_days
    )
    share = incoming_share(touches.channel, touches.direction)
    first = np.full(ties, NO_DAY, dtype=touches.day.dtype)
    np.minimum.at(first, tie, touches.day)
    last = np.full(ties, -NO_DAY, dtype=touches.day.dtype)
    np.maximum.at(last, tie, touches.day)
    channels = np.zeros(ties, dtype=np.int32)
    np.bitwise_or.at(channels, tie, np.left_shift(np.int32(1), touches.channel.astype(np.int32)))
    count = np.bincount(tie, minlength=ties).astype(np.int32)
    return TieStatistics(
        incoming=_sums(tie, grown * share, ties),
        outgoing=_sums(tie, grown * (1.0 - share), ties),
        first=first,
        last=np.where(count > 0, last, NO_DAY).astype(touches.day.dtype),
        days=_distinct_days(tie, touches.day, ties).astype(np.int32),
        channels=channels,
        count=count,
    )


def depths(assumptions: StrengthAssumptions) -> Reals:
    """The depth of one touch by channel, indexed by the channel's number."""
    by_channel = {
        Channel.EMAIL: assumptions.depth_email,
        Channel.CALL: assumptions.depth_call,
        Channel.MEETING: assumptions.depth_meeting,
        Channel.ORDER: assumptions.depth_order,
        Channel.VISIT: assumptions.depth_visit,
        Channel.CRISIS: assumptions.depth_crisis,
        Channel.SOCIAL: assumptions.depth_social,
    }
    return np.array([by_channel[channel] for channel in Channel])


def incoming_share(channel: Codes, direction: Codes) -> Reals:
    """The share of each touch that counts as incoming: e-mail by its direction, every other channel half each way."""
    one_way = np.where(direction == Direction.IN, 1.0, np.where(direction == Direction.OUT, 0.0, 0.5))
    return np.where(channel == Channel.EMAIL, one_way, 0.5)


def _sums(group: Index, values: Reals, groups: int) -> Reals:
    """Sums of values by group, added in the order given."""
    return np.bincount(group, weights=values, minlength=groups).astype(np.float64)


def _distinct_days(tie: Index, day: Days, ties: int) -> Counts:
    """How many different days each tie was touched on; they need not ascend with instants: some zones put their
    clocks back at midnight."""
    order = np.lexsort((day, tie))
    tie, day = tie[order], day[order]
    fresh = np.ones(len(tie), dtype=bool)
    fresh[1:] = (tie[1:] != tie[:-1]) | (day[1:] != day[:-1])
    return np.bincount(tie[fresh], minlength=ties)
