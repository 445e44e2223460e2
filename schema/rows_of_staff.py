"""What a staff member does for us and is bound by, as GraphQL shows it: services and covenants.

Decides: which recorded facts of them are shown. Does not decide: which are in force on a day (the engine does).
"""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry

from graph.domain import records
from schema.context import Info
from schema.entities import VERSION, Account, Node, StaffMember, account_of, staff_member
from schema.global_ids import row_id
from schema.words import CovenantKindWord, ServiceRoleWord


async def _staff_member(row: strawberry.Parent[Service | Covenant], info: Info) -> StaffMember | None:
    return staff_member(await info.context.loaders.staff.load(row.staff_id))


async def _account(row: strawberry.Parent[Service | Covenant], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(row.account_id) if row.account_id else None)


@strawberry.type(description="A staff member's role on an account, as recorded today. Source: services.csv.")
class Service(Node):
    """A staff member's role on an account."""

    version: int = strawberry.field(description=VERSION)
    staff_id: strawberry.Private[str]
    account_id: strawberry.Private[str | None]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_staff_member, description="Who; null only if erased while the answer was made."
    )
    account: Account | None = strawberry.field(
        resolver=_account, description="On which account; null only if erased while the answer was made."
    )
    role: ServiceRoleWord = strawberry.field(description="What they do there.")
    start: date | None = strawberry.field(description="First day; null when unknown, which counts as always.")
    end: date | None = strawberry.field(description="First day no longer; null while no end is recorded.")

    @classmethod
    def from_answer(cls, found: records.Service) -> Self:
        """The type of a recorded service."""
        return cls(
            id=row_id(found),
            version=found.version,
            staff_id=found.staff_id,
            account_id=found.account_id,
            role=ServiceRoleWord[found.role.name],
            start=found.start,
            end=found.end,
        )


@strawberry.type(description="What binds one staff member after leaving, as recorded today. Source: covenants.csv.")
class Covenant(Node):
    """What binds a staff member after leaving."""

    version: int = strawberry.field(description=VERSION)
    staff_id: strawberry.Private[str]
    account_id: strawberry.Private[str | None]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_staff_member, description="Whom it binds; null only if erased while the answer was made."
    )
    kind: CovenantKindWord = strawberry.field(description="What it forbids.")
    account: Account | None = strawberry.field(resolver=_account, description="The only account it is about; or null.")
    start: date | None = strawberry.field(name="from", description="First day in force; null for always.")
    until: date | None = strawberry.field(description="First day no longer in force; null while no end is recorded.")

    @classmethod
    def from_answer(cls, found: records.Covenant) -> Self:
        """The type of a recorded covenant."""
        return cls(
            id=row_id(found),
            version=found.version,
            staff_id=found.staff_id,
            account_id=found.account_id,
            kind=CovenantKindWord[found.kind.name],
            start=found.start,
            until=found.until,
        )
