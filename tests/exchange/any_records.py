"""Random records of every kind, as awkward as the records themselves allow; by Hypothesis.

Decides: nothing about right or wrong; what a record refuses is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from graph.domain.further_records import Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import Record, key_of
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import (
    AccountOutcome,
    BuyingApproach,
    Channel,
    ColleagueKind,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Destination,
    Direction,
    PromiseOutcome,
    ServiceRole,
)
from graph.errors import InvalidRecord

T = TypeVar("T")
R = TypeVar("R", bound=Record)

FIRM = Firm('Ours, the "firm"', ("a.example", "b.example"), "EUR", "America/Sao_Paulo")
AWKWARD = ('"', ",", ";", "=1+1", "#", "'", "\\", "a,b", 'say "hi"', "-0", "NULL", "1E+11", "é€😀", "a b")


_letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
_trimmed = st.text(_letters | st.sampled_from(' ",;'), max_size=8).map(str.strip)
texts = st.one_of(st.just(""), st.sampled_from(AWKWARD), _trimmed, st.just("a\u2028b\u200b"))
names = texts.map(lambda text: text or "x")
identifiers = (st.sampled_from(AWKWARD) | _trimmed).map(lambda text: text or "0")
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
maybe_days = st.none() | days
truths = st.none() | st.booleans()
amounts = st.integers(-(10**16), 10**16)
weights = st.none() | st.floats(0, 1_000_000) | st.sampled_from((1e-300, 5e-324, 0.1, 25.0, -0.0))
hours = st.none() | st.floats(0, 744)


def _word(vocabulary: type[T]) -> st.SearchStrategy[T]:
    return st.sampled_from(list(vocabulary))  # type: ignore[call-overload]  # an enum is iterable


def _several(made: st.SearchStrategy[list[R]], most: int = 4) -> st.SearchStrategy[list[R]]:
    """Records of one kind, no two with one key."""

    def apart(drawn: list[list[R]]) -> list[R]:
        return list({key_of(record): record for records in drawn for record in records}.values())

    return st.lists(made, max_size=most).map(apart)


def _made(make: Callable[..., R], **parts: st.SearchStrategy[object]) -> st.SearchStrategy[list[R]]:
    """A record of these parts, or none where it refuses itself."""

    def build(given: dict[str, object]) -> list[R]:
        try:
            return [make(**given)]
        except InvalidRecord:
            return []

    return st.fixed_dictionaries(parts).map(build)


def _moment(day: date, microseconds: int) -> datetime:
    """Some time of the day in São Paulo, three hours behind; within the day whatever the summer says."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(microseconds=microseconds)


@st.composite
def firms(draw: st.DrawFn) -> tuple[list[Record], ...]:
    """Records of a whole firm, kind by kind, in an order in which what they refer to comes first; bookings ranked."""
    staff_ids, account_ids, person_ids = (
        draw(st.lists(identifiers, min_size=1, max_size=3, unique=True)) for _ in "abc"
    )
    staff, account, person = (st.sampled_from(ids) for ids in (staff_ids, account_ids, person_ids))
    departures = draw(_several(_departures(staff)))
    groups: list[Iterable[Record]] = [
        [FIRM],
        [
            member
            for one in staff_ids
            for member in draw(_made(StaffMember, id=st.just(one), **_staff(staff_ids))) or [StaffMember(one, "x")]
        ],
        [
            customer
            for one in account_ids
            for customer in draw(_made(Account, id=st.just(one), **_account(account_ids))) or [Account(one, "x")]
        ],
        draw(_several(_buying(account))),
        [
            contact
            for one in person_ids
            for contact in draw(_made(Person, id=st.just(one), name=texts, email=texts, title=texts))
        ],
        draw(_several(_employments(person, account))),
        draw(_several(_made(Service, staff_id=staff, account_id=account, role=_word(ServiceRole), **_span()))),
        draw(_several(_touches(staff, person, account), 6)),
        draw(_several(_closeness(staff, person))),
        draw(_several(_promises(staff, person, account))),
        draw(_several(_bookings(account), 8)),
        draw(_several(_covenants(staff, account))),
        draw(_several(_gains(staff, account))),
        draw(_several(_made(Referral, person_id=person, account_id=account, on=maybe_days))),
        draw(_several(_colleagues(staff))),
        departures,
        draw(_several(_outcomes([one.id for one in departures], account))) if departures else [],
        draw(_several(_attention(staff))),
    ]
    return tuple(list(group) for group in groups if group)


def _span(end: str = "end") -> dict[str, st.SearchStrategy[object]]:
    return {"start": maybe_days, end: maybe_days}


def _staff(ids: Sequence[str]) -> dict[str, st.SearchStrategy[object]]:
    manager = st.none() | st.sampled_from(ids)
    return {"name": names, "email": texts, "title": texts, "team": texts, "manager_id": manager, **_span()}


