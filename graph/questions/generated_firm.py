"""How like a real firm a generated one is: the figures that are printed of it.

Decides: what is counted. Does not decide: any strength, value or who holds it (the engine), nor what the generator
draws.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from graph.domain.money import Money
from graph.domain.network import Counts, Days, Index, Network
from graph.engine.as_of import Firm, as_of
from graph.engine.assumptions import DEFAULT
from graph.engine.firm_risk import firm_risk, value_by_holder
from graph.engine.grouping import count
from graph.engine.sweep import sweep
from graph.store.protocol import GraphStore

HOLDS: Final = DEFAULT.attachment.on_account_strength
"""The least strength with which somebody holds an account."""
MANY: Final = 200
"""Touches beyond which a tie has very many."""
_SOON: Final = 7
_LONG: Final = 180
_SAMPLED: Final = 20
"""Staff members whose touches are read one by one."""
_ALL_TOUCHES: Final = 1_000_000
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """Counts of how ties were kept: ``pauses`` between two touches, how many were ``short`` (a week at most), how many
    ties have several touches, and in how many of these a pause was ``long`` (more than 180 days)."""

    pauses: int = 0
    short: int = 0
    several: int = 0
    long: int = 0

    def __add__(self, other: Pace) -> Pace:
        """Both together."""
        return Pace(
            self.pauses + other.pauses, self.short + other.short, self.several + other.several, self.long + other.long
        )

    @property
    def short_share(self) -> float:
        """Of the pauses; 0 when there is none."""
        return self.short / self.pauses if self.pauses else 0.0

    @property
    def long_share(self) -> float:
        """Of the ties with several touches; 0 when there is none."""
        return self.long / self.several if self.several else 0.0


@dataclass(frozen=True, slots=True)
class Habits:
    """What can be said without a strength: people who ``moved`` (worked at two accounts), staff members who ``left``,
    touches per tie (median, largest, how many ties have more than 200), and the pace of the ties looked at."""

    people: int
    moved: int
    staff: int
    left: int
    ties: int
    median_touches: float
    most_touches: int
    ties_with_many: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class Holder:
    """A staff member and the share of all value that they hold."""

    id: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """The figures of a firm as of its last day. Shares are of ``value``, the bookings of a year.

    ``top_share``: held by the top ``top_tenth`` staff members. ``single_thread``: of accounts that one staff member
    holds alone; ``unheld``: that nobody holds. ``holders``: who holds most, most first."""

    habits: Habits
    value: Money
    median_strength: float
    top_tenth: int
    top_share: float
    single_thread: float
    unheld: float
    holders: tuple[Holder, ...]


async def ask_likeness(store: GraphStore, day: date) -> Likeness:
    """The figures of what a store holds; the pace is that of the ties of up to twenty staff members, evenly spread."""
    network = await store.whole(day)
    likeness = await asyncio.to_thread(likeness_of, network)
    ids = network.staff.ids
    del network  # before the next one is loaded
    places = np.unique(np.linspace(0, len(ids) - 1, _SAMPLED).astype(int)).tolist() if ids else []
    near = await store.neighbourhood([ids[place] for place in places], day, _ALL_TOUCHES)
    pace = pace_of(near.evidence.tie, near.evidence.day)
    return replace(likeness, habits=replace(likeness.habits, pace=pace))


def pace_of(tie: Counts | Index, day: Counts | Days) -> Pace:
    """The pace of some ties, from the day of each of their touches in any order."""
    order = np.lexsort((day, tie))
    same = np.diff(tie[order]) == 0
    pauses, of_tie = np.diff(day[order])[same], tie[order][1:][same]
    return Pace(
        pauses=len(pauses),
        short=int((pauses <= _SOON).sum()),
        several=len(np.unique(of_tie)),
        long=len(np.unique(of_tie[pauses > _LONG])),
    )


def habits_of(touches: Counts | Index, people: tuple[int, int], staff: tuple[int, int], pace: Pace) -> Habits:
    """Habits from the touches of each tie; of the people, and of the staff, how many there are and how many went."""
    return Habits(
        people=people[0],
        moved=people[1],
        staff=staff[0],
        left=staff[1],
        ties=len(touches),
        median_touches=float(np.median(touches)) if len(touches) else 0.0,
        most_touches=int(touches.max(initial=0)),
        ties_with_many=int((touches > MANY).sum()),
        pace=pace,
    )


def likeness_of(network: Network) -> Likeness:
    """The figures of a whole firm as of the Network's day, but for the pace, which takes its touches."""
    firm = as_of(network)
    swept = sweep(firm)
    risk, held = firm_risk(network, swept), value_by_holder(swept, len(network.staff))
    whole = float(risk.value.amount) or 1.0
    most_first = np.argsort(-held, kind="stable")
    top = -(-risk.staff // 10)
    strengths = np.concatenate([ties.strength[firm.employed[ties.staff]] for ties in (firm.personal, firm.direct)])
    return Likeness(
        habits=_habits(firm),
        value=risk.value,
        median_strength=float(np.median(strengths)) if len(strengths) else 0.0,
        top_tenth=top,
        top_share=float(held[most_first[:top]].sum()) / whole,
        single_thread=risk.single_thread_share or 0.0,
        unheld=risk.unheld_share or 0.0,
        holders=tuple(
            Holder(network.staff.ids[place], network.staff.names[place], float(held[place]) / whole)
            for place in most_first[:_NAMED].tolist()
            if held[place] > 0.0
        ),
    )


def _habits(firm: Firm) -> Habits:
    network, jobs = firm.network, firm.network.employments
    begun = jobs.start <= network.day
    pairs = np.unique(np.stack([jobs.person[begun], jobs.account[begun]]), axis=1)
    worked_at = count(pairs[0], len(network.people.ids))
    touches = np.concatenate([firm.personal.count, firm.direct.count])
    return habits_of(
        touches[touches > 0],
        (len(network.people.ids), int((worked_at > 1).sum())),
        (len(network.staff.ids), int((network.staff.end <= network.day).sum())),
        Pace(),
    )
