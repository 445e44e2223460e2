"""What one unit of work knows of itself while it runs, whichever store it runs on.

Decides: that a unit which amends must have said what time it is. Does not decide: when a unit begins and ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

MOST_NAMED: Final = 2_000
"""Ids of one kind that the change log lists of one unit; a unit that names more changed everything."""

MOST_MEMBERS: Final = 100
"""Changed staff members of one unit whose accounts are looked for; a unit that changes more changed everything."""


@dataclass(slots=True)
class Named:
    """Which staff members, people and accounts a unit named so far, by what they are: "staff", "person", "account".

    ``members`` are the staff members who changed themselves. Once it is ``everything`` nothing more is collected."""

    everything: bool = False
    ids: dict[str, set[str]] = field(default_factory=lambda: {"staff": set(), "person": set(), "account": set()})
    members: set[str] = field(default_factory=set)

    def add(self, entity: str, ids: set[str]) -> None:
        """Remember ids of entities of one kind."""
        self.ids[entity] |= ids
        self.everything = self.everything or len(self.ids[entity]) > MOST_NAMED


@dataclass(slots=True)
class Unit:
    """A unit of work: the ``version`` that rows get which it writes, and what has come of it so far."""

    version: int
    now: datetime | None = None
    changed: bool = False
    named: Named = field(default_factory=Named)

    def instant(self) -> datetime:
        """The instant (UTC) of this unit's amendments; raises RuntimeError when nobody has said it."""
        if self.now is None:
            raise RuntimeError("a unit that amends rows by hand says first what time it is: call stamp")
        return self.now
