"""Small random firms: every kind of row, every way of buying, moves, leavers, promises, covenants, gaps."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from tests.oracle.rows import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Folder,
    Promise,
    Service,
    Staff,
    Touch,
)

FIRST = date(2018, 1, 1)
DAYS = 365 * 7
STAFF = ("ada", "ben", "cleo", "dov", "eve")
ACCOUNTS = ("Acme", "Borg", "Cyan", "Dune")
PEOPLE = ("p1", "p2", "p3", "p4", "p5", "p6")
DESTINATIONS = ("rival", "startup", "customer", "out_of_field", "internal")

days = st.integers(0, DAYS).map(lambda days: FIRST + timedelta(days))
maybe_days = st.none() | days
staff_ids = st.sampled_from(STAFF)
account_ids = st.sampled_from(ACCOUNTS)
person_ids = st.sampled_from(PEOPLE)
roles = st.none() | st.sampled_from(("economic", "technical", "user", "purchasing", "coach"))
cells = st.sampled_from
R = TypeVar("R")


@st.composite
def intervals(draw: st.DrawFn) -> tuple[date | None, date | None]:
    """An interval that does not end before it starts; often open on both sides."""
    start, end = draw(st.none() | maybe_days), draw(st.none() | st.none() | days)
    if start is not None and end is not None and end < start:
        start, end = end, start
    return start, end


@st.composite
def employments(draw: st.DrawFn, person: str) -> Employment:
    """A job, often without any say."""
    start, end = draw(intervals())
    weight = draw(st.none() | st.none() | st.sampled_from((0.0, 1e-9, 1.0, 10.0, 40.0, 1e6)))
    veto = draw(st.sampled_from((False, False, False, True)))
    return Employment(person, draw(account_ids), draw(roles), weight, veto, start, end)


@st.composite
def services(draw: st.DrawFn) -> Service:
    """A service, mostly open."""
    start, end = draw(intervals())
    return Service(draw(staff_ids), draw(account_ids), draw(cells(("lead", "backup", "specialist"))), start, end)


@st.composite
def touches(draw: st.DrawFn) -> list[Touch]:
    """A run of touches of one tie."""
    staff, person, account = draw(staff_ids), draw(st.none() | person_ids), draw(st.none() | account_ids)
    if person is None and account is None:
        account = "Acme"
    first, gap = draw(days), draw(st.sampled_from((1, 7, 30, 100, 400)))
    channel = cells(("email", "call", "meeting", "order", "visit", "crisis", "social"))
    direction = cells((None, "in", "out", "both"))
    return [
        Touch(first + timedelta(gap * step), staff, person, account, draw(channel), draw(direction))
        for step in range(draw(st.integers(1, 12)))
    ]


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    """A promise to a person or an account, closed late, early or not at all."""
    made, person = draw(days), draw(st.none() | person_ids)
    account = draw(account_ids) if person is None else draw(st.none() | account_ids)
    closed = draw(st.none() | st.integers(0, 600).map(lambda after: made + timedelta(after)))
    return Promise(draw(staff_ids), person, account, made, draw(cells(("kept", "broken", "open"))), closed)


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    """A booking or a credit note."""
    amount = Decimal(draw(st.sampled_from(("100", "2500.5", "99999.99", "-300", "-20000"))))
    return Booking(draw(account_ids), draw(days), amount, draw(cells((None, "pumps", "valves", "service"))))


@st.composite
def buyings(draw: st.DrawFn) -> Buying:
    """A way of buying from a day on."""
    approaches = ("relationship", "engineering", "undefined", "mixed", "purchasing", "tender", "standard_parts")
    return Buying(
        account=draw(account_ids),
        start=draw(days),
        approach=draw(cells(approaches)),
        decision_rule=draw(cells((None, "single", "majority", "consensus"))),
        switching_cost=draw(cells((None, 0.0, 1.0, 2.0, 3.5, 4.0))),
        other_suppliers=draw(cells((None, 0.0, 1.0, 2.0, 7.0))),
    )


@st.composite
def covenants(draw: st.DrawFn) -> Covenant:
    """A covenant for everywhere or for one account."""
    start, until = draw(intervals())
    kind = draw(cells(("non_solicit", "non_compete")))
    return Covenant(draw(staff_ids), kind, start, draw(st.none() | account_ids), until)


@st.composite
def staff(draw: st.DrawFn, identifier: str) -> Staff:
    """A staff member; some come late, some have left."""
    start, end = draw(st.none() | st.none() | st.none() | days), draw(st.none() | st.none() | st.none() | days)
    if start is not None and end is not None and end < start:
        start = None
    return Staff(identifier, draw(cells((None, "north", "south"))), start, end)


@st.composite
def firms(draw: st.DrawFn) -> Folder:
    """A firm of five staff members, four accounts and six people; keys are different, as an import makes sure."""
    jobs = [draw(employments(person)) for person in PEOPLE for _ in range(draw(st.integers(1, 2)))]
    runs = draw(st.lists(touches(), min_size=draw(st.sampled_from((0, 3, 6))), max_size=9))
    return Folder(
        staff=tuple(draw(staff(one)) for one in STAFF),
        accounts=tuple(Account(one, draw(maybe_days)) for one in ACCOUNTS),
        buying=_different(draw(st.lists(buyings(), max_size=5)), lambda one: (one.account, one.start)),
        employments=_different(jobs, lambda one: (one.person, one.account, one.start)),
        services=_different(
            draw(st.lists(services(), max_size=7)), lambda one: (one.staff, one.account, one.role, one.start)
        ),
        touches=tuple(touch for run in runs for touch in run),
        closeness=_different(
            [
                Closeness(draw(staff_ids), draw(person_ids), draw(st.integers(0, 4)), draw(days))
                for _ in range(draw(st.integers(0, 4)))
            ],
            lambda one: (one.staff, one.person, one.on),
        ),
        promises=tuple(draw(st.lists(promises(), max_size=5))),
        bookings=tuple(draw(st.lists(bookings(), max_size=12))),
        covenants=_different(
            draw(st.lists(covenants(), max_size=3)), lambda one: (one.staff, one.kind, one.start, one.account)
        ),
    )


def _different(rows: Sequence[R], key: Callable[[R], Hashable]) -> tuple[R, ...]:
    return tuple({key(row): row for row in rows}.values())


@st.composite
def questions(draw: st.DrawFn, most: int = 3) -> tuple[Folder, dict[str, str], date]:
    """A firm, leavers employed on the day with destinations, and the day."""
    folder, day = draw(firms()), FIRST + timedelta(draw(st.integers(DAYS // 4, DAYS + 100)))
    employed = [
        one.id for one in folder.staff if (one.start is None or one.start <= day) and (one.end is None or day < one.end)
    ]
    chosen = draw(st.lists(st.sampled_from(employed), min_size=1, max_size=most, unique=True)) if employed else []
    return folder, {one: draw(cells(DESTINATIONS)) for one in chosen}, day
