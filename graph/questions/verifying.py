"""Whether what a store holds can be: its condition, its rows, and what every tie's touches amount to.

Decides: which faults of a tie's cached statistics there are, and when waiting to be folded is none.
Does not decide: what is wrong with a file or with rows (the store tells), how touches fold (the engine does), nor what
mends a fault (whoever shows it says).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from graph.domain.kinds import key_text
from graph.domain.network import Flags, Reals, TieStatistics
from graph.engine.assumptions import VERSION
from graph.engine.fold import fold
from graph.errors import MigrationDrift, StoreDamaged, StoreVersion
from graph.store.protocol import GraphStore
from graph.store.values import CachedTies, Fault, TieKey

EXAMPLES: Final = 3
"""Ties that are named for one fault."""

_EQUAL: Final = 1e-9
"""Relative difference of two sums that were made on machines of another kind."""

OnTies = Callable[[int, int], None]
"""Is told how many ties are checked, and how many there are."""


class FoldFault(Enum):
    """What can be wrong with the statistics that are cached for a tie."""

    MISSING_TOUCH = "missing touch of a count"
    WRONG_FOLD = "wrong fold"
    STALE_FOLD = "stale fold version"
    WAITING = "waits to be folded"


@dataclass(frozen=True, slots=True)
class Finding:
    """Rows of one sort with one fault: what they are in words, how many, and some of them by key."""

    fault: Fault | FoldFault
    rows: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found in a store at ``revision``.

    ``problems`` are sentences about the file as a whole; when it cannot be read because of them, ``ties`` is None, and
    nothing else was looked at. ``ties`` were folded and compared; ``waiting`` of them wait for an import to fold them,
    which is no fault."""

    location: str
    revision: int
    problems: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    ties: int | None = None
    waiting: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not self.findings


async def verify(store: GraphStore, progress: OnTies | None = None) -> Verification:
    """Look at every row of the store, and fold every tie from its raw touches; it changes nothing.

    Others go on reading and writing; what is said of ties holds for one revision. Raises a StoreError when not even the
    condition of the store can be told."""
    condition = await store.condition()
    try:
        violations = await store.violations()
        folds = await _compare(store, progress)
    except (StoreDamaged, StoreVersion, MigrationDrift) as error:
        # what refuses a store as a whole is among its problems already, in words with the remedy
        problems = condition.problems if isinstance(error, StoreVersion | MigrationDrift) else ()
        return Verification(condition.location, condition.revision, problems or (*condition.problems, str(error)))
    return Verification(
        condition.location,
        folds.revision,
        condition.problems,
        (*(Finding(one.fault, one.rows, one.count, (one.example,)) for one in violations), *folds.findings()),
        folds.ties,
        folds.excused,
    )


class _Folds:
    """What was found out about ties so far."""

    def __init__(self, revision: int, *, importing: bool) -> None:
        """While an import is marked, ties may wait to be folded."""
        self.revision = revision
        self.ties = 0
        self.excused = 0
        self._importing = importing
        self._counts = dict.fromkeys(FoldFault, 0)
        self._examples: dict[FoldFault, list[str]] = {fault: [] for fault in FoldFault}

    def add(self, some: CachedTies) -> None:
        """Compare what is cached for some ties with what their touches amount to."""
        self.ties += len(some.keys)
        for fault, has_it in _faults(some).items():
            places = np.flatnonzero(has_it).tolist()
            if fault is FoldFault.WAITING and self._importing:
                self.excused += len(places)
                continue
            self._counts[fault] += len(places)
            room = EXAMPLES - len(self._examples[fault])
            self._examples[fault] += [_named(some.keys[place]) for place in places[:room]]

    def findings(self) -> tuple[Finding, ...]:
        """One for each fault that any tie has."""
        return tuple(
            Finding(fault, "tie", count, tuple(self._examples[fault])) for fault, count in self._counts.items() if count
        )


async def _compare(store: GraphStore, progress: OnTies | None) -> _Folds:
    total = (await store.held()).ties
    # asked before and after the state is chosen, for it may begin or end between
    importing = await store.import_mark() is not None
    async with store.snapshot() as snapshot:
        importing = importing or await store.import_mark() is not None
        folds = _Folds(snapshot.revision, importing=importing)
        async for some in snapshot.ties():
            folds.add(some)
            if progress is not None:
                progress(folds.ties, max(folds.ties, total))
    return folds


def _faults(some: CachedTies) -> dict[FoldFault, Flags]:
    """Which of these ties have each fault; a tie has one at most. Of a tie that waits, or was folded with other
    assumptions, the sums say nothing."""
    right = fold(some.touches, len(some.keys))
    stamps = np.array(some.assumptions, dtype=object)
    waiting = np.asarray(stamps == "", dtype=np.bool_)
    stale = np.asarray(stamps != VERSION, dtype=np.bool_) & ~waiting
    missing = (right.count == 0) | (~waiting & (some.statistics.count > right.count))
    return {
        FoldFault.MISSING_TOUCH: missing,
        FoldFault.WRONG_FOLD: ~missing & ~stale & ~waiting & ~_alike(some.statistics, right),
        FoldFault.STALE_FOLD: ~missing & stale,
        FoldFault.WAITING: ~missing & waiting,
    }


def _alike(cached: TieStatistics, right: TieStatistics) -> Flags:
    exact = (
        (cached.first == right.first)
        & (cached.last == right.last)
        & (cached.days == right.days)
        & (cached.channels == right.channels)
        & (cached.count == right.count)
    )
    return np.asarray(exact & _near(cached.incoming, right.incoming) & _near(cached.outgoing, right.outgoing))


def _near(one: Reals, other: Reals) -> Flags:
    return np.isclose(one, other, rtol=_EQUAL, atol=0.0)


def _named(tie: TieKey) -> str:
    return key_text((tie.staff_id, tie.person_id, tie.account_id))
