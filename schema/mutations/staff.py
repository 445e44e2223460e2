"""Changing staff members.

Decides: what can be said of a staff member. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import (
    NEW_ID,
    STAFF,
    TEXT,
    ChangeInput,
    NamedInput,
    Retracting,
    argument,
    kept,
    left_out,
    optional,
)
from schema.mutations.making import add, correct, retract_entity
from schema.mutations.results import AddRefusal, CorrectRefusal, EntityRetractRefusal, Retracted, StaffMemberSaved


@strawberry.input(description="One of ours whom the store does not know yet.")
class StaffMemberAddInput(ChangeInput):
    """One of ours."""

    id: strawberry.ID = strawberry.field(description=NEW_ID)
    name: str = strawberry.field(description=f"The name as people say it, not empty. {TEXT}")
    email: str | None = optional(f"E-mail address. {TEXT}")
    title: str | None = optional(f"Job title. {TEXT}")
    team: str | None = optional(f"Team. {TEXT}")
    manager_id: strawberry.ID | None = optional(f"The manager. {STAFF}")
    start: date | None = optional("First day with us; by default unknown, which counts as always.")
    end: date | None = optional("First day no longer with us; by default none is known.")


@strawberry.input(
    description="What is otherwise about a staff member. What is left out stays as it is. Somebody who leaves gets an "
    "end, and is not retracted."
)
class StaffMemberCorrectInput(NamedInput):
    """What is otherwise about a staff member."""

    name: str | None = kept(f"The name as people say it, not empty. {TEXT}")
    email: str | None = left_out(f"E-mail address. {TEXT}")
    title: str | None = left_out(f"Job title. {TEXT}")
    team: str | None = left_out(f"Team. {TEXT}")
    manager_id: strawberry.ID | None = left_out(f"The manager. {STAFF}")
    start: date | None = left_out("First day with us.")
    end: date | None = left_out("First day no longer with us.")


StaffMemberAddResult: TypeAlias = Annotated[
    StaffMemberSaved | AddRefusal,
    strawberry.union("StaffMemberAddResult", description="What came of adding a staff member."),
]
StaffMemberCorrectResult: TypeAlias = Annotated[
    StaffMemberSaved | CorrectRefusal,
    strawberry.union("StaffMemberCorrectResult", description="What came of correcting a staff member."),
]
StaffMemberRetractResult: TypeAlias = Annotated[
    Retracted | EntityRetractRefusal,
    strawberry.union("StaffMemberRetractResult", description="What came of retracting a staff member."),
]
_Add: TypeAlias = Annotated[StaffMemberAddInput, argument("The staff member.")]
_Correct: TypeAlias = Annotated[StaffMemberCorrectInput, argument("What is otherwise about which staff member.")]


async def staff_member_add(info: Info, given: _Add) -> StaffMemberAddResult:
    """Add a staff member."""
    return await add(info, given, records.StaffMember, StaffMemberSaved.from_answer)


async def staff_member_correct(info: Info, given: _Correct) -> StaffMemberCorrectResult:
    """Correct a staff member."""
    return await correct(info, given, records.StaffMember, StaffMemberSaved.from_answer)


async def staff_member_retract(info: Info, given: Retracting) -> StaffMemberRetractResult:
    """Retract a staff member."""
    return await retract_entity(info, given, records.StaffMember)
