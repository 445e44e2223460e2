"""Everything that can be asked.

Decides: the root fields. Does not decide: any answer.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

import strawberry

from graph.domain import records
from graph.errors import InvalidInput
from schema.context import Info
from schema.departure import DepartureImpactResult, departure_impact
from schema.entities import Account, Node, Person, StaffMember, account_of, node_of, person_of, staff_member
from schema.global_ids import own_id, read_global_id
from schema.lists import AccountConnection, PersonConnection, StaffConnection, accounts, people, staff
from schema.model_card import ModelCard, model_card

MOST_NODES = 100

EitherId = Annotated[
    strawberry.ID,
    strawberry.argument(
        description="The global id or the firm's own id; where a text could be both, it is taken as the global id."
    ),
]
GlobalId = Annotated[strawberry.ID, strawberry.argument(description="A global id, as found in any field called id.")]
GlobalIds = Annotated[list[strawberry.ID], strawberry.argument(description=f"At most {MOST_NODES} global ids.")]


@strawberry.type(description="Whoever asks.")
class Viewer:
    """Whoever asks."""

    name: str = strawberry.field(description='Name as written to the audit log; "local" without sign-in.')


async def _node(info: Info, id: GlobalId) -> Node | None:  # noqa: A002  # the argument's name in GraphQL
    named = read_global_id(id)
    return None if named is None else node_of(await info.context.loaders.entity(*named))


async def _nodes(info: Info, ids: GlobalIds) -> list[Node | None]:
    if len(ids) > MOST_NODES:
        raise InvalidInput("ids", len(ids), f"ask for at most {MOST_NODES} at once")
    return list(await asyncio.gather(*(_node(info, one) for one in ids)))


async def _viewer(info: Info) -> Viewer:
    return Viewer(name=info.context.viewer)


async def _staff_member(info: Info, id: EitherId) -> StaffMember | None:  # noqa: A002  # the argument's name in GraphQL
    return staff_member(await info.context.loaders.staff.load(own_id(records.StaffMember, id)))


async def _person(info: Info, id: EitherId) -> Person | None:  # noqa: A002  # the argument's name in GraphQL
    return person_of(await info.context.loaders.people.load(own_id(records.Person, id)))


async def _account(info: Info, id: EitherId) -> Account | None:  # noqa: A002  # the argument's name in GraphQL
    return account_of(await info.context.loaders.accounts.load(own_id(records.Account, id)))


@strawberry.type(description="Everything that can be asked. Nothing here changes anything but the audit log.")
class Query:
    """Everything that can be asked."""

    node: Node | None = strawberry.field(
        resolver=_node, description="Whatever has this global id; null when nothing has."
    )
    nodes: list[Node | None] = strawberry.field(
        resolver=_nodes, description="Whatever has these global ids, in their order; null where nothing has."
    )
    viewer: Viewer = strawberry.field(resolver=_viewer, description="Whoever asks.")
    staff_member: StaffMember | None = strawberry.field(
        resolver=_staff_member, description="One of ours by id; null when nobody has it."
    )
    staff: StaffConnection = strawberry.field(
        resolver=staff,
        description="The staff members who are with us on a day; those who left before or start later are found by id.",
    )
    person: Person | None = strawberry.field(
        resolver=_person, description="Someone at a customer by id; null when nobody has it."
    )
    people: PersonConnection = strawberry.field(
        resolver=people,
        description="All people on record at customers; nothing dates a person, so the list is the same as of any day.",
    )
    account: Account | None = strawberry.field(
        resolver=_account, description="A customer organisation by id; null when none has it."
    )
    accounts: AccountConnection = strawberry.field(
        resolver=accounts,
        description="All accounts on record; a missing since means always, so the list is the same as of any day.",
    )
    departure_impact: DepartureImpactResult = strawberry.field(
        resolver=departure_impact,
        description="What happens if these staff members leave: which accounts would follow them, what it costs within "
        "18 months, and why. It writes one row to the audit log.",
    )
    model_card: ModelCard = strawberry.field(
        resolver=model_card, description="Every assumption of the model with its source, and its limits."
    )
