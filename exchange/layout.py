"""The layout of the folder: every file that is read, its columns, its key, and the record a row becomes.

Decides: names, order, which columns are required, what refers to what. The order of ``LAYOUT`` is the order of
writing: what a row refers to stands in an earlier file, or in the same one (``self_reference``).
Does not decide: how a cell is written (``parsing``), nor what is done with a bad row (``judging``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from exchange import builders as build
from exchange import names as column
from exchange.columns import Cells, Column
from graph.domain.records import Account, Entity, Person, Record, StaffMember


@dataclass(frozen=True, slots=True)
class FileLayout:
    """A file of the folder. ``says``: what a row is. ``key``: the columns no two rows share (none: one row in all).

    ``entity``: the kind whose ids the file defines. ``self_reference``: the column that names another row of the same
    file. ``currency``: the column that names the currency of the row's amount."""

    name: str
    says: str
    columns: tuple[Column[object], ...]
    key: tuple[Column[object], ...]
    build: Callable[[Cells], Record]
    entity: type[Entity] | None = None
    self_reference: Column[str | None] | None = None
    currency: Column[str] | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that must be in the header."""
        return tuple(column.name for column in self.columns if column.required)

    def key_of(self) -> Callable[[Record], object]:
        """A function from a record to its natural key."""
        if not self.key:
            return lambda _record: ()
        return attrgetter(*(part.field for part in self.key))


FIRM: Final = FileLayout(
    "firm.csv",
    "we ourselves, in one row",
    columns=(column.FIRM_NAME, column.DOMAINS, column.FIRM_CURRENCY, column.TIME_ZONE),
    key=(),
    build=build.firm,
    currency=column.FIRM_CURRENCY,
)
STAFF: Final = FileLayout(
    "staff.csv",
    "a staff member, one of ours",
    columns=(
        column.ID,
        column.NAME,
        column.EMAIL,
        column.TITLE,
        column.TEAM,
        column.MANAGER,
        column.START,
        column.END,
    ),
    key=(column.ID,),
    build=build.staff_member,
    entity=StaffMember,
    self_reference=column.MANAGER,
)
ACCOUNTS: Final = FileLayout(
    "accounts.csv",
    "an account, a customer organisation",
    columns=(column.ID, column.NAME, column.DOMAIN, column.INDUSTRY, column.PARENT, column.SINCE),
    key=(column.ID,),
    build=build.account,
    entity=Account,
    self_reference=column.PARENT,
)
BUYING: Final = FileLayout(
    "buying.csv",
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
    "people.csv",
    "a person, someone at a customer",
    columns=(column.ID, column.PERSON_NAME, column.EMAIL, column.TITLE),
    key=(column.ID,),
    build=build.person,
    entity=Person,
)
EMPLOYMENTS: Final = FileLayout(
    "employments.csv",
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
    "services.csv",
    "a staff member's role on an account, from and until",
    columns=(column.STAFF, column.ACCOUNT, column.SERVICE_ROLE, column.START, column.END),
    key=(column.STAFF, column.ACCOUNT, column.SERVICE_ROLE, column.START),
    build=build.service,
)
TOUCHES: Final = FileLayout(
    "touches.csv",
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
    "closeness.csv",
    "a human rating of how close a staff member is to a person",
    columns=(column.STAFF, column.PERSON, column.CLOSENESS, column.RATED_ON, column.RATED_BY),
    key=(column.STAFF, column.PERSON, column.RATED_ON),
    build=build.closeness,
)
PROMISES: Final = FileLayout(
    "promises.csv",
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
    "revenue.csv",
    "revenue booked with an account on a day",
    columns=(column.ACCOUNT, column.BOOKED_ON, column.AMOUNT, column.CURRENCY, column.REF, column.LINE),
    key=(column.ACCOUNT, column.BOOKED_ON, column.REF),
    build=build.booking,
    currency=column.CURRENCY,
)
COVENANTS: Final = FileLayout(
    "covenants.csv",
    "a non-solicit or non-compete that binds one staff member",
    columns=(
        column.STAFF,
        column.COVENANT_KIND,
        column.COVENANT_FROM,
        column.COVENANT_ACCOUNT,
        column.UNTIL,
    ),
    key=(column.STAFF, column.COVENANT_KIND, column.COVENANT_ACCOUNT, column.COVENANT_FROM),
    build=build.covenant,
)

LAYOUT: Final = (
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
)
"""The files that are read, in the order in which they are written."""

NOT_READ_YET: Final = (
    "gains.csv",
    "referrals.csv",
    "colleagues.csv",
    "departures.csv",
    "outcomes.csv",
    "attention.csv",
    "decisions.csv",
)
"""Files of the layout that later parts of the model read."""
