"""Whether what was read can be meant at all, so that a store changed by hand is told apart from a slip of ours.

Decides: the range of every day and every word of a Network. Does not decide: what is done about it (the adapters do).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

import numpy as np

from graph.domain.calendar import ALWAYS, EARLIEST, LATEST, NO_DAY, STILL, day_number
from graph.domain.network import (
    BuyingTable,
    CovenantTable,
    EmploymentTable,
    Network,
    PromiseTable,
    RatingTable,
    ServiceTable,
    Table,
    TouchTable,
)
from graph.domain.vocabulary import (
    BuyingApproach,
    Channel,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Direction,
    PromiseOutcome,
    ServiceRole,
)

_FIRST: Final = day_number(EARLIEST)
_LAST: Final = day_number(LATEST)
_NO_DAYS: Final = (ALWAYS, STILL, NO_DAY)
_NOT_SUPPLIED: Final = -1
_CLOSEST: Final = 4

_LARGEST: Final[Mapping[tuple[type[Table], str], int]] = {
    (TouchTable, "channel"): max(Channel),
    (TouchTable, "direction"): max(Direction),
    (EmploymentTable, "role"): max(DecisionRole),
    (ServiceTable, "role"): max(ServiceRole),
    (BuyingTable, "approach"): max(BuyingApproach),
    (BuyingTable, "rule"): max(DecisionRule),
    (CovenantTable, "kind"): max(CovenantKind),
    (PromiseTable, "outcome"): max(PromiseOutcome),
    (RatingTable, "closeness"): _CLOSEST,
}
_MAY_BE_MISSING: Final = {(EmploymentTable, "role"), (BuyingTable, "rule")}


def check_plausible(network: Network) -> None:
    """Raise ValueError when a day or a word of the Network is none; takes O(n) for n rows."""
    for part in fields(network):
        table = getattr(network, part.name)
        if isinstance(table, Table):
            _check(table)


def _check(table: Table) -> None:
    for column in fields(table):
        values = getattr(table, column.name)
        if isinstance(values, Table):
            _check(values)
        elif column.type == "Days":
            outside = values[(values < _FIRST) | (values > _LAST)]
            if not np.isin(outside, _NO_DAYS).all():
                raise ValueError(f"a day of {_named(table)}")
        elif column.type == "Codes":
            place = (type(table), column.name)
            least = _NOT_SUPPLIED if place in _MAY_BE_MISSING else 0
            if ((values < least) | (values > _LARGEST[place])).any():
                raise ValueError(f"{column.name} of {_named(table)}")


def _named(table: Table) -> str:
    return type(table).__name__.removesuffix("Table").lower()
