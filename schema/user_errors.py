"""What an asker can mend, as members of an answer's union.

Decides: which expected errors are part of an answer, and which part of the input each points at.
Does not decide: the sentence (``graph.errors`` does); all other errors go to the list of errors, with a code.
"""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry

from graph.errors import InvalidInput, NotEmployed, NotFound
from schema.words import UserErrorWord


@strawberry.interface(description="Something the asker can mend.")
class UserError:
    """Something the asker can mend."""

    message: str = strawberry.field(description="One sentence with the remedy.")
    code: UserErrorWord = strawberry.field(description="What went wrong; stable, for programs.")
    path: list[str] = strawberry.field(
        description='The argument that it is about, from the field on, such as ["input", "leavers", "0", "id"].'
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
