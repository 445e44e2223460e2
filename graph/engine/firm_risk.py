"""The whole firm's figures, from a sweep of all its accounts (model.md 8).

Decides: what hangs on each staff member, what a single thread is, how concentrated the value is held.
Does not decide: any row of the sweep (``sweep`` does), nor how few leavers orphan half of it (``orphans`` does).

A holder is a staff member tied to an account with ``on_account_strength`` or more. A single thread is an account with
one holder; it is the part of the rule for single-threaded accounts that the firm's share counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from graph.domain.firm_answers import FirmRisk, KeyPerson
from graph.domain.money import Money
from graph.domain.network import Counts, Flags, Index, Network, Reals
from graph.engine.as_of import employed
from graph.engine.grouping import Positions, count, total
from graph.engine.orphans import key_person_factor
from graph.engine.sweep import Holders, Standings, Sweep


class Held(Protocol):
    """Who holds each account, and how it stands: a sweep of all accounts, or the shares of its parts put together."""

    @property
    def holders(self) -> Holders:
        """Their rows, by (account, staff)."""

    @property
    def standings(self) -> Standings:
        """One row for each account."""


@dataclass(frozen=True, eq=False)
class Members:
    """One figure of each kind for each staff member of the Network, in ten-thousandths but for the counts."""

    employed: Flags
    accounts: Counts
    unbooked: Counts
    held: Counts
    touched: Counts
    loss: Counts
    ordinary: Counts
    threads: Counts
    unbooked_threads: Counts
    thread_value: Counts


def members_of(network: Network, found: Sweep) -> Members:
    """What hangs on each staff member: sums over the rows of the sweep, exact whole numbers."""
    stakes, staff = found.stakes, len(network.staff)
    sole, holder = single_threads(found)
    value = found.standings.value
    return Members(
        employed=employed(network),
        accounts=count(stakes.staff, staff),
        unbooked=count(stakes.staff[~found.standings.booked[stakes.account]], staff),
        held=_sums(stakes.staff, stakes.held, staff),
        touched=_sums(stakes.staff, value[stakes.account], staff),
        loss=_sums(stakes.staff, stakes.loss, staff),
        ordinary=_sums(stakes.staff, stakes.ordinary, staff),
        threads=count(holder, staff),
        unbooked_threads=count(holder[~found.standings.booked[sole]], staff),
        thread_value=_sums(holder, value[sole], staff),
    )


def key_person(network: Network, members: Members, index: int) -> KeyPerson:
    """The row of one staff member."""

    def amount(column: Counts) -> Money:
        return Money(int(column[index]), network.firm.currency)

    return KeyPerson(
        staff_id=network.staff.ids[index],
        name=network.staff.names[index],
        team=network.staff.teams[index],
        accounts=int(members.accounts[index]),
        accounts_without_money=int(members.unbooked[index]),
        value_held=amount(members.held),
        value_in_touch=amount(members.touched),
        expected_loss=amount(members.loss),
        baseline_loss=amount(members.ordinary),
        single_threads=int(members.threads[index]),
        single_threads_without_money=int(members.unbooked_threads[index]),
        single_thread_value=amount(members.thread_value),
    )


def single_threads(found: Held) -> tuple[Index, Index]:
    """The accounts that one staff member holds alone, ascending, and who does."""
    holders = found.holders
    sole = count(holders.account, len(found.standings))[holders.account] == 1
    return holders.account[sole], holders.staff[sole]


def firm_risk(network: Network, found: Held) -> FirmRisk:
    """How the firm's value hangs on its people."""
    value, currency = found.standings.value, network.firm.currency
    sole, _ = single_threads(found)
    held = count(found.holders.account, len(value)) > 0
    factor = key_person_factor(found.holders, value)
    return FirmRisk(
        value=Money(int(value.sum()), currency),
        accounts=len(value),
        accounts_without_money=int((~found.standings.booked).sum()),
        staff=int(employed(network).sum()),
        single_thread_value=Money(int(value[sole].sum()), currency),
        single_threads=len(sole),
        single_threads_without_money=int((~found.standings.booked[sole]).sum()),
        unheld_value=Money(int(value[~held].sum()), currency),
        unheld_accounts=int((~held).sum()),
        unheld_without_money=int((~held & ~found.standings.booked).sum()),
        concentration=concentration(found, len(network.staff)),
        key_person_factor=None if factor is None else factor.leavers,
        exact=factor is None or factor.exact,
    )


def value_by_holder(found: Held, staff: int) -> Reals:
    """The value that each of ``staff`` staff members holds, in ten-thousandths; an account's value is split by the
    strengths of its holders."""
    holders, value = found.holders, found.standings.value
    pull = total(holders.account, holders.strength, len(value))
    return total(holders.staff, value[holders.account] * holders.strength / pull[holders.account], staff)


def concentration(found: Held, staff: int) -> float | None:
    """The Herfindahl-Hirschman index of the value over its holders.

    Value that nobody holds is no part of it; None when nobody holds any."""
    parts = value_by_holder(found, staff)
    whole = float(parts.sum())
    return float(((parts / whole) ** 2).sum()) if whole > 0.0 else None


def _sums(group: Positions, amounts: Counts, groups: int) -> Counts:
    """Sums by group in whole numbers, however large."""
    sums = np.zeros(groups, dtype=np.int64)
    np.add.at(sums, group, amounts)
    return sums
