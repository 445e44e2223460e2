"""The lists of staff members, people and accounts.

Decides: which lists there are and what each is asked with. Does not decide: the rows (``graph.questions`` does).
"""

from __future__ import annotations

from typing import Final

import strawberry

from graph.domain import records
from graph.questions.entities import employed_staff
from graph.questions.paging import PageRequest, entity_page
from schema.connections import After, Before, Connection, First, Last
from schema.context import Info
from schema.entities import Account, AsOf, Person, StaffMember

NO_ROW: Final = "A list is not a question about a named person and writes no row to the audit log."


@strawberry.type(description="A page of the staff members who are with us on a day, by the firm's own id.")
class StaffConnection(Connection[StaffMember]):
    """A page of staff members."""


@strawberry.type(description="A page of all people on record at customers, by the firm's own id.")
class PersonConnection(Connection[Person]):
    """A page of people."""


@strawberry.type(description="A page of all accounts on record, by the firm's own id.")
class AccountConnection(Connection[Account]):
    """A page of accounts."""


async def staff(
    info: Info,
    *,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> StaffConnection:
    """The staff members employed on a day."""
    page = await employed_staff(
        info.context.store, PageRequest(first, after, last, before), await info.context.day(as_of)
    )
    return StaffConnection.of(page, StaffMember.from_answer)


async def people(
    info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> PersonConnection:
    """All people at customers."""
    page = await entity_page(info.context.store, records.Person, PageRequest(first, after, last, before))
    return PersonConnection.of(page, Person.from_answer)


async def accounts(
    info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> AccountConnection:
    """All accounts."""
    page = await entity_page(info.context.store, records.Account, PageRequest(first, after, last, before))
    return AccountConnection.of(page, Account.from_answer)
