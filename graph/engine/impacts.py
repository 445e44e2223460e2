"""From the model's columns to the rows of an answer.

Decides: the order of rows, what each shows, and which inputs it names as missing.
Does not decide: any number of the model, nor which rows are read: a row is made when it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
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
from graph.domain.impact_rows import ImpactRows
from graph.domain.money import Money
from graph.domain.network import NOBODY, Counts, Network, Reals
from graph.domain.vocabulary import Status
from graph.engine.accounts import AccountFacts
from graph.engine.as_of import Firm
from graph.engine.contacts import Ground
from graph.engine.evidence import Findings, findings, shown, survivors
from graph.engine.factors import LINEAR
from graph.engine.grouping import anywhere, different, total
from graph.engine.reasons import barred_reason, reasons
from graph.engine.spread import centre, ranges
from graph.engine.sums import Sums, Verdict, sums_of

STAND_IN: Final = "nobody known"
"""The name of the contact of an account without contacts."""

_UNKNOWN: Final = -1
"""In place of the loss of an account without a booking; it stands after every loss."""
_MISSING: Final = {
    FactorName.ATTACHMENT: Missing.ATTACHMENT,
    FactorName.YEARS_WITH_FIRM: Missing.YEARS_WITH_FIRM,
    FactorName.OTHER_SUPPLIERS: Missing.OTHER_SUPPLIERS,
    FactorName.SWITCHING_COST: Missing.SWITCHING_COST,
}


@dataclass(frozen=True, eq=False)
class _Answer:
    """All that rows are made from. ``follows``: its probability at the low end, in the middle and at the high end of
    its range. ``strength``: the leavers' there. ``gone``: the leavers. ``order``: of the rows. ``newest``: how many
    touches a row names."""

    firm: Firm
    floor: Ground
    facts: AccountFacts
    verdict: Verdict
    sums: Sums
    follows: tuple[Reals, Reals, Reals]
    strength: Reals
    gone: Counts
    order: Counts
    newest: int


def account_impacts(
    firm: Firm, floor: Ground, facts: AccountFacts, verdict: Verdict, newest: int
) -> ImpactRows[AccountImpact]:
    """The rows of one case, by expected loss; rows without money come last, by probability; then by account id."""
    rows, sums, follows = verdict.rows, sums_of(firm, facts, verdict), verdict.follows()
    middle = centre(verdict.odds.z, verdict.odds.spread, firm.assumptions.loss)
    low, high = ranges(middle, verdict.odds.spread, firm.assumptions.loss)
    loss = np.where(facts.booked[rows.account], sums.loss, _UNKNOWN)
    order = np.lexsort((rows.account, -follows, -loss))
    answer = _Answer(
        firm=firm,
        floor=floor,
        facts=facts,
        verdict=verdict,
        sums=sums,
        follows=(np.where(rows.barred, 0.0, low), follows, np.where(rows.barred, 0.0, high)),
        strength=total(rows.leaving.row, floor.presence.strength[rows.leaving.presence], len(rows.case)),
        gone=different(floor.presence.staff[rows.leaving.presence].astype(np.int64)),
        order=order,
        newest=newest,
    )
    ids = firm.network.accounts.ids
    return ImpactRows(
        ids=[ids[account] for account in rows.account[order].tolist()],
        losses=[None if amount == _UNKNOWN else amount for amount in loss[order].tolist()],
        make=partial(_made, answer),
    )


def _made(answer: _Answer, places: Sequence[int]) -> list[AccountImpact]:
    """The rows at these places of the order, made together."""
    wanted = answer.order[np.array(places, dtype=np.int64)]
    firm, floor, rows = answer.firm, answer.floor, answer.verdict.rows
    beneath = zip(
        findings(firm, floor, rows, wanted), survivors(firm, floor, rows.account[wanted], answer.gone), strict=True
    )
    return [
        _impact(answer.firm.network, row, found, surviving, answer.newest)
        for row, (found, surviving) in zip(_rows(answer, wanted), beneath, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    """What the columns say of one row. ``follows``, and ``lost`` as a share of the value: at the low end of the range,
    in the middle, at the high end."""

    account: int
    booked: bool
    status: Status
    barred: bool
    z: float
    pivot: int
    attachment: float
    strength: float
    strays: float
    shrinks: float
    follows: tuple[float, float, float]
    lost: tuple[float, float, float]
    value: int
    held: int
    loss: int
    ordinary: int
    waterfall: tuple[Factor, ...]
    missing: frozenset[Missing]


def _rows(answer: _Answer, wanted: Counts) -> Iterator[_Row]:
    """The wanted rows: each column is turned to plain numbers once."""
    verdict, sums, facts = answer.verdict, answer.sums, answer.facts
    odds, fates, account = verdict.odds, verdict.fates, verdict.rows.account[wanted]
    follows = [part[wanted].tolist() for part in answer.follows]
    lost = [fates.losses(part)[wanted].tolist() for part in answer.follows]
    columns = zip(
        account.tolist(),
        facts.booked[account].tolist(),
        _statuses(answer, wanted),
        verdict.rows.barred[wanted].tolist(),
        odds.z[wanted].tolist(),
        answer.floor.contacts.person[odds.pivot[wanted]].tolist(),
        odds.attachment[wanted].tolist(),
        answer.strength[wanted].tolist(),
        fates.strays[wanted].tolist(),
        fates.shrinks[wanted].tolist(),
        zip(*follows, strict=True),
        zip(*lost, strict=True),
        sums.value[wanted].tolist(),
        sums.held[wanted].tolist(),
        sums.loss[wanted].tolist(),
        sums.ordinary[wanted].tolist(),
        _waterfalls(verdict, wanted),
        _never_supplied(answer, wanted),
        strict=True,
    )
    return (_Row(*row) for row in columns)


def _statuses(answer: _Answer, wanted: Counts) -> Iterator[Status]:
    rows, presence = answer.verdict.rows, answer.floor.presence
    evident = (presence.touched | presence.rated)[rows.leaving.presence]
    rests = anywhere(rows.leaving.row, evident, len(rows.case))[wanted] & answer.firm.touched
    for booked, estimated in zip(answer.facts.booked[rows.account[wanted]].tolist(), rests.tolist(), strict=True):
        supported = Status.ESTIMATED if estimated else Status.PRIOR_ONLY
        yield supported if booked else Status.INSUFFICIENT_DATA


def _waterfalls(verdict: Verdict, wanted: Counts) -> Iterator[tuple[Factor, ...]]:
    terms, odds = verdict.odds.terms, verdict.odds
    linear = zip(
        terms.values[wanted].tolist(),
        (terms.log_odds[wanted] + 0.0).tolist(),  # -0.0 would be printed
        terms.missing[wanted].tolist(),
        strict=True,
    )
    gates = zip(odds.gate[wanted].tolist(), (odds.gate_term[wanted] + 0.0).tolist(), strict=True)
    for row, (gate, gate_term) in zip(linear, gates, strict=True):
        factors = (
            Factor(name, None if name is FactorName.BASE else value, log_odds, missing)
            for name, value, log_odds, missing in zip(LINEAR, *row, strict=True)
        )
        yield (*factors, Factor(FactorName.GATE, gate, gate_term, missing=False))


def _never_supplied(answer: _Answer, wanted: Counts) -> Iterator[frozenset[Missing]]:
    """What was never supplied of each row's own; what its ties miss comes with their evidence."""
    facts, account = answer.facts, answer.verdict.rows.account[wanted]
    columns = {
        Missing.BUYING_APPROACH: facts.approach[account] < 0,
        Missing.DECISION_RULE: facts.rule[account] < 0,
        Missing.LINES_OF_BUSINESS: facts.lines[account] == 0,
        Missing.BOOKINGS: ~facts.booked[account],
    }
    terms = answer.verdict.odds.terms.missing[wanted]
    columns |= {_MISSING[name]: terms[:, place] for place, name in enumerate(LINEAR) if name in _MISSING}
    for flags in zip(*(column.tolist() for column in columns.values()), strict=True):
        yield frozenset(compress(columns, flags))


