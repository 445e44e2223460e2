"""Everybody's departure at once: what each staff member, leaving alone, puts at stake at each account (model.md 8).

Decides: how the sweep runs in bounded memory and on two processors, and which of its columns are kept.
Does not decide: any rule: a row of the sweep is the row of that staff member's own departure, to the last digit.

Each row follows from what is known of its account alone, so sweeps of different accounts can be put side by side, and
a change costs the accounts that it concerns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from graph.domain.assembly import take
from graph.domain.calendar import NO_DAY
from graph.domain.network import Counts, Days, Flags, Index, Reals, Table
from graph.domain.vocabulary import Destination
from graph.engine.accounts import AccountFacts, account_facts
from graph.engine.as_of import Firm
from graph.engine.cases import Rows, rows_of
from graph.engine.contacts import Ground, ground
from graph.engine.grouping import anywhere, count
from graph.engine.odds import leaning
from graph.engine.outcomes import fates
from graph.engine.sums import Outlook, Sums, sums_of

R = TypeVar("R")
S = TypeVar("S")
T = TypeVar("T", bound=Table)

_ROWS_AT_ONCE: Final = 2**17
"""Rows judged at once: what that takes does not grow with the firm."""
_BLOCKS_AT_ONCE: Final = 2


@dataclass(frozen=True, eq=False)
class Stakes(Table):
    """What hangs on each staff member at each account in touch, leaving alone for a rival: by (staff, account).

    Money in ten-thousandths, 0 where no booking is known. ``held``: value times attachment. ``loss``, ``ordinary``:
    expected with them leaving, and with nobody leaving."""

    staff: Index
    account: Index
    held: Counts
    loss: Counts
    ordinary: Counts


@dataclass(frozen=True, eq=False)
class Holders(Table):
    """Who of those employed on the day is tied to an account well enough to hold it: by (account, staff).

    ``strength``: at least ``on_account_strength``."""

    account: Index
    staff: Index
    strength: Reals


@dataclass(frozen=True, eq=False)
class Standings(Table):
    """How each account stands. ``value`` in ten-thousandths; ``booked``: any booking up to the day; ``in_touch``: our
    staff with a tie there that makes a row; ``contacts``: known ones; ``reached``: those of them whom anybody of ours
    is tied to as well; ``renewal``: the day of the next renewal from the day on, NO_DAY for none."""

    account: Index
    value: Counts
    booked: Flags
    in_touch: Counts
    contacts: Counts
    reached: Counts
    renewal: Days


@dataclass(frozen=True, eq=False)
class Sweep:
    """The sweep of some accounts, or of all."""

    stakes: Stakes
    holders: Holders
    standings: Standings


def sweep(firm: Firm) -> Sweep:
    """The sweep of every account of the firm. Memory beyond the firm's grows with the rows of the answer alone."""
    beside = len(firm.network.ties) > _ROWS_AT_ONCE
    floor, facts = _both(lambda: ground(firm), lambda: account_facts(firm), beside=beside)
    stakes, (holders, standings) = _both(
        lambda: _stakes(firm, floor, facts),
        lambda: (_holders(firm, floor), _standings(firm, floor, facts)),
        beside=beside,
    )
    return Sweep(stakes=stakes, holders=holders, standings=standings)


def _both(first: Callable[[], S], second: Callable[[], R], *, beside: bool) -> tuple[S, R]:
    """What two steps give that need nothing of each other; ``beside``: the second in another thread, for numpy lets
    threads go on while it computes."""
    if not beside:
        return first(), second()
    with ThreadPoolExecutor(1) as other:
        later = other.submit(second)
        return first(), later.result()


def kept(found: Sweep, wanted: Flags) -> Sweep:
    """The rows of the accounts flagged in ``wanted``, which has a flag for each index of an account."""
    return Sweep(
        stakes=_where(found.stakes, wanted),
        holders=_where(found.holders, wanted),
        standings=_where(found.standings, wanted),
    )


