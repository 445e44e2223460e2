"""With whom each staff member has ties, and how many touches each tie has.

Decides: that a circle is mostly the people of one's own accounts and of accounts nearby, that a few ties hold most of
the touches, and that no staff member has two ties with one person. Does not decide: when the touches happened
(``touches``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from exchange.generating.chance import Chance, Stream, apportioned
from exchange.generating.shape import Shape
from graph.domain.network import NOBODY, Counts, Flags

_OWN: Final = 0.3
"""The share of a circle that is people of one's own accounts, where there are enough."""
_FAR: Final = 0.1
_ALSO_NEAR: Final = 0.12
"""The share of ties elsewhere that are kept up, too."""
_WIDE: Final = 5
"""The people nearby are so many times those that are taken from among them."""
_DIRECT_EVERY: Final = 40
"""One of so many ties is with an account directly."""
_NEAR_WARMTH: Final = 2.2
_FAR_WARMTH: Final = 0.0
_UNEVEN: Final = 1.3
"""Logarithms of how many further touches the ties near and far have beside each other, and their spread."""


@dataclass(frozen=True, eq=False)
class Circle:
    """The ties of one staff member: the person of each (-1 for none) or else the account, how many touches it has, and
    whether the staff member keeps it up, as all those at accounts of their own."""

    person: Counts
    account: Counts
    touches: Counts
    near: Flags


def circle_of(shape: Shape, staff: int) -> Circle:
    """The ties of the staff member of this number."""
    chance = Chance(shape.seed, Stream.CIRCLES, staff)
    ties = int(shape.ties[staff])
    first, last = int(shape.book[staff]), int(shape.book[staff + 1])
    accounts = first + chance.some(min(ties // _DIRECT_EVERY, last - first), last - first)
    own, others = _people(shape, chance, ties - len(accounts), (int(shape.desks[first]), int(shape.desks[last])))
    person = np.concatenate([np.full(len(accounts), NOBODY, dtype=np.int64), own, others])
    near = (np.arange(ties) < len(accounts) + len(own)) | chance.happens(ties, _ALSO_NEAR)
    warmth = np.where(near, _NEAR_WARMTH, _FAR_WARMTH) + _UNEVEN * chance.normal(ties)
    further = apportioned(int(shape.touches[staff]) - ties, np.exp(warmth))
    return Circle(
        person=person,
        account=np.concatenate([accounts, np.full(len(own) + len(others), NOBODY, dtype=np.int64)]),
        touches=1 + further,
        near=near,
    )


def _people(shape: Shape, chance: Chance, wanted: int, own: tuple[int, int]) -> tuple[Counts, Counts]:
    """So many different people: some of those ``own`` to the staff member (from, to before), and others.

    All people stand in a ring: behind one's own come those nearby, and behind these those far away."""
    everybody, first, mine = shape.size.people, own[0], own[1] - own[0]
    planned = min(mine, round(_OWN * wanted))
    nearby = min(everybody - mine, _WIDE * (wanted - planned))
    beyond = everybody - mine - nearby
    far = min(round(_FAR * wanted), beyond, wanted - planned)
    close = min(nearby, wanted - planned - far)
    chosen_own = first + chance.some(wanted - far - close, mine)
    chosen_close = first + mine + chance.some(close, nearby)
    # one from each of so many parts of those far away: nobody twice, and no list of all of them
    parts = np.arange(far + 1) * beyond // max(far, 1)
    chosen_far = first + mine + nearby + parts[:-1] + chance.below(far, np.diff(parts))
    return chosen_own, np.concatenate([chosen_close, chosen_far]) % everybody
