"""When the touches of each tie happened, by which channel and whose doing.

Decides: that touches come in bursts with silences between, that ties are given up more often the less close they are,
that nobody is touched before we or after we were there, and that what one keeps up is met more and mailed less. Does
not decide: how many touches a tie has (``circles``), nor the order of the file (``spool``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from exchange.generating.chance import Chance
from exchange.generating.circles import Circle
from exchange.generating.shape import FIRST, LAST, Shape
from graph.domain.network import NOBODY, Counts, Flags, Reals
from graph.domain.vocabulary import Channel, Direction

MINUTES: Final = 24 * 60
_OPENS: Final = 7 * 60
_HOURS: Final = 10
"""Minutes after midnight in UTC, and for how many hours somebody is at work."""
_OF_BURST: Final = 6
"""Touches of one burst, about."""
_SCATTER: Final = 8.0
_OF_CLOSE_BURST: Final = 3
"""Of a close tie, whose bursts take turns in its life and leave no long silence."""
_KEPT_UP_CLOSE: Final = 0.98
_KEPT_UP_NEAR: Final = 0.6
_KEPT_UP_FAR: Final = 0.3
_ACCOUNT_NAMED: Final = 0.8
_CHANNELS_NEAR: Final = (0.45, 0.24, 0.14, 0.07, 0.06, 0.01, 0.03)
_CHANNELS_FAR: Final = (0.74, 0.15, 0.06, 0.02, 0.01, 0.005, 0.015)
"""By the number of the channel."""
_ONE_WAY: Final = 0.3
"""The share of ties in which nobody ever answers a mail."""
_ANSWERED: Final = 0.45
_SATURDAY: Final = 5
_EPOCH_WEEKDAY: Final = 3
"""1970-01-01 was a Thursday."""

ROW: Final = np.dtype(
    [("at", "<i8"), ("staff", "<i4"), ("person", "<i4"), ("account", "<i4"), ("channel", "i1"), ("direction", "i1")]
)
"""A touch: minutes since 1970-01-01T00:00Z, who, with whom (-1 for none), how."""

Rows = npt.NDArray[np.void]
"""Touches, each a ROW."""


@dataclass(frozen=True, eq=False)
class Lives:
    """From when until when (day numbers, both included) each tie of a circle was kept up."""

    begin: Counts
    finish: Counts


def lives_of(shape: Shape, staff: int, circle: Circle, chance: Chance) -> Lives:
    """How long each tie lived, within the time that the staff member was with us."""
    ties = len(circle.touches)
    opens = max(FIRST, int(shape.start[staff]))
    closes = max(min(LAST, int(shape.end[staff]) - 1), opens)
    begin = opens + (chance.uniform(ties) ** 2 * 0.9 * (closes - opens)).astype(np.int64)
    kept_up = chance.happens(ties, _by_kind(circle, _KEPT_UP_CLOSE, _KEPT_UP_NEAR, _KEPT_UP_FAR))
    given_up = begin + chance.below(ties, closes - begin + 1)
    return Lives(begin=begin, finish=np.where(kept_up, closes, given_up))


def _by_kind(circle: Circle, close: float, near: float, far: float) -> Reals:
    """One of these numbers for each tie."""
    return np.select([circle.close, circle.near], [close, near], far)


def touches_of(shape: Shape, staff: int, circle: Circle, lives: Lives, chance: Chance) -> Rows:
    """The touches of a staff member, tie by tie."""
    tie = np.repeat(np.arange(len(circle.touches)), circle.touches)
    count = len(tie)
    day = _days(circle, lives, tie, chance)
    person = circle.person[tie]
    rows = np.zeros(count, dtype=ROW)
    rows["at"] = day * MINUTES + _OPENS + chance.below(count, _HOURS * 60)
    rows["staff"] = staff
    rows["person"] = person
    rows["account"] = np.where(person == NOBODY, circle.account[tie], _account(shape, person, day, chance))
    near = circle.near[tie]
    rows["channel"] = np.where(near, chance.pick(count, _CHANNELS_NEAR), chance.pick(count, _CHANNELS_FAR))
    one_way = (chance.happens(len(circle.touches), _ONE_WAY) & ~circle.close)[tie]
    rows["direction"] = _directions(rows["channel"].astype(np.int64), one_way, chance)
    return rows


def _days(circle: Circle, lives: Lives, tie: Counts, chance: Chance) -> Counts:
    """The day of each touch: a burst begins on a day of the tie's life, and what belongs to it follows soon."""
    bursts = 1 + circle.touches // np.where(circle.close, _OF_CLOSE_BURST, _OF_BURST)
    before = np.cumsum(bursts) - bursts
    of_tie = np.repeat(np.arange(len(bursts)), bursts)
    centre = chance.uniform(int(bursts.sum()))
    in_turn = (np.arange(len(centre)) - before[of_tie] + centre) / bursts[of_tie]
    centre = np.where(circle.close[of_tie], in_turn, centre)
    of_burst = before[tie] + chance.below(len(tie), bursts[tie])
    begin, finish = lives.begin[tie], lives.finish[tie]
    day = begin + (centre[of_burst] * (finish - begin + 1)).astype(np.int64)
    day = np.minimum(day + chance.waits(len(tie), _SCATTER).astype(np.int64), finish)
    weekday = (day + _EPOCH_WEEKDAY) % 7
    worked: Counts = np.maximum(day - np.maximum(weekday - _SATURDAY + 1, 0), begin)
    return worked


def _account(shape: Shape, person: Counts, day: Counts, chance: Chance) -> Counts:
    """The account that a touch with a person names: who employed them on that day, or none."""
    known = np.maximum(person, 0)
    now, before = shape.employer(known), shape.before[known].astype(np.int64)
    employer = np.where((day < shape.since[known]) & (before != NOBODY), before, now)
    return np.where(chance.happens(len(person), _ACCOUNT_NAMED), employer, NOBODY)


def _directions(channel: Counts, one_way: Flags, chance: Chance) -> Counts:
    """Who reached out: a mail one of the two, a call most often, whatever else both."""
    answered = chance.happens(len(channel), _ANSWERED) & ~one_way
    reached = np.where(answered, int(Direction.IN), int(Direction.OUT))
    alone = (channel == Channel.EMAIL) | ((channel == Channel.CALL) & chance.happens(len(channel), 0.7))
    return np.where(alone, reached, int(Direction.BOTH))
