"""Which accounts hang on a single thread, why, and how urgent it is (model.md 8).

Decides: the rule for single-threaded accounts, and the order in which they are shown.
Does not decide: who holds an account, nor what it is worth (``sweep`` does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from graph.domain.calendar import NO_DAY, date_or_none
from graph.domain.firm_answers import AccountRisk, Holder, Severity, ThreadReason, UrgencyReason
from graph.domain.money import Money
from graph.domain.network import Counts, Flags, Index, Network
from graph.engine.assumptions import DEFAULT, Assumptions
from graph.engine.firm_risk import Held, single_threads
from graph.engine.grouping import runs_of

R = TypeVar("R")

SEVERITIES: Final = (Severity.RED, Severity.AMBER, Severity.WATCH)
"""The severities, most urgent first."""


@dataclass(frozen=True, eq=False)
class Threads:
    """The single-threaded accounts in the order in which they are shown: by severity, value, id.

    One flag a row: by which reasons, and how urgent."""

    account: Index
    severity: Index
    by_one: Flags
    few_staff: Flags
    few_contacts: Flags
    near: Flags
    ahead: Flags
    large: Flags


def threads_of(network: Network, found: Held, assumptions: Assumptions = DEFAULT) -> Threads:
    """Every account that counts as single-threaded by the rule, and why.

    The rule asks for two of our staff, and for one contact in twenty, five at most, to be in touch."""
    a, standings = assumptions.firm, found.standings
    sole, _ = single_threads(found)
    by_one = np.zeros(len(standings), dtype=bool)
    by_one[sole] = True
    few_staff = standings.in_touch < a.staff_in_touch
    needed = np.minimum(a.contacts_in_touch, a.contacts_share * standings.contacts)
    few_contacts = (standings.reached < needed) & (standings.contacts > 0)
    left = np.where(standings.renewal == NO_DAY, np.inf, standings.renewal.astype(np.float64) - network.day)
    near, ahead = left <= a.renewal_near_days, left <= a.renewal_ahead_days
    large = standings.value > a.large_value_share * float(standings.value.sum())
    severity = np.where(near | large, 0, np.where(ahead, 1, 2)).astype(np.int32)
    rows = np.flatnonzero(by_one | few_staff | few_contacts)
    order = rows[np.lexsort((rows, -standings.value[rows], severity[rows]))].astype(np.int32)
    return Threads(
        account=order,
        severity=severity[order],
        by_one=by_one[order],
        few_staff=few_staff[order],
        few_contacts=few_contacts[order],
        near=near[order],
        ahead=(ahead & ~near)[order],
        large=large[order],
    )


def account_risks(network: Network, found: Held, threads: Threads, rows: Sequence[int]) -> tuple[AccountRisk, ...]:
    """These rows of the single-threaded accounts, with who holds each."""
    by_account = runs_of(found.holders.account, len(found.standings))
    return tuple(
        _account_risk(network, found, threads, row, by_account.expand(threads.account[[row]])[1]) for row in rows
    )


def _account_risk(network: Network, found: Held, threads: Threads, row: int, holding: Counts) -> AccountRisk:
    account, standings = int(threads.account[row]), found.standings
    booked = bool(standings.booked[account])
    return AccountRisk(
        account_id=network.accounts.ids[account],
        name=network.accounts.names[account],
        severity=SEVERITIES[int(threads.severity[row])],
        reasons=_named(
            (ThreadReason.HELD_BY_ONE, threads.by_one[row]),
            (ThreadReason.FEW_STAFF_IN_TOUCH, threads.few_staff[row]),
            (ThreadReason.FEW_CONTACTS_IN_TOUCH, threads.few_contacts[row]),
        ),
        urgency=_named(
            (UrgencyReason.RENEWAL_NEAR, threads.near[row]),
            (UrgencyReason.RENEWAL_AHEAD, threads.ahead[row]),
            (UrgencyReason.LARGE_VALUE, threads.large[row]),
        ),
        value=Money(int(standings.value[account]), network.firm.currency) if booked else None,
        holders=_holders(network, found, holding),
        in_touch=int(standings.in_touch[account]),
        contacts=int(standings.contacts[account]),
        reached=int(standings.reached[account]),
        renewal=date_or_none(int(standings.renewal[account])),
    )


def _holders(network: Network, found: Held, holding: Counts) -> tuple[Holder, ...]:
    """Who holds an account, strongest first, then by id."""
    staff, strength = found.holders.staff[holding], found.holders.strength[holding]
    order = np.lexsort((staff, -strength)).tolist()
    ids, names = network.staff.ids, network.staff.names
    return tuple(Holder(ids[staff[place]], names[staff[place]], float(strength[place])) for place in order)


def _named(*flagged: tuple[R, bool]) -> tuple[R, ...]:
    return tuple(reason for reason, holds in flagged if holds)
