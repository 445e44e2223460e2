"""The layout of the folder: every file that is read, its columns, its key, and the record a row becomes.

Decides: order, which columns are required, what refers to what. The order of ``LAYOUT`` is the order of writing: what
a row refers to stands in an earlier file, or in the same one (``self_reference``); what was decided by hand about rows
comes before all of them. Does not decide: the names of files (``files``), how a cell is written (``parsing``), nor what
is done with a bad row (``judging``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from exchange import builders as build
from exchange import further_builders as further
from exchange import names as column
from exchange.columns import Cells, Column, Referred
from exchange.files import FILE_OF
from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import KEY_FIELDS, Record
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


@dataclass(frozen=True, slots=True)
class FileLayout:
    """A file of the folder. ``record``: what a row becomes. ``says``: what it is. ``key``: the columns no two rows
    share (none: one row in all), but for bookings without a ref, which are ranked.

    ``entity``: the kind of row whose ids the file defines, so that others may refer to it. ``self_reference``: the
    column that names another row of the same file. ``currency``: the column that names the currency of the row's
    amount; for the firm, that of all amounts."""

    record: type[Record]
    says: str
    columns: tuple[Column[object], ...]
    key: tuple[Column[object], ...]
    build: Callable[[Cells], Record]
    entity: type[Referred] | None = None
    self_reference: Column[str | None] | None = None
    currency: Column[str] | None = None

    @property
    def name(self) -> str:
        """The name of the file."""
        return FILE_OF[self.record]

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that must be in the header."""
        return tuple(column.name for column in self.columns if column.required)

    def key_of(self) -> Callable[[Record], object]:
        """A function from a record to its natural key."""
        fields = KEY_FIELDS[self.record]
        return attrgetter(*fields) if fields else lambda _record: ()

    def cells(self, record: Record) -> list[str]:
        """The row that a record becomes: all columns, each written so that it is read as the same."""
        return [column.cell(record) for column in self.columns]


FIRM: Final = FileLayout(
    Firm,
    "we ourselves, in one row",
    columns=(column.FIRM_NAME, column.DOMAINS, column.FIRM_CURRENCY, column.TIME_ZONE),
    key=(),
    build=build.firm,
    currency=column.FIRM_CURRENCY,
)
STAFF: Final = FileLayout(
    StaffMember,
    "a staff member, one of ours",
    columns=(column.ID, column.NAME, column.EMAIL, column.TITLE, column.TEAM, column.MANAGER, column.START, column.END),
    key=(column.ID,),
    build=build.staff_member,
    entity=StaffMember,
    self_reference=column.MANAGER,
)
ACCOUNTS: Final = FileLayout(
    Account,
    "an account, a customer organisation",
    columns=(column.ID, column.NAME, column.DOMAIN, column.INDUSTRY, column.PARENT, column.SINCE),
    key=(column.ID,),
    build=build.account,
    entity=Account,
    self_reference=column.PARENT,
)
BUYING: Final = FileLayout(
    Buying,
    "how an account buys from a day on, until its next row",
    columns=(
        column.ACCOUNT,
        column.FROM,
        column.APPROACH,
        column.DECISION_RULE,
        column.SWITCHING_COST,
        column.OTHER_SUPPLIERS,
        column.RENEWAL,
    ),
    key=(column.ACCOUNT, column.FROM),
    build=build.buying,
)
PEOPLE: Final = FileLayout(
    Person,
    "a person, someone at a customer",
    columns=(column.ID, column.PERSON_NAME, column.EMAIL, column.TITLE),
    key=(column.ID,),
    build=build.person,
    entity=Person,
)
EMPLOYMENTS: Final = FileLayout(
    Employment,
    "a person's role at an account, from and until",
    columns=(
        column.PERSON,
        column.ACCOUNT,
        column.TITLE,
        column.DECISION_ROLE,
        column.DECISION_WEIGHT,
        column.VETO,
        column.START,
        column.END,
    ),
    key=(column.PERSON, column.ACCOUNT, column.START),
    build=build.employment,
)
SERVICES: Final = FileLayout(
    Service,
    "a staff member's role on an account, from and until",
    columns=(column.STAFF, column.ACCOUNT, column.SERVICE_ROLE, column.START, column.END),
    key=(column.STAFF, column.ACCOUNT, column.SERVICE_ROLE, column.START),
    build=build.service,
)
TOUCHES: Final = FileLayout(
    Touch,
    "one dated contact between a staff member and a person, an account, or both; never its content",
    columns=(
        column.ID,
        column.AT,
        column.STAFF,
        column.SOME_PERSON,
        column.SOME_ACCOUNT,
        column.CHANNEL,
        column.DIRECTION,
    ),
    key=(column.ID,),
    build=build.touch,
)
CLOSENESS: Final = FileLayout(
    Closeness,
    "a human rating of how close a staff member is to a person",
    columns=(column.STAFF, column.PERSON, column.CLOSENESS, column.RATED_ON, column.RATED_BY),
    key=(column.STAFF, column.PERSON, column.RATED_ON),
    build=build.closeness,
)
PROMISES: Final = FileLayout(
    Promise,
    "an expectation of a person or an account, and how it ended",
    columns=(
        column.ID,
        column.STAFF,
        column.SOME_PERSON,
        column.SOME_ACCOUNT,
        column.MADE_ON,
        column.DUE_ON,
        column.OUTCOME,
        column.CLOSED_ON,
    ),
    key=(column.ID,),
    build=build.promise,
)
REVENUE: Final = FileLayout(
    Booking,
    "revenue booked with an account on a day",
    columns=(column.ACCOUNT, column.BOOKED_ON, column.AMOUNT, column.CURRENCY, column.REF, column.LINE),
    key=(column.ACCOUNT, column.BOOKED_ON, column.REF),
    build=build.booking,
    currency=column.CURRENCY,
)
COVENANTS: Final = FileLayout(
    Covenant,
    "a non-solicit or non-compete that binds one staff member",
    columns=(column.STAFF, column.COVENANT_KIND, column.COVENANT_FROM, column.COVENANT_ACCOUNT, column.UNTIL),
    key=(column.STAFF, column.COVENANT_KIND, column.COVENANT_ACCOUNT, column.COVENANT_FROM),
    build=build.covenant,
)

