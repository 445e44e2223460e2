"""What a tie is made of, as GraphQL shows it: touches, ratings of closeness, promises.

Decides: which recorded facts of them are shown. Does not decide: what they are worth (the engine does).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

import strawberry

from graph.domain import records
from schema.context import Info
from schema.entities import OWN_ID, VERSION, Account, Node, Person, StaffMember, account_of, person_of, staff_member
from schema.global_ids import row_id
from schema.words import ChannelWord, DirectionWord, PromiseOutcomeWord


async def _staff_member(row: strawberry.Parent[Touch | Closeness | Promise], info: Info) -> StaffMember | None:
    return staff_member(await info.context.loaders.staff.load(row.staff_id))


async def _person(row: strawberry.Parent[Touch | Closeness | Promise], info: Info) -> Person | None:
    return person_of(await info.context.loaders.people.load(row.person_id) if row.person_id else None)


async def _account(row: strawberry.Parent[Touch | Promise], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(row.account_id) if row.account_id else None)


@strawberry.type(
    description="One dated contact of a staff member with a customer; never its content. Source: touches.csv."
)
class Touch(Node):
    """One dated contact."""

    own_id: str = strawberry.field(description=OWN_ID)
    version: int = strawberry.field(description=VERSION)
    at: datetime = strawberry.field(description="When it happened.")
    on: date = strawberry.field(description="The day it falls on in the firm's time zone.")
    channel: ChannelWord = strawberry.field(description="How it happened.")
    direction: DirectionWord = strawberry.field(description="Who reached out.")
    staff_id: strawberry.Private[str]
    person_id: strawberry.Private[str | None]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_staff_member, description="Whose touch it is; null only if erased while the answer was made."
    )
    person: Person | None = strawberry.field(
        resolver=_person, description="Whom it was with; null when the touch names only the account."
    )
    account_id: strawberry.Private[str | None]
    account: Account | None = strawberry.field(
        resolver=_account, description="The account it names; null when it names only the person."
    )

    @classmethod
    def from_answer(cls, found: records.Touch) -> Self:
        """The type of a recorded touch."""
        return cls(
            id=row_id(found),
            own_id=found.id,
            version=found.version,
            at=found.at,
            on=found.on,
            channel=ChannelWord[found.channel.name],
            direction=DirectionWord[found.direction.name],
            staff_id=found.staff_id,
            person_id=found.person_id,
            account_id=found.account_id,
        )


@strawberry.type(description="A human rating of how close a staff member is to a person. Source: closeness.csv.")
class Closeness(Node):
    """A rating of closeness."""

    version: int = strawberry.field(description=VERSION)
    staff_id: strawberry.Private[str]
    person_id: strawberry.Private[str]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_staff_member, description="Who is close; null only if erased while the answer was made."
    )
    person: Person | None = strawberry.field(
        resolver=_person, description="To whom; null only if erased while the answer was made."
    )
    on: date = strawberry.field(description="The day of the rating; a later one takes its place.")
    closeness: int = strawberry.field(description="0 (not close at all) to 4 (closest).")
    by: str = strawberry.field(description="Who rated; empty when not recorded.")

    @classmethod
    def from_answer(cls, found: records.Closeness) -> Self:
        """The type of a recorded rating."""
        return cls(
            id=row_id(found),
            version=found.version,
            staff_id=found.staff_id,
            person_id=found.person_id,
            on=found.on,
            closeness=found.closeness,
            by=found.by,
        )


@strawberry.type(
    description="An expectation of a customer and how it ended; without closedOn it is open. Source: promises.csv."
)
class Promise(Node):
    """An expectation and how it ended."""

    own_id: str = strawberry.field(description=OWN_ID)
    version: int = strawberry.field(description=VERSION)
    staff_id: strawberry.Private[str]
    person_id: strawberry.Private[str | None]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_staff_member, description="Who made it; null only if erased while the answer was made."
    )
    person: Person | None = strawberry.field(
        resolver=_person, description="To whom; null when the promise names only the account."
    )
    account_id: strawberry.Private[str | None]
    account: Account | None = strawberry.field(
        resolver=_account, description="The account it names; null when it names only the person."
    )
    made_on: date = strawberry.field(description="The day it was made.")
    due_on: date | None = strawberry.field(description="The day it is due; null when not recorded.")
    outcome: PromiseOutcomeWord = strawberry.field(description="How it ended.")
    closed_on: date | None = strawberry.field(description="The day it ended; null while it is open.")

    @classmethod
    def from_answer(cls, found: records.Promise) -> Self:
        """The type of a recorded promise."""
        return cls(
            id=row_id(found),
            own_id=found.id,
            version=found.version,
            staff_id=found.staff_id,
            person_id=found.person_id,
            account_id=found.account_id,
            made_on=found.made_on,
            due_on=found.due_on,
            outcome=PromiseOutcomeWord[found.outcome.name],
            closed_on=found.closed_on,
        )
