"""Rows that later parts of the model read, and what was decided by hand about rows of the folder.

Decides: which values these records may hold and their natural keys. They are stored and exported, so that no import
has to be repeated. Does not decide: what they mean for an answer (nothing, yet: the model card says so).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from graph.domain.stored import Stored
from graph.domain.validation import (
    check_between,
    check_days,
    check_identifier,
    check_interval,
    check_reference,
    check_text,
)
from graph.domain.vocabulary import AccountOutcome, AmendmentKind, ColleagueKind, Destination
from graph.errors import InvalidRecord

_LONGEST_MONTH_HOURS = 24 * 31


@dataclass(frozen=True, slots=True)
class Gain(Stored):
    """Money that a customer made through us in [start, until). ``amount`` is in ten-thousandths of ``currency``.

    ``staff_id`` names whose doing it was, None the firm's. ``against_alternative``: it is what we brought beyond the
    next best alternative; ``verified``: the customer says so too; None where it was not said."""

    id: str
    account_id: str
    start: date
    until: date
    amount: int
    currency: str = ""
    staff_id: str | None = None
    against_alternative: bool | None = None
    verified: bool | None = None

    def __post_init__(self) -> None:
        """Refuse a gain that ends before it starts."""
        check_identifier("id", self.id)
        check_identifier("account_id", self.account_id)
        check_reference("attributed_to", self.staff_id)
        check_days(**{"from": self.start, "until": self.until})
        check_interval(self.start, self.until, "until")


@dataclass(frozen=True, slots=True)
class Referral(Stored):
    """A person brought an account; key: person, account."""

    person_id: str
    account_id: str
    on: date | None = None

    def __post_init__(self) -> None:
        """Refuse unusable ids."""
        check_identifier("person_id", self.person_id)
        check_identifier("account_id", self.account_id)
        check_days(on=self.on)


@dataclass(frozen=True, slots=True)
class Colleague(Stored):
    """A staff member hired another, or they worked together before; key: staff, other, kind."""

    staff_id: str
    other_id: str
    kind: ColleagueKind
    since: date | None = None

    def __post_init__(self) -> None:
        """Refuse somebody who is a colleague of themselves."""
        check_identifier("staff_id", self.staff_id)
        check_identifier("other_id", self.other_id)
        if self.staff_id == self.other_id:
            raise InvalidRecord("other_id", self.other_id, "nobody is a colleague of themselves")
        check_days(since=self.since)


@dataclass(frozen=True, slots=True)
class Departure(Stored):
    """A staff member left, or gave notice: ``left_on`` is None as long as they have not left."""

    id: str
    staff_id: str
    destination: Destination
    left_on: date | None = None
    noticed_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a departure before its notice."""
        check_identifier("id", self.id)
        check_identifier("staff_id", self.staff_id)
        check_days(noticed_on=self.noticed_on, left_on=self.left_on)
        check_interval(self.noticed_on, self.left_on, "left_on")


@dataclass(frozen=True, slots=True)
class Outcome(Stored):
    """What became of an account after a departure; key: departure, account. ``value`` is in ten-thousandths."""

    departure_id: str
    account_id: str
    outcome: AccountOutcome
    on: date | None = None
    value: int | None = None

    def __post_init__(self) -> None:
        """Refuse unusable ids."""
        check_identifier("departure_id", self.departure_id)
        check_identifier("account_id", self.account_id)
        check_days(on=self.on)


@dataclass(frozen=True, slots=True)
class Attention(Stored):
    """How a staff member's hours of a month were spent; key: staff, month, which is its first day."""

    staff_id: str
    month: date
    customer_hours: float | None = None
    internal_hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse a day that begins no month, and more hours than a month has."""
        check_identifier("staff_id", self.staff_id)
        check_days(month=self.month)
        if self.month.day != 1:
            raise InvalidRecord("month", self.month.isoformat(), "name the month, such as 2026-06, or its first day")
        check_between("customer_hours", self.customer_hours, 0, _LONGEST_MONTH_HOURS)
        check_between("internal_hours", self.internal_hours, 0, _LONGEST_MONTH_HOURS)


@dataclass(frozen=True, slots=True)
class Amendment(Stored):
    """What was decided about a row and outlives imports; key: ``row_kind`` and ``row_key``.

    ``row_kind`` names the row's kind, and ``row_key`` its natural key, or a hash of it where it names a person (both as
    ``graph.domain.kinds`` writes them). A retraction keeps every later row with this key out; so does the absence from
    a file that was said to be complete, until a later complete file has the row. A correction
    stands, field by field, until an import says something else than ``imported``, the row as the file last said it (as
    ``graph.domain.correcting`` writes it; empty for the others)."""

    row_kind: str
    row_key: str
    kind: AmendmentKind
    at: datetime
    imported: str = ""

    def __post_init__(self) -> None:
        """Refuse an amendment of nothing, and an instant without a zone."""
        for field, text in (("file", self.row_kind), ("key", self.row_key)):
            if not text:
                raise InvalidRecord(field, text, "say which row was amended")
            check_text(field, text)
        if self.at.tzinfo is None:
            raise InvalidRecord("at", self.at.isoformat(), "an instant needs a zone")
        if (self.kind is AmendmentKind.CORRECTED) != bool(self.imported):
            raise InvalidRecord("imported", self.imported[:40], "a correction has the row as it was, the others none")
