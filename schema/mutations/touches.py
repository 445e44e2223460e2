"""Changing touches.

Decides: what can be said of a touch. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
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
from schema.mutations.making import add, correct, retract
from schema.mutations.results import AddRefusal, CorrectRefusal, Retracted, RetractRefusal, TouchSaved
from schema.words import ChannelWord, DirectionWord


@strawberry.input(description="A touch that happened: a person, an account, or both; never its content.")
class TouchRecordInput(ChangeInput):
    """A touch that happened."""

    id: strawberry.ID = strawberry.field(description=NEW_ID)
    at: datetime = strawberry.field(description="When it happened; the firm's time zone says on which day that is.")
    staff_id: strawberry.ID = strawberry.field(description=STAFF)
    channel: ChannelWord = strawberry.field(description="How it happened.")
    person_id: strawberry.ID | None = optional(f"Whom it was with; this, accountId or both. {PERSON}")
    account_id: strawberry.ID | None = optional(f"With which account; this, personId or both. {ACCOUNT}")
    direction: DirectionWord | None = optional("Who reached out; by default BOTH.")


@strawberry.input(description="What was wrong about a touch. What is left out stays as it is.")
class TouchCorrectInput(NamedInput):
    """What was wrong about a touch."""

    at: datetime | None = kept("When it happened.")
    staff_id: strawberry.ID | None = kept(STAFF)
    channel: ChannelWord | None = kept("How it happened.")
    person_id: strawberry.ID | None = left_out(f"Whom it was with. {PERSON}")
    account_id: strawberry.ID | None = left_out(f"With which account. {ACCOUNT}")
    direction: DirectionWord | None = left_out("Who reached out; cleared it is BOTH.")


TouchRecordResult: TypeAlias = Annotated[
    TouchSaved | AddRefusal, strawberry.union("TouchRecordResult", description="What came of recording a touch.")
]
TouchCorrectResult: TypeAlias = Annotated[
    TouchSaved | CorrectRefusal, strawberry.union("TouchCorrectResult", description="What came of correcting a touch.")
]
TouchRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal, strawberry.union("TouchRetractResult", description="What came of retracting a touch.")
]
_Record: TypeAlias = Annotated[TouchRecordInput, argument("The touch.")]
_Correct: TypeAlias = Annotated[TouchCorrectInput, argument("What was wrong about which touch.")]


async def touch_record(info: Info, given: _Record) -> TouchRecordResult:
    """Record a touch."""
    return await add(info, given, records.Touch, TouchSaved.from_answer)


async def touch_correct(info: Info, given: _Correct) -> TouchCorrectResult:
    """Correct a touch."""
    return await correct(info, given, records.Touch, TouchSaved.from_answer)


async def touch_retract(info: Info, given: Retracting) -> TouchRetractResult:
    """Retract a touch."""
    return await retract(info, given, records.Touch)
