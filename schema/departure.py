"""Asking what happens if these people leave.

Decides: the question's input, its defaults, and which errors are part of the answer.
Does not decide: the answer (``graph.questions.departure`` does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from graph.domain.vocabulary import Destination
from graph.errors import InvalidInput, NotEmployed, NotFound
from graph.questions.departure import Departing, DepartureQuestion, ask_departure
from schema.context import PURPOSE, Context, Info
from schema.departure_answer import DepartureImpact
from schema.global_ids import own_id
from schema.selection import asks_for, mentions
from schema.user_errors import InvalidInputError, StaffMemberNotEmployed, UnknownStaffMember
from schema.words import DestinationWord

ARGUMENT = "input"


@strawberry.input(description="Somebody who leaves in the question.")
class LeaverInput:
    """Somebody who leaves in the question."""

    id: strawberry.ID = strawberry.field(
        description="A staff member: the global id, or the firm's own id as in staff.csv. Where a text could be both, "
        "it is taken as the global id."
    )
    destination: DestinationWord = strawberry.field(
        default=DestinationWord.RIVAL, description="Where to: it decides whether accounts can follow."
    )


@strawberry.input(description="Who leaves, as of when, and why it is asked.")
class DepartureImpactInput:
    """Who leaves, as of when, and why it is asked."""

    leavers: list[LeaverInput] = strawberry.field(
        description="Who leaves together: 1 to 200 staff members, each once. The answer is that for the whole set."
    )
    as_of: date | None = strawberry.field(
        default=None,
        description="The day of the departure, all of it included; by default today in the firm's time zone. A day to "
        "come is answered as if nobody spoke until then.",
    )
    seed: int = strawberry.field(
        default=1, description="Seed of the draws, 0 to 2147483647: the same seed gives the same answer."
    )
    draws: int = strawberry.field(
        default=4_000,
        description="Draws of the tail: 100 to 100000, or 0 for no tail. Unused when tail is not asked for. All the "
        "tails of an operation together may take 100000.",
    )
    purpose: str | None = strawberry.field(default=None, description=PURPOSE)


DepartureImpactResult: TypeAlias = Annotated[
    DepartureImpact | UnknownStaffMember | StaffMemberNotEmployed | InvalidInputError,
    strawberry.union(
        "DepartureImpactResult", description="The answer, or what the asker can mend (all of them are a UserError)."
    ),
]
Question: TypeAlias = Annotated[
    DepartureImpactInput, strawberry.argument(name=ARGUMENT, description="Who leaves, as of when, and why it is asked.")
]


async def departure_impact(info: Info, question: Question) -> DepartureImpactResult:
    """The answer, or the first thing in the question that the asker can mend."""
    given = [str(leaver.id) for leaver in question.leavers]
    try:
        context = info.context
        asked = await _question(question, context, drawn=asks_for(info, "tail"))
        if not mentions(info, "newest"):  # which only the store holds, and which takes time to look up
            asked = replace(asked, evidence=0)
        asker = context.asker(question.purpose)
        answer = await ask_departure(context.store, context.audit, asked, asker, context.networks)
    except NotFound as error:
        place = _place_of(error.identifier, given)
        return UnknownStaffMember.from_answer(error, [ARGUMENT, "leavers", str(place), "id"], given[place])
    except NotEmployed as error:
        place = _place_of(error.staff_id, given)
        return StaffMemberNotEmployed.from_answer(error, [ARGUMENT, "leavers", str(place), "id"])
    except InvalidInput as error:
        return InvalidInputError.from_answer(error, [ARGUMENT, error.field])
    return DepartureImpact.from_answer(answer)


async def _question(question: DepartureImpactInput, context: Context, *, drawn: bool) -> DepartureQuestion:
    leavers = (
        Departing(_staff_id(str(leaver.id)), Destination[leaver.destination.name]) for leaver in question.leavers
    )
    asked = DepartureQuestion(
        leavers=tuple(leavers), as_of=await context.day(question.as_of), seed=question.seed, draws=question.draws
    )
    return asked if drawn else replace(asked, draws=0)


def _staff_id(text: str) -> str:
    return own_id(records.StaffMember, text)


def _place_of(staff_id: str, given: Sequence[str]) -> int:
    """Which of the ids given names this staff member."""
    return next(place for place, text in enumerate(given) if _staff_id(text) == staff_id)
