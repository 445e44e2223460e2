"""Changing services.

Decides: what can be said of a service. Does not decide: what a record refuses (``graph.domain`` does).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph.domain import records
from schema.context import Info
from schema.mutations.inputs import (
    ACCOUNT,
    STAFF,
    ChangeInput,
    NamedInput,
    Retracting,
    argument,
    kept,
    left_out,
    optional,
)
from schema.mutations.making import add, correct, correct_alone, retract
from schema.mutations.results import AddRefusal, ChangeRefusal, CorrectRefusal, Retracted, RetractRefusal, ServiceSaved
from schema.words import ServiceRoleWord


@strawberry.input(
    description="A staff member's role on an account that begins. Staff member, account, role and start tell it apart."
)
class ServiceOpenInput(ChangeInput):
    """A staff member's role on an account that begins."""

    staff_id: strawberry.ID = strawberry.field(description=STAFF)
    account_id: strawberry.ID = strawberry.field(description=ACCOUNT)
    role: ServiceRoleWord = strawberry.field(description="What they do there.")
    start: date | None = optional("First day; by default unknown, which counts as always.")
    end: date | None = optional("First day no longer; by default it lasts.")


@strawberry.input(description="When a service ended.")
class ServiceCloseInput(NamedInput):
    """When a service ended."""

    end: date = strawberry.field(description="First day no longer, not before the start.")


@strawberry.input(
    description="What was wrong about a service. What is left out stays as it is. Another staff member, account, role "
    "or start gives it another global id."
)
class ServiceCorrectInput(NamedInput):
    """What was wrong about a service."""

    staff_id: strawberry.ID | None = kept(STAFF)
    account_id: strawberry.ID | None = kept(ACCOUNT)
    role: ServiceRoleWord | None = kept("What they do there.")
    start: date | None = left_out("First day.")
    end: date | None = left_out("First day no longer.")


ServiceOpenResult: TypeAlias = Annotated[
    ServiceSaved | AddRefusal, strawberry.union("ServiceOpenResult", description="What came of opening a service.")
]
ServiceCloseResult: TypeAlias = Annotated[
    ServiceSaved | ChangeRefusal, strawberry.union("ServiceCloseResult", description="What came of closing a service.")
]
ServiceCorrectResult: TypeAlias = Annotated[
    ServiceSaved | CorrectRefusal,
    strawberry.union("ServiceCorrectResult", description="What came of correcting a service."),
]
ServiceRetractResult: TypeAlias = Annotated[
    Retracted | RetractRefusal,
    strawberry.union("ServiceRetractResult", description="What came of retracting a service."),
]
_Open: TypeAlias = Annotated[ServiceOpenInput, argument("The service.")]
_Close: TypeAlias = Annotated[ServiceCloseInput, argument("When which service ended.")]
_Correct: TypeAlias = Annotated[ServiceCorrectInput, argument("What was wrong about which service.")]


async def service_open(info: Info, given: _Open) -> ServiceOpenResult:
    """Open a service."""
    return await add(info, given, records.Service, ServiceSaved.from_answer)


async def service_close(info: Info, given: _Close) -> ServiceCloseResult:
    """Close a service."""
    return await correct_alone(info, given, records.Service, ServiceSaved.from_answer)


async def service_correct(info: Info, given: _Correct) -> ServiceCorrectResult:
    """Correct a service."""
    return await correct(info, given, records.Service, ServiceSaved.from_answer)


async def service_retract(info: Info, given: Retracting) -> ServiceRetractResult:
    """Retract a service."""
    return await retract(info, given, records.Service)
