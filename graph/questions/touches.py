"""The touches beneath a row of an answer: all of them, newest first, page by page.

Decides: which ties a row rests on (those of the leavers with the account and with whoever is employed there), and that
the pages of many rows are read together. Does not decide: what a touch is worth (the engine does).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Self

import numpy as np

from graph.domain.calendar import instant_number, instant_of
from graph.domain.network import NOBODY
from graph.domain.records import Touch
from graph.engine.as_of import Firm, as_of
from graph.engine.grouping import find, pair
from graph.errors import InvalidCursor
from graph.questions.paging import Page, PageRequest, cursor_at, place_of
from graph.store.protocol import GraphStore
from graph.store.values import TieKey

TOUCHES: Final = "touches"
_MOST_AT_ONCE: Final = 10_000

Place = tuple[datetime, str]
"""Where a touch stands: newer touches have a larger place."""


@dataclass(frozen=True, slots=True)
class TouchesThere:
    """The ``size`` newest touches that the leavers (staff ids) of a question as of ``day`` had at one account, or
    the newest of those older than the place ``before``."""

    leavers: tuple[str, ...]
    day: date
    account_id: str
    size: int
    before: Place | None

    @classmethod
    def page(cls, leavers: Sequence[str], day: date, account_id: str, request: PageRequest) -> Self:
        """A page that goes forwards, from the newest touch on; raises InvalidCursor for a cursor of another list."""
        before = None if request.after is None else _place(request.after)
        return cls(tuple(leavers), day, account_id, request.size, before)


@dataclass
class _Window:
    """What has been read for one page so far: it wants one touch more than it shows, to know whether there is one."""

    ties: frozenset[TieKey]
    total: int
    wanted: int
    before: Place | None
    found: list[Touch] = field(default_factory=list)

    @property
    def full(self) -> bool:
        return not self.ties or len(self.found) >= self.wanted

    def offer(self, touches: Sequence[Touch]) -> None:
        """Take what belongs here; touches come newest first."""
        for touch in touches:
            older = self.before is None or (touch.at, touch.id) < self.before
            if older and not self.full and _tie_of(touch) in self.ties:
                self.found.append(touch)


async def touches_there(store: GraphStore, wanted: Sequence[TouchesThere]) -> list[Page[Touch]]:
    """The page of each request, in order. One load and one read of touches for all that share leavers and day, and
    further reads only where a busy account hid a quiet one; never one a row."""
    pages: dict[int, Page[Touch]] = {}
    for question in dict.fromkeys((request.leavers, request.day) for request in wanted):
        leavers, day = question
        firm = await asyncio.to_thread(as_of, await store.own_rows(leavers, day))
        members = [at for at, request in enumerate(wanted) if (request.leavers, request.day) == question]
        windows = [_window(firm, wanted[at]) for at in members]
        await _fill(store, windows, day)
        pages |= {at: _page(window, wanted[at]) for at, window in zip(members, windows, strict=True)}
    return [pages[at] for at in range(len(wanted))]


async def _fill(store: GraphStore, windows: Sequence[_Window], until: date) -> None:
    """Read the newest touches of every window that is not full, until all are or there are no more.

    A read asks for as many rows as the open windows can take together, so each read fills one or is the last."""
    frontier: Place | None = None
    hungry = [window for window in windows if not window.full]
    if hungry and all(window.before is not None for window in hungry):
        frontier = max(window.before for window in hungry if window.before is not None)
    while hungry:
        ties = sorted(set().union(*(window.ties for window in hungry)), key=_order)
        limit = min(_MOST_AT_ONCE, sum(window.wanted for window in hungry))
        read = (await store.touches(ties, until, limit, frontier)).touches
        for window in hungry:
            window.offer(read)
        if len(read) < limit:
            return
        frontier = (read[-1].at, read[-1].id)
        hungry = [window for window in hungry if not window.full]


def _window(firm: Firm, request: TouchesThere) -> _Window:
    ties, total = _ties_there(firm, request.leavers, request.account_id)
    return _Window(ties=ties, total=total, wanted=request.size + 1, before=request.before)


def _page(window: _Window, request: TouchesThere) -> Page[Touch]:
    rows = tuple(window.found[: request.size])
    return Page(
        rows=rows,
        cursors=tuple(cursor_at(TOUCHES, str(instant_number(touch.at)), touch.id) for touch in rows),
        more_before=request.before is not None,
        more_after=len(window.found) > request.size,
        total=window.total,
    )


def _place(cursor: str) -> Place:
    instant, identifier = place_of(TOUCHES, cursor, parts=2)
    try:
        return instant_of(int(instant)), identifier
    except (ValueError, OverflowError):
        raise InvalidCursor(cursor[:40]) from None


def _ties_there(firm: Firm, leavers: Sequence[str], account_id: str) -> tuple[frozenset[TieKey], int]:
    """The touched ties of the leavers at an account as of the day, and how many touches they have up to it."""
    network = firm.network
    if account_id not in network.accounts.ids:
        return frozenset(), 0
    account = network.accounts.ids.index(account_id)
    staff = np.flatnonzero(np.isin(np.array(network.staff.ids), np.array(leavers)))
    employed = firm.employments.person[firm.employments.account == account]
    members, people = np.repeat(staff, len(employed)), np.tile(employed, len(staff))
    personal = find(firm.personal.code, pair(members, people, len(network.people.ids)))
    direct = find(firm.direct.code, pair(staff, np.full(len(staff), account), len(network.accounts.ids)))
    rows = [*firm.personal.row[personal[personal >= 0]].tolist(), *firm.direct.row[direct[direct >= 0]].tolist()]
    counts = firm.personal.count[personal[personal >= 0]].sum() + firm.direct.count[direct[direct >= 0]].sum()
    return frozenset(_key(firm, row) for row in rows if row >= 0), int(counts)


def _key(firm: Firm, row: int) -> TieKey:
    network, ties = firm.network, firm.network.ties
    person, account = int(ties.person[row]), int(ties.account[row])
    return TieKey(
        staff_id=network.staff.ids[int(ties.staff[row])],
        person_id=None if person == NOBODY else network.people.ids[person],
        account_id=None if account == NOBODY else network.accounts.ids[account],
    )


def _tie_of(touch: Touch) -> TieKey:
    """The tie that a touch feeds: with the person it names, else with the account."""
    return TieKey(touch.staff_id, touch.person_id, touch.account_id if touch.person_id is None else None)


def _order(tie: TieKey) -> tuple[str, str, str]:
    return tie.staff_id, tie.person_id or "", tie.account_id or ""
