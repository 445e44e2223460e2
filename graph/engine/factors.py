"""The factors of the log-odds: their values, reference points, coefficients and what is missing (model.md 3).

Decides: how each fact of a row becomes a term of the waterfall. Does not decide: on whom the account hangs (``odds``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.domain.answers import FactorName
from graph.domain.network import Counts, Flags, Reals
from graph.engine.accounts import AccountFacts
from graph.engine.assumptions import FollowAssumptions
from graph.engine.cases import Rows

LINEAR = tuple(name for name in FactorName if name is not FactorName.GATE)
"""The terms that add up before the gate, in the order of the waterfall."""


class Column(NamedTuple):
    """A factor's values in its own unit, their distance from the reference, and where they are missing."""

    values: Reals
    units: Reals
    missing: Flags

    def at(self, rows: Counts) -> Column:
        """The column of these rows."""
        return Column(self.values[rows], self.units[rows], self.missing[rows])


@dataclass(frozen=True, eq=False)
class Terms:
    """The linear terms of some rows: ``values`` in each factor's own unit (its reference when missing), ``units`` the
    distance from the reference that the coefficient multiplies, ``log_odds``, and ``missing``: all (rows, 9)."""

    values: Reals
    units: Reals
    log_odds: Reals
    missing: Flags


def logit(probability: float) -> float:
    """ln(p/(1 - p)) for p in (0, 1)."""
    return float(np.log(probability / (1.0 - probability)))


def logistic(log_odds: Reals) -> Reals:
    """1/(1 + e^-z), stable on both sides."""
    small = np.exp(-np.abs(log_odds))
    return np.where(log_odds >= 0.0, 1.0, small) / (1.0 + small)


def row_columns(facts: AccountFacts, rows: Rows, a: FollowAssumptions) -> dict[FactorName, Column]:
    """The terms that all contacts of a row share: name -> (value, units, missing)."""
    account = rows.account
    nothing = np.zeros(len(account), dtype=bool)
    stay = np.minimum(rows.stay, a.stay_limit).astype(np.float64)
    too = np.clip(rows.leave - 1.0, 0.0, a.leave_too_limit)
    years, suppliers, cost = facts.years[account], facts.suppliers[account], facts.switching_cost[account]
    no_years, no_suppliers, no_cost = np.isnan(years), suppliers < 0, np.isnan(cost)
    years = np.where(no_years, a.years_reference, np.minimum(years, a.years_most))
    used = np.where(no_suppliers, 0.0, np.minimum(suppliers, a.suppliers_limit))
    cost = np.where(no_cost, a.switching_reference, cost)
    bound = rows.bound.astype(np.float64)
    return {
        FactorName.BASE: Column(np.full(len(account), np.nan), np.ones(len(account)), nothing),
        FactorName.COLLEAGUES_WHO_STAY: Column(stay, stay - a.stay_reference, nothing),
        FactorName.COLLEAGUES_WHO_LEAVE_TOO: Column(too, too, nothing),
        FactorName.YEARS_WITH_FIRM: Column(years, years - a.years_reference, no_years),
        FactorName.OTHER_SUPPLIERS: Column(used, used, no_suppliers),
        FactorName.SWITCHING_COST: Column(cost, (cost - a.switching_reference) / a.switching_unit, no_cost),
        FactorName.NON_SOLICIT: Column(bound, bound, nothing),
    }


def contact_columns(years: Reals, share: Reals, touched: bool, a: FollowAssumptions) -> dict[FactorName, Column]:
    """The terms that each contact has of its own; the share is missing when the whole firm has no touch."""
    known = np.minimum(years, a.years_most)
    nothing = np.zeros(len(years), dtype=bool)
    unknown = np.full(len(years), not touched)
    return {
        FactorName.YEARS_WITH_PERSON: Column(known, known - a.years_reference, nothing),
        FactorName.ATTACHMENT: Column(share, a.attachment_scale * (share - a.attachment_reference), unknown),
    }


def summed(columns: dict[FactorName, Column], a: FollowAssumptions) -> Reals:
    """What these columns add to the log-odds, row by row."""
    weight = _coefficients(a)
    found = np.zeros(len(next(iter(columns.values())).units))
    for name, column in columns.items():
        found += column.units * weight[LINEAR.index(name)]
    return found


def stack(columns: dict[FactorName, Column], a: FollowAssumptions) -> Terms:
    """The columns side by side, in the order of LINEAR, times their coefficients."""
    values = np.stack([columns[name].values for name in LINEAR], axis=1)
    units = np.stack([columns[name].units for name in LINEAR], axis=1)
    missing = np.stack([columns[name].missing for name in LINEAR], axis=1)
    return Terms(values=values, units=units, log_odds=units * _coefficients(a), missing=missing)


def _coefficients(a: FollowAssumptions) -> Reals:
    by_name = {
        FactorName.BASE: logit(a.base_rate),
        FactorName.COLLEAGUES_WHO_STAY: a.stay,
        FactorName.COLLEAGUES_WHO_LEAVE_TOO: a.leave_too,
        FactorName.YEARS_WITH_PERSON: a.years_person,
        FactorName.YEARS_WITH_FIRM: a.years_firm,
        FactorName.ATTACHMENT: a.attachment,
        FactorName.OTHER_SUPPLIERS: a.suppliers,
        FactorName.SWITCHING_COST: a.switching,
        FactorName.NON_SOLICIT: a.non_solicit,
    }
    return np.array([by_name[name] for name in LINEAR])


def standard_deviations(a: FollowAssumptions) -> Reals:
    """The prior standard deviation of each coefficient, in the order of LINEAR."""
    by_name = {
        FactorName.BASE: a.base_sd,
        FactorName.COLLEAGUES_WHO_STAY: a.stay_sd,
        FactorName.COLLEAGUES_WHO_LEAVE_TOO: a.leave_too_sd,
        FactorName.YEARS_WITH_PERSON: a.years_person_sd,
        FactorName.YEARS_WITH_FIRM: a.years_firm_sd,
        FactorName.ATTACHMENT: a.attachment_sd,
        FactorName.OTHER_SUPPLIERS: a.suppliers_sd,
        FactorName.SWITCHING_COST: a.switching_sd,
        FactorName.NON_SOLICIT: a.non_solicit_sd,
    }
    return np.array([by_name[name] for name in LINEAR])


def missing_spread(a: FollowAssumptions) -> Reals:
    """What a missing input adds to the standard deviation of z: its coefficient times the spread of its values."""
    spread = {
        FactorName.YEARS_WITH_FIRM: a.years_firm * a.years_spread,
        FactorName.ATTACHMENT: a.attachment * a.attachment_scale * a.attachment_spread,
        FactorName.OTHER_SUPPLIERS: a.suppliers * a.suppliers_spread,
        FactorName.SWITCHING_COST: a.switching,
    }
    return np.array([spread.get(name, 0.0) for name in LINEAR])
