"""What is wrong with what a store gives when all of it is looked over, whichever store it is.

Decides: who stands on a ring of references, and when a change log is behind. Does not decide: how the rows are read
(each adapter does), nor what mends a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from graph.domain.kinds import key_text
from graph.store.values import Fault, Violation

T = TypeVar("T", int, str)


def on_rings(above: Mapping[T, T]) -> set[T]:
    """Those who come back to themselves by going from each to the one ``above``; goes to each twice at most."""
    found: set[T] = set()
    came_from: dict[T, T] = {}
    for start in above:
        one = start
        while one in above and one not in came_from:
            came_from[one] = start
            one = above[one]
        if came_from.get(one) == start:  # this very walk came back to one it had passed
            while one not in found:
                found.add(one)
                one = above[one]
    return found


def change_log_behind(revision: int, logged: int) -> tuple[Violation, ...]:
    """The newest revision that the change log knows is the store's, or somebody went around it."""
    if revision == logged:
        return ()
    newest = key_text((max(revision, logged),))
    return (Violation(Fault.CHANGE_LOG_BEHIND, "change log", abs(revision - logged), newest),)
