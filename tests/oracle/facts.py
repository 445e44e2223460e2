"""Oracle: what section 3 of the model needs to know about an account on a day.

Decides of whom the account consists, what it is worth, how it buys, how long it
has been with us and who may not serve it. The model itself is in follow.py.
"""

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from tests.oracle.rows import Buying, Covenant, Employment, Folder, Touch
from tests.oracle.ties import Firm, employments_at, holds, past_touches

DAYS_PER_YEAR = 365.25
STAND_IN = ""
ROLE_WEIGHTS = {
    "economic": 35.0,
    "technical": 25.0,
    "user": 15.0,
    "purchasing": 15.0,
    "coach": 10.0,
}


@dataclass(frozen=True)
class Contact:
    """One who decides at an account; the stand-in has the id STAND_IN."""

    person: str
    weight: float
    role: str | None = None
    veto: bool = False


def _stated_weight(row: Employment) -> float | None:
    if row.weight is not None:
        return row.weight
    return ROLE_WEIGHTS.get(row.role or "")


def contacts_of(firm: Firm, account: str) -> list[Contact]:
    """Those who decide, with their weights; by id."""
    people = employments_at(firm.folder, account, firm.t)
    deciders = [row for row in people.values() if row.role is not None or row.weight is not None or row.veto]
    if not deciders:
        touched = {row.person for row in past_touches(firm.folder, firm.t)}
        deciders = [row for person, row in people.items() if person in touched]
    if not deciders:
        return [Contact(STAND_IN, 1.0)]
    stated = [weight for row in deciders if (weight := _stated_weight(row)) is not None]
    usual = math.fsum(stated) / len(stated) if stated else 1.0
    contacts = []
    for row in sorted(deciders, key=lambda row: row.person):
        weight = _stated_weight(row)
        contacts.append(Contact(row.person, usual if weight is None else weight, row.role, row.veto))
    if all(contact.weight == 0.0 for contact in contacts):
        return [replace(contact, weight=1.0) for contact in contacts]
    return contacts


def _last_year(firm: Firm, account: str) -> tuple[Decimal, set[str]]:
    """Sum and lines of business of the bookings in (t - 365 days, t]."""
    first = firm.t - timedelta(days=365)
    rows = [row for row in firm.folder.bookings if row.account == account and first < row.on <= firm.t]
    lines = {row.line for row in rows if row.line is not None}
    return sum((row.amount for row in rows), Decimal(0)), lines


def value_of(firm: Firm, account: str) -> float:
    """v: what the account paid in the year before t, not below 0."""
    return max(0.0, float(_last_year(firm, account)[0]))


def lines_of(firm: Firm, account: str) -> int | None:
    """Number of lines of business in the year before t; None when none was supplied."""
    return len(_last_year(firm, account)[1]) or None


def has_booking(firm: Firm, account: str) -> bool:
    """Whether anything was ever booked, up to t."""
    return any(row.account == account and row.on <= firm.t for row in firm.folder.bookings)


def buying_of(firm: Firm, account: str) -> Buying | None:
    """How the account buys: its latest row from t or before."""
    rows = [row for row in firm.folder.buying if row.account == account and row.start <= firm.t]
    return max(rows, key=lambda row: row.start, default=None)


def _years_since(days: list[date], t: date) -> float | None:
    return min(10.0, (t - min(days)).days / DAYS_PER_YEAR) if days else None


def years_with_person(firm: Firm, leavers: set[str], account: str, person: str) -> float:
    """The longest over the leavers; 0 when nothing dated is known."""
    days = [
        row.day
        for row in past_touches(firm.folder, firm.t)
        if row.staff in leavers and (row.person == person if row.person is not None else row.account == account)
    ]
    days += [
        row.start
        for row in firm.folder.services
        if row.staff in leavers and row.account == account and row.start is not None and row.start <= firm.t
    ]
    return _years_since(days, firm.t) or 0.0


def _is_touch_of(folder: Folder, touch: Touch, account: str) -> bool:
    """Names the account, or its person was employed there on that day."""
    return touch.account == account or any(
        row.person == touch.person and row.account == account and holds(row.start, row.end, touch.day)
        for row in folder.employments
    )


def years_with_firm(firm: Firm, account: str) -> float | None:
    """Since `since`, else the first service, touch or booking; None when there is none."""
    folder, t = firm.folder, firm.t
    for row in folder.accounts:
        if row.id == account and row.since is not None and row.since <= t:
            return _years_since([row.since], t)
    days = [x.day for x in past_touches(folder, t) if _is_touch_of(folder, x, account)]
    days += [x.start for x in folder.services if x.account == account and x.start is not None]
    days += [x.on for x in folder.bookings if x.account == account]
    return _years_since([day for day in days if day <= t], t)


def is_bound(firm: Firm, staff: str, account: str, kind: str) -> bool:
    """Whether a covenant of this kind is in force against serving the account."""
    return any(_binds(row, firm.t, account) for row in firm.folder.covenants if (row.staff, row.kind) == (staff, kind))


def _binds(row: Covenant, t: date, account: str) -> bool:
    return holds(row.start, row.until, t) and row.account in (None, account)