GAINS: Final = FileLayout(
    Gain,
    "money that a customer made through us, from and until",
    columns=(
        column.ID,
        column.ACCOUNT,
        column.GAIN_FROM,
        column.GAIN_UNTIL,
        column.GAINED,
        column.CURRENCY,
        column.GAIN_OWNER,
        column.AGAINST_ALTERNATIVE,
        column.VERIFIED,
    ),
    key=(column.ID,),
    build=further.gain,
    currency=column.CURRENCY,
)
REFERRALS: Final = FileLayout(
    Referral,
    "a person brought an account",
    columns=(column.REFERRER, column.ACCOUNT, column.REFERRED_ON),
    key=(column.REFERRER, column.ACCOUNT),
    build=further.referral,
)
COLLEAGUES: Final = FileLayout(
    Colleague,
    "a staff member hired another, or they worked together before",
    columns=(column.STAFF, column.OTHER, column.COLLEAGUE_KIND, column.COLLEAGUE_SINCE),
    key=(column.STAFF, column.OTHER, column.COLLEAGUE_KIND),
    build=further.colleague,
)
DEPARTURES: Final = FileLayout(
    Departure,
    "a staff member left",
    columns=(column.ID, column.STAFF, column.NOTICED_ON, column.LEFT_ON, column.DESTINATION),
    key=(column.ID,),
    build=further.departure,
    entity=Departure,
)
OUTCOMES: Final = FileLayout(
    Outcome,
    "what became of an account after a departure",
    columns=(column.DEPARTURE, column.ACCOUNT, column.ACCOUNT_OUTCOME, column.OUTCOME_ON, column.OUTCOME_VALUE),
    key=(column.DEPARTURE, column.ACCOUNT),
    build=further.outcome,
)
ATTENTION: Final = FileLayout(
    Attention,
    "how a staff member's hours of a month were spent",
    columns=(column.STAFF, column.MONTH, column.CUSTOMER_HOURS, column.INTERNAL_HOURS),
    key=(column.STAFF, column.MONTH),
    build=further.attention,
)
RETRACTIONS: Final = FileLayout(
    Amendment,
    "what was decided by hand about a row, and outlives imports",
    columns=(column.AMENDED_FILE, column.AMENDMENT_KIND, column.AMENDED_KEY, column.AMENDED_AT, column.IMPORTED),
    key=(column.AMENDED_FILE, column.AMENDED_KEY),
    build=further.amendment,
)

LAYOUT: Final = (
    RETRACTIONS,  # before all others: a retraction keeps their rows out
    FIRM,
    STAFF,
    ACCOUNTS,
    BUYING,
    PEOPLE,
    EMPLOYMENTS,
    SERVICES,
    TOUCHES,
    CLOSENESS,
    PROMISES,
    REVENUE,
    COVENANTS,
    GAINS,
    REFERRALS,
    COLLEAGUES,
    DEPARTURES,
    OUTCOMES,
    ATTENTION,
)
"""The files that are read, in the order in which they are written."""

NOT_READ_YET: Final = ("decisions.csv",)
"""Files of the layout that later parts of the model read."""
