"""Whoever or whatever has an id: a question about a named person, which leaves a row in the audit log.

Decides: which ids each field takes, and under which name it is kept that somebody was looked up.
Does not decide: who has an id, nor what a row of the audit log holds (``graph.questions.asking`` does).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import strawberry

from graph.domain import records
from graph.domain.kinds import Record
from graph.errors import InvalidInput
from graph.questions.asking import note
from schema.context import PURPOSE, Info, Row
from schema.entities import Account, Node, Person, StaffMember, account_of, person_of, staff_member
from schema.global_ids import own_id, read_global_id
from schema.rows import NAMING, named_in, node_of

MOST_NODES: Final = 100

EitherId = Annotated[
    strawberry.ID,
    strawberry.argument(
        description="The global id or the firm's own id; where a text could be both, it is taken as the global id."
    ),
]
GlobalId = Annotated[strawberry.ID, strawberry.argument(description="A global id, as found in any field called id.")]
GlobalIds = Annotated[list[strawberry.ID], strawberry.argument(description=f"At most {MOST_NODES} global ids.")]
Purpose = Annotated[str | None, strawberry.argument(description=PURPOSE)]


async def node(info: Info, id: GlobalId) -> Node | None:  # noqa: A002  # the argument's name in GraphQL
    """Whatever has a global id."""
    return (await _named(info, [id]))[0]


async def nodes(info: Info, ids: GlobalIds) -> list[Node | None]:
    """Whatever has these global ids, in their order."""
    if len(ids) > MOST_NODES:
        raise InvalidInput("ids", len(ids), f"ask for at most {MOST_NODES} at once")
    return await _named(info, ids)


async def staff_member_by_id(
    info: Info,
    id: EitherId,  # noqa: A002  # the argument's name in GraphQL
    purpose: Purpose = None,
) -> StaffMember | None:
    """One of ours."""
    asker = info.context.asker(purpose)
    found = await info.context.loaders.staff.load(own_id(records.StaffMember, id))
    await note(info.context.store, info.context.audit, asker, "staffMember", _ids([found]))
    info.context.noted([found])
    return staff_member(found)


async def person_by_id(
    info: Info,
    id: EitherId,  # noqa: A002  # the argument's name in GraphQL
    purpose: Purpose = None,
) -> Person | None:
    """Someone at a customer."""
    asker = info.context.asker(purpose)
    found = await info.context.loaders.people.load(own_id(records.Person, id))
    await note(info.context.store, info.context.audit, asker, "person", _ids([found]))
    info.context.noted([found])
    return person_of(found)


async def account_by_id(info: Info, id: EitherId) -> Account | None:  # noqa: A002  # the argument's name in GraphQL
    """A customer organisation: not a person, so it leaves no row."""
    return account_of(await info.context.loaders.accounts.load(own_id(records.Account, id)))


async def _named(info: Info, ids: Sequence[str]) -> list[Node | None]:
    """Whatever these ids name, after one audit row about the staff members and people among them.

    Who asks is settled before anything is read, so that without a purpose nobody learns whether an id is taken."""
    named = [read_global_id(one) for one in ids]
    asker = info.context.asker() if any(one is not None and one[0] in NAMING for one in named) else None
    found = await asyncio.gather(*(_entity(info, one) for one in named))
    if asker is not None:
        await note(info.context.store, info.context.audit, asker, "node", _ids(found))
        info.context.noted(found)
    return [node_of(one) for one in found]


async def _entity(info: Info, named: Row | None) -> Record | None:
    if named is None:
        return None
    kind, key = named
    for entity in (records.StaffMember, records.Person, records.Account):
        if kind is entity:
            return await info.context.loaders.entity(entity, str(key[0]))
    return await info.context.loaders.rows.load(named)


def _ids(found: Sequence[Record | None]) -> list[str]:
    """The firm's own ids of the staff members and people found or named, each once."""
    return list(dict.fromkeys(name for one in found if one is not None for name in named_in(one)))
