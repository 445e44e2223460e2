"""Changing covenants.

Decides: what can be said of a covenant. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import ACCOUNT, STAFF, Retracting, SetInput, argument, optional
from schema.mutations.making import put, retract
from schema.mutations.results import CovenantSaved, Retracted, RetractRefusal, SetRefusal
from schema.words import CovenantKindWord


@strawberry.input(
    description="What binds a staff member after leaving. Staff member, kind, account and from tell it apart. The "
    "whole covenant is set: what is left out is empty."
)
class CovenantSetInput(SetInput):
    """What binds a staff member after leaving."""

    staff_id: strawberry.ID = strawberry.field(description=f"Whom it binds. {STAFF}")
    kind: CovenantKindWord = strawberry.field(description="What it forbids.")
    start: date | None = strawberry.field(name="from", default=None, description="First day in force; null for always.")
    account_id: strawberry.ID | None = optional(f"The only account it is about; null for all. {ACCOUNT}")
    until: date | None = optional("First day no longer in force; null while no end is known.")


CovenantSetResult: TypeAlias = Annotated[
    CovenantSaved | SetRefusal, strawberry.union("CovenantSetResult", description="What came of setting a covenant.")
]
CovenantRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal,
    strawberry.union("CovenantRetractResult", description="What came of retracting a covenant."),
]
_Set: TypeAlias = Annotated[CovenantSetInput, argument("The covenant.")]


async def covenant_set(info: Info, given: _Set) -> CovenantSetResult:
    """Set a covenant."""
    return await put(info, given, records.Covenant, CovenantSaved.from_answer)


async def covenant_retract(info: Info, given: Retracting) -> CovenantRetractResult:
    """Retract a covenant."""
    return await retract(info, given, records.Covenant)
