"""With whom each staff member has ties, and how many touches each tie has.

Decides: that everybody keeps up with somebody at the accounts which they lead or share, the dearest first; that a
circle is else the people of one's own accounts and of accounts nearby; that a few ties hold most of the touches; and
that no staff member has two ties with one person. Does not decide: when the touches happened (``touches``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from exchange.generating.chance import Chance, Stream, apportioned
from exchange.generating.shape import TEAM, Shape
from graph.domain.calendar import STILL
from graph.domain.network import NOBODY, Counts, Flags, Reals

_LED: Final = 0.4
_SHARED: Final = 0.3
"""No more than these shares of a circle are those with whom one keeps up an account."""
_OWN: Final = 0.3
"""The share of a circle that is people of one's own accounts, where there are enough."""
_FAR: Final = 0.1
_ALSO_NEAR: Final = 0.03
"""The share of ties elsewhere that are kept up, too."""
_WIDE: Final = 5
"""The people nearby are so many times those that are taken from among them."""
_DIRECT_EVERY: Final = 40
"""One of so many ties is with an account directly."""
_DEAREST_WARMTH: Final = 4.6
"""Of the tie at the account that pays most of those which one leads."""
_LED_WARMTH: Final = 3.2
_SHARED_WARMTH: Final = 2.9
_NEAR_WARMTH: Final = 1.4
_FAR_WARMTH: Final = 0.0
_UNEVEN: Final = 1.2
_UNEVEN_CLOSE: Final = 0.5
"""Logarithms of how many further touches the ties have beside each other, and their spread."""
_ATTENTION: Final = 0.3
"""How far it is the dearer accounts whose people are met more often."""


@dataclass(frozen=True, eq=False)
class Circle:
    """The ties of one staff member: the person of each (-1 for none) or else the account, and how many touches it has.

    ``close``: with those with whom an account is kept up. ``near``: kept up at all, as the close ones and most of those
    at accounts of their own."""

    person: Counts
    account: Counts
    touches: Counts
    close: Flags
    near: Flags


def circle_of(shape: Shape, staff: int) -> Circle:
    """The ties of the staff member of this number."""
    chance = Chance(shape.seed, Stream.CIRCLES, staff)
    ties = int(shape.ties[staff])
    first, last = int(shape.book[staff]), int(shape.book[staff + 1])
    accounts = first + chance.some(min(ties // _DIRECT_EVERY, last - first), last - first)
    wanted = ties - len(accounts)
    keys, shared = _keys(shape, staff, wanted)
    person, own = _people(shape, chance, wanted, keys, (int(shape.desks[first]), int(shape.desks[last])))
    place = np.arange(ties) - len(accounts)
    close = (place >= 0) & (place < len(keys))
    near = (place < own) | chance.happens(ties, _ALSO_NEAR)
    led = close & (place < len(keys) - shared)
    kinds = [led & (place == 0), led, close, near]
    warmth = np.select(kinds, [_DEAREST_WARMTH, _LED_WARMTH, _SHARED_WARMTH, _NEAR_WARMTH], _FAR_WARMTH)
    warmth[len(accounts) : len(accounts) + len(keys)] += _attention(shape, keys)
    warmth += np.where(close, _UNEVEN_CLOSE, _UNEVEN) * chance.normal(ties)
    further = apportioned(int(shape.touches[staff]) - ties, np.exp(warmth))
    return Circle(
        person=np.concatenate([np.full(len(accounts), NOBODY, dtype=np.int64), person]),
        account=np.concatenate([accounts, np.full(wanted, NOBODY, dtype=np.int64)]),
        touches=1 + further,
        close=close,
        near=near,
    )


def _keys(shape: Shape, staff: int, wanted: int) -> tuple[Counts, int]:
    """The first person of the dearest accounts that the staff member leads or takes over, then the last one of those
    that they share; and how many the latter are."""
    team = staff - staff % TEAM
    of_team = np.arange(shape.book[team], shape.book[min(team + TEAM, shape.size.staff)])
    leads = shape.lead(of_team)
    # the head of a team takes over from who has left
    led = of_team[(leads == staff) | ((staff == team) & (shape.end[leads] != STILL))]
    shared = np.setdiff1d(of_team[shape.second[of_team] == staff], led)
    led, shared = _dearest(shape, led, round(_LED * wanted)), _dearest(shape, shared, round(_SHARED * wanted))
    first, last = shape.desks[led], shape.desks[shared + 1] - 1
    # with whom somebody keeps up is still there, where there is anybody else
    first += (shape.until[first] != STILL) & (shape.desks[led + 1] - first > 1)
    last -= (shape.until[last] != STILL) & (last - shape.desks[shared] > 0)
    return np.concatenate([first, last]), len(shared)


def _dearest(shape: Shape, accounts: Counts, most: int) -> Counts:
    """So many of the accounts that employ somebody, those that pay most first."""
    peopled = accounts[shape.desks[accounts + 1] > shape.desks[accounts]]
    return peopled[np.argsort(-shape.worth[peopled], kind="stable")[:most]]


def _people(shape: Shape, chance: Chance, wanted: int, keys: Counts, own: tuple[int, int]) -> tuple[Counts, int]:
    """So many different people, ``keys`` first, then some of those ``own`` to the staff member (from, to before), then
    others; and how many of them are not others.

    All people stand in a ring: behind one's own come those nearby, and behind these those far away."""
    everybody, first, mine = shape.size.people, own[0], own[1] - own[0]
    planned = min(mine, round(_OWN * wanted))
    others = max(wanted - len(keys) - planned, 0)
    nearby = min(everybody - mine, _WIDE * others)
    beyond = everybody - mine - nearby
    far = min(round(_FAR * wanted), beyond, others)
    # one from each of so many parts of those far away: nobody twice, and no list of all of them
    parts = np.arange(far + 1) * beyond // max(far, 1)
    chosen_far = first + mine + nearby + parts[:-1] + chance.below(far, np.diff(parts))
    chosen_own = _different(np.concatenate([keys, first + chance.some(planned, mine)]))
    chosen_close = first + mine + chance.some(min(nearby, others - far), nearby)
    some = _different(np.concatenate([chosen_own, chosen_close, chosen_far]) % everybody)[:wanted]
    # who was met twice leaves room for whoever comes next in the ring
    next_ones = (first + np.arange(min(everybody, 2 * wanted))) % everybody
    return _different(np.concatenate([some, next_ones]))[:wanted], min(len(chosen_own), wanted)


def _attention(shape: Shape, keys: Counts) -> Reals:
    """What the worth of the accounts of these people adds to the warmth of a tie with them."""
    worth = shape.worth[shape.employer(keys)]
    added: Reals = _ATTENTION * (np.log(worth) - np.log(shape.worth.mean()))
    return added


def _different(numbers: Counts) -> Counts:
    """Each number once, where it came first."""
    return numbers[np.sort(np.unique(numbers, return_index=True)[1])]
