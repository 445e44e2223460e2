"""Answers about the whole firm as GraphQL shows them: whom it depends on, and how.

Decides: how such answers are shown. Does not decide: any figure (the engine does), nor which rows a page holds
(``graph.questions.firm`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Self

import strawberry

from graph.domain import firm_answers
from graph.questions import firm
from graph.questions.paging import Page
from schema.connections import Connection, PageInfo, edges_of
from schema.context import Info
from schema.departure_answer import Tail
from schema.entities import Account, StaffMember, account_of, staff_member
from schema.firm_basis import FirmBasis
from schema.firm_words import SeverityWord, ThreadReasonWord, UrgencyWord
from schema.values import Money, known


async def _ranked_member(row: strawberry.Parent[KeyPerson | Holder], info: Info) -> StaffMember | None:
    return staff_member(await info.context.loaders.staff.load(row.staff_id))


_LEAST: Final = 1_000
"""As so many draws a tail counts at least: each is a question of its own."""


async def _tail(
    row: strawberry.Parent[KeyPerson],
    info: Info,
    draws: Annotated[
        int,
        strawberry.argument(
            description="Draws: 100 to 100000; all the tails of an operation together may take 100000, and each counts "
            "as 1000 at least."
        ),
    ] = 1_000,
    seed: Annotated[int, strawberry.argument(description="Seed of the draws, 0 to 2147483647.")] = 1,
) -> Tail | None:
    question = firm.tail_question(row.asked, row.staff_id, draws, seed)
    info.context.draw(max(draws, _LEAST))
    found = await firm.tail_of(row.asked, question)
    return None if found is None else Tail.from_answer(found)


@strawberry.type(
    description="What hangs on one staff member: the totals of departureImpact if they alone leave for a rival on the "
    "day asked about, to 1/10,000. Accounts without a booking add nothing; amounts are null when there are accounts "
    "and none of them has one."
)
class KeyPerson:
    """What hangs on one staff member."""

    staff_id: strawberry.Private[str]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_ranked_member, description="Who; null only if erased while the answer was made."
    )
    name: str = strawberry.field(description="Name.")
    account_count: int = strawberry.field(description="Accounts where they are tied with 0.01 or more, or serve.")
    accounts_without_money: int = strawberry.field(description="How many of them have no booking on record.")
    value_held: Money | None = strawberry.field(description="Value times attachment: what hangs on them.")
    value_in_touch: Money | None = strawberry.field(description="Value of every account where they are tied or serve.")
    expected_loss: Money | None = strawberry.field(
        description="Mean loss of a year's value within 18 months if they leave."
    )
    baseline_loss: Money | None = strawberry.field(description="The same with nobody leaving.")
    additional_loss: Money | None = strawberry.field(description="expectedLoss less baselineLoss.")
    single_thread_count: int = strawberry.field(
        description="Accounts that they hold alone: nobody else is tied there with 0.25 or more."
    )
    single_thread_value: Money | None = strawberry.field(
        description="Value of those accounts; null when none of them has a booking."
    )
    asked: strawberry.Private[firm.Asked]
    tail: Tail | None = strawberry.field(
        resolver=_tail,
        description="How bad their departure can get; drawn only when asked for. Null where no money is known.",
    )

    @classmethod
    def from_answer(cls, found: firm_answers.KeyPerson, asked: firm.Asked) -> Self:
        """The type of a row."""
        told = found.money_known
        return cls(
            staff_id=found.staff_id,
            name=found.name,
            account_count=found.accounts,
            accounts_without_money=found.accounts_without_money,
            value_held=known(found.value_held, told),
            value_in_touch=known(found.value_in_touch, told),
            expected_loss=known(found.expected_loss, told),
            baseline_loss=known(found.baseline_loss, told),
            additional_loss=known(found.additional_loss, told),
            single_thread_count=found.single_threads,
            single_thread_value=known(found.single_thread_value, found.thread_money_known),
            asked=asked,
        )


@strawberry.type(description="A page of the staff members with us on the day, by what hangs on them.")
class KeyPersonConnection(Connection[KeyPerson]):
    """A page of key people."""

    basis: FirmBasis = strawberry.field(description="What the answer was computed from.")
    notice: str = strawberry.field(description="What the answer must not be used for.")

    @classmethod
    def from_answer(cls, page: Page[firm_answers.KeyPerson], asked: firm.Asked) -> Self:
        """The type of a page."""
        basis = asked.basis
        return cls(
            edges=edges_of(page, lambda row: KeyPerson.from_answer(row, asked)),
            page_info=PageInfo.of(page),
            total_count=page.total,
            basis=FirmBasis.from_answer(basis),
            notice=basis.notice,
        )


@strawberry.type(
    description="How the firm's value hangs on its people. A holder is tied to an account with 0.25 or more. Amounts "
    "are null when there are accounts and none of them has a booking."
)
class FirmRisk:
    """How the firm's value hangs on its people."""

    value: Money | None = strawberry.field(description="What all accounts paid in the year up to the day.")
    account_count: int = strawberry.field(description="Accounts on record.")
    accounts_without_money: int = strawberry.field(description="How many of them have no booking on record.")
    staff_count: int = strawberry.field(description="Staff members with us on the day.")
    single_thread_share: float | None = strawberry.field(
        description="Share of the value, 0 to 1, whose account one staff member holds alone; null without value."
    )
    single_thread_value: Money | None = strawberry.field(
        description="The same as an amount; null when none of these accounts has a booking."
    )
    single_thread_count: int = strawberry.field(description="Accounts that one staff member holds alone.")
    unheld_share: float | None = strawberry.field(
        description="Share of the value, 0 to 1, whose account nobody holds; null without value."
    )
    unheld_value: Money | None = strawberry.field(
        description="The same as an amount; null when none of these accounts has a booking."
    )
    unheld_count: int = strawberry.field(description="Accounts that nobody holds.")
    concentration: float | None = strawberry.field(
        description="Herfindahl-Hirschman index, above 0 up to 1, of the held value over its holders; an account's "
        "value is split by their strengths. Null when nobody holds any."
    )
    effective_holders: float | None = strawberry.field(
        description="1 / concentration: so many holders of equal parts would be as concentrated."
    )
    key_person_factor: int | None = strawberry.field(
        description="The fewest leavers after whom nobody holds more than half of the value held now. Null when nobody "
        "holds any."
    )
    key_person_factor_exact: bool = strawberry.field(
        description="Whether fewer are surely not enough; else keyPersonFactor is at most so many. Exact up to 12 "
        "holders."
    )
    basis: FirmBasis = strawberry.field(description="What the answer was computed from.")
    notice: str = strawberry.field(description="What the answer must not be used for.")

    @classmethod
    def from_answer(cls, found: firm_answers.FirmRisk, basis: firm.FirmBasis) -> Self:
        """The type of the figures."""
        told = found.money_known
        return cls(
            value=known(found.value, told),
            account_count=found.accounts,
            accounts_without_money=found.accounts_without_money,
            staff_count=found.staff,
            single_thread_share=found.single_thread_share,
            single_thread_value=known(found.single_thread_value, found.thread_money_known),
            single_thread_count=found.single_threads,
            unheld_share=found.unheld_share,
            unheld_value=known(found.unheld_value, found.unheld_money_known),
            unheld_count=found.unheld_accounts,
            concentration=found.concentration,
            effective_holders=found.effective_holders,
            key_person_factor=found.key_person_factor,
            key_person_factor_exact=found.exact,
            basis=FirmBasis.from_answer(basis),
            notice=basis.notice,
        )