def _account(ids: Sequence[str]) -> dict[str, st.SearchStrategy[object]]:
    parent = st.none() | st.sampled_from(ids)
    return {"name": names, "domain": texts, "industry": texts, "parent_id": parent, "since": maybe_days}


def _buying(account: st.SearchStrategy[str]) -> st.SearchStrategy[list[Buying]]:
    return _made(
        Buying,
        account_id=account,
        start=days,
        approach=_word(BuyingApproach),
        decision_rule=st.none() | _word(DecisionRule),
        switching_cost=st.none() | st.floats(0, 4),
        other_suppliers=st.none() | st.integers(0, 1_000_000),
        renewal_on=maybe_days,
    )


def _employments(
    person: st.SearchStrategy[str], account: st.SearchStrategy[str]
) -> st.SearchStrategy[list[Employment]]:
    return _made(
        Employment,
        person_id=person,
        account_id=account,
        title=texts,
        decision_role=st.none() | _word(DecisionRole),
        decision_weight=weights,
        veto=st.booleans(),
        **_span(),
    )


def _touches(
    staff: st.SearchStrategy[str], person: st.SearchStrategy[str], account: st.SearchStrategy[str]
) -> st.SearchStrategy[list[Touch]]:
    def make(day: date, microseconds: int, **others: object) -> Touch:
        return Touch(at=_moment(day, microseconds), on=day, **others)  # type: ignore[arg-type]

    return _made(
        make,
        id=identifiers,
        day=days,
        microseconds=st.integers(0, 3_600_000_000),
        staff_id=staff,
        channel=_word(Channel),
        person_id=st.none() | person,
        account_id=st.none() | account,
        direction=_word(Direction),
    )


def _closeness(staff: st.SearchStrategy[str], person: st.SearchStrategy[str]) -> st.SearchStrategy[list[Closeness]]:
    return _made(Closeness, staff_id=staff, person_id=person, closeness=st.integers(0, 4), on=days, by=texts)


def _promises(
    staff: st.SearchStrategy[str], person: st.SearchStrategy[str], account: st.SearchStrategy[str]
) -> st.SearchStrategy[list[Promise]]:
    return _made(
        Promise,
        id=identifiers,
        staff_id=staff,
        made_on=days,
        person_id=st.none() | person,
        account_id=st.none() | account,
        due_on=maybe_days,
        outcome=_word(PromiseOutcome),
        closed_on=maybe_days,
    )


def _bookings(account: st.SearchStrategy[str]) -> st.SearchStrategy[list[Booking]]:
    """Those without a ref with any ranks, as changes by hand leave them."""
    close = st.sampled_from([date(2024, 5, 1), date(2024, 5, 2)])
    return _made(
        Booking,
        account_id=account,
        on=close,
        amount=amounts | st.integers(-2, 2),
        ref=texts | st.just(""),
        rank=st.integers(0, 5),
        line=texts,
        currency=st.just("EUR"),
    )


def _covenants(staff: st.SearchStrategy[str], account: st.SearchStrategy[str]) -> st.SearchStrategy[list[Covenant]]:
    return _made(Covenant, staff_id=staff, kind=_word(CovenantKind), account_id=st.none() | account, **_span("until"))


def _gains(staff: st.SearchStrategy[str], account: st.SearchStrategy[str]) -> st.SearchStrategy[list[Gain]]:
    return _made(
        Gain,
        id=identifiers,
        account_id=account,
        start=days,
        until=days,
        amount=amounts,
        currency=st.just("EUR"),
        staff_id=st.none() | staff,
        against_alternative=truths,
        verified=truths,
    )


def _colleagues(staff: st.SearchStrategy[str]) -> st.SearchStrategy[list[Colleague]]:
    other = st.none() | staff
    return _made(Colleague, staff_id=staff, other_id=other, kind=_word(ColleagueKind), since=maybe_days)


def _departures(staff: st.SearchStrategy[str]) -> st.SearchStrategy[list[Departure]]:
    destination = _word(Destination)
    return _made(
        Departure, id=identifiers, staff_id=staff, destination=destination, left_on=days, noticed_on=maybe_days
    )


def _outcomes(ids: Sequence[str], account: st.SearchStrategy[str]) -> st.SearchStrategy[list[Outcome]]:
    departure, outcome = st.sampled_from(ids), _word(AccountOutcome)
    value = st.none() | amounts
    return _made(Outcome, departure_id=departure, account_id=account, outcome=outcome, on=maybe_days, value=value)


def _attention(staff: st.SearchStrategy[str]) -> st.SearchStrategy[list[Attention]]:
    month = days.map(lambda day: day.replace(day=1))
    return _made(Attention, staff_id=staff, month=month, customer_hours=hours, internal_hours=hours)
