"""How an account buys and what it paid, as GraphQL shows it.

Decides: which recorded facts are shown. Does not decide: what an account is worth (the engine does).
"""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry

from graph.domain import money, records
from schema.context import Info
from schema.entities import VERSION, Account, Node, account_of
from schema.global_ids import row_id
from schema.values import Money
from schema.words import BuyingApproachWord, DecisionRuleWord


async def _account(row: strawberry.Parent[Buying | Booking], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(row.account_id))


@strawberry.type(description="How an account buys from a day on, until a later such row. Source: buying.csv.")
class Buying(Node):
    """How an account buys."""

    version: int = strawberry.field(description=VERSION)
    account_id: strawberry.Private[str]
    account: Account | None = strawberry.field(
        resolver=_account, description="The account; null only if erased while the answer was made."
    )
    start: date = strawberry.field(name="from", description="What the row says holds from this day on.")
    approach: BuyingApproachWord = strawberry.field(description="Who drives the account's buying.")
    decision_rule: DecisionRuleWord | None = strawberry.field(
        description="How much weight must agree; null if not supplied."
    )
    switching_cost: float | None = strawberry.field(
        description="0 (none) to 4 (very high); null when it was not supplied."
    )
    other_suppliers: int | None = strawberry.field(
        description="How many others they buy the same from; null if not supplied."
    )
    renewal_on: date | None = strawberry.field(description="The next renewal; null when not recorded.")

    @classmethod
    def from_answer(cls, found: records.Buying) -> Self:
        """The type of a recorded way of buying."""
        return cls(
            id=row_id(found),
            version=found.version,
            account_id=found.account_id,
            start=found.start,
            approach=BuyingApproachWord[found.approach.name],
            decision_rule=None if found.decision_rule is None else DecisionRuleWord[found.decision_rule.name],
            switching_cost=found.switching_cost,
            other_suppliers=found.other_suppliers,
            renewal_on=found.renewal_on,
        )


@strawberry.type(description="Revenue booked with an account on a day. Source: revenue.csv.")
class Booking(Node):
    """Revenue booked with an account."""

    version: int = strawberry.field(description=VERSION)
    account_id: strawberry.Private[str]
    account: Account | None = strawberry.field(
        resolver=_account, description="The account; null only if erased while the answer was made."
    )
    on: date = strawberry.field(description="The day it was booked.")
    amount: Money = strawberry.field(description="What was booked; negative for a credit note.")
    ref: str = strawberry.field(
        description="What tells bookings of one account and day apart, such as a number of an invoice; empty where the "
        "file had none."
    )
    line: str = strawberry.field(description="The line of business; empty when not recorded.")

    @classmethod
    def from_answer(cls, found: records.Booking) -> Self:
        """The type of a booking."""
        return cls(
            id=row_id(found),
            version=found.version,
            account_id=found.account_id,
            on=found.on,
            amount=Money.from_answer(money.Money(found.amount, found.currency)),
            ref=found.ref,
            line=found.line,
        )