@strawberry.type(description="A staff member who holds an account.")
class Holder:
    """A staff member who holds an account."""

    staff_id: strawberry.Private[str]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_ranked_member, description="Who; null only if erased while the answer was made."
    )
    name: str = strawberry.field(description="Name.")
    strength: float = strawberry.field(description="Of their strongest tie there, the account's own added; from 0.25.")


async def _risky_account(row: strawberry.Parent[AccountRisk], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(row.account_id))


@strawberry.type(description="An account that hangs on a single thread.")
class AccountRisk:
    """An account that hangs on a single thread."""

    account_id: strawberry.Private[str]
    account: Account | None = strawberry.field(
        resolver=_risky_account, description="The account; null only if erased while the answer was made."
    )
    name: str = strawberry.field(description="Name of the account.")
    severity: SeverityWord = strawberry.field(description="How urgent it is.")
    reasons: list[ThreadReasonWord] = strawberry.field(description="Why it counts as single-threaded.")
    urgency: list[UrgencyWord] = strawberry.field(description="Why it is urgent; empty when it is not.")
    value: Money | None = strawberry.field(
        description="What it paid in the year up to the day; null without any booking on record."
    )
    holders: list[Holder] = strawberry.field(description="Who holds it, the strongest first; empty when nobody does.")
    staff_in_touch: int = strawberry.field(description="Staff members tied there with 0.01 or more.")
    contact_count: int = strawberry.field(description="Known contacts.")
    contacts_in_touch: int = strawberry.field(description="How many of them are tied to any of ours with 0.01 or more.")
    renewal_on: date | None = strawberry.field(description="The next renewal on record from the day on; null if none.")

    @classmethod
    def from_answer(cls, found: firm_answers.AccountRisk) -> Self:
        """The type of a row."""
        return cls(
            account_id=found.account_id,
            name=found.name,
            severity=SeverityWord[found.severity.name],
            reasons=[ThreadReasonWord[reason.name] for reason in found.reasons],
            urgency=[UrgencyWord[reason.name] for reason in found.urgency],
            value=None if found.value is None else Money.from_answer(found.value),
            holders=[Holder(staff_id=one.staff_id, name=one.name, strength=one.strength) for one in found.holders],
            staff_in_touch=found.in_touch,
            contact_count=found.contacts,
            contacts_in_touch=found.reached,
            renewal_on=found.renewal,
        )


@strawberry.type(
    description="A page of the accounts that hang on a single thread: the most urgent first, then the largest value."
)
class AccountRiskConnection(Connection[AccountRisk]):
    """A page of single-threaded accounts."""

    basis: FirmBasis = strawberry.field(description="What the answer was computed from.")
    notice: str = strawberry.field(description="What the answer must not be used for.")

    @classmethod
    def from_answer(cls, page: Page[firm_answers.AccountRisk], basis: firm.FirmBasis) -> Self:
        """The type of a page."""
        return cls(
            edges=edges_of(page, AccountRisk.from_answer),
            page_info=PageInfo.of(page),
            total_count=page.total,
            basis=FirmBasis.from_answer(basis),
            notice=basis.notice,
        )
