"""Changing accounts.

Decides: what can be said of an account. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import (
    ACCOUNT,
    NEW_ID,
    TEXT,
    ChangeInput,
    NamedInput,
    Retracting,
    argument,
    kept,
    left_out,
    optional,
)
from schema.mutations.making import add, correct, retract_entity
from schema.mutations.results import AccountSaved, AddRefusal, CorrectRefusal, EntityRetractRefusal, Retracted


@strawberry.input(description="A customer organisation that the store does not know yet.")
class AccountAddInput(ChangeInput):
    """A customer organisation."""

    id: strawberry.ID = strawberry.field(description=NEW_ID)
    name: str = strawberry.field(description=f"The name, not empty. {TEXT}")
    domain: str | None = optional(f"E-mail domain. {TEXT}")
    industry: str | None = optional(f"Industry, in the firm's own words. {TEXT}")
    parent_id: strawberry.ID | None = optional(f"The account it belongs to. {ACCOUNT}")
    since: date | None = optional("A customer since this day.")


@strawberry.input(description="What is otherwise about an account. What is left out stays as it is.")
class AccountCorrectInput(NamedInput):
    """What is otherwise about an account."""

    name: str | None = kept(f"The name, not empty. {TEXT}")
    domain: str | None = left_out(f"E-mail domain. {TEXT}")
    industry: str | None = left_out(f"Industry, in the firm's own words. {TEXT}")
    parent_id: strawberry.ID | None = left_out(f"The account it belongs to. {ACCOUNT}")
    since: date | None = left_out("A customer since this day.")


AccountAddResult: TypeAlias = Annotated[
    AccountSaved | AddRefusal, strawberry.union("AccountAddResult", description="What came of adding an account.")
]
AccountCorrectResult: TypeAlias = Annotated[
    AccountSaved | CorrectRefusal,
    strawberry.union("AccountCorrectResult", description="What came of correcting an account."),
]
AccountRetractResult: TypeAlias = Annotated[
    Retracted | EntityRetractRefusal,
    strawberry.union("AccountRetractResult", description="What came of retracting an account."),
]
_Add: TypeAlias = Annotated[AccountAddInput, argument("The account.")]
_Correct: TypeAlias = Annotated[AccountCorrectInput, argument("What is otherwise about which account.")]


async def account_add(info: Info, given: _Add) -> AccountAddResult:
    """Add an account."""
    return await add(info, given, records.Account, AccountSaved.from_answer)


async def account_correct(info: Info, given: _Correct) -> AccountCorrectResult:
    """Correct an account."""
    return await correct(info, given, records.Account, AccountSaved.from_answer)


async def account_retract(info: Info, given: Retracting) -> AccountRetractResult:
    """Retract an account."""
    return await retract_entity(info, given, records.Account)
