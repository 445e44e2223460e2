"""Oracle: the rows of a folder (design.md, 6) that section 3 of the model reads.

An empty cell is None. Everything else is as recorded, nothing is derived.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Staff:
    """A row of staff.csv; an empty team is None."""

    id: str
    team: str | None
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Account:
    """A row of accounts.csv."""

    id: str
    since: date | None


@dataclass(frozen=True)
class Buying:
    """A row of buying.csv: what held from `start` on; None is "not supplied"."""

    account: str
    start: date
    approach: str | None
    decision_rule: str | None
    switching_cost: float | None
    other_suppliers: float | None


@dataclass(frozen=True)
class Employment:
    """A row of employments.csv."""

    person: str
    account: str
    role: str | None
    weight: float | None
    veto: bool
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Service:
    """A row of services.csv."""

    staff: str
    account: str
    role: str | None
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Touch:
    """A row of touches.csv; `day` is in the firm's time zone."""

    day: date
    staff: str
    person: str | None
    account: str | None
    channel: str
    direction: str | None


@dataclass(frozen=True)
class Closeness:
    """A row of closeness.csv."""

    staff: str
    person: str
    rating: float
    on: date | None


@dataclass(frozen=True)
class Promise:
    """A row of promises.csv."""

    staff: str
    person: str | None
    account: str | None
    made_on: date | None
    outcome: str | None
    closed_on: date | None


@dataclass(frozen=True)
class Booking:
    """A row of revenue.csv."""

    account: str
    on: date
    amount: Decimal
    line: str | None


@dataclass(frozen=True)
class Covenant:
    """A row of covenants.csv; without an account it holds everywhere."""

    staff: str
    kind: str
    start: date | None
    account: str | None
    until: date | None


@dataclass(frozen=True)
class Folder:
    """All that section 3 of the model reads."""

    staff: tuple[Staff, ...]
    accounts: tuple[Account, ...]
    buying: tuple[Buying, ...]
    employments: tuple[Employment, ...]
    services: tuple[Service, ...]
    touches: tuple[Touch, ...]
    closeness: tuple[Closeness, ...]
    promises: tuple[Promise, ...]
    bookings: tuple[Booking, ...]
    covenants: tuple[Covenant, ...]
