"""The closed lists of words: channels, directions, roles, ways of buying, destinations, statuses.

Decides: which words there are and their stable numbers in stores and columns (never renumber one).
Does not decide: what a word is worth (the engine's assumptions do).
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Self


class Word(IntEnum):
    """A word of a closed list: a stable small number inside, a lower-case word outside."""

    @property
    def word(self) -> str:
        """The word as written in the folder."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Self:
        """The member for a word, trimmed and case-folded; raises KeyError when there is none."""
        return cls[word.strip().upper()]


class Channel(Word):
    """How a touch happened."""

    EMAIL = 0
    CALL = 1
    MEETING = 2
    ORDER = 3
    VISIT = 4
    CRISIS = 5
    SOCIAL = 6


class Direction(Word):
    """Who reached out: ``in`` from the customer, ``out`` from us."""

    IN = 0
    OUT = 1
    BOTH = 2


class DecisionRole(Word):
    """What an employed person does in the account's buying."""

    ECONOMIC = 0
    TECHNICAL = 1
    USER = 2
    PURCHASING = 3
    COACH = 4


class ServiceRole(Word):
    """What a staff member does on an account."""

    LEAD = 0
    BACKUP = 1
    SPECIALIST = 2


class BuyingApproach(Word):
    """Who drives the account's buying, and so what a relationship is worth there."""

    RELATIONSHIP = 0
    ENGINEERING = 1
    UNDEFINED = 2
    MIXED = 3
    PURCHASING = 4
    TENDER = 5
    STANDARD_PARTS = 6


class DecisionRule(Word):
    """How much of the decision weight must agree."""

    SINGLE = 0
    MAJORITY = 1
    CONSENSUS = 2


class PromiseOutcome(Word):
    """How a promise ended."""

    KEPT = 0
    BROKEN = 1
    OPEN = 2


class CovenantKind(Word):
    """What a covenant forbids a staff member after leaving."""

    NON_SOLICIT = 0
    NON_COMPETE = 1


class Destination(Word):
    """Where somebody who leaves goes."""

    RIVAL = 0
    STARTUP = 1
    CUSTOMER = 2
    OUT_OF_FIELD = 3
    INTERNAL = 4


class ColleagueKind(Word):
    """How two staff members know each other."""

    HIRED = 0
    WORKED_WITH = 1


class AccountOutcome(Word):
    """What became of an account after a departure."""

    FOLLOWED = 0
    STRAYED = 1
    SHRANK = 2
    STAYED = 3
    UNKNOWN = 4


class AmendmentKind(Word):
    """What was decided about a row and outlives imports: by hand that it was retracted or corrected, or by a file that
    was said to be complete and from which it was absent."""

    RETRACTED = 0
    CORRECTED = 1
    ABSENT = 2

    def yields_to(self, other: AmendmentKind) -> bool:
        """Whether ``other``, which an import brings, takes the place of this one, which stands.

        A retraction by hand yields to no other kind, and the absence from a file not to a correction of what is gone.
        """
        if self is AmendmentKind.CORRECTED:
            return True
        return other in (self, AmendmentKind.RETRACTED)


class Status(Enum):
    """How much a row of an answer rests on."""

    ESTIMATED = "estimated"
    PRIOR_ONLY = "prior_only"
    INSUFFICIENT_DATA = "insufficient_data"


class Mark(Enum):
    """Where an assumption comes from."""

    MEASURED = "M"
    PUBLISHED = "P"
    JUDGEMENT = "J"
