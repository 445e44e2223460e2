"""From the model's columns to the rows of an answer.

Decides: the order of rows, what each shows, and which inputs it names as missing.
Does not decide: any number of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.domain.answers import (
    AccountImpact,
    Contact,
    Factor,
    FactorName,
    Missing,
    MoneyRange,
    Outcomes,
    Probability,
    Range,
    SurvivingTie,
)
from graph.domain.money import Money
from graph.domain.network import NOBODY, Counts, Reals
from graph.domain.vocabulary import Status
from graph.engine.accounts import AccountFacts
from graph.engine.as_of import Firm
from graph.engine.contacts import Ground
from graph.engine.evidence import Findings, findings, shown, survivors
from graph.engine.factors import LINEAR
from graph.engine.grouping import anywhere, total
from graph.engine.reasons import barred_reason, reasons
from graph.engine.spread import centre, ranges
from graph.engine.sums import Sums, Verdict, sums_of

STAND_IN: Final = "nobody known"
"""The name of the contact of an account without contacts."""

_MISSING: Final = {
    FactorName.ATTACHMENT: Missing.ATTACHMENT,
    FactorName.YEARS_WITH_FIRM: Missing.YEARS_WITH_FIRM,
    FactorName.OTHER_SUPPLIERS: Missing.OTHER_SUPPLIERS,
    FactorName.SWITCHING_COST: Missing.SWITCHING_COST,
}


@dataclass(frozen=True, eq=False)
class _Columns:
    """All that is shown of the rows, as columns. ``low``, ``high``: the range of the probability of following."""

    firm: Firm
    floor: Ground
    facts: AccountFacts
    verdict: Verdict
    sums: Sums
    follows: Reals
    low: Reals
    high: Reals
    strength: Reals


def account_impacts(
    firm: Firm, floor: Ground, facts: AccountFacts, verdict: Verdict, newest: int
) -> tuple[AccountImpact, ...]:
    """The rows of one case, by expected loss; rows without money come last, by probability; then by account id."""
    rows = verdict.rows
    columns = _columns(firm, floor, facts, verdict)
    found = findings(firm, floor, rows)
    gone = np.unique(floor.presence.staff[rows.leaving.presence]).astype(np.int64)
    staying = survivors(firm, floor, rows, gone)
    evident = floor.presence.touched | floor.presence.rated
    rests = anywhere(rows.leaving.row, evident[rows.leaving.presence], len(rows.case))
    loss = np.where(facts.booked[rows.account], columns.sums.loss, -1)
    order = np.lexsort((rows.account, -columns.follows, -loss)).tolist()
    statuses = [_status(columns, row, rests=bool(rests[row])) for row in range(len(rests))]
    return tuple(_impact(columns, row, statuses[row], _Beneath(found[row], staying[row], newest)) for row in order)


@dataclass(frozen=True, slots=True)
class _Beneath:
    """The facts beneath one row."""

    findings: Findings
    surviving: tuple[SurvivingTie, ...]
    newest: int


def _columns(firm: Firm, floor: Ground, facts: AccountFacts, verdict: Verdict) -> _Columns:
    rows, loss = verdict.rows, firm.assumptions.loss
    middle = centre(verdict.odds.z, verdict.odds.spread, loss)
    low, high = ranges(middle, verdict.odds.spread, loss)
    held = floor.presence.strength[rows.leaving.presence]
    return _Columns(
        firm=firm,
        floor=floor,
        facts=facts,
        verdict=verdict,
        sums=sums_of(firm, facts, verdict),
        follows=verdict.follows(),
        low=np.where(rows.barred, 0.0, low),
        high=np.where(rows.barred, 0.0, high),
        strength=total(rows.leaving.row, held, len(rows.case)),
    )


def _status(columns: _Columns, row: int, *, rests: bool) -> Status:
    if not columns.facts.booked[columns.verdict.rows.account[row]]:
        return Status.INSUFFICIENT_DATA
    return Status.ESTIMATED if rests and columns.firm.touched else Status.PRIOR_ONLY


def _impact(columns: _Columns, row: int, status: Status, beneath: _Beneath) -> AccountImpact:
    verdict, network = columns.verdict, columns.firm.network
    account = int(verdict.rows.account[row])
    barred = bool(verdict.rows.barred[row])
    waterfall = () if barred else _waterfall(verdict, row)
    paid = status is not Status.INSUFFICIENT_DATA
    lost = _lost(columns, row)
    return AccountImpact(
        account_id=network.accounts.ids[account],
        name=network.accounts.names[account],
        status=status,
        outcomes=_outcomes(columns, row),
        barred=barred,
        log_odds=None if barred else float(verdict.odds.z[row]),
        waterfall=waterfall,
        reasons=(barred_reason(),) if barred else reasons(waterfall),
        missing=_missing(columns, row, beneath.findings, paid=paid),
        pivotal=None if barred else _pivotal(columns, row),
        attachment=float(verdict.odds.attachment[row]),
        strength=float(columns.strength[row]),
        value=_money(columns, columns.sums.value, row) if paid else None,
        value_held=_money(columns, columns.sums.held, row) if paid else None,
        expected_loss=_money(columns, columns.sums.loss, row) if paid else None,
        baseline_loss=_money(columns, columns.sums.ordinary, row) if paid else None,
        loss_range=_loss_range(columns, row, lost) if paid else None,
        lost_share=lost.value,
        surviving=beneath.surviving,
        evidence=shown(beneath.findings, beneath.newest),
    )


def _waterfall(verdict: Verdict, row: int) -> tuple[Factor, ...]:
    terms, odds = verdict.odds.terms, verdict.odds
    linear = [
        Factor(
            name=name,
            value=None if name is FactorName.BASE else float(terms.values[row, place]),
            log_odds=float(terms.log_odds[row, place]) + 0.0,  # -0.0 would be printed
            missing=bool(terms.missing[row, place]),
        )
        for place, name in enumerate(LINEAR)
    ]
    gate = Factor(FactorName.GATE, float(odds.gate[row]), float(odds.gate_term[row]) + 0.0, missing=False)
    return (*linear, gate)


def _outcomes(columns: _Columns, row: int) -> Outcomes:
    """The four outcomes; those beside following are functions of it, so their ranges are too."""
    fates = columns.verdict.fates
    strays, shrinks = float(fates.strays[row]), float(fates.shrinks[row])
    low, value, high = (float(part[row]) for part in (columns.low, columns.follows, columns.high))

    def given_not(share: float) -> Probability:
        return Probability((1.0 - value) * share, Range((1.0 - high) * share, (1.0 - low) * share))

    return Outcomes(
        follows=Probability(value, Range(low, high)),
        strays=given_not(strays),
        shrinks=given_not((1.0 - strays) * shrinks),
        stays=given_not((1.0 - strays) * (1.0 - shrinks)),
    )


def _lost(columns: _Columns, row: int) -> Probability:
    """The share of the value lost, and its range; it rises with the probability of following."""
    fates = columns.verdict.fates
    low, value, high = (float(fates.losses(part)[row]) for part in (columns.low, columns.follows, columns.high))
    return Probability(value, Range(low, high))


def _money(columns: _Columns, amounts: Counts, row: int) -> Money:
    return Money(int(amounts[row]), columns.firm.network.firm.currency)


def _loss_range(columns: _Columns, row: int, lost: Probability) -> MoneyRange:
    value, currency = int(columns.sums.value[row]), columns.firm.network.firm.currency
    return MoneyRange(Money(round(value * lost.range.low), currency), Money(round(value * lost.range.high), currency))


def _pivotal(columns: _Columns, row: int) -> Contact:
    people = columns.firm.network.people
    person = int(columns.floor.contacts.person[columns.verdict.odds.pivot[row]])
    return Contact(None, STAND_IN) if person == NOBODY else Contact(people.ids[person], people.names[person])


def _missing(columns: _Columns, row: int, found: Findings, *, paid: bool) -> tuple[Missing, ...]:
    """What was never supplied, in the order of the list of inputs."""
    facts, account = columns.facts, int(columns.verdict.rows.account[row])
    terms = columns.verdict.odds.terms.missing[row]
    gone = {_MISSING[name] for place, name in enumerate(LINEAR) if terms[place]} | found.missing
    gone |= {Missing.BUYING_APPROACH} if facts.approach[account] < 0 else set()
    gone |= {Missing.DECISION_RULE} if facts.rule[account] < 0 else set()
    gone |= {Missing.LINES_OF_BUSINESS} if facts.lines[account] == 0 else set()
    gone |= set() if paid else {Missing.BOOKINGS}
    return tuple(one for one in Missing if one in gone)
