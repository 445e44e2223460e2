"""What the inputs of all changes have in common.

Decides: idempotency key, purpose and expected version, and how a row to be changed is named.
Does not decide: what can be said of a row of any kind (its own module does).
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import strawberry
from strawberry.types.arguments import StrawberryArgumentAnnotation

INPUT = "input"
STAFF = "A staff member, by the global id or the firm's own id; where a text could be both, it is the global id."
PERSON = "A person, by the global id or the firm's own id; where a text could be both, it is the global id."
ACCOUNT = "An account, by the global id or the firm's own id; where a text could be both, it is the global id."
NEW_ID = (
    "The firm's own id for it, as in the imported files: 1 to 200 printable characters without spaces around. No other "
    "row of the kind may have it."
)
TEXT = "One line of at most 1000 characters; spaces around do not count."


def argument(description: str) -> StrawberryArgumentAnnotation:
    """The one argument of a change."""
    return strawberry.argument(name=INPUT, description=description)


def left_out(description: str) -> Any:
    """A part of a correction: left out it stays as it is, null clears it."""
    return strawberry.field(
        default=strawberry.UNSET, description=f"{description} Left out: stays as it is. Null: cleared."
    )


def kept(description: str) -> Any:
    """A part of a correction that every row has: left out it stays as it is; null is refused."""
    return strawberry.field(
        default=strawberry.UNSET, description=f"{description} Left out: stays as it is. It cannot be cleared with null."
    )


def optional(description: str) -> Any:
    """A part of a new row that need not be said."""
    return strawberry.field(default=None, description=description)


@strawberry.input
class ChangeInput:
    """What every change may say."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A new key for each change, such as a UUID, so that it can be sent again and is made once; see "
        "Mutation.",
    )
    purpose: str | None = strawberry.field(default=None, description="Why it is changed; see Mutation.")


@strawberry.input
class SetInput(ChangeInput):
    """What a change of a whole row may say."""

    expected_version: int | None = strawberry.field(
        default=None,
        description="The version that the row was read at, so that nobody's change is lost; 0: it must not be there "
        "yet. Left out: a row that is there and says something else is refused rather than replaced unread.",
    )


@strawberry.input
class VersionedInput(ChangeInput):
    """What a change of a row that is there must say."""

    expected_version: int = strawberry.field(
        description="The version that the row was read at; when it has another by now, nothing is written."
    )


@strawberry.input
class NamedInput(VersionedInput):
    """What a change of a row that is named by its id must say."""

    id: strawberry.ID = strawberry.field(
        description="The row: its global id; for a staff member, a person, an account, a touch or a promise the firm's "
        "own id will do."
    )


@strawberry.input(description="Which row to retract: no later import brings it back, though a change by hand may.")
class RetractInput(NamedInput):
    """Which row to retract."""


Retracting: TypeAlias = Annotated[RetractInput, argument("Which row to retract, at which version.")]
