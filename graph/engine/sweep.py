"""Everybody's departure at once: what each staff member, leaving alone, puts at stake at each account (model.md 8).

Decides: how the sweep runs in bounded memory and on two processors, and which of its columns are kept.
Does not decide: any rule: a row of the sweep is the row of that staff member's own departure, to the last digit.

Each row follows from what is known of its account alone, so sweeps of different accounts can be put side by side, and
a change costs the accounts that it concerns.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from graph.domain.assembly import take
from graph.domain.calendar import NO_DAY
from graph.domain.network import Counts, Days, Flags, Index, Reals, Table
from graph.domain.ordering import in_order
from graph.domain.vocabulary import Destination
from graph.engine.accounts import AccountFacts, account_facts
from graph.engine.as_of import Firm
from graph.engine.cases import each_alone, rows_of
from graph.engine.contacts import Ground, ground
from graph.engine.grouping import anywhere, count
from graph.engine.odds import leaning
from graph.engine.outcomes import fates
from graph.engine.pieces import of_each
from graph.engine.sections import Section, Sections
from graph.engine.sums import Outlook, sums_of

T = TypeVar("T", bound=Table)


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
    """The sweep of every account of the firm. Memory beyond the firm's grows with the rows of the answer, and by the
    ties sorted by whom they are with."""
    sections = Sections(firm)
    found = of_each(lambda stretch: _swept(sections.section(stretch)), sections.stretches)
    stakes = _side_by_side([one.stakes for one in found])
    return Sweep(
        stakes=take(stakes, in_order(stakes.staff, len(firm.network.staff))) if len(found) > 1 else stakes,
        holders=_side_by_side([one.holders for one in found]),
        standings=_side_by_side([one.standings for one in found]),
    )


def _swept(section: Section) -> Sweep:
    """The sweep of a section, its accounts numbered as in the firm."""
    firm = section.firm
    floor, facts = ground(firm), account_facts(firm)
    stakes, holders, standings = _stakes(firm, floor, facts), _holders(firm, floor), _standings(firm, floor, facts)
    return Sweep(
        stakes=replace(stakes, account=stakes.account + np.int32(section.first)),
        holders=replace(holders, account=holders.account + np.int32(section.first)),
        standings=replace(standings, account=standings.account + np.int32(section.first)),
    )


def kept(found: Sweep, wanted: Flags) -> Sweep:
    """The rows of the accounts flagged in ``wanted``, which has a flag for each index of an account."""
    return Sweep(
        stakes=_where(found.stakes, wanted),
        holders=_where(found.holders, wanted),
        standings=_where(found.standings, wanted),
    )


def _stakes(firm: Firm, floor: Ground, facts: AccountFacts) -> Stakes:
    present = np.zeros(len(firm.network.staff), dtype=bool)
    present[floor.presence.staff] = True
    members = np.flatnonzero(present).astype(np.int32)
    rows = rows_of(firm, floor, each_alone(members, Destination.RIVAL))
    sums = sums_of(
        firm, facts, Outlook(rows=rows, odds=leaning(firm, floor, facts, rows), fates=fates(firm, facts, rows))
    )
    return Stakes(
        staff=members[rows.case], account=rows.account, held=sums.held, loss=sums.loss, ordinary=sums.ordinary
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


def _side_by_side(tables: list[T]) -> T:
    columns = {
        column.name: np.concatenate([getattr(table, column.name) for table in tables]) for column in fields(tables[0])
    }
    return replace(tables[0], **columns)
