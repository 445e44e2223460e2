"""Correcting what is said of ourselves.

Decides: what can be said of us. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import TEXT, VersionedInput, argument, kept, left_out
from schema.mutations.making import correct_alone
from schema.mutations.results import ChangeRefusal, FirmSaved


@strawberry.input(
    description="What is otherwise about ourselves. What is left out stays as it is. Where nobody has said who we are, "
    "expectedVersion 0 says it for the first time."
)
class FirmCorrectInput(VersionedInput):
    """What is otherwise about ourselves."""

    name: str | None = kept(f"Our name, not empty. {TEXT}")
    domains: list[str] | None = left_out("All our own e-mail domains, such as example.com.")
    currency: str | None = left_out("ISO 4217 code of the currency of all amounts, only while no amount is recorded.")
    time_zone: str | None = left_out(
        "IANA name of the zone that cuts instants into days, only while no touch is recorded; cleared it is UTC."
    )


FirmCorrectResult: TypeAlias = Annotated[
    FirmSaved | ChangeRefusal,
    strawberry.union("FirmCorrectResult", description="What came of correcting what is said of ourselves."),
]
_Correct: TypeAlias = Annotated[FirmCorrectInput, argument("What is otherwise about ourselves.")]


async def firm_correct(info: Info, given: _Correct) -> FirmCorrectResult:
    """Correct what is said of ourselves."""
    return await correct_alone(info, given, records.Firm, FirmSaved.from_answer)
