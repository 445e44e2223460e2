"""Staff members, people and accounts as they are recorded, and where a person works.

Decides: which of them a list asked as of a day holds, and how an employment reads on that day.
Does not decide: how large a page is (``paging``), nor anything about a departure (``departure``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from graph.domain.calendar import check_day, local_date
from graph.domain.records import StaffMember
from graph.questions.paging import Page, PageRequest, cursor_at, entity_page, page_within, place_of
from graph.store.protocol import GraphStore
from graph.store.values import EVERYTHING, Filter, Order

EMPLOYERS: Final = "employers"


@dataclass(frozen=True, slots=True)
class Employer:
    """An account that a person works for in [start, end); an unknown start means always, an empty end still."""

    account_id: str
    start: date | None
    end: date | None


async def today(store: GraphStore, now: datetime) -> date:
    """The day on which the instant ``now`` falls in the firm's time zone; in UTC when the firm has not been told."""
    firm = await store.firm()
    return local_date(now, ZoneInfo(firm.time_zone if firm else "UTC"))


async def employed_staff(
    store: GraphStore, request: PageRequest, as_of: date, only: Filter = EVERYTHING, order: Order = Order.ID
) -> Page[StaffMember]:
    """A page of the staff members who are with us on the day ``as_of`` and whom ``only`` holds, by id or by name."""
    check_day("asOf", as_of)
    return await entity_page(store, StaffMember, request, replace(only, employed_on=as_of), order)


def employers_as_of(
    recorded: Sequence[tuple[str, date | None, date | None]], request: PageRequest, as_of: date
) -> Page[Employer]:
    """A page of the accounts that a person works or has worked for, by account and start.

    An employment that starts after ``as_of`` is not there, and one that ends after it has not ended."""
    check_day("asOf", as_of)
    rows = [
        Employer(account_id, start, end if end is not None and end <= as_of else None)
        for account_id, start, end in recorded
        if start is None or start <= as_of
    ]
    rows.sort(key=_place)
    places = [_place(row) for row in rows]
    start, stop = 0, len(rows)
    if request.cursor is not None:
        account_id, since = place_of(EMPLOYERS, request.cursor, parts=2)
        bisect = bisect_left if request.backwards else bisect_right
        at = bisect(places, (account_id, since))
        start, stop = (0, at) if request.backwards else (at, len(rows))
    return page_within(rows, [cursor_at(EMPLOYERS, *place) for place in places], request, start, stop)


def _place(row: Employer) -> tuple[str, str]:
    """Where an employment stands in its person's list: unknown starts come first."""
    return row.account_id, row.start.isoformat() if row.start else ""
