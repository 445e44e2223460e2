"""Any firm there could be: rows of every kind from Hypothesis, each referring to others that are there.

Decides: what is possible in a record. Does not decide: what a store does with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TypeVar

from hypothesis import strategies as st

from graph.domain.calendar import EARLIEST, LATEST
from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import KEY_FIELDS, KIND_NAMES, Key, Record, key_of
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
    AmendmentKind,
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

T = TypeVar("T")
W = TypeVar("W", bound=IntEnum)

LETTERS = st.characters(exclude_categories=("Cc", "Cs"))
TEXTS = st.text(LETTERS, max_size=6).map(str.strip)
NAMES = TEXTS.filter(bool)
IDS = st.text(LETTERS, min_size=1, max_size=3).filter(lambda text: text.isprintable() and text == text.strip())
DAYS = st.one_of(st.dates(date(2024, 1, 1), date(2024, 1, 5)), st.sampled_from((EARLIEST, LATEST)))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # see zones
AMOUNTS = st.integers(-(10**16), 10**16)
HOURS = st.none() | st.floats(0, 744)
KINDS = st.sampled_from(sorted(KIND_NAMES.values()))
KEYS = st.text("0123456789abcdef", min_size=32, max_size=32)
"""Keys of rows that nobody has, so that no row of the firm is held back."""
DOMAINS = st.sampled_from(("ours.example", "öurs.example", "ours-2.test", "localhost"))
CURRENCIES = st.sampled_from(("", "EUR", "USD"))


def word(words: type[W]) -> st.SearchStrategy[W]:
    """One word of a closed list."""
    return st.sampled_from(sorted(words))


@st.composite
def interval(draw: st.DrawFn) -> tuple[date | None, date | None]:
    """A start and an end that is not before it, either of which may be empty."""
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return (end, start) if start is not None and end is not None and end < start else (start, end)


@st.composite
def whole_interval(draw: st.DrawFn) -> tuple[date, date]:
    """A start and an end that is not before it."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return first, last


@st.composite
def firms(draw: st.DrawFn) -> tuple[Record, ...]:
    """The rows of a firm, all natural keys different, each after those it refers to."""
    staff = draw(st.lists(IDS, min_size=2, max_size=4, unique=True))
    accounts = draw(st.lists(IDS, min_size=2, max_size=4, unique=True))
    people = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    left = draw(st.lists(IDS, max_size=3, unique=True))
    rows: list[Record] = [
        Firm(draw(TEXTS), tuple(draw(st.lists(DOMAINS, max_size=2))), draw(CURRENCIES), "Europe/Berlin"),
        *(draw(staff_members(one, staff)) for one in staff),
        *(draw(accounts_of(one, accounts)) for one in accounts),
        *(Person(one, *draw(st.tuples(TEXTS, TEXTS, TEXTS))) for one in people),
        *(Departure(one, draw(st.sampled_from(staff)), draw(word(Destination)), *_late(draw)) for one in left),
    ]
    ends = st.sampled_from(staff), st.sampled_from(accounts), st.sampled_from(people)
    further = st.one_of(*_relations(*ends), *_later(*ends), *([_outcome(left, accounts)] if left else []))
    rows += draw(st.lists(further, min_size=5, max_size=30))
    return tuple(sorted(_first_of_each_key(rows), key=lambda row: list(KEY_FIELDS).index(type(row))))


def _first_of_each_key(rows: Iterable[Record]) -> list[Record]:
    found: dict[tuple[type[Record], Key], Record] = {}
    for row in rows:
        found.setdefault((type(row), key_of(row)), row)
    return list(found.values())


def _late(draw: st.DrawFn) -> tuple[date | None, date | None]:
    noticed, gone = draw(interval())
    return gone, noticed


@st.composite
def staff_members(draw: st.DrawFn, one: str, staff: list[str]) -> StaffMember:
    """A staff member with this id, led by another or nobody."""
    manager = draw(st.sampled_from([None, *(other for other in staff if other != one)]))
    return StaffMember(one, *draw(st.tuples(NAMES, TEXTS, TEXTS, TEXTS)), manager, *draw(interval()))


