"""The shape of a generated firm: who leads which accounts, who works where, and who was with us when.

Decides: how unevenly books and accounts are sized, that staff who lead accounts next to each other are neighbours, and
who has left. Does not decide: who is in touch with whom (``circles``), nor how a row is written.

A staff member, an account, a person is a number from 0. The accounts that one staff member leads are numbered one after
the other, and so are the people whom one account employs: a firm of any size fits in a few numbers for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from exchange.generating.chance import Chance, Stream, apportioned, within
from exchange.generating.size import LAST_DAY, Size
from graph.domain.calendar import STILL, day_number
from graph.domain.network import NOBODY, Counts, Days, Index

LAST: Final = day_number(LAST_DAY)
YEAR: Final = 365
FIRST: Final = LAST - 5 * YEAR
"""The first day of which touches are kept."""
TEAM: Final = 10
"""Staff members of a team; the first of them leads it."""
REGION: Final = 100

_UNEVEN_CIRCLES: Final = 0.7
_UNEVEN_BOOKS: Final = 1.3
_ALIKE: Final = 0.6
"""How far a large circle goes with a large book."""
_UNEVEN_ACCOUNTS: Final = 0.8
_GONE: Final = 0.08
_MOVED: Final = 0.12
_RETIRED: Final = 0.03


@dataclass(frozen=True, eq=False)
class Shape:
    """Of each staff member: the first day with us and the day after the last (STILL: none), how many ties and touches.
    ``book``: staff member i leads the accounts from book[i] to before book[i + 1].

    ``desks``: account a employs the people from desks[a] to before desks[a + 1], now or last. Of each person: since
    when, until when (STILL: still), and the account before (-1 for none)."""

    size: Size
    seed: int
    start: Days
    end: Days
    ties: Counts
    touches: Counts
    book: Counts
    desks: Counts
    since: Days
    until: Days
    before: Index

    def lead(self, accounts: Counts) -> Counts:
        """Who leads these accounts."""
        return np.searchsorted(self.book, accounts, side="right").astype(np.int64) - 1

    def employer(self, people: Counts) -> Counts:
        """The accounts that employ these people, or did last."""
        return np.searchsorted(self.desks, people, side="right").astype(np.int64) - 1


def shape_of(size: Size, seed: int) -> Shape:
    """The shape of the firm of this size and seed."""
    chance = Chance(seed, Stream.SHAPE)
    staff, accounts, people = size.staff, size.accounts, size.people
    skill = chance.normal(staff)
    circle = np.exp(_UNEVEN_CIRCLES * skill)
    luck = _ALIKE * skill + np.sqrt(1.0 - _ALIKE**2) * chance.normal(staff)
    ties = within(apportioned(size.ties, circle), people)
    busy = np.where(ties > 0, ties * np.exp(0.3 * chance.normal(staff)), 0.0)
    further = apportioned(size.all_touches - size.ties, busy) if size.ties else ties
    start, end = _presence(chance, staff)
    since, until, before = _careers(chance, people, accounts)
    return Shape(
        size=size,
        seed=seed,
        start=start,
        end=end,
        ties=ties,
        touches=ties + further,
        book=_bounds(apportioned(accounts, np.exp(_UNEVEN_BOOKS * luck))),
        desks=_bounds(apportioned(people, np.exp(_UNEVEN_ACCOUNTS * chance.normal(accounts)))),
        since=since,
        until=until,
        before=before,
    )


def _presence(chance: Chance, staff: int) -> tuple[Days, Days]:
    """First day, twelve years back at most, and day after the last of each staff member; whoever heads a team stays."""
    start = LAST - 90 - chance.below(staff, 12 * YEAR)
    left = LAST - chance.below(staff, 3 * YEAR)
    gone = chance.happens(staff, _GONE) & (np.arange(staff) % TEAM > 0) & (left > start + 30)
    return start.astype(np.int32), np.where(gone, left, STILL).astype(np.int32)


def _careers(chance: Chance, people: int, accounts: int) -> tuple[Days, Days, Index]:
    """Since when and until when each person is where they are, and where they were before."""
    since = LAST - 60 - chance.below(people, 8 * YEAR)
    left = np.maximum(LAST - chance.below(people, 2 * YEAR), since + 30)
    retired = chance.happens(people, _RETIRED) & (left <= LAST)
    moved = chance.happens(people, _MOVED) & (accounts > 1)
    before = np.where(moved, chance.below(people, accounts), NOBODY)
    return since.astype(np.int32), np.where(retired, left, STILL).astype(np.int32), before.astype(np.int32)


def _bounds(counts: Counts) -> Counts:
    """Where each of these runs begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
