"""What comes of a change: what every payload says, one payload per kind of row, and what an asker can mend.

Decides: the members of the results' unions. Does not decide: when which of them is given (``making``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Self, TypeAlias

import strawberry

from graph.changes.by_hand import Done
from graph.domain import records
from graph.domain.kinds import Record
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
    UnknownReferenceError,
)

NewRefusal: TypeAlias = AlreadyThereError | IdempotencyKeyReusedError | InvalidInputError
"""Why a row that refers to no other cannot be added."""
AddRefusal: TypeAlias = NewRefusal | UnknownReferenceError
"""Why a row that refers to others cannot be added."""
SetRefusal: TypeAlias = ConflictError | AddRefusal
"""Why a row cannot be set."""
ChangeRefusal: TypeAlias = UnknownRecord | ConflictError | NewRefusal
"""Why a row cannot be corrected in what refers to no other."""
CorrectRefusal: TypeAlias = ChangeRefusal | UnknownReferenceError
"""Why a row cannot be corrected in what refers to others."""
RetractRefusal: TypeAlias = UnknownRecord | ConflictError | IdempotencyKeyReusedError | InvalidInputError
"""Why a row that no other refers to cannot be retracted."""
EntityRetractRefusal: TypeAlias = RetractRefusal | StillReferredToError
"""Why a staff member, a person or an account cannot be retracted."""


_SHOWN: Final[Mapping[type[Record], Callable[[Any], object]]] = {
    records.Firm: Firm.from_answer,
    records.StaffMember: StaffMember.from_answer,
    records.Person: Person.from_answer,
    records.Account: Account.from_answer,
    records.Employment: Employment.from_answer,
    records.Service: Service.from_answer,
    records.Touch: Touch.from_answer,
    records.Closeness: Closeness.from_answer,
    records.Promise: Promise.from_answer,
    records.Buying: Buying.from_answer,
    records.Booking: Booking.from_answer,
    records.Covenant: Covenant.from_answer,
}
"""How the row that a change left is shown, for each kind that can be changed."""


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


class Saved:
    """What the payloads of all changes that leave a row have in common: one field of their own shows it."""

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a change that left a row."""
        if not isinstance(done.record, done.kind):
            raise TypeError(f"a change of a {done.kind.__name__} left a {type(done.record).__name__}")
        (own,) = cls.__annotations__
        return cls(**{own: _SHOWN[done.kind](done.record)}, **_made(done))


@strawberry.type(description="A row is retracted: it is there no more.")
class Retracted(Change):
    """A row is retracted."""

    id: strawberry.ID = strawberry.field(description="The global id that it had.")

    @classmethod
    def from_answer(cls, done: Done) -> Self:
        """The payload of a retraction."""
        return cls(id=id_of_key(done.kind, done.key), **_made(done))


@strawberry.type(description="The firm stands as it was wished for.")
class FirmSaved(Saved, Change):
    """The firm stands as it was wished for."""

    firm: Firm = strawberry.field(description="The firm, with its version.")


@strawberry.type(description="A staff member stands as it was wished for.")
class StaffMemberSaved(Saved, Change):
    """A staff member stands as it was wished for."""

    staff_member: StaffMember = strawberry.field(description="The staff member, with its version.")


@strawberry.type(description="A person stands as it was wished for.")
class PersonSaved(Saved, Change):
    """A person stands as it was wished for."""

    person: Person = strawberry.field(description="The person, with its version.")


@strawberry.type(description="An account stands as it was wished for.")
class AccountSaved(Saved, Change):
    """An account stands as it was wished for."""

    account: Account = strawberry.field(description="The account, with its version.")


@strawberry.type(description="An employment stands as it was wished for.")
class EmploymentSaved(Saved, Change):
    """An employment stands as it was wished for."""

    employment: Employment = strawberry.field(description="The employment, with its version.")


@strawberry.type(description="A service stands as it was wished for.")
class ServiceSaved(Saved, Change):
    """A service stands as it was wished for."""

    service: Service = strawberry.field(description="The service, with its version.")


@strawberry.type(description="A touch stands as it was wished for.")
class TouchSaved(Saved, Change):
    """A touch stands as it was wished for."""

    touch: Touch = strawberry.field(description="The touch, with its version.")


@strawberry.type(description="A rating of closeness stands as it was wished for.")
class ClosenessSaved(Saved, Change):
    """A rating of closeness stands as it was wished for."""

    closeness: Closeness = strawberry.field(description="The rating, with its version.")


@strawberry.type(description="A promise stands as it was wished for.")
class PromiseSaved(Saved, Change):
    """A promise stands as it was wished for."""

    promise: Promise = strawberry.field(description="The promise, with its version.")


@strawberry.type(description="A way of buying stands as it was wished for.")
class BuyingSaved(Saved, Change):
    """A way of buying stands as it was wished for."""

    buying: Buying = strawberry.field(description="The way of buying, with its version.")


@strawberry.type(description="A booking stands as it was wished for.")
class BookingSaved(Saved, Change):
    """A booking stands as it was wished for."""

    booking: Booking = strawberry.field(description="The booking, with its version.")


@strawberry.type(description="A covenant stands as it was wished for.")
class CovenantSaved(Saved, Change):
    """A covenant stands as it was wished for."""

    covenant: Covenant = strawberry.field(description="The covenant, with its version.")
