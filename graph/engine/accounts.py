"""What is known of every account as of the day: value, lines, years with the firm, how it buys (model.md 2 and 3).

Decides: the value of an account, the pull of the firm, and which inputs were never supplied.
Does not decide: anything about a leaver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.domain.calendar import ALWAYS, NO_DAY
from graph.domain.money import SCALE
from graph.domain.network import Codes, Counts, Days, Flags, Index, Network, Reals
from graph.domain.vocabulary import BuyingApproach, DecisionRule
from graph.engine.as_of import Firm
from graph.engine.assumptions import AttachmentAssumptions, FollowAssumptions
from graph.engine.grouping import count, different, pair, smallest, total
from graph.engine.strength import DAYS_PER_YEAR
from graph.errors import InvalidInput

NOT_SUPPLIED = -1
_MOST_HELD = 9e18
"""Ten-thousandths that a signed 64-bit integer holds."""


@dataclass(frozen=True, eq=False)
class AccountFacts:
    """One row per account of the Network. ``value`` in ten-thousandths, not below 0; ``booked``: any booking up to the
    day; ``lines``: distinct lines of business booked in the window, 0 when none is named; ``firm_pull``: phi;
    ``years``: with the firm, NaN when unknown; ``gate``: what the way of buying leaves of a tie's worth."""

    value: Counts
    booked: Flags
    lines: Counts
    firm_pull: Reals
    years: Reals
    approach: Codes
    rule: Codes
    switching_cost: Reals
    suppliers: Index
    gate: Reals


def account_facts(firm: Firm) -> AccountFacts:
    """The facts of all accounts of the firm."""
    network, assumptions = firm.network, firm.assumptions
    value = _value(firm)
    lines = _lines(firm)
    approach, rule, switching_cost, suppliers = _buying(network)
    return AccountFacts(
        value=value,
        booked=network.accounts.first_booking <= network.day,
        lines=lines,
        firm_pull=firm_pull(np.maximum(lines, 1), np.zeros(len(value)), assumptions.attachment),
        years=_years_with_firm(firm),
        approach=approach,
        rule=rule,
        switching_cost=switching_cost,
        suppliers=suppliers,
        gate=gates(assumptions.follow)[approach],
    )


def firm_pull(lines: Counts, gain: Reals, assumptions: AttachmentAssumptions) -> Reals:
    """phi: what holds an account to the firm itself, in [firm_pull_least, 1].

    ``lines``: lines of business, at least 1. ``gain``: the year's verified gain because of the firm over the value."""
    a = assumptions
    broad = a.firm_pull_lines * np.minimum(1.0, (lines - 1.0) / a.lines_in_full)
    pull: Reals = a.firm_pull + broad - a.firm_pull_gain * np.expm1(-gain)
    return np.maximum(a.firm_pull_least, pull)


def gates(assumptions: FollowAssumptions) -> Reals:
    """What each way of buying leaves of a tie's worth, indexed by the approach; the last entry, found by -1, is 1."""
    by_approach = {
        BuyingApproach.MIXED: assumptions.gate_mixed,
        BuyingApproach.PURCHASING: assumptions.gate_purchasing,
        BuyingApproach.TENDER: assumptions.gate_purchasing,
        BuyingApproach.STANDARD_PARTS: assumptions.gate_purchasing,
    }
    return np.array([by_approach.get(approach, 1.0) for approach in BuyingApproach] + [1.0])


def thetas(assumptions: FollowAssumptions) -> Reals:
    """The share of weight that decides, by decision rule; the last entry, found by -1, is that of a majority."""
    by_rule = {
        DecisionRule.SINGLE: assumptions.theta_single,
        DecisionRule.MAJORITY: assumptions.theta_majority,
        DecisionRule.CONSENSUS: assumptions.theta_consensus,
    }
    return np.array([by_rule[rule] for rule in DecisionRule] + [assumptions.theta_majority])


def to_units(value: Counts) -> Reals:
    """Ten-thousandths as whole units of the currency."""
    units: Reals = value / SCALE
    return units


def _in_window(firm: Firm) -> Flags:
    bookings, day = firm.network.bookings, firm.network.day
    inside: Flags = (bookings.day > day - firm.assumptions.attachment.value_days) & (bookings.day <= day)
    return inside


def _value(firm: Firm) -> Counts:
    """Bookings of the year up to the day, credit notes included, not below 0; exact whole numbers."""
    bookings, inside = firm.network.bookings, _in_window(firm)
    value = np.zeros(len(firm.network.accounts.ids), dtype=np.int64)
    np.add.at(value, bookings.account[inside], bookings.amount[inside])
    size = total(bookings.account[inside], np.abs(bookings.amount[inside]), len(value))
    if len(size) and float(size.max()) > _MOST_HELD:
        account = firm.network.accounts.ids[int(size.argmax())]
        raise InvalidInput("value of account", account, "its bookings of a year add up to more than 900 trillion")
    return np.maximum(value, 0)


def _lines(firm: Firm) -> Counts:
    bookings = firm.network.bookings
    named = _in_window(firm) & (bookings.line >= 0)
    width = int(bookings.line.max(initial=0)) + 1
    lines = different(pair(bookings.account[named], bookings.line[named], width))
    return count(lines // width, len(firm.network.accounts.ids))


def _years_with_firm(firm: Firm) -> Reals:
    """Since ``since``, else since the earliest service, touch or booking; NaN when there is none."""
    network, day = firm.network, firm.network.day
    accounts, services, jobs = network.accounts, network.services, network.employments
    known = services.start > ALWAYS
    during = jobs.first_touch < jobs.end
    first = np.minimum(
        np.minimum(accounts.first_booking, accounts.first_touch).astype(np.float64),
        np.minimum(
            smallest(services.account[known], services.start[known], len(accounts), NO_DAY),
            smallest(jobs.account[during], jobs.first_touch[during], len(accounts), NO_DAY),
        ),
    )
    begun = np.where(accounts.since <= day, accounts.since, first)
    return np.where(begun <= day, (day - begun) / DAYS_PER_YEAR, np.nan)


def _buying(network: Network) -> tuple[Codes, Codes, Reals, Index]:
    """The row in force of each account: (approach, rule, switching cost, suppliers); -1 or NaN when not supplied."""
    table, accounts = network.buying, len(network.accounts.ids)
    rows = np.flatnonzero(table.start <= network.day)
    latest: Days = np.full(accounts, NOT_SUPPLIED, dtype=np.int32)
    latest[table.account[rows]] = rows  # rows ascend by start, so the last one written stands
    found = latest >= 0
    pick = latest[found]
    approach = np.full(accounts, NOT_SUPPLIED, dtype=np.int8)
    rule = np.full(accounts, NOT_SUPPLIED, dtype=np.int8)
    switching_cost = np.full(accounts, np.nan)
    suppliers = np.full(accounts, NOT_SUPPLIED, dtype=np.int32)
    approach[found], rule[found] = table.approach[pick], table.rule[pick]
    switching_cost[found], suppliers[found] = table.switching_cost[pick], table.suppliers[pick]
    return approach, rule, switching_cost, suppliers
