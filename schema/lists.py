"""The lists of staff members, people and accounts.

Decides: which lists there are, what each is asked with, and that a list of staff members or people by a name, which is
a search for somebody, leaves a row in the audit log. Does not decide: the rows (``graph.questions`` does).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Annotated, Final

import strawberry
from strawberry import enum_value as word

from graph.domain import records
from graph.domain.calendar import check_day
from graph.questions.asking import Asker, note
from graph.questions.entities import employed_staff
from graph.questions.paging import PageRequest, entity_page
from graph.questions.search import check_searchable
from graph.store.values import Filter, Order
from schema.connections import After, Before, Connection, First, Last
from schema.context import Info
from schema.entities import Account, AsOf, Person, StaffMember
from schema.global_ids import own_id

NO_ROW: Final = (
    "A list is not a question about a named person and writes no row to the audit log, unless it is filtered by name: "
    "then it writes one about those it shows, for the purpose of the request."
)
_NAME: Final = (
    "Only those of whom each word of this text begins a part of the name, the id or the address; case and accents do "
    "not matter. 1 to 200 characters with a letter or digit."
)
_EITHER_ID: Final = "The global id or the firm's own id."


@strawberry.type(description="A page of the staff members who are with us on a day, in the order asked for.")
class StaffConnection(Connection[StaffMember]):
    """A page of staff members."""


@strawberry.type(description="A page of people on record at customers, in the order asked for.")
class PersonConnection(Connection[Person]):
    """A page of people."""


@strawberry.type(description="A page of accounts on record, in the order asked for.")
class AccountConnection(Connection[Account]):
    """A page of accounts."""


@strawberry.enum(name="ListOrderField", description="By what a list is ordered, always ascending and by code point.")
class ListOrderField(Enum):
    """By what a list is ordered."""

    ID = word("id", description="By the firm's own id.")
    NAME = word("name", description="By name without regard to case, equal names by the firm's own id.")


@strawberry.input(description="The order of a list. For the descending order page from its end, with last and before.")
class ListOrder:
    """The order of a list."""

    field: ListOrderField = strawberry.field(default=ListOrderField.ID, description="By what.")


@strawberry.input(description="Which staff members: those for whom all that is stated is true; null states nothing.")
class StaffFilter:
    """Which staff members."""

    name: str | None = strawberry.field(default=None, description=_NAME)
    team: str | None = strawberry.field(
        default=None, description="Only those of exactly this team; empty for nobody's team."
    )
    manager_id: strawberry.ID | None = strawberry.field(
        default=None, description=f"Only those who report to this staff member. {_EITHER_ID}"
    )
    ends_after: date | None = strawberry.field(
        default=None, description="Only those whose end is recorded and later than this day: who is about to leave."
    )


@strawberry.input(description="Which people: those for whom all that is stated is true; null states nothing.")
class PersonFilter:
    """Which people."""

    name: str | None = strawberry.field(default=None, description=_NAME)
    employer_id: strawberry.ID | None = strawberry.field(
        default=None, description=f"Only those who work, ever worked or will work for this account. {_EITHER_ID}"
    )


@strawberry.input(description="Which accounts: those for which all that is stated is true; null states nothing.")
class AccountFilter:
    """Which accounts."""

    name: str | None = strawberry.field(default=None, description=_NAME)
    industry: str | None = strawberry.field(default=None, description="Only those of exactly this industry.")
    parent_id: strawberry.ID | None = strawberry.field(
        default=None, description=f"Only those that belong directly to this account. {_EITHER_ID}"
    )


OnlyStaff = Annotated[StaffFilter | None, strawberry.argument(name="filter", description="Which staff members.")]
OnlyPeople = Annotated[PersonFilter | None, strawberry.argument(name="filter", description="Which people.")]
OnlyAccounts = Annotated[AccountFilter | None, strawberry.argument(name="filter", description="Which accounts.")]
OrderBy = Annotated[ListOrder | None, strawberry.argument(description="The order; by default by the firm's own id.")]


async def staff(
    info: Info,
    *,
    as_of: AsOf = None,
    only: OnlyStaff = None,
    order_by: OrderBy = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> StaffConnection:
    """The staff members employed on a day."""
    request, stated = PageRequest(first, after, last, before), only or StaffFilter()
    asker = _asker(info, stated.name)
    check_day("endsAfter", stated.ends_after)
    wanted = Filter(
        ends_after=stated.ends_after,
        team=stated.team,
        manager_id=_id(records.StaffMember, stated.manager_id),
        tokens=_tokens(stated.name),
    )
    day = await info.context.day(as_of)
    page = await employed_staff(info.context.store, request, day, wanted, _order(order_by))
    await _note(info, asker, "staff", page.rows)
    return StaffConnection.of(page, StaffMember.from_answer)


async def people(
    info: Info,
    *,
    only: OnlyPeople = None,
    order_by: OrderBy = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> PersonConnection:
    """People at customers."""
    request, stated = PageRequest(first, after, last, before), only or PersonFilter()
    asker = _asker(info, stated.name)
    wanted = Filter(employer_id=_id(records.Account, stated.employer_id), tokens=_tokens(stated.name))
    page = await entity_page(info.context.store, records.Person, request, wanted, _order(order_by))
    await _note(info, asker, "people", page.rows)
    return PersonConnection.of(page, Person.from_answer)


async def accounts(
    info: Info,
    *,
    only: OnlyAccounts = None,
    order_by: OrderBy = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> AccountConnection:
    """Accounts."""
    request, stated = PageRequest(first, after, last, before), only or AccountFilter()
    wanted = Filter(
        industry=stated.industry, parent_id=_id(records.Account, stated.parent_id), tokens=_tokens(stated.name)
    )
    page = await entity_page(info.context.store, records.Account, request, wanted, _order(order_by))
    return AccountConnection.of(page, Account.from_answer)


def _tokens(name: str | None) -> tuple[str, ...]:
    return () if name is None else check_searchable("name", name)


def _id(kind: type[records.Entity], given: strawberry.ID | None) -> str | None:
    return None if given is None else own_id(kind, str(given))


def _order(order_by: ListOrder | None) -> Order:
    return Order.ID if order_by is None else Order[order_by.field.name]


def _asker(info: Info, name: str | None) -> Asker | None:
    """Who looks for somebody by name, settled before anything is read; None for a list that nobody is looked for in."""
    return None if name is None else info.context.asker()


async def _note(
    info: Info, asker: Asker | None, field: str, rows: Sequence[records.StaffMember | records.Person]
) -> None:
    if asker is not None:
        await note(info.context.store, info.context.audit, asker, field, [row.id for row in rows])
