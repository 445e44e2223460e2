"""An invented firm of some two hundred rows from a seed: every kind of row, and the awkward ones.

Decides: that there are ended and overlapping employments, people without any, two with one name, several touches at one
instant, ratings without a tie, promises to people and to accounts, covenants with and without account.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from graph.domain.kinds import Record
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
)
from graph.domain.vocabulary import (
    BuyingApproach,
    Channel,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Direction,
    PromiseOutcome,
    ServiceRole,
)
from tests.store.writing import JANUARY, touch

STAFF = tuple(f"s{number}" for number in range(9))
ACCOUNTS = tuple(f"A{number}" for number in range(24))
PEOPLE = tuple(f"p{number}" for number in range(26))

LAST_DAY = JANUARY + timedelta(days=500)


def invented_firm(seed: int) -> list[Record]:
    """The rows of a firm, sorted by kind; the same for the same seed."""
    rng = Random(seed)
    return [*_entities(rng), *_roles(rng), *_bonds(rng), *_money(rng)]


def _day(rng: Random) -> date:
    return JANUARY + timedelta(days=rng.randrange(500))


def _maybe(rng: Random, day: date) -> date | None:
    return day if rng.random() < 0.6 else None


def _known(rng: Random) -> str:
    """Somebody; often one of a few, so that ties have several touches."""
    return rng.choice(PEOPLE[: rng.choice((4, len(PEOPLE)))])


def _entities(rng: Random) -> list[Record]:
    staff = [StaffMember(one, f"Name {one}", team=rng.choice(("", "north", "south"))) for one in STAFF]
    accounts = [Account(one, f"Account {one}", since=_maybe(rng, _day(rng))) for one in ACCOUNTS]
    people = [Person(one, rng.choice(("Sam", "Ida", ""))) for one in PEOPLE]
    return [Firm("Ours", ("ours.example",), "EUR"), *staff, *accounts, *people]


def _roles(rng: Random) -> list[Record]:
    employments: dict[tuple[str, str, date | None], Employment] = {}
    for _ in range(22):
        start = _maybe(rng, _day(rng))
        end = None if start is None or rng.random() < 0.5 else start + timedelta(days=rng.randrange(200))
        one = Employment(
            rng.choice(PEOPLE[:20]),
            rng.choice(ACCOUNTS[:20]),
            decision_role=rng.choice((None, *DecisionRole)),
            decision_weight=rng.choice((None, 2.5)),
            veto=rng.random() < 0.2,
            start=start,
            end=end,
        )
        employments[one.person_id, one.account_id, one.start] = one
    services = {
        (one.staff_id, one.account_id, one.role, one.start): one
        for one in (
            Service(rng.choice(STAFF[:7]), rng.choice(ACCOUNTS), rng.choice(tuple(ServiceRole)), _maybe(rng, _day(rng)))
            for _ in range(9)
        )
    }
    return [*employments.values(), *services.values()]


def _bonds(rng: Random) -> list[Record]:
    touches = [
        touch(
            f"t{number}",
            rng.choice(STAFF[:8]),
            *rng.choice(((_known(rng), None), (_known(rng), rng.choice(ACCOUNTS)), (None, rng.choice(ACCOUNTS)))),
            on=_day(rng) if number % 4 else JANUARY,
            channel=rng.choice(tuple(Channel)),
            direction=rng.choice(tuple(Direction)),
        )
        for number in range(60)
    ]
    ratings = {
        (one.staff_id, one.person_id, one.on): one
        for one in (Closeness(rng.choice(STAFF), rng.choice(PEOPLE), rng.randrange(5), _day(rng)) for _ in range(6))
    }
    promises = [
        Promise(
            f"P{number}",
            rng.choice(STAFF),
            _day(rng),
            *rng.choice(((rng.choice(PEOPLE), None), (rng.choice(PEOPLE), "A23"), (None, rng.choice(ACCOUNTS)))),
            outcome=rng.choice(tuple(PromiseOutcome)),
            closed_on=_maybe(rng, LAST_DAY),
        )
        for number in range(8)
    ]
    return [*touches, *ratings.values(), *promises]


def _money(rng: Random) -> list[Record]:
    bookings = [
        Booking(
            rng.choice(ACCOUNTS),
            _day(rng),
            rng.choice((-500, 500, 1_000)),
            f"R{number}",
            line=rng.choice("xy ").strip(),
        )
        for number in range(20)
    ]
    buying = {
        (one.account_id, one.start): one
        for one in (
            Buying(
                rng.choice(ACCOUNTS),
                _day(rng),
                rng.choice(tuple(BuyingApproach)),
                rng.choice((None, *DecisionRule)),
                rng.choice((None, 1.5)),
                rng.choice((None, 2)),
                _maybe(rng, LAST_DAY),
            )
            for _ in range(9)
        )
    }
    covenants = {
        (one.staff_id, one.kind, one.start, one.account_id): one
        for one in (
            Covenant(
                rng.choice(STAFF),
                rng.choice(tuple(CovenantKind)),
                _maybe(rng, _day(rng)),
                rng.choice((None, *ACCOUNTS)),
            )
            for _ in range(9)
        )
    }
    return [*bookings, *buying.values(), *covenants.values()]
