"""How large a generated firm is.

Decides: which sizes can be asked for, what follows from them when it is not asked for, and the firm's last day.
Does not decide: anything else about the firm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from graph.errors import InvalidInput
from graph.questions.generated_firm import Habits

LAST_DAY: Final = date(2026, 6, 30)
"""The day of the newest touches; nothing but plans lies after it."""

MOST: Final = 100_000_000
"""No number of a size is larger; ids stay short and numbers of rows small enough for their columns."""

_TOUCHES_PER_TIE: Final = 8
_TIES_PER_STAFF_MEMBER: Final = 200
_TIES_PER_PERSON: Final = 5
_TIES_PER_ACCOUNT: Final = 20
_USUAL_TIES: Final = 10_000
LARGEST_SEED: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Size:
    """How many staff members, people, accounts, ties and touches there are, each exactly.

    ``ties``: pairs of a staff member and a person, a few of them of a staff member and an account; at most one for each
    staff member and person. ``touches``: at least one for each tie; 0 stands for eight for each."""

    staff: int
    people: int
    accounts: int
    ties: int
    touches: int = 0

    def __post_init__(self) -> None:
        """Raise InvalidInput for a size that no firm has."""
        for name, least in (("staff", 1), ("people", 1), ("accounts", 1), ("ties", 0), ("touches", 0)):
            number = getattr(self, name)
            if not least <= number <= MOST:
                raise InvalidInput(name, number, f"give a whole number from {least} to {MOST}")
        if self.ties > self.staff * self.people:
            remedy = f"give at most {self.staff * self.people}, one for each staff member and person"
            raise InvalidInput("ties", self.ties, remedy)
        if 0 < self.touches < self.ties or (self.touches and not self.ties):
            raise InvalidInput("touches", self.touches, f"give none, or one at least for each of {self.ties} ties")

    @property
    def all_touches(self) -> int:
        """How many touches there are in all, asked for or not."""
        return self.touches or self.ties * _TOUCHES_PER_TIE


def size_with(
    *,
    staff: int | None = None,
    people: int | None = None,
    accounts: int | None = None,
    ties: int | None = None,
    touches: int | None = None,
) -> Size:
    """The size with these numbers, and for those left out what goes with them: 200 ties for each staff member, one
    person for 5 ties, one account for 20. Ties left out follow from the first number given, and are 10,000 for none.

    Raises InvalidInput for a size that no firm has."""
    if ties is None:
        ties = min(_ties_with(staff, people, accounts, touches), (staff or MOST) * (people or MOST), MOST)
    if staff is None:
        staff = max(round(ties / _TIES_PER_STAFF_MEMBER), -(-ties // max(people or MOST, 1)), 1)
    if people is None:
        people = max(round(ties / _TIES_PER_PERSON), -(-ties // max(staff, 1)), 1)
    if accounts is None:
        accounts = max(round(ties / _TIES_PER_ACCOUNT), 1)
    return Size(staff, people, accounts, ties, touches or 0)


def _ties_with(staff: int | None, people: int | None, accounts: int | None, touches: int | None) -> int:
    """How many ties go with the first of these numbers that is given."""
    if staff is not None:
        return staff * _TIES_PER_STAFF_MEMBER
    if people is not None:
        return people * _TIES_PER_PERSON
    if accounts is not None:
        return accounts * _TIES_PER_ACCOUNT
    return _USUAL_TIES if touches is None else touches // _TOUCHES_PER_TIE


def check_seed(seed: int) -> None:
    """Raise InvalidInput for a seed out of range."""
    if not 0 <= seed <= LARGEST_SEED:
        raise InvalidInput("seed", seed, f"give a whole number from 0 to {LARGEST_SEED}")


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: the folder, by the name of each file its rows without the header, and the firm's habits as they
    were counted meanwhile."""

    folder: Path
    rows: Mapping[str, int]
    habits: Habits

    @property
    def all_rows(self) -> int:
        """The rows of all files."""
        return sum(self.rows.values())
