"""The strength of every tie of a graph, one tie after the other (model.md 1).

Decides: the formulas as plain Python. Does not decide: any constant (the engine's assumptions do).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx

from benchmarks.networkx_graph import Kind, Link, Node, links
from graph.domain.network import NOBODY
from graph.domain.vocabulary import Channel, Direction, PromiseOutcome
from graph.engine.assumptions import DEFAULT
from graph.engine.fold import REFERENCE_DAY

YEAR: Final = 365.25
_A: Final = DEFAULT.strength
_DEPTH: Final = {
    Channel.EMAIL: _A.depth_email,
    Channel.CALL: _A.depth_call,
    Channel.MEETING: _A.depth_meeting,
    Channel.ORDER: _A.depth_order,
    Channel.VISIT: _A.depth_visit,
    Channel.CRISIS: _A.depth_crisis,
    Channel.SOCIAL: _A.depth_social,
}
_INCOMING: Final = {Direction.IN: 1.0, Direction.OUT: 0.0, Direction.BOTH: 0.5}


@dataclass
class Tie:
    """A tie on the day: what touches show of it, its latest rating, its closed promises; ``first`` touch or None."""

    seen: float = 0.0
    first: int | None = None
    closeness: float = 0.0
    weight: float = 0.0
    kept: int = 0
    broken: int = 0

    def strength(self) -> float:
        """How strong it is, in [0, 1]."""
        mixed = self.weight * self.closeness / _A.rating_highest + (1.0 - self.weight) * self.seen
        closed = _A.trust_closed + self.kept + self.broken * (1.0 + _A.break_by_closeness * mixed)
        trust = (_A.trust_kept + self.kept) / closed
        return min(1.0, mixed * min(_A.trust_limit, _A.trust_scale * trust))


@dataclass
class Held:
    """What everybody employed on the day holds: by the other end of the tie and the staff member."""

    ties: dict[tuple[Node, Node], Tie] = field(default_factory=dict)
    open_jobs: dict[Node, dict[Node, dict[str, Any]]] = field(default_factory=dict)
    """By person and account the employment that counts, the latest."""


def held_on(graph: nx.MultiDiGraph) -> Held:
    """All ties on the graph's day, also those of staff members who are no longer with us."""
    found, day = Held(), graph.graph["day"]
    for node in graph:
        if node[0] == Kind.ACCOUNT:
            for person, job in links(graph, node, Link.JOB):
                if job["start"] <= day < job["end"]:
                    found.open_jobs.setdefault(person, {})[node] = job
    for node in graph:
        if node[0] == Kind.STAFF:
            _add_ties(graph, node, found)
            _add_promises(graph, node, found)
    return found


def _add_ties(graph: nx.MultiDiGraph, member: Node, found: Held) -> None:
    day = graph.graph["day"]
    for other, facts in links(graph, member, Link.TIE):
        known = folded(facts["touches"], day) if "touches" in facts else facts
        if known["count"]:
            found.ties[other, member] = Tie(seen=observed(known, day), first=known["first"])
    for person, rating in links(graph, member, Link.RATING):
        if rating["on"] <= day:  # the latest comes last
            tie = found.ties.setdefault((person, member), Tie())
            tie.closeness = float(rating["closeness"])
            tie.weight = _A.rating_weight * 2.0 ** (-((day - rating["on"]) / YEAR) / _A.rating_half_life_years)


def _add_promises(graph: nx.MultiDiGraph, member: Node, found: Held) -> None:
    day = graph.graph["day"]
    for promise in graph.nodes[member]["promises"]:
        if promise["made"] > day or promise["closed"] > day or promise["outcome"] == PromiseOutcome.OPEN:
            continue
        to: list[Node] = [(Kind.PERSON, promise["person"])]
        if promise["person"] == NOBODY:
            account = (Kind.ACCOUNT, promise["account"])
            to = [account, *dict.fromkeys(person for person in graph.adj[account] if _works(found, person, account))]
        for other in to:
            tie = found.ties.get((other, member))
            if tie is not None:
                tie.kept += promise["outcome"] == PromiseOutcome.KEPT
                tie.broken += promise["outcome"] == PromiseOutcome.BROKEN


def _works(found: Held, person: Node, account: Node) -> bool:
    return account in found.open_jobs.get(person, {})


def folded(touches: list[tuple[int, int, int]], day: int) -> dict[str, Any]:
    """What the touches up to the day amount to."""
    past = [touch for touch in touches if touch[0] <= day]
    incoming = outgoing = 0.0
    for on, channel, direction in past:
        depth = _DEPTH[Channel(channel)] * 2.0 ** ((on - REFERENCE_DAY) / _A.half_life_days)
        share = _INCOMING[Direction(direction)] if channel == Channel.EMAIL else 0.5
        incoming += depth * share
        outgoing += depth * (1.0 - share)
    days = {on for on, _, _ in past}
    return {
        "incoming": incoming,
        "outgoing": outgoing,
        "first": min(days, default=0),
        "last": max(days, default=0),
        "days": len(days),
        "channels": sum(1 << channel for channel in {channel for _, channel, _ in past}),
        "count": len(past),
    }


def observed(known: dict[str, Any], day: int) -> float:
    """The strength that the touches alone show."""
    faded = 2.0 ** (-(day - REFERENCE_DAY) / _A.half_life_days)
    incoming, outgoing = known["incoming"] * faded, known["outgoing"] * faded
    raw = incoming + outgoing
    mutual = 2.0 * min(incoming, outgoing) / raw if raw > 0.0 else 0.0
    span = known["last"] - known["first"]
    gap = _A.gap_unknown
    if known["days"] > 1:
        gap = min(max(span / (known["days"] - 1.0), _A.gap_shortest), _A.gap_longest)
    warmth = _A.silence_left ** ((day - known["last"]) / (_A.silence_gaps * gap))
    years = math.log1p(min(span / YEAR, _A.years_limit)) / math.log1p(_A.years_limit)
    volume = -math.expm1(-raw / _A.volume_scale)
    channels = min(_A.channel_limit, 1.0 + _A.channel_step * (known["channels"].bit_count() - 1.0))
    reciprocity = _A.one_way_share + (1.0 - _A.one_way_share) * mutual
    age = _A.new_tie_share + (1.0 - _A.new_tie_share) * years
    return min(1.0, float(volume * reciprocity * channels * age * warmth))
