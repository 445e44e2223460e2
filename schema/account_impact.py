"""What a departure means for one account, as GraphQL shows it.

Decides: how a row is shown. Does not decide: any number, any reason, or the order of rows (the engine does).
"""

from __future__ import annotations

from typing import Self

import strawberry

from graph.domain import answers
from schema.context import Info
from schema.entities import Account, Person, StaffMember, account_of, person_of, staff_member
from schema.evidence import Asked, Evidence
from schema.values import Money, MoneyRange, Probability, money_or_none
from schema.words import FactorWord, MissingWord, ServiceRoleWord, StatusWord


@strawberry.type(description="The four things an account may do within 18 months; their values sum to 1.")
class Outcomes:
    """The four outcomes."""

    follows: Probability = strawberry.field(description="It goes along with who leaves, and all its value with it.")
    strays: Probability = strawberry.field(description="It is lost, but not to who leaves.")
    shrinks: Probability = strawberry.field(description="It stays and buys less: 18 or 30 % of a year's value is lost.")
    stays: Probability = strawberry.field(description="It stays as it is.")

    @classmethod
    def from_answer(cls, found: answers.Outcomes) -> Self:
        """The type of a row's outcomes."""
        return cls(
            follows=Probability.from_answer(found.follows),
            strays=Probability.from_answer(found.strays),
            shrinks=Probability.from_answer(found.shrinks),
            stays=Probability.from_answer(found.stays),
        )


@strawberry.type(description="One term of the log-odds that the account follows.")
class Factor:
    """One term of the log-odds."""

    name: FactorWord = strawberry.field(description="Which term.")
    value: float | None = strawberry.field(
        description="The input in its own unit (years, people, share, points); null for the base."
    )
    log_odds: float = strawberry.field(description="What it adds to the log-odds.")
    missing: bool = strawberry.field(description="True when the input was never supplied and value is the reference.")

    @classmethod
    def from_answer(cls, found: answers.Factor) -> Self:
        """The type of a term."""
        return cls(name=FactorWord[found.name.name], value=found.value, log_odds=found.log_odds, missing=found.missing)


async def _contact_person(contact: strawberry.Parent[Contact], info: Info) -> Person | None:
    return person_of(await info.context.loaders.people.load(contact.person_id) if contact.person_id else None)


@strawberry.type(description="The contact on whom the account's decision hangs.")
class Contact:
    """The pivotal contact."""

    name: str = strawberry.field(
        description='Name; empty when not recorded, "nobody known" for the stand-in of an account without any contact.'
    )
    person_id: strawberry.Private[str | None]
    person: Person | None = strawberry.field(
        resolver=_contact_person, description="The person; null for the stand-in of an account without any contact."
    )

    @classmethod
    def from_answer(cls, found: answers.Contact) -> Self:
        """The type of a contact."""
        return cls(name=found.name, person_id=found.id)


async def _surviving_member(tie: strawberry.Parent[SurvivingTie], info: Info) -> StaffMember | None:
    return staff_member(await info.context.loaders.staff.load(tie.staff_id))


@strawberry.type(description="Somebody who stays and is tied or assigned to the account: who could take over.")
class SurvivingTie:
    """Somebody who stays."""

    name: str = strawberry.field(description="Name.")
    strength: float = strawberry.field(
        description="Strength of their strongest tie there, from 0; it may exceed 1 where they also deal with the "
        "account directly."
    )
    role: ServiceRoleWord | None = strawberry.field(description="Their foremost open role there; null for none.")
    same_team: bool = strawberry.field(description="Whether they share a team with somebody who leaves.")
    staff_id: strawberry.Private[str]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_surviving_member, description="Who; null only if erased while the answer was made."
    )

    @classmethod
    def from_answer(cls, found: answers.SurvivingTie) -> Self:
        """The type of somebody who stays."""
        return cls(
            name=found.name,
            strength=found.strength,
            role=None if found.role is None else ServiceRoleWord[found.role.name],
            same_team=found.same_team,
            staff_id=found.staff_id,
        )


async def _account(row: strawberry.Parent[AccountImpact], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(row.account_id))


@strawberry.type(description="What a departure means for one account.")
class AccountImpact:
    """What a departure means for one account."""

    name: str = strawberry.field(description="The account's name.")
    account_id: strawberry.Private[str]
    account: Account | None = strawberry.field(
        resolver=_account, description="The account; null only if erased while the answer was made."
    )
    status: StatusWord = strawberry.field(description="How much this row rests on.")
    outcomes: Outcomes = strawberry.field(description="The four outcomes with their ranges; they sum to 1.")
    barred: bool = strawberry.field(
        description="True when nobody who leaves could serve it, so that following is impossible."
    )
    log_odds: float | None = strawberry.field(
        description="Sum of the waterfall; follows is its logistic, 1/(1 + exp(-logOdds)). Null when barred."
    )
    waterfall: list[Factor] = strawberry.field(description="The terms of logOdds in their order; empty when barred.")
    reasons: list[str] = strawberry.field(description="The terms in words, strongest first.")
    missing: list[MissingWord] = strawberry.field(description="Inputs that were never supplied.")
    pivotal: Contact | None = strawberry.field(description="The contact on whom the decision hangs; null when barred.")
    attachment: float = strawberry.field(
        description="Share in [0, 1) of the contacts' attachment that is to the leavers, by decision weight."
    )
    strength: float = strawberry.field(description="Sum of the leavers' strengths there, from 0.")
    value: Money | None = strawberry.field(
        description="Bookings of the 365 days that end with the day asked about, not below 0; null without any booking "
        "on record. Source: revenue.csv."
    )
    value_held: Money | None = strawberry.field(description="The value times the attachment; null without a booking.")
    expected_loss: Money | None = strawberry.field(
        description="Mean loss of a year's value within 18 months of the departure; null without a booking."
    )
    baseline_loss: Money | None = strawberry.field(description="The same with nobody leaving; null without a booking.")
    loss_range: MoneyRange | None = strawberry.field(
        description="10-90 % range of the expected loss; null without a booking."
    )
    lost_share: float = strawberry.field(description="Expected loss as a share of the value, in [0, 1].")
    surviving: list[SurvivingTie] = strawberry.field(
        description="Who stays and could take over: the strongest, at most 5."
    )
    evidence: Evidence = strawberry.field(description="What the leavers' part of the row rests on.")

    @classmethod
    def from_answer(cls, found: answers.AccountImpact, asked: Asked) -> Self:
        """The type of a row, which knows what was ``asked``."""
        return cls(
            name=found.name,
            account_id=found.account_id,
            status=StatusWord[found.status.name],
            outcomes=Outcomes.from_answer(found.outcomes),
            barred=found.barred,
            log_odds=found.log_odds,
            waterfall=[Factor.from_answer(factor) for factor in found.waterfall],
            reasons=list(found.reasons),
            missing=[MissingWord[missing.name] for missing in found.missing],
            pivotal=None if found.pivotal is None else Contact.from_answer(found.pivotal),
            attachment=found.attachment,
            strength=found.strength,
            value=money_or_none(found.value),
            value_held=money_or_none(found.value_held),
            expected_loss=money_or_none(found.expected_loss),
            baseline_loss=money_or_none(found.baseline_loss),
            loss_range=None if found.loss_range is None else MoneyRange.from_answer(found.loss_range),
            lost_share=found.lost_share,
            surviving=[SurvivingTie.from_answer(tie) for tie in found.surviving],
            evidence=Evidence.from_answer(found.evidence, found.account_id, asked),
        )
