"""Oracle: what our staff hold at an account on a day (model.md, 1 and "there" of 2).

Decides who is employed, which touches, ratings and promises make a tie, and who
is there or on an account. Derives every answer anew from the rows of the folder.
"""

from dataclasses import dataclass
from datetime import date

from tests.oracle.rows import Employment, Folder, Promise, Service, Touch
from tests.oracle.strength import Contacting, Rating, strength

Pair = tuple[str, str]


@dataclass(frozen=True)
class Firm:
    """The folder as of t, with the strength of every tie (replaceable by tests)."""

    folder: Folder
    t: date
    person_ties: dict[Pair, float]
    account_ties: dict[Pair, float]


def holds(start: date | None, end: date | None, day: date) -> bool:
    """Whether an interval [start, end) contains the day; no start: always, no end: still."""
    return (start is None or start <= day) and (end is None or day < end)


def employed_staff(folder: Folder, t: date) -> set[str]:
    """Our staff on day t."""
    return {row.id for row in folder.staff if holds(row.start, row.end, t)}


def employments_at(folder: Folder, account: str, t: date) -> dict[str, Employment]:
    """Everybody with an open employment there, with the one which started last."""
    latest: dict[str, Employment] = {}
    for row in folder.employments:
        if row.account != account or not holds(row.start, row.end, t):
            continue
        known = latest.get(row.person)
        if known is None or (row.start or date.min) > (known.start or date.min):
            latest[row.person] = row
    return latest


def past_touches(folder: Folder, t: date) -> list[Touch]:
    """The touches up to the end of day t."""
    return [touch for touch in folder.touches if touch.day <= t]


def _rating_of(folder: Folder, staff: str, person: str, t: date) -> Rating | None:
    rows = [row for row in folder.closeness if (row.staff, row.person) == (staff, person)]
    dated = [row for row in rows if row.on is not None and row.on <= t]
    if dated:
        latest = max(dated, key=lambda row: row.on or date.min)
        return Rating(latest.rating, (t - (latest.on or t)).days)
    undated = [row for row in rows if row.on is None]
    return Rating(undated[0].rating) if undated else None


def _closed(folder: Folder, staff: str, t: date) -> list[Promise]:
    """The promises of a staff member which were kept or broken up to t."""
    return [
        row
        for row in folder.promises
        if row.staff == staff
        and (row.made_on is None or row.made_on <= t)
        and row.closed_on is not None
        and row.closed_on <= t
        and row.outcome in ("kept", "broken")
    ]


def _count(promises: list[Promise], outcome: str) -> int:
    return sum(1 for row in promises if row.outcome == outcome)


def _contactings(touches: list[Touch]) -> list[Contacting]:
    return [Contacting(row.day.toordinal(), row.channel, row.direction) for row in touches]


def _person_tie(folder: Folder, staff: str, person: str, t: date) -> float:
    touches = [x for x in past_touches(folder, t) if (x.staff, x.person) == (staff, person)]
    employers = {row.account for row in folder.employments if row.person == person and holds(row.start, row.end, t)}
    promises = [
        row
        for row in _closed(folder, staff, t)
        if row.person == person or (row.person is None and row.account in employers)
    ]
    rating = _rating_of(folder, staff, person, t)
    kept, broken = _count(promises, "kept"), _count(promises, "broken")
    return strength(_contactings(touches), t.toordinal(), rating, kept, broken)


def _account_tie(folder: Folder, staff: str, account: str, t: date) -> float:
    touches = [
        row for row in past_touches(folder, t) if row.staff == staff and row.person is None and row.account == account
    ]
    promises = [row for row in _closed(folder, staff, t) if row.person is None and row.account == account]
    kept, broken = _count(promises, "kept"), _count(promises, "broken")
    return strength(_contactings(touches), t.toordinal(), None, kept, broken)


def firm_at(folder: Folder, t: date) -> Firm:
    """The firm as of t: every tie that a touch or a rating makes."""
    touches = past_touches(folder, t)
    people = {(row.staff, row.person) for row in touches if row.person is not None}
    people |= {(row.staff, row.person) for row in folder.closeness}
    accounts = {(row.staff, row.account) for row in touches if row.person is None and row.account is not None}
    return Firm(
        folder,
        t,
        {(staff, person): _person_tie(folder, staff, person, t) for staff, person in people},
        {(staff, account): _account_tie(folder, staff, account, t) for staff, account in accounts},
    )


def strength_with(firm: Firm, staff: str, account: str, person: str) -> float:
    """What a staff member holds with a contact: the tie plus that with the account."""
    own = firm.person_ties.get((staff, person), 0.0)
    return own + firm.account_ties.get((staff, account), 0.0)


def strength_there(firm: Firm, staff: str, account: str) -> float:
    """The strongest tie with anybody employed there, that with the account added."""
    people = employments_at(firm.folder, account, firm.t)
    own = [firm.person_ties.get((staff, person), 0.0) for person in people]
    return max(own, default=0.0) + firm.account_ties.get((staff, account), 0.0)


def open_services(firm: Firm, account: str) -> list[Service]:
    """The services on the account that are open at t, of staff employed at t."""
    ours = employed_staff(firm.folder, firm.t)
    return [
        row
        for row in firm.folder.services
        if row.account == account and row.staff in ours and holds(row.start, row.end, firm.t)
    ]


def serves(firm: Firm, staff: str, account: str) -> bool:
    """Whether the staff member has an open service there."""
    return any(row.staff == staff for row in open_services(firm, account))


def is_on(firm: Firm, staff: str, account: str) -> bool:
    """On the account: serves it, or holds a tie of at least 0.25 there."""
    return serves(firm, staff, account) or strength_there(firm, staff, account) >= 0.25


def is_there(firm: Firm, staff: str, account: str) -> bool:
    """There: a tie of at least 0.01, or an open service."""
    return serves(firm, staff, account) or strength_there(firm, staff, account) >= 0.01


def has_evidence(firm: Firm, staff: str, account: str) -> bool:
    """Whether the staff member has a touch or a rating there, up to t."""
    people = employments_at(firm.folder, account, firm.t)
    touched = any(
        row.staff == staff and (row.person in people or (row.person is None and row.account == account))
        for row in past_touches(firm.folder, firm.t)
    )
    rated = any(
        row.staff == staff and row.person in people and (row.on is None or row.on <= firm.t)
        for row in firm.folder.closeness
    )
    return touched or rated