@st.composite
def accounts_of(draw: st.DrawFn, one: str, accounts: list[str]) -> Account:
    """An account with this id, beneath another or none."""
    parent = draw(st.sampled_from([None, *(other for other in accounts if other != one)]))
    return Account(one, *draw(st.tuples(NAMES, TEXTS, TEXTS)), parent, draw(st.none() | DAYS))


Ids = st.SearchStrategy[str]


def _relations(staff: Ids, account: Ids, person: Ids) -> tuple[st.SearchStrategy[Record], ...]:
    """The other kinds of the first twelve files."""
    maybe = st.none() | DAYS
    named = st.one_of(st.tuples(person, st.none() | account), st.tuples(st.none(), account))
    return (
        st.builds(
            Buying,
            account,
            DAYS,
            word(BuyingApproach),
            st.none() | word(DecisionRule),
            st.none() | st.floats(0, 4),
            st.none() | st.integers(0, 1_000_000),
            maybe,
        ),
        st.builds(
            lambda who, where, title, role, weight, veto, held: Employment(
                who, where, title, role, weight, veto, *held
            ),
            person,
            account,
            TEXTS,
            st.none() | word(DecisionRole),
            st.none() | st.floats(0, 1_000_000),
            st.booleans(),
            interval(),
        ),
        st.builds(lambda *parts: Service(*parts[:3], *parts[3]), staff, account, word(ServiceRole), interval()),
        st.builds(
            lambda one, at, on, by, how, to, way: Touch(one, at, on, by, how, to[0], to[1], way),
            IDS,
            INSTANTS,
            DAYS,
            staff,
            word(Channel),
            named,
            word(Direction),
        ),
        st.builds(Closeness, staff, person, st.integers(0, 4), DAYS, TEXTS),
        st.builds(
            lambda one, by, to, due, outcome, held: Promise(one, by, held[0], to[0], to[1], due, outcome, held[1]),
            IDS,
            staff,
            named,
            maybe,
            word(PromiseOutcome),
            whole_interval(),
        ),
        st.builds(Booking, account, DAYS, AMOUNTS, NAMES, st.just(0), TEXTS, CURRENCIES),
        st.builds(Booking, account, DAYS, st.integers(-2, 2), st.just(""), st.integers(1, 4), TEXTS, CURRENCIES),
        st.builds(
            lambda who, what, held, where: Covenant(who, what, held[0], where, held[1]),
            staff,
            word(CovenantKind),
            interval(),
            st.none() | account,
        ),
    )


def _later(staff: Ids, account: Ids, person: Ids) -> tuple[st.SearchStrategy[Record], ...]:
    """The kinds that later parts of the model read, and amendments."""
    said = st.none() | st.booleans()
    return (
        st.builds(
            lambda *parts: Gain(*parts[:2], *parts[2], *parts[3:]),
            IDS,
            account,
            whole_interval(),
            AMOUNTS,
            CURRENCIES,
            st.none() | staff,
            said,
            said,
        ),
        st.builds(Referral, person, account, st.none() | DAYS),
        st.tuples(staff, staff)
        .filter(lambda two: two[0] != two[1])
        .flatmap(lambda two: st.builds(Colleague, *map(st.just, two), word(ColleagueKind), st.none() | DAYS)),
        st.builds(Attention, staff, DAYS.map(lambda day: day.replace(day=1)), HOURS, HOURS),
        st.builds(Amendment, KINDS, KEYS, st.sampled_from((AmendmentKind.RETRACTED, AmendmentKind.ABSENT)), INSTANTS),
        st.builds(Amendment, KINDS, KEYS, st.just(AmendmentKind.CORRECTED), INSTANTS, st.just('{"name":"Ada"}')),
    )


def _outcome(left: list[str], accounts: list[str]) -> st.SearchStrategy[Record]:
    values = st.none() | AMOUNTS
    return st.builds(
        Outcome, st.sampled_from(left), st.sampled_from(accounts), word(AccountOutcome), st.none() | DAYS, values
    )
