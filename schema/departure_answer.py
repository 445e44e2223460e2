"""What happens if these people leave: the answer as GraphQL shows it.

Decides: how the whole of an answer is shown, page by page. Does not decide: any number (the engine does).
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Self

import strawberry

from graph.domain import answers
from graph.questions import shown
from graph.questions.paging import Page, PageRequest
from schema.account_impact import AccountImpact
from schema.connections import After, Before, Connection, First, Last, PageInfo, edges_of
from schema.context import Info
from schema.entities import StaffMember, staff_member
from schema.evidence import Asked
from schema.values import Money, MoneyRange, known
from schema.words import DestinationWord, ImportStateWord


async def _leaving_member(leaver: strawberry.Parent[Leaver], info: Info) -> StaffMember | None:
    return staff_member(await info.context.loaders.staff.load(leaver.staff_id))


@strawberry.type(description="Somebody who leaves in the question.")
class Leaver:
    """Somebody who leaves in the question."""

    name: str = strawberry.field(description="Name.")
    destination: DestinationWord = strawberry.field(description="Where to, as stated in the question.")
    account_count: int = strawberry.field(description="Accounts of the answer where they are tied or serve.")
    explanation: str | None = strawberry.field(
        description="Why no account hangs on them, in one sentence; null when one does."
    )
    staff_id: strawberry.Private[str]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_leaving_member, description="Who; null only if erased while the answer was made."
    )

    @classmethod
    def from_answer(cls, found: answers.Leaver) -> Self:
        """The type of a leaver."""
        return cls(
            name=found.name,
            destination=DestinationWord[found.destination.name],
            account_count=found.accounts,
            explanation=found.explanation,
            staff_id=found.id,
        )


@strawberry.type(
    description="Sums over all accounts of the answer, those not shown included; exact to 1/10,000. Accounts without a "
    "booking add nothing to them. An amount is null when there are accounts and none of them has a booking: it is "
    "unknown then. Without any account it is 0."
)
class Totals:
    """Sums over all accounts."""

    value_held: Money | None = strawberry.field(
        description="Value times attachment: what hangs on the leavers. Smaller than valueInTouch."
    )
    value_in_touch: Money | None = strawberry.field(
        description="Value of every account where a leaver is tied or serves."
    )
    expected_loss: Money | None = strawberry.field(description="Mean loss of a year's value within 18 months.")
    baseline_loss: Money | None = strawberry.field(description="The same with nobody leaving.")
    additional_loss: Money | None = strawberry.field(
        description="expectedLoss less baselineLoss: what the departure adds."
    )
    difference_from_singles: Money | None = strawberry.field(
        description="additionalLoss less the sum of the same for each leaver alone: what leaving together adds."
    )
    accounts_without_money: int = strawberry.field(
        description="How many accounts of the answer have no booking on record and so no money."
    )

    @classmethod
    def from_answer(cls, answer: answers.DepartureImpact) -> Self:
        """The type of an answer's totals."""
        found, told = answer.totals, answer.money_known
        return cls(
            value_held=known(found.value_held, told),
            value_in_touch=known(found.value_in_touch, told),
            expected_loss=known(found.expected_loss, told),
            baseline_loss=known(found.baseline_loss, told),
            additional_loss=known(found.additional_loss, told),
            difference_from_singles=known(found.difference_from_singles, told),
            accounts_without_money=answer.accounts.without_money,
        )


@strawberry.type(
    description="What the accounts that this page does not show add up to: with the page, the totals. An amount is "
    "null when there are such accounts and none of them has a booking: it is unknown then."
)
class Remainder:
    """What the accounts not shown add up to."""

    account_count: int = strawberry.field(description="Accounts not shown.")
    without_money: int = strawberry.field(description="How many of them have no booking on record and no money.")
    value_held: Money | None = strawberry.field(description="Sum of their valueHeld.")
    value_in_touch: Money | None = strawberry.field(description="Sum of their value.")
    expected_loss: Money | None = strawberry.field(description="Sum of their expectedLoss.")
    baseline_loss: Money | None = strawberry.field(description="Sum of their baselineLoss.")

    @classmethod
    def from_answer(cls, found: shown.Remainder) -> Self:
        """The type of what is not shown."""
        return cls(
            account_count=found.accounts,
            without_money=found.without_money,
            value_held=known(found.value_held, found.money_known),
            value_in_touch=known(found.value_in_touch, found.money_known),
            expected_loss=known(found.expected_loss, found.money_known),
            baseline_loss=known(found.baseline_loss, found.money_known),
        )


@strawberry.type(
    description="A page of an answer's accounts, by expected loss; those without money come last, by probability. "
    "A cursor holds as long as the answer does: when the data has changed it, begin again with the first page."
)
class AccountImpactConnection(Connection[AccountImpact]):
    """A page of an answer's accounts."""

    not_shown: Remainder = strawberry.field(description="What the accounts outside this page add up to.")

    @classmethod
    def from_answer(cls, found: answers.DepartureImpact, page: Page[answers.AccountImpact], asked: Asked) -> Self:
        """The type of a page of an answer."""
        return cls(
            edges=edges_of(page, lambda row: AccountImpact.from_answer(row, asked)),
            page_info=PageInfo.of(page),
            total_count=page.total,
            not_shown=Remainder.from_answer(shown.remainder(found, page)),
        )


