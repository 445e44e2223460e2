"""What comes of a change: what every payload says, one payload per kind of row, and what an asker can mend.

Decides: the members of the results' unions. Does not decide: when which of them is given (``making``).
"""

from __future__ import annotations

from typing import Any, Self, TypeAlias

import strawberry

from graph.changes.by_hand import Done
from graph.domain import records
from graph.domain.kinds import R
from schema.entities import Account, Employment, Person, StaffMember
from schema.global_ids import id_of_key
from schema.query import Query
from schema.rows import Firm
from schema.rows_of_accounts import Booking, Buying
from schema.rows_of_staff import Covenant, Service
from schema.rows_of_ties import Closeness, Promise, Touch
from schema.user_errors import (
    AlreadyThereError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    StillReferredToError,
    UnknownRecord,
)

AddRefusal: TypeAlias = AlreadyThereError | IdempotencyKeyReusedError | InvalidInputError
"""Why a row cannot be added."""
SetRefusal: TypeAlias = ConflictError | AlreadyThereError | IdempotencyKeyReusedError | InvalidInputError
"""Why a row cannot be set."""
CorrectRefusal: TypeAlias = (
    UnknownRecord | ConflictError | AlreadyThereError | IdempotencyKeyReusedError | InvalidInputError
)
"""Why a row cannot be corrected."""
RetractRefusal: TypeAlias = UnknownRecord | ConflictError | IdempotencyKeyReusedError | InvalidInputError
"""Why a row that no other refers to cannot be retracted."""
EntityRetractRefusal: TypeAlias = RetractRefusal | StillReferredToError
"""Why a staff member, a person or an account cannot be retracted."""


async def _query() -> Query:
    return Query()


@strawberry.interface(description="What came of a change that was made. It is committed when the payload goes out.")
class Change:
    """What came of a change."""

    revision: int = strawberry.field(description="Data revision after the change.")
    changed: bool = strawberry.field(description="Whether anything is otherwise than before; false makes no revision.")
    replayed: bool = strawberry.field(
        description="True when the change was made before under this idempotency key: this is what came of it then."
    )
    query: Query | None = strawberry.field(
        resolver=_query,
        description="Everything that can be asked, after the change; null only with an error beside it.",
    )


def _made(done: Done) -> dict[str, Any]:
    """What every payload says."""
    return {"revision": done.revision, "changed": done.changed, "replayed": done.replayed}


def _row(done: Done, kind: type[R]) -> R:
    """The row that a change left."""
    if not isinstance(done.record, kind):
        raise TypeError(f"a change of a {kind.__name__} left a {type(done.record).__name__}")
    return done.record


@strawberry.type(description="A row is retracted: it is there no more.")
class Retracted(Change):
    """A row is retracted."""

    id: strawberry.ID = strawberry.field(description="The global id that it had.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a retraction."""
        return cls(id=id_of_key(done.kind, done.key), **_made(done))


@strawberry.type(description="The firm stands as it was wished for.")
class FirmSaved(Change):
    """The firm stands as it was wished for."""

    firm: Firm = strawberry.field(description="The firm, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(firm=Firm.from_answer(_row(done, records.Firm)), **_made(done))


@strawberry.type(description="A staff member stands as it was wished for.")
class StaffMemberSaved(Change):
    """A staff member stands as it was wished for."""

    staff_member: StaffMember = strawberry.field(description="A staff member, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(staff_member=StaffMember.from_answer(_row(done, records.StaffMember)), **_made(done))


@strawberry.type(description="A person stands as it was wished for.")
class PersonSaved(Change):
    """A person stands as it was wished for."""

    person: Person = strawberry.field(description="A person, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(person=Person.from_answer(_row(done, records.Person)), **_made(done))


@strawberry.type(description="An account stands as it was wished for.")
class AccountSaved(Change):
    """An account stands as it was wished for."""

    account: Account = strawberry.field(description="An account, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(account=Account.from_answer(_row(done, records.Account)), **_made(done))


@strawberry.type(description="An employment stands as it was wished for.")
class EmploymentSaved(Change):
    """An employment stands as it was wished for."""

    employment: Employment = strawberry.field(description="An employment, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(employment=Employment.from_answer(_row(done, records.Employment)), **_made(done))


@strawberry.type(description="A service stands as it was wished for.")
class ServiceSaved(Change):
    """A service stands as it was wished for."""

    service: Service = strawberry.field(description="A service, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(service=Service.from_answer(_row(done, records.Service)), **_made(done))


@strawberry.type(description="A touch stands as it was wished for.")
class TouchSaved(Change):
    """A touch stands as it was wished for."""

    touch: Touch = strawberry.field(description="A touch, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(touch=Touch.from_answer(_row(done, records.Touch)), **_made(done))


@strawberry.type(description="A rating of closeness stands as it was wished for.")
class ClosenessSaved(Change):
    """A rating of closeness stands as it was wished for."""

    closeness: Closeness = strawberry.field(description="A rating of closeness, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(closeness=Closeness.from_answer(_row(done, records.Closeness)), **_made(done))


@strawberry.type(description="A promise stands as it was wished for.")
class PromiseSaved(Change):
    """A promise stands as it was wished for."""

    promise: Promise = strawberry.field(description="A promise, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(promise=Promise.from_answer(_row(done, records.Promise)), **_made(done))


@strawberry.type(description="A way of buying stands as it was wished for.")
class BuyingSaved(Change):
    """A way of buying stands as it was wished for."""

    buying: Buying = strawberry.field(description="A way of buying, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(buying=Buying.from_answer(_row(done, records.Buying)), **_made(done))


@strawberry.type(description="A booking stands as it was wished for.")
class BookingSaved(Change):
    """A booking stands as it was wished for."""

    booking: Booking = strawberry.field(description="A booking, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(booking=Booking.from_answer(_row(done, records.Booking)), **_made(done))


@strawberry.type(description="A covenant stands as it was wished for.")
class CovenantSaved(Change):
    """A covenant stands as it was wished for."""

    covenant: Covenant = strawberry.field(description="A covenant, with its new version.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change."""
        return cls(covenant=Covenant.from_answer(_row(done, records.Covenant)), **_made(done))
