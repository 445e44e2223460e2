"""Changing employments.

Decides: what can be said of an employment. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import (
    ACCOUNT,
    PERSON,
    TEXT,
    ChangeInput,
    NamedInput,
    Retracting,
    argument,
    kept,
    left_out,
    optional,
)
from schema.mutations.making import add, correct, correct_alone, retract
from schema.mutations.results import (
    AddRefusal,
    ChangeRefusal,
    CorrectRefusal,
    EmploymentSaved,
    Retracted,
    RetractRefusal,
)
from schema.words import DecisionRoleWord

_WEIGHT = "Weight in the decision, 0 to 1000000, in place of the role's."


@strawberry.input(description="A person's role at an account that begins. Person, account and start tell it apart.")
class EmploymentOpenInput(ChangeInput):
    """A person's role at an account that begins."""

    person_id: strawberry.ID = strawberry.field(description=PERSON)
    account_id: strawberry.ID = strawberry.field(description=ACCOUNT)
    title: str | None = optional(f"Job title there. {TEXT}")
    decision_role: DecisionRoleWord | None = optional("Part in the account's buying.")
    decision_weight: float | None = optional(_WEIGHT)
    veto: bool | None = optional("Whether they can veto a purchase; by default false.")
    start: date | None = optional("First day there; by default unknown, which counts as always.")
    end: date | None = optional("First day no longer there; by default it lasts.")


@strawberry.input(description="When an employment ended.")
class EmploymentCloseInput(NamedInput):
    """When an employment ended."""

    end: date = strawberry.field(description="First day no longer there, not before the start.")


@strawberry.input(
    description="What was wrong about an employment. What is left out stays as it is. Another person, account or start "
    "gives it another global id."
)
class EmploymentCorrectInput(NamedInput):
    """What was wrong about an employment."""

    person_id: strawberry.ID | None = kept(PERSON)
    account_id: strawberry.ID | None = kept(ACCOUNT)
    title: str | None = left_out(f"Job title there. {TEXT}")
    decision_role: DecisionRoleWord | None = left_out("Part in the account's buying.")
    decision_weight: float | None = left_out(_WEIGHT)
    veto: bool | None = left_out("Whether they can veto a purchase; cleared it is false.")
    start: date | None = left_out("First day there.")
    end: date | None = left_out("First day no longer there.")


EmploymentOpenResult: TypeAlias = Annotated[
    EmploymentSaved | AddRefusal,
    strawberry.union("EmploymentOpenResult", description="What came of opening an employment."),
]
EmploymentCloseResult: TypeAlias = Annotated[
    EmploymentSaved | ChangeRefusal,
    strawberry.union("EmploymentCloseResult", description="What came of closing an employment."),
]
EmploymentCorrectResult: TypeAlias = Annotated[
    EmploymentSaved | CorrectRefusal,
    strawberry.union("EmploymentCorrectResult", description="What came of correcting an employment."),
]
EmploymentRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal,
    strawberry.union("EmploymentRetractResult", description="What came of retracting an employment."),
]
_Open: TypeAlias = Annotated[EmploymentOpenInput, argument("The employment.")]
_Close: TypeAlias = Annotated[EmploymentCloseInput, argument("When which employment ended.")]
_Correct: TypeAlias = Annotated[EmploymentCorrectInput, argument("What was wrong about which employment.")]


async def employment_open(info: Info, given: _Open) -> EmploymentOpenResult:
    """Open an employment."""
    return await add(info, given, records.Employment, EmploymentSaved.from_answer)


async def employment_close(info: Info, given: _Close) -> EmploymentCloseResult:
    """Close an employment."""
    return await correct_alone(info, given, records.Employment, EmploymentSaved.from_answer)


async def employment_correct(info: Info, given: _Correct) -> EmploymentCorrectResult:
    """Correct an employment."""
    return await correct(info, given, records.Employment, EmploymentSaved.from_answer)


async def employment_retract(info: Info, given: Retracting) -> EmploymentRetractResult:
    """Retract an employment."""
    return await retract(info, given, records.Employment)
