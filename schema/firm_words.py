"""The closed lists of words of answers about the whole firm, as GraphQL enums.

Decides: how each word is described to whoever asks. Does not decide: which words there are (``graph`` does; a test
holds the lists equal).
"""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import enum_value as word


@strawberry.enum(
    name="KeyPeopleOrderField", description="By which figure staff members are ranked, the largest first, then by id."
)
class KeyPeopleOrderWord(Enum):
    """By which figure staff members are ranked."""

    ADDITIONAL_LOSS = word("additional loss", description="By additionalLoss: what their departure adds.")
    EXPECTED_LOSS = word("expected loss", description="By expectedLoss, that of nobody leaving included.")
    VALUE_HELD = word("value held", description="By valueHeld.")
    VALUE_IN_TOUCH = word("value in touch", description="By valueInTouch.")
    SINGLE_THREAD_VALUE = word("single-thread value", description="By singleThreadValue.")


@strawberry.enum(name="ThreadSeverity", description="How urgent a single thread is.")
class SeverityWord(Enum):
    """How urgent a single thread is."""

    RED = word("red", description="A renewal within 90 days, or more than a twentieth of the firm's value.")
    AMBER = word("amber", description="A renewal within 180 days.")
    WATCH = word("watch", description="Neither.")


@strawberry.enum(name="ThreadReason", description="Why an account counts as single-threaded.")
class ThreadReasonWord(Enum):
    """Why an account counts as single-threaded."""

    HELD_BY_ONE = word("held_by_one", description="One staff member alone is tied there with 0.25 or more.")
    FEW_STAFF_IN_TOUCH = word(
        "few_staff_in_touch", description="Fewer than two staff members are tied there with 0.01 or more."
    )
    FEW_CONTACTS_IN_TOUCH = word(
        "few_contacts_in_touch",
        description="Fewer than one in twenty of the known contacts, five at most, are tied to anybody of ours.",
    )


@strawberry.enum(name="ThreadUrgency", description="Why a single thread is urgent.")
class UrgencyWord(Enum):
    """Why a single thread is urgent."""

    RENEWAL_NEAR = word("renewal_near", description="A renewal within 90 days of the day asked about.")
    RENEWAL_AHEAD = word("renewal_ahead", description="A renewal within 91 to 180 days of it.")
    LARGE_VALUE = word("large_value", description="More than a twentieth of the firm's value.")
