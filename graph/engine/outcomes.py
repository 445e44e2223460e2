"""What becomes of an account: it follows, strays, shrinks or stays, and what that costs (model.md 3).

Decides: the four probabilities, the share of the value lost, and the status of a row.
Does not decide: the odds of following (``odds``), nor how sure they are (``spread``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.domain.network import Reals
from graph.engine.accounts import AccountFacts
from graph.engine.as_of import Firm
from graph.engine.assumptions import LossAssumptions
from graph.engine.cases import Rows


@dataclass(frozen=True, eq=False)
class Fates:
    """Per row, given that the account does not follow: it strays with ``strays``; given neither, it shrinks with
    ``shrinks`` and then loses ``share`` of a year's value."""

    strays: Reals
    shrinks: Reals
    share: Reals

    def losses(self, follows: Reals) -> Reals:
        """The expected loss as a share of the value, in [0, 1], when accounts follow with these probabilities."""
        return follows + (1.0 - follows) * (self.strays + (1.0 - self.strays) * self.shrinks * self.share)


def fates(firm: Firm, facts: AccountFacts, rows: Rows) -> Fates:
    """What becomes of the accounts of all rows if they do not follow."""
    a = firm.assumptions.loss
    gate = facts.gate[rows.account]
    alone = np.where(rows.barred, a.stray_alone_barred, a.stray_alone)
    covered = np.where(rows.barred, a.stray_covered_barred, a.stray_covered)
    times = alone - (alone - covered) * np.minimum(1.0, rows.cover / a.cover_in_full)
    lost_years = a.horizon_years * (1.0 + gate * (times - 1.0))
    return Fates(
        strays=-np.expm1(lost_years * np.log1p(-a.yearly_loss)),
        shrinks=np.where(rows.lead_leaves, a.shrink_chance * gate, 0.0),
        share=np.where(rows.lead_covered, a.shrink_share_covered, a.shrink_share),
    )


def ordinary_loss(assumptions: LossAssumptions) -> float:
    """The share of accounts lost over the horizon when nobody leaves."""
    return float(-np.expm1(assumptions.horizon_years * np.log1p(-assumptions.yearly_loss)))
