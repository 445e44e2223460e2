"""What every row has once it is stored.

Decides: that a row's version is no part of what it says: two rows that say the same are equal whatever their versions.
Does not decide: what a version is compared with (``graph.changes`` does).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A row; ``version`` is the revision that last changed it, from 1; 0: no store has given it out."""

    version: int = field(default=0, compare=False, repr=False)
