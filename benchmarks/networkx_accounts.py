"""What is known of each account of a graph, whoever leaves (model.md 2 and 3).

Decides: contacts, weights, value, who is there and who leads, as plain Python. Does not decide: any constant (the
engine's assumptions do), nor what a departure does (``by_networkx`` does).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx

from benchmarks.networkx_graph import Kind, Link, Node, links
from benchmarks.networkx_ties import YEAR, Held
from graph.domain.calendar import ALWAYS, NO_DAY
from graph.domain.vocabulary import BuyingApproach, DecisionRole, DecisionRule, ServiceRole
from graph.engine.assumptions import DEFAULT

_A: Final = DEFAULT.attachment
_F: Final = DEFAULT.follow
_WEIGHTS: Final = {
    DecisionRole.ECONOMIC: _A.weight_economic,
    DecisionRole.TECHNICAL: _A.weight_technical,
    DecisionRole.USER: _A.weight_user,
    DecisionRole.PURCHASING: _A.weight_purchasing,
    DecisionRole.COACH: _A.weight_coach,
}
_LED_BY_BUYERS: Final = (BuyingApproach.PURCHASING, BuyingApproach.TENDER, BuyingApproach.STANDARD_PARTS)
_EQUAL: Final = 1e-12


@dataclass
class Contact:
    """One who decides: how strongly each of ours holds them, and since when each is in touch; None for a stand-in."""

    person: Node | None
    weight: float
    veto: bool = False
    purchasing: bool = False
    strengths: dict[Node, float] = field(default_factory=dict)
    firsts: dict[Node, int] = field(default_factory=dict)


@dataclass
class There:
    """What one of ours has at an account."""

    strength: float = 0.0
    direct: float = 0.0
    since: int = NO_DAY
    serves: bool = False
    lead: bool = False


@dataclass
class Account:
    """An account on the day; ``value`` in ten-thousandths, ``years`` None for not known."""

    contacts: list[Contact]
    there: dict[Node, There]
    value: int
    pull: float
    years: float | None
    gate: float
    theta: float
    suppliers: float | None
    switching: float | None


def account_of(graph: nx.MultiDiGraph, held: Held, account: Node) -> Account:
    """All that is known of an account before anybody leaves."""
    day, facts = graph.graph["day"], graph.nodes[account]
    jobs = {
        person: held.open_jobs[person][account]
        for person in graph.adj[account]
        if account in held.open_jobs.get(person, {})
    }
    booked = facts["first_booking"] <= day
    year = [row for row in facts["bookings"] if day - _A.value_days < row["day"] <= day]
    lines = max(1, len({row["line"] for row in year if row["line"] >= 0}))
    buying: dict[str, Any] = max(
        (row for row in facts["buying"] if row["start"] <= day), key=lambda row: row["start"], default={}
    )
    return Account(
        contacts=_contacts(graph, held, jobs),
        there=_there(graph, held, account, jobs),
        value=max(0, sum(row["amount"] for row in year)) if booked else 0,
        pull=max(_A.firm_pull_least, _A.firm_pull + _A.firm_pull_lines * min(1.0, (lines - 1) / _A.lines_in_full)),
        years=_years(graph, account),
        gate=_gate(buying.get("approach", -1)),
        theta=_theta(buying.get("rule", -1)),
        suppliers=float(buying["suppliers"]) if buying.get("suppliers", -1) >= 0 else None,
        switching=None if math.isnan(buying.get("switching_cost", math.nan)) else buying["switching_cost"],
    )


def _contacts(graph: nx.MultiDiGraph, held: Held, jobs: dict[Node, dict[str, Any]]) -> list[Contact]:
    """Those with a say, else those touched, else a stand-in; by person."""
    chosen = {
        person: job for person, job in jobs.items() if job["role"] >= 0 or not math.isnan(job["weight"]) or job["veto"]
    } or {person: job for person, job in jobs.items() if _touched(graph, held, person)}
    if not chosen:
        return [Contact(None, 1.0)]
    stated = {person: _stated(job) for person, job in chosen.items()}
    known = [weight for weight in stated.values() if weight is not None]
    usual = sum(known) / len(known) if known else 1.0
    weights = {person: usual if weight is None else weight for person, weight in stated.items()}
    if sum(weights.values()) <= 0.0:
        weights = dict.fromkeys(weights, 1.0)
    contacts = []
    for person, job in sorted(chosen.items()):
        contact = Contact(person, weights[person], job["veto"], job["role"] == DecisionRole.PURCHASING)
        for member in graph.pred[person]:
            tie = held.ties.get((person, member))
            if tie is not None and _employed(graph, member):
                contact.strengths[member] = tie.strength()
                if tie.first is not None:
                    contact.firsts[member] = tie.first
        contacts.append(contact)
    return contacts


def _stated(job: dict[str, Any]) -> float | None:
    if not math.isnan(job["weight"]):
        return float(job["weight"])
    return _WEIGHTS[DecisionRole(job["role"])] if job["role"] >= 0 else None


def _touched(graph: nx.MultiDiGraph, held: Held, person: Node) -> bool:
    """Whether anybody of ours, with us still or not, has a touch with the person."""
    ties = (held.ties.get((person, member)) for member in graph.pred[person])
    return any(tie is not None and tie.first is not None for tie in ties)


def _employed(graph: nx.MultiDiGraph, member: Node) -> bool:
    facts = graph.nodes[member]
    return member[0] == Kind.STAFF and bool(facts["start"] <= graph.graph["day"] < facts["end"])


def _there(graph: nx.MultiDiGraph, held: Held, account: Node, jobs: dict[Node, dict[str, Any]]) -> dict[Node, There]:
    there: dict[Node, There] = {}
    day = graph.graph["day"]
    for person in jobs:
        for member in graph.pred[person]:
            tie = held.ties.get((person, member))
            if tie is not None and _employed(graph, member):
                entry = there.setdefault(member, There())
                entry.strength = max(entry.strength, tie.strength())
    for member in graph.pred[account]:
        if not _employed(graph, member):
            continue
        tie = held.ties.get((account, member))
        if tie is not None and tie.first is not None:
            entry = there.setdefault(member, There())
            entry.direct = tie.strength()
            entry.strength += entry.direct
            entry.since = tie.first
        for service in _services(graph, member, account):
            entry = there.setdefault(member, There())
            entry.serves = entry.serves or day < service["end"]
            entry.lead = entry.lead or (day < service["end"] and service["role"] == ServiceRole.LEAD)
            entry.since = min(entry.since, service["start"] if service["start"] > ALWAYS else NO_DAY)
    _name_leads(there)
    return there


def _services(graph: nx.MultiDiGraph, member: Node, account: Node) -> list[dict[str, Any]]:
    """The services that have begun, open or ended."""
    between = graph.adj[member][account].items()
    return [facts for (kind, _), facts in between if kind is Link.SERVICE and facts["start"] <= graph.graph["day"]]


def _name_leads(there: dict[Node, There]) -> None:
    if any(entry.lead for entry in there.values()):
        return
    strongest = max((entry.strength for entry in there.values()), default=0.0)
    for entry in there.values():
        by_tie = entry.strength >= strongest - _EQUAL and entry.strength >= _A.there_strength
        entry.lead = by_tie if strongest >= _A.there_strength else entry.serves


def _years(graph: nx.MultiDiGraph, account: Node) -> float | None:
    """Years with the firm: since ``since``, else the earliest service, touch or booking."""
    facts, day = graph.nodes[account], graph.graph["day"]
    begun = facts["since"]
    if begun > day:
        started = [row["start"] for row in facts["serving"] if row["start"] > ALWAYS]
        touched = [job["first_touch"] for _, job in links(graph, account, Link.JOB) if job["first_touch"] < job["end"]]
        begun = min([facts["first_booking"], facts["first_touch"], *started, *touched])
    return (day - begun) / YEAR if begun <= day else None


def _gate(approach: int) -> float:
    if approach in _LED_BY_BUYERS:
        return _F.gate_purchasing
    return _F.gate_mixed if approach == BuyingApproach.MIXED else 1.0


def _theta(rule: int) -> float:
    return {DecisionRule.SINGLE: _F.theta_single, DecisionRule.CONSENSUS: _F.theta_consensus}.get(
        DecisionRule(rule) if rule >= 0 else DecisionRule.MAJORITY, _F.theta_majority
    )
