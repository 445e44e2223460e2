"""Everybody's departure, one after the other, on a graph of networkx and in plain Python: what somebody would do
without our engine (model.md 2 and 3).

Decides: the formulas as plain Python; what is the same whoever leaves is worked out once for each account.
Does not decide: any constant (the engine's assumptions do).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import networkx as nx

from benchmarks.networkx_accounts import Account, Contact, account_of
from benchmarks.networkx_graph import Kind, Node
from benchmarks.networkx_ties import YEAR, held_on
from graph.domain.calendar import NO_DAY
from graph.domain.vocabulary import CovenantKind
from graph.engine.assumptions import DEFAULT

_A: Final = DEFAULT.attachment
_F: Final = DEFAULT.follow
_L: Final = DEFAULT.loss
_REACHED: Final = 1e-9


@dataclass(frozen=True, slots=True, order=True)
class Stake:
    """What one staff member, leaving alone for a rival, puts at stake at one account: the mean ``attachment`` of its
    contacts, and the share of its value that is ``lost``; ``value`` in ten-thousandths."""

    staff: int
    account: int
    attachment: float
    lost: float
    value: int


def stakes_of(graph: nx.MultiDiGraph) -> list[Stake]:
    """The rows of everybody who is with us on the graph's day, by (staff member, account)."""
    held = held_on(graph)
    by_member: dict[Node, list[tuple[Node, Account]]] = {}
    for node in graph:
        if node[0] == Kind.ACCOUNT:
            account = account_of(graph, held, node)
            for member, entry in account.there.items():
                if entry.serves or entry.strength >= _A.there_strength:
                    by_member.setdefault(member, []).append((node, account))
    return sorted(
        _stake(graph, member, node, account) for member, accounts in by_member.items() for node, account in accounts
    )


def _stake(graph: nx.MultiDiGraph, member: Node, node: Node, account: Account) -> Stake:
    shares = [_share(graph, member, account, contact) for contact in account.contacts]
    weights = [contact.weight for contact in account.contacts]
    barred = _bound(graph, member, node, CovenantKind.NON_COMPETE)
    follows = 0.0 if barred else 1.0 / (1.0 + math.exp(-_log_odds(graph, member, node, account, shares)))
    attachment = sum(weight * share for weight, share in zip(weights, shares, strict=True)) / sum(weights)
    lost = follows + (1.0 - follows) * _lost_else(graph, member, account, barred=barred)
    return Stake(member[1], node[1], attachment, lost, account.value)


def _share(graph: nx.MultiDiGraph, member: Node, account: Account, contact: Contact) -> float:
    """The leaver's share of the contact's attachment."""
    if not graph.graph["touched"]:
        return _F.attachment_reference
    own = contact.strengths.get(member, 0.0) + account.there[member].direct
    rest = sum(strength for other, strength in contact.strengths.items() if other != member)
    rest += sum(entry.direct for other, entry in account.there.items() if other != member)
    return own / (own + _A.stayers_pull * rest + account.pull)


def _log_odds(graph: nx.MultiDiGraph, member: Node, node: Node, account: Account, shares: list[float]) -> float:
    """The log-odds of the contact on whom the account hangs."""
    common = _common(graph, member, node, account)
    voices = [
        (_gated(common + _of_contact(graph, member, account, contact, share), account, contact), contact)
        for contact, share in zip(account.contacts, shares, strict=True)
    ]
    whole, running, pivotal = sum(contact.weight for _, contact in voices), 0.0, voices[0][0]
    for z, contact in sorted(voices, key=lambda voice: -voice[0]):
        running += contact.weight
        pivotal = z
        if running >= (account.theta - _REACHED) * whole:
            break
    return min([pivotal, *(z for z, contact in voices if contact.veto)])


def _common(graph: nx.MultiDiGraph, member: Node, node: Node, account: Account) -> float:
    """What all contacts of the account share."""
    on = sum(entry.serves or entry.strength >= _A.on_account_strength for entry in account.there.values())
    own = account.there[member]
    stay = on - (own.serves or own.strength >= _A.on_account_strength)
    z = math.log(_F.base_rate / (1.0 - _F.base_rate)) + _F.stay * (min(stay, _F.stay_limit) - _F.stay_reference)
    if account.years is not None:
        z += _F.years_firm * (min(account.years, _F.years_most) - _F.years_reference)
    if account.suppliers is not None:
        z += _F.suppliers * min(account.suppliers, _F.suppliers_limit)
    if account.switching is not None:
        z += _F.switching * (account.switching - _F.switching_reference) / _F.switching_unit
    return z + _F.non_solicit * _bound(graph, member, node, CovenantKind.NON_SOLICIT)


def _of_contact(graph: nx.MultiDiGraph, member: Node, account: Account, contact: Contact, share: float) -> float:
    """What a contact has of its own: years with the leaver, and the leaver's share."""
    day = graph.graph["day"]
    since = min(account.there[member].since, contact.firsts.get(member, NO_DAY))
    years = min((day - since) / YEAR if since <= day else 0.0, _F.years_most)
    attached = _F.attachment * _F.attachment_scale * (share - _F.attachment_reference)
    return _F.years_person * (years - _F.years_reference) + attached


def _gated(z: float, account: Account, contact: Contact) -> float:
    gate = account.gate
    if gate < 1.0 and contact.purchasing:
        gate = min(gate, _F.gate_purchasing)
    return min(z, gate * z + (1.0 - gate) * math.log(_F.gate_floor / (1.0 - _F.gate_floor)))


def _lost_else(graph: nx.MultiDiGraph, member: Node, account: Account, *, barred: bool) -> float:
    """The share that is lost when the account does not follow: it strays or shrinks."""
    others = {other: entry for other, entry in account.there.items() if other != member}
    cover = max(
        (max(one.strength, _L.cover_by_service) if one.serves else one.strength for one in others.values()), default=0.0
    )
    alone, covered = (_L.stray_alone_barred, _L.stray_covered_barred) if barred else (_L.stray_alone, _L.stray_covered)
    times = alone - (alone - covered) * min(1.0, cover / _L.cover_in_full)
    strays: float = 1.0 - (1.0 - _L.yearly_loss) ** (_L.horizon_years * (1.0 + account.gate * (times - 1.0)))
    if not account.there[member].lead:
        return strays
    team = graph.nodes[member]["teams"]
    succeeded = team and any(
        graph.nodes[other]["teams"] == team and entry.strength >= _A.on_account_strength
        for other, entry in others.items()
    )
    share = _L.shrink_share_covered if succeeded else _L.shrink_share
    return strays + (1.0 - strays) * _L.shrink_chance * account.gate * share


def _bound(graph: nx.MultiDiGraph, member: Node, node: Node, kind: CovenantKind) -> bool:
    day = graph.graph["day"]
    return any(
        row["kind"] == kind and row["start"] <= day < row["until"] and row["account"] in {-1, node[1]}
        for row in graph.nodes[member]["covenants"]
    )
