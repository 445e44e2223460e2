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

LAST_DAY: Final = date(2026, 6, 30)
"""The day of the newest touches; nothing but plans lies after it."""

MOST: Final = 100_000_000
"""No number of a size is larger; ids stay short and numbers of rows small enough for their columns."""

_TOUCHES_PER_TIE: Final = 8
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


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: the folder, and by the name of each file its rows without the header."""

    folder: Path
    rows: Mapping[str, int]

    @property
    def all_rows(self) -> int:
        """The rows of all files."""
        return sum(self.rows.values())
