"""The contacts of every account and who of ours holds them (model.md 2).

Decides: who counts as a contact and with which weight, who is there at an account and how strongly.
Does not decide: who leaves (``cases``), or what a contact does then (``odds``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.domain.calendar import ALWAYS, NO_DAY
from graph.domain.network import NOBODY, Counts, Days, Flags, Index, Reals
from graph.domain.ordering import in_order
from graph.domain.vocabulary import DecisionRole
from graph.engine.as_of import Firm
from graph.engine.assumptions import AttachmentAssumptions
from graph.engine.grouping import (
    Runs,
    anywhere,
    count,
    find,
    group_by,
    largest,
    numbered,
    pair,
    runs_of,
    smallest,
    total,
)

NEAR = 1e-12
"""Strengths closer than this are equal: the same touches in another order of summing."""


@dataclass(frozen=True, eq=False)
class Contacts:
    """Contacts by (account, person), in ``runs`` of accounts; each has one at least. ``person`` is -1 for a stand-in.

    ``pull``: the sum of strengths of all staff employed, ``holders`` how many of them hold the contact at all."""

    account: Index
    person: Index
    weight: Reals
    veto: Flags
    purchasing: Flags
    runs: Runs
    pull: Reals
    holders: Counts


@dataclass(frozen=True, eq=False)
class Presence:
    """What each staff member employed on the day has at each account, by (account, staff).

    ``strength``: of the strongest tie there, the tie with the account itself added. ``direct``: the latter alone.
    ``since``: the first day of touches with the account alone and of services, open or ended; NO_DAY for none.
    ``lead``: leads the account. ``touched``, ``rated``: a touch, a rating there."""

    account: Index
    staff: Index
    strength: Reals
    direct: Reals
    since: Days
    serves: Flags
    lead: Flags
    touched: Flags
    rated: Flags


@dataclass(frozen=True, eq=False)
class Holdings:
    """Which contacts each presence holds by personal ties, in ``runs`` of presences: rows point into Presence, Contacts
    and personal Ties."""

    runs: Runs
    presence: Counts
    contact: Counts
    tie: Counts


@dataclass(frozen=True, eq=False)
class Ground:
    """Who is where: the common ground of every question about this day."""

    contacts: Contacts
    presence: Presence
    holdings: Holdings


class _Who(NamedTuple):
    """Contacts by (account, person): both, and the row of the employment."""

    account: Index
    person: Index
    row: Counts


def ground(firm: Firm) -> Ground:
    """Contacts, presence and holdings of all accounts of the firm."""
    ours = np.flatnonzero(firm.employed[firm.personal.staff])
    jobs = group_by(firm.employments.person, len(firm.network.people.ids))
    left, job = jobs.expand(firm.personal.other[ours])
    tie = ours[left]
    presence, where = _presence(firm, tie, firm.employments.account[job])
    who, place = _who_decides(firm)
    contact = place[job]
    held = np.flatnonzero(contact >= 0)
    tie, where, contact = tie[held], where[held], contact[held]
    order = in_order(where, len(presence.account))  # ties ascend by person, so contacts of one presence do already
    held_by = where[order]
    runs = runs_of(held_by, len(presence.account))
    holdings = Holdings(runs=runs, presence=held_by, contact=contact[order], tie=tie[order])
    return Ground(contacts=_contacts(firm, who, presence, holdings), presence=presence, holdings=holdings)


def _codes(firm: Firm, account: Index, staff: Index) -> Counts:
    return pair(account, staff, len(firm.network.staff.ids))


def _who_decides(firm: Firm) -> tuple[_Who, Counts]:
    """The contacts: those with a say, else those touched, else one stand-in (person and row -1).

    With them the contact that each open employment makes, -1 for none."""
    table, jobs, accounts = firm.network.employments, firm.employments, len(firm.network.accounts.ids)
    say = (table.role[jobs.row] >= 0) | ~np.isnan(table.weight[jobs.row]) | table.veto[jobs.row]
    reached = firm.personal.count > 0
    known = np.zeros(len(firm.network.people.ids), dtype=bool)
    known[firm.personal.other[reached]] = True
    decided = anywhere(jobs.account, say, accounts)
    chosen = np.flatnonzero(np.where(decided[jobs.account], say, known[jobs.person]))
    missing = np.ones(accounts, dtype=bool)
    missing[jobs.account[chosen]] = False
    empty = np.flatnonzero(missing).astype(np.int32)
    nobody = np.full(len(empty), NOBODY, dtype=np.int32)
    account = np.concatenate([jobs.account[chosen], empty])
    person = np.concatenate([jobs.person[chosen], nobody])
    row = np.concatenate([jobs.row[chosen], nobody.astype(np.int64)])
    order = in_order(account, accounts)  # employments ascend by person within an account
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    place = np.full(len(jobs.row), -1, dtype=np.int64)
    place[chosen] = rank[: len(chosen)]
    return _Who(account[order], person[order], row[order]), place


def _contacts(firm: Firm, who: _Who, presence: Presence, holdings: Holdings) -> Contacts:
    account, person, row = who
    accounts, contacts = len(firm.network.accounts.ids), len(account)
    table = firm.network.employments
    stands_in = row < 0
    role = np.where(stands_in, -1, table.role[row] if len(table) else -1)
    stated = np.where(stands_in, np.nan, table.weight[row] if len(table) else np.nan)
    sums = total(presence.account, presence.direct, accounts)
    direct_holders = count(presence.account[presence.direct > 0.0], accounts)
    also_direct = presence.direct[holdings.presence] > 0.0
    held = firm.personal.strength[holdings.tie]
    only_personal = (held > 0.0) & ~also_direct
    return Contacts(
        account=account,
        person=person,
        weight=_weights(account, accounts, role, stated, firm.assumptions.attachment),
        veto=~stands_in & (table.veto[row] if len(table) else False),
        purchasing=role == DecisionRole.PURCHASING,
        runs=runs_of(account, accounts),
        pull=total(holdings.contact, held, contacts) + sums[account],
        holders=count(holdings.contact[only_personal], contacts) + direct_holders[account],
    )


def _weights(account: Index, accounts: int, role: Index, stated: Reals, a: AttachmentAssumptions) -> Reals:
    """Decision weights: as stated, else by role, else the mean of those known at the account, else equal."""
    by_role = {
        DecisionRole.ECONOMIC: a.weight_economic,
        DecisionRole.TECHNICAL: a.weight_technical,
        DecisionRole.USER: a.weight_user,
        DecisionRole.PURCHASING: a.weight_purchasing,
        DecisionRole.COACH: a.weight_coach,
    }
    usual = np.array([by_role[one] for one in DecisionRole] + [np.nan])  # role -1 finds the last one
    weight = np.where(np.isnan(stated), usual[role], stated)
    known = ~np.isnan(weight)
    sums, counts = total(account[known], weight[known], accounts), count(account[known], accounts)
    mean = np.where(counts > 0, sums / np.maximum(counts, 1), 1.0)
    weight = np.where(known, weight, mean[account])
    return np.where(total(account, weight, accounts)[account] > 0.0, weight, 1.0)


def _presence(firm: Firm, tie: Counts, at: Index) -> tuple[Presence, Counts]:
    """Presence from personal ties of staff employed (joined with employments: ``tie`` at account ``at``), direct ties
    and services; and to which presence each of these personal ties belongs."""
    personal, direct, services = firm.personal, firm.direct, firm.network.services
    everywhere = firm.employed[direct.staff]
    served = (services.start <= firm.network.day) & firm.employed[services.staff]
    by_person = _codes(firm, at, personal.staff[tie])
    by_account = _codes(firm, direct.other[everywhere], direct.staff[everywhere])
    by_service = _codes(firm, services.account[served], services.staff[served])
    code, number = numbered(np.concatenate([by_person, by_account, by_service]))
    rows, staff_count = len(code), max(len(firm.network.staff.ids), 1)
    to_person, to_account, to_service = np.split(number, np.cumsum([len(by_person), len(by_account)]))
    known_start = np.where(services.start > ALWAYS, services.start, NO_DAY)[served]
    first = smallest(to_account, direct.first[everywhere], rows, NO_DAY)
    since = np.minimum(first, smallest(to_service, known_start, rows, NO_DAY)).astype(np.int32)
    own = total(to_account, direct.strength[everywhere], rows)
    account = (code // staff_count).astype(np.int32)
    strength = largest(to_person, personal.strength[tie], rows, 0.0) + own
    open_codes = _codes(firm, firm.services.account, firm.services.staff)
    serves = _flagged(rows, find(code, open_codes))
    leads = _flagged(rows, find(code, open_codes[firm.services.lead]))
    presence = Presence(
        account=account,
        staff=(code % staff_count).astype(np.int32),
        strength=strength,
        direct=own,
        since=since,
        serves=serves,
        lead=_leads(firm, account, strength, serves, leads),
        touched=anywhere(to_person, personal.count[tie] > 0, rows) | _flagged(rows, to_account),
        rated=anywhere(to_person, personal.rated[tie], rows),
    )
    return presence, to_person


def _flagged(rows: int, at: Counts) -> Flags:
    flags = np.zeros(rows, dtype=bool)
    flags[at] = True
    return flags


def _leads(firm: Firm, account: Index, strength: Reals, serves: Flags, leads: Flags) -> Flags:
    """Who leads: all who serve as lead; else who holds the strongest tie there; else all who serve."""
    accounts, least = len(firm.network.accounts.ids), firm.assumptions.attachment.there_strength
    has_lead = anywhere(account, leads, accounts)[account]
    strongest = largest(account, strength, accounts, 0.0)[account]
    by_tie = (strength >= strongest - NEAR) & (strength >= least)
    return np.where(has_lead, leads, np.where(strongest >= least, by_tie, serves))
