"""Cases: sets of staff members who leave together, and the accounts where that matters (model.md 2).

Decides: which accounts have a row, who leaves and who stays there, and what the leavers could do.
Does not decide: what follows from it (``odds``, ``outcomes``).

Several cases are answered in one pass, so that a set and each of its members, or every staff member of a firm alone,
cost one join and not a loop. Everything about those who stay is a total of the firm less the part of the leavers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.domain.calendar import NO_DAY
from graph.domain.network import NOBODY, Counts, Days, Flags, Index, Reals
from graph.domain.ordering import in_order
from graph.domain.vocabulary import CovenantKind, Destination
from graph.engine.as_of import Firm
from graph.engine.contacts import Ground, Presence
from graph.engine.grouping import (
    Runs,
    anywhere,
    begins,
    count,
    different,
    find,
    group_by,
    numbered,
    pair,
    runs_of,
    smallest,
)

Case = Mapping[int, Destination]
"""Who leaves together: index of the staff member -> where to."""


class Leavers(NamedTuple):
    """One row per case and leaver, by (case, staff)."""

    staff: Index
    case: Counts
    destination: Index


def leavers_of(cases: Sequence[Case]) -> Leavers:
    """The leavers of several cases."""
    flat = [(member, number, to) for number, case in enumerate(cases) for member, to in sorted(case.items())]
    return Leavers(
        np.array([member for member, _, _ in flat], dtype=np.int32),
        np.array([number for _, number, _ in flat], dtype=np.int64),
        np.array([to for _, _, to in flat], dtype=np.int32),
    )


def each_alone(staff: Index, to: Destination) -> Leavers:
    """A case for each of these staff members, who leaves alone."""
    return Leavers(staff, np.arange(len(staff), dtype=np.int64), np.full(len(staff), to, dtype=np.int32))


@dataclass(frozen=True, eq=False)
class Leaving:
    """One row per leaver and account with a row in the answer; ``row`` points into Rows, ``presence`` into Presence.

    ``could_serve``: there, and free to serve the account after leaving. ``bound``: by a non-solicit in force there."""

    row: Counts
    presence: Counts
    there: Flags
    could_serve: Flags
    bound: Flags


@dataclass(frozen=True, eq=False)
class Rows:
    """One row per case and account in touch, by (case, account).

    ``leave``, ``stay``: colleagues on the account. ``cover``: of those who stay. ``since``: the leavers' first day with
    the account itself. ``lead_leaves``; ``lead_covered``: each lead who goes has a team mate tied there who stays."""

    case: Counts
    account: Index
    leaving: Leaving
    leave: Counts
    stay: Counts
    cover: Reals
    since: Days
    barred: Flags
    bound: Flags
    lead_leaves: Flags
    lead_covered: Flags


def rows_of(firm: Firm, floor: Ground, leavers: Leavers) -> Rows:
    """The rows of all cases. Takes time in proportion to the presences of the leavers, plus sorting."""
    presence, accounts = floor.presence, max(len(firm.network.accounts.ids), 1)
    staff, case, destination = leavers
    left, entry = group_by(presence.staff, len(firm.network.staff.ids)).expand(staff)
    there = is_there(firm, presence)[entry]
    key = pair(case[left], presence.account[entry], accounts)
    codes, number = numbered(key)
    touched = anywhere(number, there, len(codes))
    keys, row = codes[touched], np.where(touched, np.cumsum(touched) - 1, NOBODY)[number]
    inside = np.flatnonzero(row >= 0)
    order = in_order(row[inside], len(keys))
    row, entry, left, there = row[inside][order], entry[inside][order], left[inside][order], there[inside][order]
    free, bound = _free_and_bound(firm, presence.staff[entry], presence.account[entry], destination[left])
    leaving = Leaving(row=row, presence=entry, there=there, could_serve=there & free, bound=bound)
    members = np.sort(pair(case, staff, len(firm.network.staff.ids)))
    return _rows(firm, floor, leaving, keys, members)


def is_there(firm: Firm, presence: Presence) -> Flags:
    """Whether each presence is one: a tie worth the name, or a service. A departure touches an account only then."""
    there: Flags = (presence.strength >= firm.assumptions.attachment.there_strength) | presence.serves
    return there


def _free_and_bound(firm: Firm, staff: Index, account: Index, destination: Index) -> tuple[Flags, Flags]:
    """Who is free to serve the account from where they go, and who is bound not to solicit it."""
    moves_on = (destination == Destination.RIVAL) | (destination == Destination.STARTUP)
    free = moves_on & ~_under(firm, CovenantKind.NON_COMPETE, staff, account)
    return free, _under(firm, CovenantKind.NON_SOLICIT, staff, account)


def _under(firm: Firm, kind: CovenantKind, staff: Index, account: Index) -> Flags:
    """Whether a covenant of this kind, in force on the day, binds each of these staff members at this account."""
    table, day, accounts = firm.network.covenants, firm.network.day, len(firm.network.accounts.ids)
    force = (table.kind == kind) & (table.start <= day) & (day < table.until)
    everywhere = np.zeros(len(firm.network.staff.ids), dtype=bool)
    everywhere[table.staff[force & (table.account == NOBODY)]] = True
    named = force & (table.account != NOBODY)
    codes = different(pair(table.staff[named], table.account[named], accounts))
    somewhere = np.zeros(len(everywhere), dtype=bool)
    somewhere[table.staff[named]] = True
    under: Flags = everywhere[staff]
    asked = np.flatnonzero(somewhere[staff])  # few sign one for a single account
    under[asked] |= find(codes, pair(staff[asked], account[asked], accounts)) >= 0
    return under


def _rows(firm: Firm, floor: Ground, leaving: Leaving, keys: Counts, members: Counts) -> Rows:
    presence, rows, accounts = floor.presence, len(keys), len(firm.network.accounts.ids)
    case, account = keys // max(accounts, 1), (keys % max(accounts, 1)).astype(np.int32)
    on = presence.serves | (presence.strength >= firm.assumptions.attachment.on_account_strength)
    leave = count(leaving.row[on[leaving.presence]], rows)
    free = anywhere(leaving.row, leaving.could_serve, rows)
    unbound = anywhere(leaving.row, leaving.could_serve & ~leaving.bound, rows)
    covered = _covered_leads(firm, floor, leaving, account)
    leads = presence.lead[leaving.presence]
    return Rows(
        case=case,
        account=account,
        leaving=leaving,
        leave=leave,
        stay=count(presence.account[on], accounts)[account] - leave,
        cover=_cover(firm, floor, case, account, members),
        since=smallest(leaving.row, presence.since[leaving.presence], rows, NO_DAY).astype(np.int32),
        barred=~free,
        bound=free & ~unbound,
        lead_leaves=anywhere(leaving.row, leads, rows),
        lead_covered=~anywhere(leaving.row, leads & ~covered, rows),
    )


def _covered_leads(firm: Firm, floor: Ground, leaving: Leaving, account: Index) -> Flags:
    """For each leaver at each row: whether a colleague of the same team, tied well enough there, stays."""
    presence, teams = floor.presence, firm.teams
    width = int(teams.max(initial=0)) + 1
    team = teams[presence.staff]
    tied = (team >= 0) & (presence.strength >= firm.assumptions.attachment.on_account_strength)
    groups, sizes = np.unique(pair(presence.account[tied], team[tied], width), return_counts=True)
    own, goes = team[leaving.presence], tied[leaving.presence]
    gone_codes = pair(leaving.row, np.maximum(own, 0), width)
    gone, gone_sizes = np.unique(gone_codes[goes], return_counts=True)
    at = find(groups, pair(account[leaving.row], np.maximum(own, 0), width))
    present = np.where(at >= 0, np.append(sizes, 0)[at], 0)
    going_at = find(gone, gone_codes)
    going = np.where(going_at >= 0, np.append(gone_sizes, 0)[going_at], 0)
    return (own >= 0) & (present - going > 0)


def _cover(firm: Firm, floor: Ground, case: Counts, account: Index, members: Counts) -> Reals:
    """The strongest tie at each row of somebody who stays, where whoever serves counts at least a little.

    Looks at the strongest at each account, then at the next where that one leaves, and so on: as many passes as leavers
    stand on top, plus one, each over the accounts that are left."""
    presence, staff_count = floor.presence, len(firm.network.staff.ids)
    cover = np.where(
        presence.serves, np.maximum(presence.strength, firm.assumptions.loss.cover_by_service), presence.strength
    )
    at_account = runs_of(presence.account, len(firm.network.accounts.ids))
    found = np.zeros(len(case))
    rows = np.flatnonzero(at_account.size(account) > 0)
    while len(rows):
        accounts, place = numbered(account[rows].astype(np.int64))
        strongest = _strongest(at_account, accounts, cover)
        top = strongest[place]
        goes = find(members, pair(case[rows], presence.staff[top], staff_count)) >= 0
        stays = ~goes & (cover[top] >= 0.0)
        found[rows[stays]] = cover[top[stays]]
        rows = rows[goes & (cover[top] >= 0.0)]
        cover[strongest] = -1.0  # looked at
    return found


def _strongest(at_account: Runs, accounts: Counts, cover: Reals) -> Counts:
    """The presence with the largest cover at each of these accounts, each of which has one at least; the first of
    several."""
    left, entry = at_account.expand(accounts)
    sizes = at_account.size(accounts)
    largest = np.maximum.reduceat(cover[entry], np.cumsum(sizes) - sizes)
    top = np.flatnonzero(cover[entry] == largest[left])
    return entry[top[begins(left[top])]]
