"""What an asker can mend, as members of an answer's union.

Decides: which expected errors are part of an answer, and which part of the input each points at.
Does not decide: the sentence (``graph.errors`` does); all other errors go to the list of errors, with a code.
"""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry

from graph.errors import (
    AlreadyThere,
    Conflict,
    InvalidInput,
    KeyReused,
    NotEmployed,
    NotFound,
    StillReferredTo,
    UnknownReference,
)
from schema.words import EntityKindWord, UserErrorWord


@strawberry.interface(description="Something the asker can mend.")
class UserError:
    """Something the asker can mend."""

    message: str = strawberry.field(description="One sentence with the remedy.")
    code: UserErrorWord = strawberry.field(description="What went wrong; stable, for programs.")
    path: list[str] = strawberry.field(
        description="The part of the input that it is about, from the field's argument on, such as "
        '["input", "personId"] or ["input", "leavers", "0", "id"].'
    )


@strawberry.type(description="A leaver whom nobody knows: neither a global id nor the firm's own id of a staff member.")
class UnknownStaffMember(UserError):
    """A leaver whom nobody knows."""

    id: strawberry.ID = strawberry.field(description="The id that was asked for.")

    @classmethod
    def from_answer(cls, error: NotFound, path: list[str], given: str) -> Self:
        """The type of an unknown leaver, ``given`` by this id."""
        return cls(message=str(error), code=UserErrorWord.NOT_FOUND, path=path, id=strawberry.ID(given))


@strawberry.type(description="A leaver who is not with us on the day asked about and so can neither leave nor stay.")
class StaffMemberNotEmployed(UserError):
    """A leaver who is not with us on the day."""

    as_of: date = strawberry.field(description="The day asked about.")
    since: date | None = strawberry.field(description="First day with us, when it is still to come; else null.")
    until: date | None = strawberry.field(description="First day no longer with us, when they have left; else null.")

    @classmethod
    def from_answer(cls, error: NotEmployed, path: list[str]) -> Self:
        """The type of a leaver who is not employed."""
        return cls(
            message=str(error),
            code=UserErrorWord.NOT_EMPLOYED,
            path=path,
            as_of=date.fromisoformat(error.as_of),
            since=None if error.since is None else date.fromisoformat(error.since),
            until=None if error.until is None else date.fromisoformat(error.until),
        )


@strawberry.type(description="A part of the input that cannot be meant.")
class InvalidInputError(UserError):
    """A part of the input that cannot be meant."""

    @classmethod
    def from_answer(cls, error: InvalidInput, path: list[str]) -> Self:
        """The type of a value that cannot be meant."""
        return cls(message=str(error), code=UserErrorWord.INVALID_INPUT, path=path)


@strawberry.type(
    name="UnknownReference",
    description="A row to be written that refers to an id which nobody has: one mistyped, or of somebody retracted "
    "since it was chosen; nothing was written.",
)
class UnknownReferenceError(UserError):
    """A row to be written that refers to nobody."""

    id: strawberry.ID = strawberry.field(description="The id that was given.")
    kind: EntityKindWord = strawberry.field(description="What it should be the id of.")

    @classmethod
    def from_answer(cls, error: UnknownReference, path: list[str]) -> Self:
        """The type of a reference to nobody, by the id that was given."""
        return cls(
            message=str(error),
            code=UserErrorWord.NOT_FOUND,
            path=path,
            id=strawberry.ID(str(error.value)),
            kind=EntityKindWord(error.kind),
        )


@strawberry.type(description="A row to be changed that is not there: neither a global id of this kind nor an own id.")
class UnknownRecord(UserError):
    """A row to be changed that is not there."""

    id: strawberry.ID = strawberry.field(description="The id that was given; empty where the input takes none.")

    @classmethod
    def from_answer(cls, error: NotFound, path: list[str], given: str) -> Self:
        """The type of a row that is not there, ``given`` by this id."""
        return cls(message=str(error), code=UserErrorWord.NOT_FOUND, path=path, id=strawberry.ID(given))


@strawberry.type(description="A row that changed since whoever wants to change it read it; nothing was written.")
class ConflictError(UserError):
    """A row that changed since it was read."""

    expected_version: int = strawberry.field(description="The version that was expected.")
    found_version: int = strawberry.field(description="The version that it has; 0 when it is not there.")

    @classmethod
    def from_answer(cls, error: Conflict, path: list[str]) -> Self:
        """The type of a conflict."""
        return cls(
            message=str(error),
            code=UserErrorWord.CONFLICT,
            path=path,
            expected_version=error.expected,
            found_version=error.found,
        )


@strawberry.type(
    description="Another row has the key of the one to be added, or to be corrected into; nothing was written."
)
class AlreadyThereError(UserError):
    """Another row has the key."""

    @classmethod
    def from_answer(cls, error: AlreadyThere, path: list[str]) -> Self:
        """The type of a key that is taken."""
        return cls(message=str(error), code=UserErrorWord.ALREADY_THERE, path=path)


@strawberry.type(description="Other rows refer to the one to be retracted; nothing was written.")
class StillReferredToError(UserError):
    """Other rows refer to the one to be retracted."""

    @classmethod
    def from_answer(cls, error: StillReferredTo, path: list[str]) -> Self:
        """The type of a row that others refer to."""
        return cls(message=str(error), code=UserErrorWord.STILL_REFERRED_TO, path=path)


@strawberry.type(description="The idempotency key came with another change in the last 30 days; nothing was written.")
class IdempotencyKeyReusedError(UserError):
    """The idempotency key came with another change."""

    @classmethod
    def from_answer(cls, error: KeyReused, path: list[str]) -> Self:
        """The type of a key that was used for another change."""
        return cls(message=str(error), code=UserErrorWord.IDEMPOTENCY_KEY_REUSED, path=path)
