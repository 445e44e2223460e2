"""The firm as of the Network's day.

Decides: what is open, employed, rated, promised and how strong every tie is on that day. An answer as of t is the
answer of a firm whose records end with t: rows dated later do not exist, and ends dated later have not come.
Does not decide: who decides at an account (``contacts``), or what a departure does (``cases`` and what follows).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from graph.domain.calendar import NO_DAY
from graph.domain.network import (
    NOBODY,
    Codes,
    Counts,
    Days,
    Flags,
    Index,
    Network,
    Reals,
    TieStatistics,
    TouchTable,
)
from graph.domain.vocabulary import PromiseOutcome, ServiceRole
from graph.engine.assumptions import DEFAULT, Assumptions, StrengthAssumptions
from graph.engine.fold import fold
from graph.engine.grouping import different, find, pair, runs_of, total
from graph.engine.strength import DAYS_PER_YEAR, Rating, observed, strength

Column = TypeVar("Column", bound=np.ndarray[Any, Any])


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
class Ties:
    """Ties on the day, by code. ``other`` is a person (personal ties) or an account (direct ties); ``first`` and
    ``last`` are NO_DAY and ``count`` 0 for a tie that only a rating makes. ``row`` points into the Network, -1 then.
    ``one_day``: touched, but on one day only, so the usual gap is not known."""

    staff: Index
    other: Index
    code: Counts
    row: Counts
    strength: Reals
    first: Days
    last: Days
    count: Index
    rated: Flags
    one_day: Flags


@dataclass(frozen=True, eq=False)
class Firm:
    """Everything a question needs to know of the firm as of the Network's day."""

    network: Network
    assumptions: Assumptions
    employed: Flags
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
    spoken = _Spoken(statistics, observed(statistics, float(network.day), assumptions.strength))
    return Firm(
        network=network,
        assumptions=assumptions,
        employed=with_us,
        employments=employments,
        services=_services(network, with_us),
        personal=_personal(network, spoken, employments, assumptions),
        direct=_direct(network, spoken, assumptions),
        touched=touched(network),
    )


def employed(network: Network) -> Flags:
    """Which staff members are with us on the Network's day."""
    with_us: Flags = (network.staff.start <= network.day) & (network.day < network.staff.end)
    return with_us


def touched(network: Network) -> bool:
    """Whether anybody of ours touched anybody up to the Network's day."""
    return network.firm.first_touch <= network.day


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


class _Spoken(NamedTuple):
    """What the touches of every tie of the Network amount to: their statistics, and what they alone are worth."""

    statistics: TieStatistics
    worth: Reals


@dataclass(frozen=True, eq=False)
class _Sources:
    """What the strength of some ties is made of, by tie code; promises by the code of the tie they count for."""

    code: Counts
    row: Counts
    closeness: Reals
    rating_age: Reals
    promise_code: Counts
    promise_outcome: Codes


def _personal(network: Network, spoken: _Spoken, employments: OpenEmployments, assumptions: Assumptions) -> Ties:
    """Ties with people: touched up to the day, or rated, or both."""
    people = len(network.people.ids)
    rows = np.flatnonzero((network.ties.person != NOBODY) & (spoken.statistics.count > 0))
    tied = pair(network.ties.staff[rows], network.ties.person[rows], people)
    rated, rating, age = _ratings(network)
    code = different(np.concatenate([tied, rated]))
    promise_code, promise_outcome = _promised_to_people(network, employments)
    sources = _Sources(
        code=code,
        row=_spread(code, tied, rows, -1),
        closeness=_spread(code, rated, rating, np.nan),
        rating_age=_spread(code, rated, age, 0.0),
        promise_code=promise_code,
        promise_outcome=promise_outcome,
    )
    return _ties(spoken, sources, people, assumptions.strength)


def _direct(network: Network, spoken: _Spoken, assumptions: Assumptions) -> Ties:
    """Ties with accounts directly: from touches that name the account alone."""
    accounts = len(network.accounts.ids)
    rows = np.flatnonzero((network.ties.person == NOBODY) & (spoken.statistics.count > 0))
    code = pair(network.ties.staff[rows], network.ties.account[rows], accounts)
    order = np.argsort(code)
    promises = network.promises
    to_account = closed_promises(network) & (promises.person == NOBODY)
    sources = _Sources(
        code=code[order],
        row=rows[order],
        closeness=np.full(len(code), np.nan),
        rating_age=np.zeros(len(code)),
        promise_code=pair(promises.staff, promises.account, accounts)[to_account],
        promise_outcome=promises.outcome[to_account],
    )
    return _ties(spoken, sources, accounts, assumptions.strength)


def _ties(spoken: _Spoken, sources: _Sources, others: int, a: StrengthAssumptions) -> Ties:
    code, ties, statistics = sources.code, len(sources.code), spoken.statistics
    touched = sources.row >= 0
    row = sources.row[touched]
    at = find(code, sources.promise_code)
    promised, outcome = at[at >= 0], sources.promise_outcome[at >= 0]
    kept = total(promised, outcome == PromiseOutcome.KEPT, ties)
    broken = total(promised, outcome == PromiseOutcome.BROKEN, ties)
    seen = _placed(touched, spoken.worth[row], 0.0)
    return Ties(
        staff=(code // max(others, 1)).astype(np.int32),
        other=(code % max(others, 1)).astype(np.int32),
        code=code,
        row=sources.row,
        strength=strength(seen, Rating(sources.closeness, sources.rating_age), kept, broken, a),
        first=_placed(touched, statistics.first[row], NO_DAY),
        last=_placed(touched, statistics.last[row], NO_DAY),
        count=_placed(touched, statistics.count[row], 0),
        rated=~np.isnan(sources.closeness),
        one_day=_placed(touched, statistics.days[row] == 1, False),
    )


def _placed(where: Flags, values: Column, otherwise: float) -> Column:
    """``values`` where ``where`` holds, ``otherwise`` elsewhere."""
    column = cast(Column, np.full(len(where), otherwise, dtype=values.dtype))
    column[where] = values
    return column


def _spread(code: Counts, some: Counts, values: Column, otherwise: float) -> Column:
    """``values`` at the places of ``some`` codes among all codes, ``otherwise`` elsewhere."""
    column = cast(Column, np.full(len(code), otherwise, dtype=values.dtype))
    column[find(code, some)] = values
    return column


def _ratings(network: Network) -> tuple[Counts, Reals, Reals]:
    """The latest rating up to the day of each rated pair, by code: (code, closeness, age in years)."""
    table = network.ratings
    rows = np.flatnonzero(table.on <= network.day)
    code = pair(table.staff[rows], table.person[rows], len(network.people.ids))
    latest = np.ones(len(code), dtype=bool)
    latest[:-1] = code[1:] != code[:-1]  # rows ascend by (staff, person, on)
    rows = rows[latest]
    age = (network.day - table.on[rows].astype(np.float64)) / DAYS_PER_YEAR
    return code[latest], table.closeness[rows].astype(np.float64), age


def closed_promises(network: Network) -> Flags:
    """Which promises were made and closed, kept or broken, up to the day."""
    promises = network.promises
    done: Flags = (promises.made <= network.day) & (promises.closed <= network.day)
    ended: Flags = promises.outcome != PromiseOutcome.OPEN
    return done & ended


def _promised_to_people(network: Network, employments: OpenEmployments) -> tuple[Counts, Codes]:
    """Closed promises by the pair they count for: the person named, or everybody employed at the account named."""
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
    return codes, np.concatenate([promises.outcome[named], promises.outcome[spread]])
