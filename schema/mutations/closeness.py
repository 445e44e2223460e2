"""Changing ratings of closeness.

Decides: what can be said of a rating. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import PERSON, STAFF, TEXT, Retracting, SetInput, argument, optional
from schema.mutations.making import put, retract
from schema.mutations.results import ClosenessSaved, Retracted, RetractRefusal, SetRefusal


@strawberry.input(
    description="How close a staff member is to a person, as rated on a day. There is one rating a day; the last one "
    "counts. The whole rating is set: what is left out is empty."
)
class ClosenessSetInput(SetInput):
    """How close a staff member is to a person."""

    staff_id: strawberry.ID = strawberry.field(description=STAFF)
    person_id: strawberry.ID = strawberry.field(description=PERSON)
    on: date = strawberry.field(description="The day of the rating.")
    closeness: int = strawberry.field(description="0 (not close at all) to 4 (closest).")
    by: str | None = optional(f"Who rated. {TEXT}")


ClosenessSetResult: TypeAlias = Annotated[
    ClosenessSaved | SetRefusal, strawberry.union("ClosenessSetResult", description="What came of setting a rating.")
]
ClosenessRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal,
    strawberry.union("ClosenessRetractResult", description="What came of retracting a rating."),
]
_Set: TypeAlias = Annotated[ClosenessSetInput, argument("The rating.")]


async def closeness_set(info: Info, given: _Set) -> ClosenessSetResult:
    """Rate a staff member's closeness to a person."""
    return await put(info, given, records.Closeness, ClosenessSaved.from_answer)


async def closeness_retract(info: Info, given: Retracting) -> ClosenessRetractResult:
    """Retract a rating."""
    return await retract(info, given, records.Closeness)
