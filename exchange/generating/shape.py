"""The shape of a generated firm: who leads which accounts, who works where, and who was with us when.

Decides: how unevenly books and accounts are sized, that those who know many also lead the accounts that pay most, which
accounts hang on one staff member alone, that staff who lead accounts next to each other are neighbours, and who has
left. Does not decide: who is in touch with whom (``circles``), nor how a row is written.

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
from graph.domain.network import NOBODY, Counts, Days, Flags, Index, Reals

LAST: Final = day_number(LAST_DAY)
YEAR: Final = 365
FIRST: Final = LAST - 5 * YEAR
"""The first day of which touches are kept."""
TEAM: Final = 10
"""Staff members of a team; the first of them leads it."""
REGION: Final = 100

_UNEVEN_CIRCLES: Final = 0.7
_UNEVEN_BOOKS: Final = 1.0
_ALIKE: Final = 0.9
"""How far a large circle goes with a large book."""
_UNEVEN_ACCOUNTS: Final = 0.8
_USUAL_WORTH: Final = 9.5
_UNEVEN_WORTH: Final = 0.6
_LARGE_PAY: Final = 0.4
_GOOD_LEADS: Final = 1.8
_BEST_LEADS: Final = 1.6
"""Logarithms of what an account pays in a year, of its spread, and of what more people there and a better lead add."""
_ALONE: Final = 0.27
"""The share of what all accounts pay that comes from those which their lead keeps up alone."""
_NEVER_ALONE: Final = 0.025
"""No account that pays more than this share of all is one of them."""
_GONE: Final = 0.08
_MOVED: Final = 0.12
_RETIRED: Final = 0.03


@dataclass(frozen=True, eq=False)
class Shape:
    """Of each staff member: the first day with us and the day after the last (STILL: none), how many ties and touches.
    ``book``: staff member i leads the accounts from book[i] to before book[i + 1].

    Of each account: what it pays in a year, about (``worth``), and who keeps up with it beside its lead (``second``; -1
    for nobody). ``desks``: account a employs the people from desks[a] to before desks[a + 1], now or last. Of each
    person: since when, until when (STILL: still), and the account before (-1 for none)."""

    size: Size
    seed: int
    start: Days
    end: Days
    ties: Counts
    touches: Counts
    book: Counts
    worth: Reals
    second: Index
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
    skill = chance.evenly_normal(staff)
    circle = np.exp(_UNEVEN_CIRCLES * skill)
    luck = _ALIKE * skill + np.sqrt(1.0 - _ALIKE**2) * chance.normal(staff)
    ties = within(apportioned(size.ties, circle), people)
    busy = np.where(ties > 0, ties * np.exp(0.3 * chance.normal(staff)), 0.0)
    further = apportioned(size.all_touches - size.ties, busy) if size.ties else ties
    start, end = _presence(chance, staff)
    since, until, before = _careers(chance, people, accounts)
    book = _bounds(apportioned(accounts, np.exp(_UNEVEN_BOOKS * luck)))
    lead = np.repeat(np.arange(staff), np.diff(book))
    large = chance.normal(accounts)
    pays = (
        _UNEVEN_WORTH * chance.evenly_normal(accounts)
        + _LARGE_PAY * large
        + _GOOD_LEADS * np.minimum(skill, _BEST_LEADS)[lead]
    )
    worth = np.exp(_USUAL_WORTH + pays)
    return Shape(
        size=size,
        seed=seed,
        start=start,
        end=end,
        ties=ties,
        touches=ties + further,
        book=book,
        worth=worth,
        second=_second(chance, lead, worth, end),
        desks=_bounds(apportioned(people, np.exp(_UNEVEN_ACCOUNTS * large))),
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


def _second(chance: Chance, lead: Counts, worth: Reals, end: Days) -> Index:
    """Another of the lead's team, who is still with us, for most accounts; nobody for the others."""
    first = lead - lead % TEAM
    team = np.minimum(TEAM, len(end) - first)
    other = first + chance.below(len(lead), team)
    for _ in range(TEAM):  # whoever cannot be it hands over to the next of the team
        fits = (other != lead) & (end[other] == STILL)
        other = np.where(fits, other, first + (other - first + 1) % team)
    fits = (other != lead) & (end[other] == STILL) & ~_left_alone(chance, worth)
    return np.where(fits, other, NOBODY).astype(np.int32)


def _left_alone(chance: Chance, worth: Reals) -> Flags:
    """Which accounts, large and small, hang on their lead alone: chosen by chance, but each makes the next less likely,
    so that their worth comes near the share asked for in a small firm too."""
    alone, owed = np.zeros(len(worth), dtype=bool), 0.0
    luck, most = chance.uniform(len(worth)).tolist(), _NEVER_ALONE * float(worth.sum())
    pays: list[float] = worth.tolist()
    for account in np.argsort(-worth, kind="stable").tolist():
        owed += _ALONE * pays[account]
        if luck[account] * pays[account] < owed and pays[account] <= most:
            alone[account] = True
            owed -= pays[account]
    return alone


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
