"""The whole firm's figures from sweeps of parts of its accounts, wherever those are made (model.md 8).

Decides: what a part holds, what its sweep gives, and how the shares of all parts become the figures of the firm: any
partition of the accounts, its parts in any order, gives the bytes of one sweep.
Does not decide: any figure of a part (``sweep`` and ``firm_risk`` do), nor which process sweeps it.

Money and counts are whole numbers: partial sums of them by staff member are exact, and may be added in any order. The
strengths of holders are fractions, and a sum of partial sums of fractions has other last digits than the sum. So none
is added in a part: a part gives the rows of its holders, these are put side by side as a sweep of everything has them,
and whoever adds them adds them there, once, in that order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Final, TypeVar

import numpy as np

from graph.domain.network import Counts, Flags, Index, Network, Table, Texts, place_among
from graph.engine.as_of import as_of, employed
from graph.engine.assumptions import DEFAULT, Assumptions
from graph.engine.firm_risk import Members, members_of
from graph.engine.parts import Whole, around_accounts
from graph.engine.sweep import Holders, Standings, kept, sweep

T = TypeVar("T", bound=Table)

_SUMS: Final = tuple(column.name for column in fields(Members) if column.name != "employed")


@dataclass(frozen=True, eq=False)
class Part:
    """Some accounts of a firm, and all that decides what anybody's departure does there: it can be swept anywhere.

    ``staff``, ``account``: by its own indices the indices of the whole firm, ascending. ``wanted``: for each of its
    accounts, whether it is one of those asked for; the others are there because somebody worked or is bound there."""

    network: Network
    staff: Index
    account: Index
    wanted: Flags


@dataclass(frozen=True, eq=False)
class Share:
    """What the accounts of a part add to the figures of the firm, by the indices of the whole firm.

    ``sums``: for each of ``staff`` a row of partial sums, one column for each figure of ``Members`` in its order but
    ``employed``: whole numbers, money in ten-thousandths. ``holders``, ``standings``: the rows of these accounts."""

    revision: int
    day: int
    staff: Index
    sums: Counts
    holders: Holders
    standings: Standings


@dataclass(frozen=True, eq=False)
class Joined:
    """The figures of the whole firm, as ``members_of`` and a sweep of everything have them."""

    members: Members
    holders: Holders
    standings: Standings


def dealt(accounts: int, parts: int) -> list[Index]:
    """The indices of so many accounts in so many parts, dealt in turn, so that parts are about as large."""
    return [np.arange(first, accounts, parts, dtype=np.int32) for first in range(parts)]


def part_of(whole: Whole, accounts: Index) -> Part:
    """What these accounts need, given by different indices; costs what it holds."""
    network = whole.network
    cut = around_accounts(whole, accounts.tolist())
    account = _places(network.accounts.ids, cut.accounts.ids)
    return Part(
        network=cut,
        staff=_places(network.staff.ids, cut.staff.ids),
        account=account,
        wanted=np.isin(account, accounts),
    )


def share_of(part: Part, assumptions: Assumptions = DEFAULT) -> Share:
    """Sweep a part: what its accounts add to the figures of the firm."""
    found = sweep(as_of(part.network, assumptions))
    own = kept(found, part.wanted)
    members = members_of(part.network, replace(own, standings=found.standings))
    return Share(
        revision=part.network.revision,
        day=part.network.day,
        staff=part.staff,
        sums=np.column_stack([getattr(members, name) for name in _SUMS]),
        holders=replace(own.holders, account=part.account[own.holders.account], staff=part.staff[own.holders.staff]),
        standings=replace(own.standings, account=part.account[own.standings.account]),
    )


def joined(network: Network, shares: Iterable[Share]) -> Joined:
    """The figures of the whole ``network`` from the shares of all its parts, in any order.

    Raises ValueError when an account is missing, or in two parts, and when a part was cut from the firm of another
    revision or day."""
    given = list(shares)
    if any((share.revision, share.day) != (network.revision, network.day) for share in given):
        raise ValueError("The shares are those of another revision or day: cut the parts again.")
    named = np.concatenate([share.standings.account for share in given]) if given else np.zeros(0)
    if not given or not np.array_equal(np.sort(named), np.arange(len(network.accounts))):
        raise ValueError("The shares are not those of a partition of the accounts.")
    sums = np.zeros((len(network.staff), len(_SUMS)), dtype=np.int64)
    for share in given:
        sums[share.staff] += share.sums  # a part names each staff member once
    columns = dict(zip(_SUMS, sums.T.copy(), strict=True))
    return Joined(
        members=Members(employed=employed(network), **columns),
        holders=_side_by_side([share.holders for share in given], ("account", "staff")),
        standings=_side_by_side([share.standings for share in given], ("account",)),
    )


def _side_by_side(tables: list[T], by: tuple[str, ...]) -> T:
    """The rows of all tables, in ascending order of the columns named."""
    columns = {
        column.name: np.concatenate([getattr(table, column.name) for table in tables]) for column in fields(tables[0])
    }
    order = np.lexsort(tuple(columns[name] for name in reversed(by)))
    return replace(tables[0], **{name: column[order] for name, column in columns.items()})


def _places(ids: Texts, some: Texts) -> Index:
    """Where some of these ids, which ascend, stand among all."""
    places = (place_among(ids, one) for one in some)
    return np.array([place for place in places if place is not None], dtype=np.int32)
