"""Asking about the whole firm: whom it depends on, how, and which accounts hang on a single thread.

Decides: what each question is asked with. Does not decide: the answer (``graph.questions.firm`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graph.domain import records
from graph.domain.firm_answers import Severity
from graph.questions import firm
from graph.questions.paging import PageRequest
from schema.connections import After, Before, First, Last
from schema.context import PURPOSE, Info
from schema.entities import AsOf
from schema.firm_answers import AccountRiskConnection, FirmRisk, KeyPersonConnection
from schema.firm_words import KeyPeopleOrderWord, SeverityWord
from schema.global_ids import own_id

Fresh = Annotated[
    bool,
    strawberry.argument(
        description="Whether to wait until all that is recorded by now is in the answer; else it may lag, and says by "
        "which revision. The header Whither-Revision makes it wait for that revision in any case."
    ),
]


@strawberry.input(description="Which staff members: those for whom all that is stated is true; null states nothing.")
class KeyPeopleFilter:
    """Which staff members."""

    team: str | None = strawberry.field(
        default=None, description="Only those of exactly this team; empty for nobody's team."
    )


@strawberry.input(description="The order of key people, the largest figure first; page from its end for the smallest.")
class KeyPeopleOrder:
    """The order of key people."""

    field: KeyPeopleOrderWord = strawberry.field(
        default=KeyPeopleOrderWord.ADDITIONAL_LOSS, description="By which figure."
    )


@strawberry.input(description="Which accounts: those for which all that is stated is true; null states nothing.")
class AccountRiskFilter:
    """Which accounts."""

    severities: list[SeverityWord] | None = strawberry.field(default=None, description="Only of these severities.")
    held_by: strawberry.ID | None = strawberry.field(
        default=None,
        description="Only those that this staff member holds, alone or with others. The global id or the firm's own.",
    )


OnlyKeyPeople = Annotated[
    KeyPeopleFilter | None, strawberry.argument(name="filter", description="Which staff members.")
]
OnlyAccountRisks = Annotated[
    AccountRiskFilter | None, strawberry.argument(name="filter", description="Which accounts.")
]
RankedBy = Annotated[
    KeyPeopleOrder | None, strawberry.argument(description="The order; by default by additionalLoss, largest first.")
]
Why = Annotated[str | None, strawberry.argument(description=PURPOSE)]


async def key_people(
    info: Info,
    *,
    as_of: AsOf = None,
    only: OnlyKeyPeople = None,
    order_by: RankedBy = None,
    fresh: Fresh = False,
    purpose: Why = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> KeyPersonConnection:
    """A page of those we depend on."""
    context = info.context
    order = firm.KeyPeopleOrder[(order_by or KeyPeopleOrder()).field.name]
    request = firm.KeyPeopleRequest(PageRequest(first, after, last, before), order, only.team if only else None)
    asker = context.asker(purpose)
    asked = await _asked(info, as_of, fresh=fresh)
    page = await firm.key_people(context.audit, asked, request, asker)
    return KeyPersonConnection.from_answer(page, asked)


async def firm_risk(info: Info, *, as_of: AsOf = None, fresh: Fresh = False) -> FirmRisk:
    """How the firm's value hangs on its people."""
    asked = await _asked(info, as_of, fresh=fresh)
    return FirmRisk.from_answer(await firm.firm_risk(asked), asked.basis)


async def single_threaded_accounts(
    info: Info,
    *,
    as_of: AsOf = None,
    only: OnlyAccountRisks = None,
    fresh: Fresh = False,
    purpose: Why = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> AccountRiskConnection:
    """A page of the accounts that hang on a single thread."""
    severities = None if only is None or only.severities is None else only.severities
    held_by = None if only is None or only.held_by is None else own_id(records.StaffMember, str(only.held_by))
    request = firm.ThreadsRequest(
        PageRequest(first, after, last, before),
        None if severities is None else frozenset(Severity[one.name] for one in severities),
        held_by,
    )
    asker = info.context.asker(purpose)
    asked = await _asked(info, as_of, fresh=fresh)
    page = await firm.single_threaded(info.context.audit, asked, request, asker)
    return AccountRiskConnection.from_answer(page, asked.basis)


async def _asked(info: Info, as_of: date | None, *, fresh: bool) -> firm.Asked:
    context = info.context
    question = firm.FirmQuestion(await context.day(as_of), fresh=fresh, at_least=context.seen)
    return await firm.ask_firm(context.store, context.networks, question, context.now, context.turn.wait_for_the_firm)
