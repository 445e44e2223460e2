"""Changing people at customers.

Decides: what can be said of a person. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import NEW_ID, TEXT, ChangeInput, NamedInput, Retracting, argument, left_out, optional
from schema.mutations.making import add_alone, correct_alone, retract_entity
from schema.mutations.results import ChangeRefusal, EntityRetractRefusal, NewRefusal, PersonSaved, Retracted


@strawberry.input(description="Someone at a customer whom the store does not know yet.")
class PersonAddInput(ChangeInput):
    """Someone at a customer."""

    id: strawberry.ID = strawberry.field(description=NEW_ID)
    name: str | None = optional(f"The name as people say it; empty when it is not known. {TEXT}")
    email: str | None = optional(f"E-mail address. {TEXT}")
    title: str | None = optional(f"Job title. {TEXT}")


@strawberry.input(
    description="What is otherwise about a person. What is left out stays as it is. Somebody who changes employer "
    "keeps the id: close one employment and open another."
)
class PersonCorrectInput(NamedInput):
    """What is otherwise about a person."""

    name: str | None = left_out(f"The name as people say it. {TEXT}")
    email: str | None = left_out(f"E-mail address. {TEXT}")
    title: str | None = left_out(f"Job title. {TEXT}")


PersonAddResult: TypeAlias = Annotated[
    PersonSaved | NewRefusal, strawberry.union("PersonAddResult", description="What came of adding a person.")
]
PersonCorrectResult: TypeAlias = Annotated[
    PersonSaved | ChangeRefusal,
    strawberry.union("PersonCorrectResult", description="What came of correcting a person."),
]
PersonRetractResult: TypeAlias = Annotated[
    Retracted | EntityRetractRefusal,
    strawberry.union("PersonRetractResult", description="What came of retracting a person."),
]
_Add: TypeAlias = Annotated[PersonAddInput, argument("The person.")]
_Correct: TypeAlias = Annotated[PersonCorrectInput, argument("What is otherwise about which person.")]


async def person_add(info: Info, given: _Add) -> PersonAddResult:
    """Add a person."""
    return await add_alone(info, given, records.Person, PersonSaved.from_answer)


async def person_correct(info: Info, given: _Correct) -> PersonCorrectResult:
    """Correct a person."""
    return await correct_alone(info, given, records.Person, PersonSaved.from_answer)


async def person_retract(info: Info, given: Retracting) -> PersonRetractResult:
    """Retract a person."""
    return await retract_entity(info, given, records.Person)
