"""Staff members, people, accounts and employments as GraphQL shows them.

Decides: which recorded facts are shown, and how entities lead to one another. Does not decide: what is recorded, nor
which rows a list holds (``graph.questions`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

import strawberry

from graph.domain import records
from graph.domain.kinds import Key, Record
from graph.questions import entities
from graph.questions.paging import Page, PageRequest
from schema.connections import After, Before, First, Last, PageInfo
from schema.context import Info
from schema.global_ids import id_of_key, row_id
from schema.owned_rows import RowsOfAccount, RowsOfPerson, RowsOfStaffMember
from schema.words import DecisionRoleWord

OWN_ID = "The firm's own id, as in the imported files."
VERSION = "The revision that last changed this row, from 1; whoever changes it states it as expectedVersion."
AsOf = Annotated[
    date | None,
    strawberry.argument(
        description="The day asked about, all of it included; by default today in the firm's time zone."
    ),
]


@strawberry.interface(description="Anything that can be fetched again by its global id.")
class Node:
    """Anything with a global id."""

    id: strawberry.ID = strawberry.field(
        description="Global id: opaque, unique over all kinds. It holds what tells the row apart from others of its "
        "kind, so it stays as long as that does."
    )


async def _manager(member: strawberry.Parent[StaffMember], info: Info) -> StaffMember | None:
    return staff_member(await info.context.loaders.staff.load(member.manager_id) if member.manager_id else None)


@strawberry.type(description="One of ours, as recorded today. Source: staff.csv.")
class StaffMember(Node, RowsOfStaffMember):
    """One of ours."""

    own_id: str = strawberry.field(description=OWN_ID)
    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Name.")
    email: str = strawberry.field(description="E-mail address; empty when not recorded.")
    title: str = strawberry.field(description="Job title; empty when not recorded.")
    team: str = strawberry.field(description="Team; empty for nobody's team.")
    start: date | None = strawberry.field(description="First day with us; null when unknown, which counts as always.")
    end: date | None = strawberry.field(
        description="First day no longer with us as recorded today, so it may lie after the day a list was asked as "
        "of; null while no end is recorded."
    )
    manager_id: strawberry.Private[str | None]
    manager: StaffMember | None = strawberry.field(resolver=_manager, description="Their manager; null for none.")

    @classmethod
    def from_answer(cls, found: records.StaffMember) -> Self:
        """The type of a recorded staff member."""
        return cls(
            id=row_id(found),
            own_id=found.id,
            version=found.version,
            name=found.name,
            email=found.email,
            title=found.title,
            team=found.team,
            start=found.start,
            end=found.end,
            manager_id=found.manager_id,
        )


async def _parent(account: strawberry.Parent[Account], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(account.parent_id) if account.parent_id else None)


@strawberry.type(description="A customer organisation, as recorded today. Source: accounts.csv.")
class Account(Node, RowsOfAccount):
    """A customer organisation."""

    own_id: str = strawberry.field(description=OWN_ID)
    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Name.")
    domain: str = strawberry.field(description="E-mail domain; empty when not recorded.")
    industry: str = strawberry.field(description="Industry, in the firm's own words; empty when not recorded.")
    since: date | None = strawberry.field(description="Customer since this day; null when not recorded.")
    parent_id: strawberry.Private[str | None]
    parent: Account | None = strawberry.field(resolver=_parent, description="The account it belongs to; null for none.")

    @classmethod
    def from_answer(cls, found: records.Account) -> Self:
        """The type of a recorded account."""
        return cls(
            id=row_id(found),
            own_id=found.id,
            version=found.version,
            name=found.name,
            domain=found.domain,
            industry=found.industry,
            since=found.since,
            parent_id=found.parent_id,
        )


async def _employed(employment: strawberry.Parent[Employment], info: Info) -> Person | None:
    return person_of(await info.context.loaders.people.load(employment.person_id))


async def _employing(employment: strawberry.Parent[Employment], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(employment.account_id))


@strawberry.type(description="A person's role at an account, as recorded today. Source: employments.csv.")
class Employment(Node):
    """A person's role at an account."""

    version: int = strawberry.field(description=VERSION)
    person_id: strawberry.Private[str]
    account_id: strawberry.Private[str]
    person: Person | None = strawberry.field(resolver=_employed, description="Who; null only if erased meanwhile.")
    account: Account | None = strawberry.field(resolver=_employing, description="Where; null only if erased meanwhile.")
    title: str = strawberry.field(description="Job title there; empty when not recorded.")
    decision_role: DecisionRoleWord | None = strawberry.field(
        description="Part in the account's buying; null when not recorded."
    )
    decision_weight: float | None = strawberry.field(
        description="Weight in the decision, 0 to 1000000, in place of the role's; null for the role's."
    )
    veto: bool = strawberry.field(description="Whether they can veto a purchase.")
    start: date | None = strawberry.field(description="First day there; null when unknown, which counts as always.")
    end: date | None = strawberry.field(description="First day no longer there; null while no end is recorded.")

    @classmethod
    def from_answer(cls, found: records.Employment) -> Self:
        """The type of a recorded employment."""
        return cls(
            id=row_id(found),
            version=found.version,
            person_id=found.person_id,
            account_id=found.account_id,
            title=found.title,
            decision_role=None if found.decision_role is None else DecisionRoleWord[found.decision_role.name],
            decision_weight=found.decision_weight,
            veto=found.veto,
            start=found.start,
            end=found.end,
        )