def _impact(
    network: Network, row: _Row, found: Findings, surviving: tuple[SurvivingTie, ...], newest: int
) -> AccountImpact:
    waterfall = () if row.barred else row.waterfall
    low, value, high = row.lost

    def money(amount: int) -> Money | None:
        return Money(amount, network.firm.currency) if row.booked else None

    return AccountImpact(
        account_id=network.accounts.ids[row.account],
        name=network.accounts.names[row.account],
        status=row.status,
        outcomes=_outcomes(row),
        barred=row.barred,
        log_odds=None if row.barred else row.z,
        waterfall=waterfall,
        reasons=(barred_reason(),) if row.barred else reasons(waterfall),
        missing=tuple(one for one in Missing if one in row.missing or one in found.missing),
        pivotal=None if row.barred else _pivotal(network, row.pivot),
        attachment=row.attachment,
        strength=row.strength,
        value=money(row.value),
        value_held=money(row.held),
        expected_loss=money(row.loss),
        baseline_loss=money(row.ordinary),
        loss_range=_between(network, row.value * low, row.value * high) if row.booked else None,
        lost_share=value,
        surviving=surviving,
        evidence=shown(found, newest),
    )


def _outcomes(row: _Row) -> Outcomes:
    """The four outcomes; those beside following are functions of it, so their ranges are too."""
    low, value, high = row.follows

    def given_not(share: float) -> Probability:
        return Probability((1.0 - value) * share, Range((1.0 - high) * share, (1.0 - low) * share))

    return Outcomes(
        follows=Probability(value, Range(low, high)),
        strays=given_not(row.strays),
        shrinks=given_not((1.0 - row.strays) * row.shrinks),
        stays=given_not((1.0 - row.strays) * (1.0 - row.shrinks)),
    )


def _between(network: Network, low: float, high: float) -> MoneyRange:
    return MoneyRange(Money(round(low), network.firm.currency), Money(round(high), network.firm.currency))


def _pivotal(network: Network, person: int) -> Contact:
    return (
        Contact(None, STAND_IN)
        if person == NOBODY
        else Contact(network.people.ids[person], network.people.names[person])
    )
