"""Changing promises.

Decides: what can be said of a promise. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from graph.errors import InvalidInput
from schema.context import Info
from schema.mutations.inputs import (
    ACCOUNT,
    NEW_ID,
    PERSON,
    STAFF,
    ChangeInput,
    NamedInput,
    Retracting,
    argument,
    kept,
    left_out,
    optional,
)
from schema.mutations.making import add, correct, correct_alone, retract
from schema.mutations.results import AddRefusal, ChangeRefusal, CorrectRefusal, PromiseSaved, Retracted, RetractRefusal
from schema.mutations.stating import path_to
from schema.user_errors import InvalidInputError
from schema.words import PromiseOutcomeWord


@strawberry.input(description="A promise that is made: to a person, an account, or both. It is open.")
class PromiseMakeInput(ChangeInput):
    """A promise that is made."""

    id: strawberry.ID = strawberry.field(description=NEW_ID)
    staff_id: strawberry.ID = strawberry.field(description=f"Who makes it. {STAFF}")
    made_on: date = strawberry.field(description="The day it is made.")
    person_id: strawberry.ID | None = optional(f"To whom; this, accountId or both. {PERSON}")
    account_id: strawberry.ID | None = optional(f"To which account; this, personId or both. {ACCOUNT}")
    due_on: date | None = optional("The day it is due.")


@strawberry.input(description="How a promise ended.")
class PromiseCloseInput(NamedInput):
    """How a promise ended."""

    outcome: PromiseOutcomeWord = strawberry.field(description="KEPT or BROKEN; promiseCorrect opens one again.")
    closed_on: date = strawberry.field(description="The day it ended, not before it was made.")


@strawberry.input(description="What was wrong about a promise. What is left out stays as it is.")
class PromiseCorrectInput(NamedInput):
    """What was wrong about a promise."""

    staff_id: strawberry.ID | None = kept(f"Who made it. {STAFF}")
    made_on: date | None = kept("The day it was made.")
    person_id: strawberry.ID | None = left_out(f"To whom. {PERSON}")
    account_id: strawberry.ID | None = left_out(f"To which account. {ACCOUNT}")
    due_on: date | None = left_out("The day it is due.")
    outcome: PromiseOutcomeWord | None = left_out("How it ended; cleared it is OPEN, and closedOn to be cleared too.")
    closed_on: date | None = left_out("The day it ended, said exactly when outcome is KEPT or BROKEN.")


PromiseMakeResult: TypeAlias = Annotated[
    PromiseSaved | AddRefusal, strawberry.union("PromiseMakeResult", description="What came of making a promise.")
]
PromiseCloseResult: TypeAlias = Annotated[
    PromiseSaved | ChangeRefusal, strawberry.union("PromiseCloseResult", description="What came of closing a promise.")
]
PromiseCorrectResult: TypeAlias = Annotated[
    PromiseSaved | CorrectRefusal,
    strawberry.union("PromiseCorrectResult", description="What came of correcting a promise."),
]
PromiseRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal,
    strawberry.union("PromiseRetractResult", description="What came of retracting a promise."),
]
_Make: TypeAlias = Annotated[PromiseMakeInput, argument("The promise.")]
_Close: TypeAlias = Annotated[PromiseCloseInput, argument("How which promise ended.")]
_Correct: TypeAlias = Annotated[PromiseCorrectInput, argument("What was wrong about which promise.")]


async def promise_make(info: Info, given: _Make) -> PromiseMakeResult:
    """Make a promise."""
    return await add(info, given, records.Promise, PromiseSaved.from_answer)


async def promise_close(info: Info, given: _Close) -> PromiseCloseResult:
    """Close a promise as kept or broken."""
    if given.outcome is PromiseOutcomeWord.OPEN:
        error = InvalidInput("outcome", "OPEN", "close it as KEPT or BROKEN")
        return InvalidInputError.from_answer(error, path_to(given, error.field))
    return await correct_alone(info, given, records.Promise, PromiseSaved.from_answer)


async def promise_correct(info: Info, given: _Correct) -> PromiseCorrectResult:
    """Correct a promise."""
    return await correct(info, given, records.Promise, PromiseSaved.from_answer)


async def promise_retract(info: Info, given: Retracting) -> PromiseRetractResult:
    """Retract a promise."""
    return await retract(info, given, records.Promise)
