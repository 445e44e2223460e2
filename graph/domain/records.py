"""What is written: one frozen dataclass per kind of row, refusing nonsense when it is made.

Decides: which values a record may hold (types, ranges, intervals that end after they start) and its natural key.
Does not decide: whether what it refers to exists (the import and the store do), nor what it means (the engine does).

Optional text is an empty string when it is not there; optional dates, numbers and references are None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graph.domain.stored import Stored
from graph.domain.validation import (
    check_between,
    check_days,
    check_domain,
    check_identifier,
    check_interval,
    check_name,
    check_reference,
    check_text,
    check_texts,
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
from graph.errors import InvalidRecord


@dataclass(frozen=True, slots=True)
class Firm(Stored):
    """We ourselves. ``domains`` are our own e-mail domains; ``time_zone`` an IANA name that cuts instants into days."""

    name: str
    domains: tuple[str, ...] = ()
    currency: str = ""
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        """Refuse what is no domain, an unknown time zone, and a currency that is not three capital letters."""
        check_text("name", self.name)
        for domain in self.domains:
            check_domain("domains", domain)
        if self.currency and not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise InvalidRecord("currency", self.currency, "give an ISO 4217 code of three capital letters such as USD")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidRecord("time_zone", self.time_zone, "give an IANA name such as Europe/Berlin") from None


@dataclass(frozen=True, slots=True)
class StaffMember(Stored):
    """One of ours, employed in [start, end)."""

    id: str
    name: str
    email: str = ""
    title: str = ""
    team: str = ""
    manager_id: str | None = None
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse an unusable id, a manager of oneself and an end before the start."""
        check_identifier("id", self.id)
        check_reference("manager_id", self.manager_id)
        check_name("name", self.name)
        check_texts(email=self.email, title=self.title, team=self.team)
        if self.manager_id == self.id:
            raise InvalidRecord("manager_id", self.id, "nobody manages themselves; name another, or nobody")
        check_days(start=self.start, end=self.end)
        check_interval(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Account(Stored):
    """A customer organisation, ours since ``since``."""

    id: str
    name: str
    domain: str = ""
    industry: str = ""
    parent_id: str | None = None
    since: date | None = None

    def __post_init__(self) -> None:
        """Refuse an unusable id and a parent of itself."""
        check_identifier("id", self.id)
        check_reference("parent_id", self.parent_id)
        check_name("name", self.name)
        check_texts(domain=self.domain, industry=self.industry)
        if self.parent_id == self.id:
            raise InvalidRecord("parent_id", self.id, "no account is its own parent; name another, or none")
        check_days(since=self.since)


@dataclass(frozen=True, slots=True)
class Buying(Stored):
    """How an account buys from ``start`` on, until a later row; None means "not supplied"."""

    account_id: str
    start: date
    approach: BuyingApproach
    decision_rule: DecisionRule | None = None
    switching_cost: float | None = None
    other_suppliers: int | None = None
    renewal_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a switching cost outside 0..4 and a negative number of suppliers."""
        check_identifier("account_id", self.account_id)
        check_days(**{"from": self.start, "renewal_on": self.renewal_on})
        check_between("switching_cost", self.switching_cost, 0, 4)
        check_between("other_suppliers", self.other_suppliers, 0, 1_000_000)


@dataclass(frozen=True, slots=True)
class Person(Stored):
    """Someone at a customer, with one id across employers and addresses."""

    id: str
    name: str = ""
    email: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        """Refuse an unusable id."""
        check_identifier("id", self.id)
        check_texts(name=self.name, email=self.email, title=self.title)


@dataclass(frozen=True, slots=True)
class Employment(Stored):
    """A person's role at an account in [start, end); key: person, account, start."""

    person_id: str
    account_id: str
    title: str = ""
    decision_role: DecisionRole | None = None
    decision_weight: float | None = None
    veto: bool = False
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse a negative weight and an end before the start."""
        check_identifier("person_id", self.person_id)
        check_identifier("account_id", self.account_id)
        check_text("title", self.title)
        check_between("decision_weight", self.decision_weight, 0, 1_000_000)
        check_days(start=self.start, end=self.end)
        check_interval(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Service(Stored):
    """A staff member's role on an account in [start, end); key: staff, account, role, start."""

    staff_id: str
    account_id: str
    role: ServiceRole
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse an end before the start."""
        check_identifier("staff_id", self.staff_id)
        check_identifier("account_id", self.account_id)
        check_days(start=self.start, end=self.end)
        check_interval(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Touch(Stored):
    """One dated contact of a staff member with a person, an account, or both; never its content. ``at`` is an instant
    in UTC, ``on`` the day on which it falls in the store's time zone."""

    id: str
    at: datetime
    on: date
    staff_id: str
    channel: Channel
    person_id: str | None = None
    account_id: str | None = None
    direction: Direction = Direction.BOTH

    def __post_init__(self) -> None:
        """Refuse a touch with neither person nor account, and an instant without a zone."""
        check_identifier("id", self.id)
        check_identifier("staff_id", self.staff_id)
        check_reference("person_id", self.person_id)
        check_reference("account_id", self.account_id)
        if self.person_id is None and self.account_id is None:
            raise InvalidRecord("person_id", "", "a touch names a person, an account, or both")
        if self.at.tzinfo is None:
            raise InvalidRecord("at", self.at.isoformat(), "an instant needs a zone")
        check_days(at=self.on)


@dataclass(frozen=True, slots=True)
class Closeness(Stored):
    """A human rating 0..4 of how close a staff member is to a person; key: staff, person, on."""

    staff_id: str
    person_id: str
    closeness: int
    on: date
    by: str = ""

    def __post_init__(self) -> None:
        """Refuse a rating outside 0..4."""
        check_identifier("staff_id", self.staff_id)
        check_identifier("person_id", self.person_id)
        check_between("closeness", self.closeness, 0, 4)
        check_days(on=self.on)
        check_text("by", self.by)


@dataclass(frozen=True, slots=True)
class Promise(Stored):
    """An expectation and how it ended; without a closing date it is open, whatever its outcome says."""

    id: str
    staff_id: str
    made_on: date
    person_id: str | None = None
    account_id: str | None = None
    due_on: date | None = None
    outcome: PromiseOutcome = PromiseOutcome.OPEN
    closed_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a promise to nobody and one closed before it was made."""
        check_identifier("id", self.id)
        check_identifier("staff_id", self.staff_id)
        check_reference("person_id", self.person_id)
        check_reference("account_id", self.account_id)
        if self.person_id is None and self.account_id is None:
            raise InvalidRecord("person_id", "", "a promise names a person, an account, or both")
        check_days(made_on=self.made_on, due_on=self.due_on, closed_on=self.closed_on)
        check_interval(self.made_on, self.closed_on, "closed_on")


@dataclass(frozen=True, slots=True)
class Booking(Stored):
    """Revenue booked with an account on a day; negative for a credit note.

    Key: account, on, ref; without a ref, ``rank`` is the booking's place by amount among the file's bookings of that
    account and day that have none, counted from 1, and 0 otherwise. ``amount``: ten-thousandths of ``currency``."""

    account_id: str
    on: date
    amount: int
    ref: str = ""
    rank: int = 0
    line: str = ""
    currency: str = ""

    def __post_init__(self) -> None:
        """Refuse a rank beside a ref, and none without."""
        check_identifier("account_id", self.account_id)
        check_texts(ref=self.ref, line=self.line)
        check_days(on=self.on)
        if (self.rank > 0) == bool(self.ref):
            remedy = "it has a ref or a rank, not both" if self.ref else "a booking needs a ref to be found again by"
            raise InvalidRecord("ref", self.ref, remedy)


@dataclass(frozen=True, slots=True)
class Covenant(Stored):
    """A non-solicit or non-compete that binds one staff member in [start, until); no account means everywhere."""

    staff_id: str
    kind: CovenantKind
    start: date | None = None
    account_id: str | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a covenant that ends before it starts."""
        check_identifier("staff_id", self.staff_id)
        check_reference("account_id", self.account_id)
        check_days(**{"from": self.start, "until": self.until})
        check_interval(self.start, self.until, "until")


Entity = StaffMember | Person | Account
"""The nouns that have an id of their own and can be asked for by it."""
