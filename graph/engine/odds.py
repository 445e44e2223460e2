"""The log-odds that an account goes along with those who leave (model.md 3).

Decides: the terms of the waterfall, the gate of the way of buying, and on whom the account's decision hangs.
Does not decide: what becomes of an account that does not follow (``outcomes``), nor the spread (``spread``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.domain.answers import FactorName
from graph.domain.calendar import NO_DAY
from graph.domain.network import Counts, Flags, Reals
from graph.engine.accounts import AccountFacts, thetas
from graph.engine.as_of import Firm
from graph.engine.assumptions import FollowAssumptions
from graph.engine.cases import Rows
from graph.engine.contacts import Ground
from graph.engine.factors import (
    Column,
    Terms,
    contact_columns,
    logit,
    missing_spread,
    row_columns,
    stack,
    standard_deviations,
    summed,
)
from graph.engine.grouping import count, group_by, total
from graph.engine.strength import DAYS_PER_YEAR

NEAR = 1e-9
"""Sums of weights closer than this share of the total have reached it."""


@dataclass(frozen=True, eq=False)
class Choir:
    """The contacts of all rows: one entry per row and contact, by (row, contact). ``attachment`` in [0, 1)."""

    row: Counts
    contact: Counts
    start: Counts
    attachment: Reals
    years: Reals


@dataclass(frozen=True, eq=False)
class Leaning:
    """Per row: log-odds ``z`` of following, after the gate; ``attachment``, the mean over the contacts by weight."""

    z: Reals
    attachment: Reals


@dataclass(frozen=True, eq=False)
class Odds(Leaning):
    """What a row leans on, too: the terms of its pivotal contact, and the gate that met them.

    ``pivot`` is a row of Contacts. ``gate`` is 1 where the gate does not bind. ``spread`` is tau, the standard
    deviation of z. ``known_spread``: sd of each coefficient times its unit, before the gate, (rows, 9); ``missing_sd``:
    what the missing inputs add."""

    terms: Terms
    pivot: Counts
    gate: Reals
    gate_term: Reals
    spread: Reals
    known_spread: Reals
    missing_sd: Reals


@dataclass(frozen=True, eq=False)
class _Sung:
    """What the contacts of all rows say; ``before`` and ``gate`` by entry of the choir, ``pivot`` an entry by row."""

    choir: Choir
    of_row: dict[FactorName, Column]
    of_contact: dict[FactorName, Column]
    before: Reals
    gate: Reals
    pivot: Counts


def leaning(firm: Firm, floor: Ground, facts: AccountFacts, rows: Rows) -> Leaning:
    """Where every row leans, barred or not: of :func:`odds` what sums need."""
    sung = _sung(firm, floor, facts, rows)
    z = _gated(sung.before[sung.pivot], sung.gate[sung.pivot], firm.assumptions.follow)
    return Leaning(z=z, attachment=_weighted_attachment(floor, sung.choir, len(rows.case)))


def odds(firm: Firm, floor: Ground, facts: AccountFacts, rows: Rows) -> Odds:
    """The odds of every row, barred or not."""
    a = firm.assumptions.follow
    sung = _sung(firm, floor, facts, rows)
    before, gate = sung.before[sung.pivot], sung.gate[sung.pivot]
    z = _gated(before, gate, a)
    terms = stack(sung.of_row | {name: column.at(sung.pivot) for name, column in sung.of_contact.items()}, a)
    binding = np.where(z < before, gate, 1.0)
    known = terms.units * standard_deviations(a)
    missing_sd = np.sqrt((np.where(terms.missing, missing_spread(a), 0.0) ** 2).sum(axis=1))
    return Odds(
        z=z,
        attachment=_weighted_attachment(floor, sung.choir, len(rows.case)),
        terms=terms,
        pivot=sung.choir.contact[sung.pivot],
        gate=binding,
        gate_term=z - before,
        spread=binding * np.sqrt((known**2).sum(axis=1) + missing_sd**2),
        known_spread=known,
        missing_sd=missing_sd,
    )


def _sung(firm: Firm, floor: Ground, facts: AccountFacts, rows: Rows) -> _Sung:
    a = firm.assumptions.follow
    choir = _choir(firm, floor, facts, rows)
    of_row, of_contact = row_columns(facts, rows, a), contact_columns(choir.years, choir.attachment, firm.touched, a)
    before, gate = summed(of_row, a)[choir.row] + summed(of_contact, a), _gates(floor, facts, rows, choir, a)
    pivot = _pivotal(floor, thetas(a)[facts.rule[rows.account]], choir, _gated(before, gate, a))
    return _Sung(choir, of_row, of_contact, before, gate, pivot)


def _gates(floor: Ground, facts: AccountFacts, rows: Rows, choir: Choir, a: FollowAssumptions) -> Reals:
    """What the way of buying leaves of each contact's tie: less for who purchases where it matters at all."""
    gate = np.minimum(facts.gate[rows.account][choir.row], 1.0)
    purchasing = floor.contacts.purchasing[choir.contact] & (gate < 1.0)
    return np.where(purchasing, np.minimum(gate, a.gate_purchasing), gate)


