"""The money of an answer.

Decides: how numbers are rounded to money (half to even, to a ten-thousandth), and that totals are sums of what the rows
show. Does not decide: any number of the model, nor the rows (``impacts``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph.domain.answers import Bin, MoneyRange, Tail, Totals
from graph.domain.money import SCALE, Money
from graph.domain.network import Counts, Reals
from graph.engine.accounts import AccountFacts
from graph.engine.as_of import Firm
from graph.engine.cases import Rows
from graph.engine.draws import Summary
from graph.engine.factors import logistic
from graph.engine.odds import Leaning, Odds
from graph.engine.outcomes import Fates, ordinary_loss


@dataclass(frozen=True, eq=False)
class Outlook:
    """What the model says about some rows, as far as sums need it."""

    rows: Rows
    odds: Leaning
    fates: Fates

    def follows(self) -> Reals:
        """The displayed probability of following; 0 where that is impossible."""
        return np.where(self.rows.barred, 0.0, logistic(self.odds.z))


@dataclass(frozen=True, eq=False)
class Verdict(Outlook):
    """What the model says about some rows, and why."""

    odds: Odds


@dataclass(frozen=True, eq=False)
class Sums:
    """Per row, in ten-thousandths: value, value held, expected and ordinary loss; all 0 where no booking is known."""

    value: Counts
    held: Counts
    loss: Counts
    ordinary: Counts


def money(firm: Firm, units: float) -> Money:
    """An amount in units of currency, rounded half to even to a ten-thousandth."""
    return Money(int(np.rint(units * SCALE)), firm.network.firm.currency)


def sums_of(firm: Firm, facts: AccountFacts, found: Outlook) -> Sums:
    """The money of each row."""
    account = found.rows.account
    value = np.where(facts.booked[account], facts.value[account], 0)
    return Sums(
        value=value,
        held=_rounded(value * found.odds.attachment),
        loss=_rounded(value * found.fates.losses(found.follows())),
        ordinary=_rounded(value * ordinary_loss(firm.assumptions.loss)),
    )


def totals_of(firm: Firm, facts: AccountFacts, verdict: Verdict, singles: Verdict) -> Totals:
    """The sums over all rows; ``singles`` holds the rows of each leaver alone."""
    sums, alone = sums_of(firm, facts, verdict), sums_of(firm, facts, singles)
    beyond = int((sums.loss - sums.ordinary).sum())
    currency = firm.network.firm.currency
    return Totals(
        value_held=Money(int(sums.held.sum()), currency),
        value_in_touch=Money(int(sums.value.sum()), currency),
        expected_loss=Money(int(sums.loss.sum()), currency),
        baseline_loss=Money(int(sums.ordinary.sum()), currency),
        additional_loss=Money(beyond, currency),
        difference_from_singles=Money(beyond - int((alone.loss - alone.ordinary).sum()), currency),
    )


def tail_of(found: Summary, draws: int, as_money: Callable[[float], Money]) -> Tail:
    """A summary of draws as the answer shows it."""
    edges = found.edges.tolist()
    return Tail(
        draws=draws,
        range=MoneyRange(as_money(found.low), as_money(found.high)),
        var95=as_money(found.var95),
        es95=as_money(found.es95),
        es95_error=as_money(found.es95_error),
        histogram=tuple(
            Bin(as_money(low), as_money(high), count)
            for low, high, count in zip(edges[:-1], edges[1:], found.counts.tolist(), strict=True)
        ),
    )


def _rounded(amounts: Reals) -> Counts:
    return np.rint(amounts).astype(np.int64)