def _stakes(firm: Firm, floor: Ground, facts: AccountFacts) -> Stakes:
    members = np.flatnonzero(firm.employed).astype(np.int32)
    rows = rows_of(firm, floor, [{member: Destination.RIVAL} for member in members.tolist()])

    def judged(block: Rows) -> Sums:
        outlook = Outlook(rows=block, odds=leaning(firm, floor, facts, block), fates=fates(firm, facts, block))
        return sums_of(firm, facts, outlook)

    with ThreadPoolExecutor(_BLOCKS_AT_ONCE) as threads:
        blocks = list(threads.map(judged, _blocks(rows)))
    return Stakes(
        staff=members[rows.case],
        account=rows.account,
        held=_joined([block.held for block in blocks]),
        loss=_joined([block.loss for block in blocks]),
        ordinary=_joined([block.ordinary for block in blocks]),
    )


def _blocks(rows: Rows) -> Iterator[Rows]:
    """The rows some at a time, each with those who leave there."""
    bounds = np.append(np.arange(0, len(rows.case), _ROWS_AT_ONCE), len(rows.case))
    leaving = np.searchsorted(rows.leaving.row, bounds)
    for place, first in enumerate(bounds[:-1].tolist()):
        block, theirs = slice(first, int(bounds[place + 1])), slice(int(leaving[place]), int(leaving[place + 1]))
        yield replace(
            rows,
            case=rows.case[block],
            account=rows.account[block],
            leaving=replace(
                rows.leaving,
                row=rows.leaving.row[theirs] - first,
                presence=rows.leaving.presence[theirs],
                there=rows.leaving.there[theirs],
                could_serve=rows.leaving.could_serve[theirs],
                bound=rows.leaving.bound[theirs],
            ),
            leave=rows.leave[block],
            stay=rows.stay[block],
            cover=rows.cover[block],
            since=rows.since[block],
            barred=rows.barred[block],
            bound=rows.bound[block],
            lead_leaves=rows.lead_leaves[block],
            lead_covered=rows.lead_covered[block],
        )


def _holders(firm: Firm, floor: Ground) -> Holders:
    presence = floor.presence
    rows = np.flatnonzero(presence.strength >= firm.assumptions.attachment.on_account_strength)
    return Holders(account=presence.account[rows], staff=presence.staff[rows], strength=presence.strength[rows])


def _standings(firm: Firm, floor: Ground, facts: AccountFacts) -> Standings:
    network, presence, contacts = firm.network, floor.presence, floor.contacts
    accounts, least = len(network.accounts), firm.assumptions.attachment.there_strength
    tied = firm.personal.strength[floor.holdings.tie] >= least
    reached = anywhere(floor.holdings.contact, tied, len(contacts.account)) & (contacts.person >= 0)
    return Standings(
        account=np.arange(accounts, dtype=np.int32),
        value=np.where(facts.booked, facts.value, 0),
        booked=facts.booked,
        in_touch=count(presence.account[presence.strength >= least], accounts),
        contacts=count(contacts.account[contacts.person >= 0], accounts),
        reached=count(contacts.account[reached], accounts),
        renewal=_renewals(firm),
    )


def _renewals(firm: Firm) -> Days:
    """The renewal that the way of buying in force names, NO_DAY when it names none or one before the day.

    A renewal is a plan: it may lie after the day."""
    table, day = firm.network.buying, firm.network.day
    found = np.full(len(firm.network.accounts), NO_DAY, dtype=np.int32)
    rows = np.flatnonzero(table.start <= day)
    found[table.account[rows]] = table.renewal[rows]  # rows ascend by start, so the last one written stands
    return np.where(found >= day, found, NO_DAY).astype(np.int32)


def _where(table: T, wanted: Flags) -> T:
    account: Index = table.account  # type: ignore[attr-defined]  # the tables of a sweep all name it
    return take(table, np.flatnonzero(wanted[account]))


def _joined(blocks: list[Counts]) -> Counts:
    return np.concatenate([np.zeros(0, dtype=np.int64), *blocks])
