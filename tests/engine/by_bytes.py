"""The bytes of all figures of a whole firm, to tell two ways of arriving at them apart."""

from __future__ import annotations

from collections.abc import Iterable

from graph.domain.network import Network
from graph.engine.as_of import as_of
from graph.engine.firm_risk import Held, Members, firm_risk, members_of, value_by_holder
from graph.engine.partitioned import Share, joined
from graph.engine.sweep import Sweep, sweep
from graph.engine.threads import threads_of


def by_one(network: Network) -> list[object]:
    """The figures of one sweep of everything."""
    found = sweep(as_of(network))
    return figures(network, members_of(network, found), found)


def by_parts(network: Network, shares: Iterable[Share]) -> list[object]:
    """The figures of the parts' sweeps put together."""
    found = joined(network, shares)
    return figures(network, found.members, found)


def figures(network: Network, members: Members, held: Held) -> list[object]:
    """What staff members are ranked by, who holds what, how accounts stand, and all that is said about the firm."""
    return [
        *(_columns(table) for table in (members, held.holders, held.standings, threads_of(network, held))),
        value_by_holder(held, len(network.staff)).tobytes(),
        repr(firm_risk(network, held)),
    ]


def rows(found: Sweep) -> list[object]:
    """All rows of a sweep."""
    return [_columns(table) for table in (found.stakes, found.holders, found.standings)]


def _columns(table: object) -> list[tuple[str, str, bytes]]:
    """Every column with its kind of number and its very bytes."""
    columns = vars(table)
    return [(name, column.dtype.str, column.tobytes()) for name, column in columns.items()]