@strawberry.type(description="A bar of a histogram of losses.")
class Bin:
    """A bar of a histogram."""

    low: Money = strawberry.field(description="Smallest loss of the bar.")
    high: Money = strawberry.field(description="Losses stay below this; the last bar includes it.")
    draws: int = strawberry.field(description="How many draws fell into it.")


@strawberry.type(
    description="The loss of all accounts together in random draws; accounts of one departure move together."
)
class Tail:
    """The loss of the whole in random draws."""

    draws: int = strawberry.field(description="How many draws were made, from the seed in basis.")
    range: MoneyRange = strawberry.field(description="10-90 % range of the total loss.")
    var95: Money = strawberry.field(
        name="valueAtRisk95", description="VaR95: a loss that one draw in twenty reaches or exceeds."
    )
    es95: Money = strawberry.field(
        name="expectedShortfall95", description="ES95: the mean of the draws above valueAtRisk95."
    )
    es95_error: Money = strawberry.field(
        name="expectedShortfall95Error",
        description="Standard error of expectedShortfall95: what other draws, as many, would change it by.",
    )
    histogram: list[Bin] = strawberry.field(description="The draws by loss, from the smallest loss to the largest.")

    @classmethod
    def from_answer(cls, found: answers.Tail) -> Self:
        """The type of a tail."""
        return cls(
            draws=found.draws,
            range=MoneyRange.from_answer(found.range),
            var95=Money.from_answer(found.var95),
            es95=Money.from_answer(found.es95),
            es95_error=Money.from_answer(found.es95_error),
            histogram=[
                Bin(low=Money.from_answer(bar.low), high=Money.from_answer(bar.high), draws=bar.draws)
                for bar in found.histogram
            ],
        )


@strawberry.type(description="What an answer was computed from: the same basis gives the same answer.")
class Basis:
    """What an answer was computed from."""

    revision: int = strawberry.field(description="Data revision: goes up by one with every change.")
    as_of: date = strawberry.field(description="The day asked about, all of it included.")
    seed: int = strawberry.field(description="Seed of the draws.")
    assumptions: str = strawberry.field(description="Version of the model's assumptions, see modelCard.")
    import_state: ImportStateWord | None = strawberry.field(
        description="An import that has not ended, so that rows are missing; null when there is none."
    )
    import_since: datetime | None = strawberry.field(description="When that import began; null when there is none.")

    @classmethod
    def from_answer(cls, found: answers.Basis) -> Self:
        """The type of a basis."""
        return cls(
            revision=found.revision,
            as_of=found.as_of,
            seed=found.seed,
            assumptions=found.assumptions,
            import_state=None if found.import_state is None else ImportStateWord[found.import_state.name],
            import_since=found.import_since,
        )


async def _accounts(
    impact: strawberry.Parent[DepartureImpact],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> AccountImpactConnection:
    answer = impact.answer
    asked = Asked(tuple(leaver.id for leaver in answer.leavers), answer.basis.as_of)
    request = PageRequest(first, after, last, before)
    page = await asyncio.to_thread(shown.account_page, answer, request)  # rows are made when they are read
    return AccountImpactConnection.from_answer(answer, page, asked)


@strawberry.type(description="What happens if these people leave: who follows, what it costs, and why.")
class DepartureImpact:
    """What happens if these people leave."""

    leavers: list[Leaver] = strawberry.field(description="Who leaves, in the order of the firm's own ids.")
    answer: strawberry.Private[answers.DepartureImpact]
    accounts: AccountImpactConnection = strawberry.field(
        resolver=_accounts, description="What it means for every account where a leaver is tied or serves."
    )
    totals: Totals = strawberry.field(description="Sums over all these accounts.")
    tail: Tail | None = strawberry.field(
        description="How bad it can get; drawn only when asked for. Null when draws is 0, and when there are accounts "
        "and none of them has a booking."
    )
    last_touch: date | None = strawberry.field(
        description="Day of the firm's latest touch up to the day asked about: when it lies far back, ties have faded. "
        "Null without any touch."
    )
    basis: Basis = strawberry.field(description="What the answer was computed from.")
    notice: str = strawberry.field(description="What the answer must not be used for.")

    @classmethod
    def from_answer(cls, found: answers.DepartureImpact) -> Self:
        """The type of an answer."""
        return cls(
            leavers=[Leaver.from_answer(leaver) for leaver in found.leavers],
            answer=found,
            totals=Totals.from_answer(found),
            tail=Tail.from_answer(found.tail) if found.tail is not None and found.money_known else None,
            last_touch=found.last_touch,
            basis=Basis.from_answer(found.basis),
            notice=found.notice,
        )
