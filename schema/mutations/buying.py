"""Changing how accounts buy.

Decides: what can be said of a way of buying. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import ACCOUNT, Retracting, SetInput, argument, optional
from schema.mutations.making import put, retract
from schema.mutations.results import BuyingSaved, Retracted, RetractRefusal, SetRefusal
from schema.words import BuyingApproachWord, DecisionRuleWord


@strawberry.input(
    description="How an account buys from a day on, until a later such row. Account and from tell it apart. The whole "
    "row is set: what is left out is not supplied."
)
class BuyingSetInput(SetInput):
    """How an account buys from a day on."""

    account_id: strawberry.ID = strawberry.field(description=ACCOUNT)
    start: date = strawberry.field(name="from", description="What the row says holds from this day on.")
    approach: BuyingApproachWord = strawberry.field(description="Who drives the account's buying.")
    decision_rule: DecisionRuleWord | None = optional("How much weight must agree.")
    switching_cost: float | None = optional("0 (none) to 4 (very high).")
    other_suppliers: int | None = optional("How many others they buy the same from, 0 to 1000000.")
    renewal_on: date | None = optional("The next renewal.")


BuyingSetResult: TypeAlias = Annotated[
    BuyingSaved | SetRefusal,
    strawberry.union("BuyingSetResult", description="What came of setting how an account buys."),
]
BuyingRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal,
    strawberry.union("BuyingRetractResult", description="What came of retracting how an account buys."),
]
_Set: TypeAlias = Annotated[BuyingSetInput, argument("How which account buys.")]


async def buying_set(info: Info, given: _Set) -> BuyingSetResult:
    """Set how an account buys."""
    return await put(info, given, records.Buying, BuyingSaved.from_answer)


async def buying_retract(info: Info, given: Retracting) -> BuyingRetractResult:
    """Retract how an account buys."""
    return await retract(info, given, records.Buying)
