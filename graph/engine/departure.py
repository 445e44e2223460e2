"""What happens if these people leave: the model from a Network to an answer (model.md 2 to 4).

Decides: the order of the steps, and how columns become rows of an answer.
Does not decide: any rule; each stands in the module named after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.domain.answers import Basis, DepartureImpact, Leaver, Tail
from graph.domain.calendar import date_of, date_or_none
from graph.domain.network import Network
from graph.domain.vocabulary import Destination
from graph.engine.accounts import AccountFacts, account_facts, to_units
from graph.engine.as_of import Firm, as_of
from graph.engine.assumptions import DEFAULT, Assumptions
from graph.engine.card import NOTICE
from graph.engine.cases import Case, Rows, leavers_of, rows_of
from graph.engine.contacts import Ground, ground
from graph.engine.draws import Drawable, losses, summary
from graph.engine.impacts import account_impacts
from graph.engine.odds import odds
from graph.engine.outcomes import fates
from graph.engine.spread import centre
from graph.engine.sums import Verdict, money, tail_of, totals_of
from graph.errors import NotEmployed, NotFound


@dataclass(frozen=True, eq=False)
class DepartureSettings:
    """Who leaves, by id, and where to; how many draws the tail takes (0: none is drawn); the basis to state."""

    leavers: Mapping[str, Destination]
    draws: int
    basis: Basis
    newest: int = 3


def departure_impact(
    network: Network, settings: DepartureSettings, assumptions: Assumptions = DEFAULT
) -> DepartureImpact:
    """The answer for a set of leavers, from their neighbourhood or from the whole firm.

    Raises NotFound for an id that the Network does not hold and NotEmployed for a staff member who is not with us."""
    firm = as_of(network, assumptions)
    case = _case(firm, settings.leavers)
    floor, facts = ground(firm), account_facts(firm)
    verdict = assess(firm, floor, facts, (case,))
    alone = tuple({member: to} for member, to in sorted(case.items()))
    singles = assess(firm, floor, facts, alone) if len(case) > 1 else verdict
    return DepartureImpact(
        leavers=_leavers(firm, floor, verdict.rows, case),
        accounts=account_impacts(firm, floor, facts, verdict, settings.newest),
        totals=totals_of(firm, facts, verdict, singles),
        tail=_tail(firm, facts, verdict, settings) if settings.draws else None,
        last_touch=date_or_none(network.firm.last_touch),
        basis=settings.basis,
        notice=NOTICE,
    )


def assess(firm: Firm, floor: Ground, facts: AccountFacts, cases: Sequence[Case]) -> Verdict:
    """What the model says about the rows of several cases, in one pass."""
    rows = rows_of(firm, floor, leavers_of(cases))
    return Verdict(rows=rows, odds=odds(firm, floor, facts, rows), fates=fates(firm, facts, rows))


def _case(firm: Firm, leavers: Mapping[str, Destination]) -> Case:
    network = firm.network
    place = {identifier: index for index, identifier in enumerate(network.staff.ids)}
    for identifier in leavers:
        if identifier not in place:
            raise NotFound("staff member", identifier)
        index = place[identifier]
        if not firm.employed[index]:
            start, end = int(network.staff.start[index]), int(network.staff.end[index])
            coming = start > network.day
            raise NotEmployed(
                identifier,
                network.staff.names[index],
                date_of(network.day).isoformat(),
                date_of(start).isoformat() if coming else None,
                None if coming else date_of(end).isoformat(),
            )
    return {place[identifier]: to for identifier, to in leavers.items()}


def _leavers(firm: Firm, floor: Ground, rows: Rows, case: Case) -> tuple[Leaver, ...]:
    network = firm.network
    there = floor.presence.staff[rows.leaving.presence[rows.leaving.there]]
    found = []
    for member, destination in sorted(case.items()):
        accounts = int((there == member).sum())
        found.append(
            Leaver(
                id=network.staff.ids[member],
                name=network.staff.names[member],
                destination=destination,
                accounts=accounts,
                explanation=None if accounts else _why_nothing(firm, member),
            )
        )
    return tuple(found)


def _why_nothing(firm: Firm, member: int) -> str:
    """Why a leaver has no account in the answer, in one sentence that tells missing records from faded ties."""
    day = date_of(firm.network.day).isoformat()
    name = firm.network.staff.names[member] or firm.network.staff.ids[member]
    mine = firm.personal.staff == member
    touches = int(firm.personal.count[mine].sum()) + int(firm.direct.count[firm.direct.staff == member].sum())
    employed = np.isin(firm.personal.other[mine], firm.employments.person)
    start = f"No account hangs on {name} as of {day}: "
    if not mine.any() and not touches:
        return start + "no touch, no rating and no open service of theirs is recorded."
    recorded = f"{touches} touch{' of theirs is' if touches == 1 else 'es of theirs are'} recorded, but "
    if mine.any() and not employed.any():
        return start + recorded + "nobody they are tied to has an employer on that day: employments.csv says who does."
    return start + recorded + "those ties have faded."


def drawable(firm: Firm, facts: AccountFacts, verdict: Verdict) -> Drawable:
    """What the draws need to know of the rows of one case."""
    rows, ids = verdict.rows, firm.network.accounts.ids
    booked = facts.booked[rows.account]
    return Drawable(
        ids=tuple(ids[account] for account in rows.account.tolist()),
        value=np.where(booked, to_units(facts.value[rows.account]), 0.0),
        barred=rows.barred,
        centre=centre(verdict.odds.z, verdict.odds.spread, firm.assumptions.loss),
        gate=verdict.odds.gate,
        known_spread=verdict.odds.known_spread,
        missing_sd=verdict.odds.missing_sd,
        strays=verdict.fates.strays,
        shrinks=verdict.fates.shrinks,
        share=verdict.fates.share,
    )


def _tail(firm: Firm, facts: AccountFacts, verdict: Verdict, settings: DepartureSettings) -> Tail:
    shared = firm.assumptions.loss.shared_sd
    drawn = losses(drawable(firm, facts, verdict), settings.draws, settings.basis.seed, shared)
    return tail_of(summary(drawn), settings.draws, lambda units: money(firm, units))
