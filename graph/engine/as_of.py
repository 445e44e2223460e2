"""The firm as of the Network's day.

Decides: what is open, employed, rated, promised and how strong every tie is on that day. An answer as of t is the
answer of a firm whose records end with t: rows dated later do not exist, and ends dated later have not come.
Does not decide: who decides at an account (``contacts``), or what a departure does (``cases`` and what follows).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.domain.network import NOBODY, Counts, Flags, Index, Network, TieStatistics, TouchTable
from graph.domain.vocabulary import PromiseOutcome, ServiceRole
from graph.engine.assumptions import DEFAULT, Assumptions
from graph.engine.fold import fold
from graph.engine.grouping import pair, runs_of
from graph.engine.ties import Promised, Ties, direct_ties, personal_ties


@dataclass(frozen=True, eq=False)
class OpenEmployments:
    """One row per person and account employed on the day, by (account, person); ``row`` points into the Network."""

    account: Index
    person: Index
    row: Counts


@dataclass(frozen=True, eq=False)
class OpenServices:
    """Services open on the day, of staff employed with us on the day."""

    staff: Index
    account: Index
    lead: Flags


@dataclass(frozen=True, eq=False)
class Firm:
    """Everything a question needs to know of the firm as of the Network's day. ``teams``: a number per team and staff
    member, -1 for nobody's team."""

    network: Network
    assumptions: Assumptions
    employed: Flags
    teams: Index
    employments: OpenEmployments
    services: OpenServices
    personal: Ties
    direct: Ties
    touched: bool


def as_of(network: Network, assumptions: Assumptions = DEFAULT) -> Firm:
    """The firm of a Network as of its day; linear in the Network but for sorting."""
    with_us = employed(network)
    employments = _employments(network)
    statistics = _statistics(network, assumptions)
    promised = _promised_to_people(network, employments)
    return Firm(
        network=network,
        assumptions=assumptions,
        employed=with_us,
        teams=_teams(network),
        employments=employments,
        services=_services(network, with_us),
        personal=personal_ties(network, statistics, promised, assumptions.strength),
        direct=direct_ties(network, statistics, _promised_to_accounts(network), assumptions.strength),
        touched=touched(network),
    )


def employed(network: Network) -> Flags:
    """Which staff members are with us on the Network's day."""
    with_us: Flags = (network.staff.start <= network.day) & (network.day < network.staff.end)
    return with_us


def touched(network: Network) -> bool:
    """Whether anybody of ours touched anybody up to the Network's day."""
    return network.firm.first_touch <= network.day


def _teams(network: Network) -> Index:
    names = sorted(set(network.staff.teams) - {""})
    number = {name: position for position, name in enumerate(names)} | {"": -1}
    return np.array([number[team] for team in network.staff.teams], dtype=np.int32)


def _employments(network: Network) -> OpenEmployments:
    """Open employments; of several of one person at one account the one with the latest start."""
    table, day = network.employments, network.day
    rows = np.flatnonzero((table.start <= day) & (day < table.end))
    account, person = table.account[rows], table.person[rows]
    last = np.ones(len(rows), dtype=bool)
    last[:-1] = (account[1:] != account[:-1]) | (person[1:] != person[:-1])
    return OpenEmployments(account=account[last], person=person[last], row=rows[last])


def _services(network: Network, employed: Flags) -> OpenServices:
    table, day = network.services, network.day
    rows = np.flatnonzero((table.start <= day) & (day < table.end) & employed[table.staff])
    return OpenServices(staff=table.staff[rows], account=table.account[rows], lead=table.role[rows] == ServiceRole.LEAD)


def _statistics(network: Network, assumptions: Assumptions) -> TieStatistics:
    """The statistics of every tie on the day: the cache where it holds, else the fold of the touches up to the day."""
    ties, raw, cached = network.ties, network.touches, network.ties.statistics
    if not ties.unfolded.any():
        return cached
    up_to = raw.day <= network.day
    kept = TouchTable(
        tie=raw.tie[up_to], day=raw.day[up_to], channel=raw.channel[up_to], direction=raw.direction[up_to]
    )
    fresh = fold(kept, len(ties), assumptions.strength)
    pick = ties.unfolded
    return TieStatistics(
        incoming=np.where(pick, fresh.incoming, cached.incoming),
        outgoing=np.where(pick, fresh.outgoing, cached.outgoing),
        first=np.where(pick, fresh.first, cached.first),
        last=np.where(pick, fresh.last, cached.last),
        days=np.where(pick, fresh.days, cached.days),
        channels=np.where(pick, fresh.channels, cached.channels),
        count=np.where(pick, fresh.count, cached.count),
    )


def _promised_to_accounts(network: Network) -> Promised:
    """Closed promises to accounts themselves."""
    promises = network.promises
    to_account = closed_promises(network) & (promises.person == NOBODY)
    code = pair(promises.staff, promises.account, len(network.accounts))
    return Promised(code[to_account], promises.outcome[to_account])


def closed_promises(network: Network) -> Flags:
    """Which promises were made and closed, kept or broken, up to the day."""
    promises = network.promises
    done: Flags = (promises.made <= network.day) & (promises.closed <= network.day)
    ended: Flags = promises.outcome != PromiseOutcome.OPEN
    return done & ended


def _promised_to_people(network: Network, employments: OpenEmployments) -> Promised:
    """Closed promises to people: the person named, or everybody employed at the account named."""
    promises, people = network.promises, len(network.people.ids)
    closed = closed_promises(network)
    named = np.flatnonzero(closed & (promises.person != NOBODY))
    account_only = np.flatnonzero(closed & (promises.person == NOBODY))
    staffed = runs_of(employments.account, len(network.accounts.ids))
    left, right = staffed.expand(promises.account[account_only])
    spread = account_only[left]
    codes = np.concatenate(
        [
            pair(promises.staff[named], promises.person[named], people),
            pair(promises.staff[spread], employments.person[right], people),
        ]
    )
    return Promised(codes, np.concatenate([promises.outcome[named], promises.outcome[spread]]))