def _gated(before: Reals, gate: Reals, a: FollowAssumptions) -> Reals:
    """Log-odds after the gate, which never raises them."""
    return np.minimum(before, gate * before + (1.0 - gate) * logit(a.gate_floor))


def _weighted_attachment(floor: Ground, choir: Choir, rows: int) -> Reals:
    """The mean attachment over the contacts of each row, by weight."""
    weight = floor.contacts.weight[choir.contact]
    mean: Reals = total(choir.row, weight * choir.attachment, rows) / total(choir.row, weight, rows)
    return mean


def _choir(firm: Firm, floor: Ground, facts: AccountFacts, rows: Rows) -> Choir:
    contacts, a = floor.contacts, firm.assumptions
    row, contact = contacts.runs.expand(rows.account)
    start = np.zeros(len(rows.case) + 1, dtype=np.int64)
    np.cumsum(contacts.runs.size(rows.account), out=start[1:])
    entry, tie, also_direct = _held(floor, rows, start)
    held = firm.personal.strength[tie]
    direct = floor.presence.direct[rows.leaving.presence]
    own = total(entry, held, len(row)) + total(rows.leaving.row, direct, len(rows.case))[row]
    gone = count(entry[(held > 0.0) & ~also_direct], len(row)) + count(rows.leaving.row[direct > 0.0], len(start))[row]
    rest = np.where(contacts.holders[contact] > gone, np.maximum(contacts.pull[contact] - own, 0.0), 0.0)
    pull = own + a.attachment.stayers_pull * rest + facts.firm_pull[rows.account][row]
    share = own / pull if firm.touched else np.full(len(row), a.follow.attachment_reference)
    since = np.full(len(row), NO_DAY, dtype=np.float64)
    np.minimum.at(since, entry, firm.personal.first[tie].astype(np.float64))
    since = np.minimum(since, rows.since[row])
    years = np.where(since <= firm.network.day, (firm.network.day - since) / DAYS_PER_YEAR, 0.0)
    return Choir(row=row, contact=contact, start=start, attachment=share, years=years)


def _held(floor: Ground, rows: Rows, start: Counts) -> tuple[Counts, Counts, Flags]:
    """The leavers' personal ties with contacts: (entry of the choir, personal tie, also holds the account directly)."""
    left, holding = floor.holdings.runs.expand(rows.leaving.presence)
    row = rows.leaving.row[left]
    first_contact = floor.contacts.runs.start[rows.account][row]
    entry = start[row] + floor.holdings.contact[holding] - first_contact
    return entry, floor.holdings.tie[holding], floor.presence.direct[rows.leaving.presence[left]] > 0.0


def _pivotal(floor: Ground, theta: Reals, choir: Choir, z: Reals) -> Counts:
    """The entry of the choir on which each row hangs: where the weights, from the highest z down, reach theta; or the
    contact with the lowest z among those with a veto, when that is lower."""
    order = _from_the_highest(choir, z)
    first = choir.start[:-1]
    weight = floor.contacts.weight[choir.contact]
    share = (weight / total(choir.row, weight, len(first))[choir.row])[
        order
    ]  # each row sums to 1: no row drowns another
    running = np.cumsum(share)
    running -= (running[first] - share[first])[choir.row]
    reached = np.flatnonzero(running >= theta[choir.row] - NEAR)
    pivot = order[reached[np.searchsorted(choir.row[reached], np.arange(len(first)))]]
    veto = np.flatnonzero(floor.contacts.veto[choir.contact])
    lowest = veto[np.lexsort((choir.contact[veto], z[veto], choir.row[veto]))]
    held, place = np.unique(choir.row[lowest], return_index=True)
    vetoed = lowest[place]
    lower = z[vetoed] < z[pivot[held]]
    pivot[held[lower]] = vetoed[lower]
    return pivot


def _from_the_highest(choir: Choir, z: Reals) -> Counts:
    """The entries of each row from the highest z down; equal log-odds stay in the order of the contacts.

    Rows of one size are sorted side by side: most have few contacts."""
    sizes = np.diff(choir.start)
    order = np.arange(len(z), dtype=np.int64)
    by_size = group_by(sizes, int(sizes.max(initial=0)) + 1)
    for size in np.flatnonzero(np.diff(by_size.start)).tolist():
        if size > 1:
            rows = by_size.order[by_size.start[size] : by_size.start[size + 1]]
            entries = choir.start[rows, np.newaxis] + np.arange(size)
            ranked = np.argsort(-z[entries], axis=1, kind="stable")
            order[entries] = np.take_along_axis(entries, ranked, axis=1)
    return order
