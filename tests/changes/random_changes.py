"""Random changes by hand of every kind, and a plain model of what they should leave.

Decides: which changes are tried, many of which must be refused; and, from the laws of changes alone, what stands after
each. The model knows no store: rows are in a dictionary by kind and key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from graph.changes.by_hand import Add, Change, Correct, Put, Retract
from graph.domain.further_records import Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import Key, Record, key_of
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
from graph.errors import AlreadyThere, InvalidRecord, NotFound, StillReferredTo, UnknownReference, WhitherError

Rows = dict[type[Record], dict[Key, Record]]
Make = Callable[["Dice"], Record]

_STAFF: Final = ("ada", "ben", "cora", "dov", "eve")
_ACCOUNTS: Final = ("acme", "bolt", "cog", "dune")
_PEOPLE: Final = ("pia", "quinn", "rex", "sam", "tess", "uma")
_DEPARTURES: Final = ("gone-1", "gone-2")
_FIRST: Final = date(2024, 1, 1)

REFERS: Final[Mapping[str, type[Record]]] = {
    "manager_id": StaffMember,
    "parent_id": Account,
    "staff_id": StaffMember,
    "other_id": StaffMember,
    "person_id": Person,
    "account_id": Account,
    "departure_id": Departure,
}
"""Which fields name a row of which kind, whatever record they are in."""


class Dice(Random):
    """Chance, in the words of the firm."""

    def staff(self) -> str:
        """One of ours, who may not be there."""
        return self.choice(_STAFF)

    def account(self) -> str:
        """A customer."""
        return self.choice(_ACCOUNTS)

    def person(self) -> str:
        """Somebody at a customer."""
        return self.choice(_PEOPLE)

    def day(self) -> date:
        """One of few days, so that keys meet."""
        return _FIRST + timedelta(days=100 * self.randrange(9))

    def maybe(self, value: Any) -> Any:
        """The value, or that nobody said."""
        return value if self.random() < 0.5 else None

    def name(self, prefix: str) -> str:
        """One of a few ids."""
        return f"{prefix}{self.randrange(30)}"

    def touch(self) -> Touch:
        """A touch in the morning, or so late that it falls on the next day in Berlin."""
        at = datetime.combine(self.day(), time(self.choice((9, 23)), 30), UTC)
        return Touch(
            self.name("t"),
            at,
            at.date(),
            self.staff(),
            self.choice(tuple(Channel)),
            self.maybe(self.person()),
            self.maybe(self.account()),
            self.choice(tuple(Direction)),
        )


MAKERS: Final[Mapping[type[Record], Make]] = {
    Firm: lambda dice: Firm(
        dice.choice(("Ours", "Ours & Sons")), (dice.choice(("ours.example", "ours.test")),), "EUR", "Europe/Berlin"
    ),
    StaffMember: lambda dice: StaffMember(
        dice.staff(),
        dice.choice(("Ada", "Ben", "É")),
        title=dice.choice(("", "Sales")),
        team=dice.choice(("", "north", "south")),
        manager_id=dice.maybe(dice.staff()),
        start=dice.maybe(dice.day()),
        end=dice.maybe(dice.maybe(date(2027, 1, 1))),
    ),
    Account: lambda dice: Account(
        dice.account(),
        dice.choice(("Acme", "Bolt")),
        parent_id=dice.maybe(dice.account()),
        since=dice.maybe(dice.day()),
    ),
    Person: lambda dice: Person(dice.person(), dice.choice(("", "Pia", "Quinn")), title=dice.choice(("", "Head"))),
    Buying: lambda dice: Buying(
        dice.account(),
        dice.day(),
        dice.choice(tuple(BuyingApproach)),
        dice.choice((None, *DecisionRule)),
        dice.choice((None, 0.0, 2.5)),
        dice.choice((None, 0, 3)),
        dice.maybe(dice.day()),
    ),
    Employment: lambda dice: Employment(
        dice.person(),
        dice.account(),
        dice.choice(("", "Engineer")),
        dice.choice((None, *DecisionRole)),
        dice.choice((None, 0.0, 30.25)),
        dice.random() < 0.2,
        dice.maybe(dice.day()),
        dice.maybe(dice.day()),
    ),
    Service: lambda dice: Service(
        dice.staff(), dice.account(), dice.choice(tuple(ServiceRole)), dice.maybe(dice.day()), dice.maybe(dice.day())
    ),
    Touch: lambda dice: dice.touch(),
    Closeness: lambda dice: Closeness(
        dice.staff(), dice.person(), dice.randrange(5), dice.day(), dice.choice(("", "ben"))
    ),
    Promise: lambda dice: Promise(
        dice.name("p"),
        dice.staff(),
        dice.day(),
        dice.maybe(dice.person()),
        dice.maybe(dice.account()),
        dice.maybe(dice.day()),
        dice.choice(tuple(PromiseOutcome)),
        dice.maybe(dice.day()),
    ),
    Booking: lambda dice: Booking(
        dice.account(),
        dice.day(),
        dice.choice((-5_000_000, 40_000_000, 12_345)),
        dice.name("r"),
        line=dice.choice(("", "pumps")),
        currency=dice.choice(("", "EUR")),
    ),
    Covenant: lambda dice: Covenant(
        dice.staff(),
        dice.choice(tuple(CovenantKind)),
        dice.maybe(dice.day()),
        dice.maybe(dice.account()),
        dice.maybe(dice.day()),
    ),
    Gain: lambda dice: Gain(
        dice.name("g"),
        dice.account(),
        dice.day(),
        dice.day(),
        dice.choice((7_000, -1)),
        dice.choice(("", "EUR")),
        dice.maybe(dice.staff()),
        dice.choice((None, True, False)),
        dice.choice((None, True, False)),
    ),
    Referral: lambda dice: Referral(dice.person(), dice.account(), dice.maybe(dice.day())),
    Colleague: lambda dice: Colleague(
        dice.staff(), dice.staff(), dice.choice(tuple(ColleagueKind)), dice.maybe(dice.day())
    ),
    Departure: lambda dice: Departure(
        dice.choice(_DEPARTURES), dice.staff(), dice.choice(tuple(Destination)), dice.day(), dice.maybe(dice.day())
    ),
    Outcome: lambda dice: Outcome(
        dice.choice(_DEPARTURES),
        dice.account(),
        dice.choice(tuple(AccountOutcome)),
        dice.maybe(dice.day()),
        dice.choice((None, 50_000)),
    ),
    Attention: lambda dice: Attention(
        dice.staff(), dice.day().replace(day=1), dice.choice((None, 80.5)), dice.choice((None, 20.25))
    ),
}
"""A random row of each kind that somebody may change; it may be one that its record refuses."""


def any_change(dice: Dice, rows: Rows) -> Change:
    """A change of any kind; those that touch what stands are the most frequent."""
    kind = dice.choice((*MAKERS, Touch, Touch, Employment))
    row = _good(dice, kind)
    does = dice.choice((Add, Add, Put, Correct, Correct, Retract))
    if does in (Add, Put) and kind is not Firm:
        return Add(row) if does is Add else Put(row)
    standing = tuple(rows[kind])
    key = dice.choice(standing) if standing and dice.random() < 0.9 else key_of(row)
    if does is Retract and kind is not Firm:
        return Retract(kind, key)
    names = [field.name for field in fields(kind) if field.name not in ("version", "rank")]
    return Correct(kind, key, {name: getattr(row, name) for name in dice.sample(names, dice.randint(1, 3))})


def _good(dice: Dice, kind: type[Record]) -> Record:
    while True:
        try:
            return MAKERS[kind](dice)
        except InvalidRecord:
            continue


def foretold(rows: Rows, change: Change) -> tuple[Rows, set[type[WhitherError]]]:
    """The rows after a change, or the errors of which it must raise one."""
    kind = type(change.record) if isinstance(change, Add | Put) else change.kind
    key = key_of(change.record) if isinstance(change, Add | Put) else change.key
    left = {other: dict(some) for other, some in rows.items()}
    standing = left[kind].pop(key, None)
    try:
        row = _wished(change, standing)
        _check_end(row)
    except (InvalidRecord, NotFound) as error:
        return rows, {type(error)}
    errors: set[type[WhitherError]] = set()
    if (row is None or key_of(row) != key) and _referred_to(left, kind, key):
        errors.add(StillReferredTo)
    if row is not None:
        if _dangles(left, row):
            errors.add(UnknownReference)
        if _above_itself(left, row):
            errors.add(InvalidRecord)
        if key_of(row) in left[kind] or (isinstance(change, Add | Put) and standing not in (None, row)):
            errors.add(AlreadyThere)
        left[kind][key_of(row)] = row
    return (rows if errors else left), errors


def _wished(change: Change, standing: Record | None) -> Record | None:
    """The row that shall stand, None for none."""
    if isinstance(change, Add | Put):
        return _as_written(change.record)
    if standing is None:
        raise NotFound("row", "of this key")
    if isinstance(change, Retract):
        return None
    named: dict[str, Any] = dict(change.fields)
    if named.get("ref"):
        named["rank"] = 0
    row = _as_written(replace(standing, **named))
    if isinstance(row, Booking) and row.rank and key_of(row) != change.key:
        raise InvalidRecord("ref", "", "a new booking needs one")
    return row


def _as_written(row: Record) -> Record:
    """The row with the day that Berlin's clocks cut, and the firm's currency."""
    if isinstance(row, Touch):
        late = row.at.astimezone(UTC).hour == 23  # past midnight in Berlin, in summer and in winter
        return replace(row, on=row.at.date() + timedelta(days=late))
    return replace(row, currency="EUR") if isinstance(row, Booking | Gain) else row


def _check_end(row: Record | None) -> None:
    """A promise has ended on a day or is open."""
    if isinstance(row, Promise) and (row.outcome is PromiseOutcome.OPEN) is not (row.closed_on is None):
        raise InvalidRecord("outcome", "", "both or none")


def _above_itself(rows: Rows, row: Record) -> bool:
    """Whether a staff member or an account is among those above it."""
    if not isinstance(row, StaffMember | Account):
        return False
    field = "manager_id" if isinstance(row, StaffMember) else "parent_id"
    above = getattr(row, field)
    for _ in range(len(rows[type(row)]) + 1):
        if above is None or above == row.id:
            return above is not None
        found = rows[type(row)].get((above,))
        above = getattr(found, field, None)
    return False


def _dangles(rows: Rows, row: Record) -> bool:
    named = ((kind, getattr(row, field, None)) for field, kind in REFERS.items())
    return any(identifier is not None and (identifier,) not in rows[kind] for kind, identifier in named)


def _referred_to(rows: Rows, kind: type[Record], key: Key) -> bool:
    names = [field for field, named in REFERS.items() if named is kind]
    return any(getattr(row, name, None) == key[0] for some in rows.values() for row in some.values() for name in names)