async def _employment(edge: strawberry.Parent[EmployerEdge], info: Info) -> Employment | None:
    return employment_of(await info.context.loaders.rows.load((records.Employment, edge.key)))


async def _employer_account(edge: strawberry.Parent[EmployerEdge], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(edge.account_id))


@strawberry.type(description="An employment: an account a person works for, and since when. Source: employments.csv.")
class EmployerEdge:
    """An employment."""

    cursor: str = strawberry.field(description="Opaque place of the row in this list; hand it back as after or before.")
    start: date | None = strawberry.field(description="First day there; null when unknown, which counts as always.")
    end: date | None = strawberry.field(
        description="First day no longer there; null while it lasts, and when it ends only after the day asked about."
    )
    account_id: strawberry.Private[str]
    key: strawberry.Private[Key]
    employment_id: strawberry.ID = strawberry.field(description="Global id of the employment.")
    employment: Employment | None = strawberry.field(
        resolver=_employment,
        description="The employment as recorded today, whatever day is asked about; null only if it was retracted "
        "while the answer was made.",
    )
    node: Account | None = strawberry.field(
        resolver=_employer_account, description="The account; null only if it was erased while the answer was made."
    )


@strawberry.type(description="A page of the accounts a person works or has worked for, by account and start.")
class EmployerConnection:
    """A page of employments."""

    edges: list[EmployerEdge] = strawberry.field(description="At most 100 employments.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count: int = strawberry.field(description="Employments as of the day, past ones included.")

    @classmethod
    def from_answer(cls, page: Page[entities.Employer], person_id: str) -> Self:
        """The type of a page of a person's employments."""
        edges = [
            EmployerEdge(
                cursor=cursor,
                start=row.start,
                end=row.end,
                account_id=row.account_id,
                key=(key := (person_id, row.account_id, row.start)),
                employment_id=id_of_key(records.Employment, key),
            )
            for cursor, row in zip(page.cursors, page.rows, strict=True)
        ]
        return cls(edges=edges, page_info=PageInfo.of(page), total_count=page.total)


async def _employers(
    person: strawberry.Parent[Person],
    info: Info,
    *,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> EmployerConnection:
    day, page = await info.context.day(as_of), PageRequest(first, after, last, before)
    recorded = await info.context.loaders.employers.load(person.own_id)
    return EmployerConnection.from_answer(entities.employers_as_of(recorded, page, day), person.own_id)


@strawberry.type(
    description="Someone at a customer, with one id across employers and addresses, as recorded today. "
    "Source: people.csv."
)
class Person(Node, RowsOfPerson):
    """Someone at a customer."""

    own_id: str = strawberry.field(description=OWN_ID)
    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Name; empty when not recorded.")
    email: str = strawberry.field(description="E-mail address; empty when not recorded.")
    title: str = strawberry.field(description="Job title; empty when not recorded.")
    employers: EmployerConnection = strawberry.field(
        resolver=_employers,
        description="The accounts they work or have worked for; an employment that starts after asOf is not there.",
    )

    @classmethod
    def from_answer(cls, found: records.Person) -> Self:
        """The type of a recorded person."""
        return cls(
            id=row_id(found),
            own_id=found.id,
            version=found.version,
            name=found.name,
            email=found.email,
            title=found.title,
        )


def staff_member(found: records.StaffMember | None) -> StaffMember | None:
    """The type of a staff member who may not be there."""
    return None if found is None else StaffMember.from_answer(found)


def person_of(found: records.Person | None) -> Person | None:
    """The type of a person who may not be there."""
    return None if found is None else Person.from_answer(found)


def account_of(found: records.Account | None) -> Account | None:
    """The type of an account that may not be there."""
    return None if found is None else Account.from_answer(found)


def employment_of(found: Record | None) -> Employment | None:
    """The type of an employment that may not be there."""
    return Employment.from_answer(found) if isinstance(found, records.Employment) else None
