"""A sweep brought up to date: only the accounts that a change concerns are swept again (model.md 8).

Decides: which accounts those are, and how their new rows take the place of the old ones.
Does not decide: what changed (the store's change log says), nor any row (``sweep`` does).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

import numpy as np

from graph.domain.network import NOBODY, Counts, Index, Network, Table, Texts, place_among
from graph.engine.as_of import as_of, touched
from graph.engine.assumptions import DEFAULT, Assumptions
from graph.engine.grouping import pair
from graph.engine.parts import Whole, around_accounts, every, reached_by
from graph.engine.sweep import Sweep, kept, sweep

Ids = Collection[str]
T = TypeVar("T", bound=Table)


def concerned(whole: Whole, staff: Ids, people: Ids, accounts: Ids) -> Index:
    """The accounts whose rows may be others since a change named these staff members, people and accounts.

    These accounts, those where one of these staff members matters, and those for which one of these people ever
    worked: ties, and promises to all who work for an account, go with people."""
    network = whole.network
    reached, _ = reached_by(whole, _places(network.staff.ids, staff))
    jobs = whole.jobs_by_person.rows(_places(network.people.ids, people))
    named = _places(network.accounts.ids, accounts)
    return every(reached, named, network.employments.account[jobs])


def swept_again(
    before: Sweep, then: Network, whole: Whole, accounts: Index, assumptions: Assumptions = DEFAULT
) -> Sweep:
    """The sweep of ``whole``, from that of the firm as it was (``then``), when only these accounts have changed.

    Equal to a sweep of everything, but for the order in which strengths are added. Costs what the accounts hold, and a
    copy of the rows that stay."""
    network = whole.network
    if touched(then) is not touched(network):  # it decides everywhere whether attachments are known
        return sweep(as_of(network, assumptions))
    again = np.zeros(len(network.accounts), dtype=bool)
    again[accounts] = True
    moved = _moved(before, then, network)
    old = kept(moved, np.append(~again, False))  # the last flag is for accounts that are gone
    part = around_accounts(whole, accounts.tolist())
    fresh = sweep(as_of(part, assumptions))
    at = _places(network.accounts.ids, part.accounts.ids)
    staff = _places(network.staff.ids, part.staff.ids)
    new = kept(_numbered(fresh, staff, at), again)
    return Sweep(
        stakes=_together(old.stakes, new.stakes, ("staff", "account")),
        holders=_together(old.holders, new.holders, ("account", "staff")),
        standings=_together(old.standings, new.standings, ("account",)),
    )


def _moved(before: Sweep, then: Network, now: Network) -> Sweep:
    """The rows of a sweep by the indices of another Network; those of entities that are gone get account -1."""
    if then.staff.ids is now.staff.ids and then.accounts.ids is now.accounts.ids:
        return before
    return _numbered(before, _now(then.staff.ids, now.staff.ids), _now(then.accounts.ids, now.accounts.ids))


def _now(then: Texts, now: Texts) -> Index:
    """Where each of these ids stands now, -1 where it is gone."""
    place = {identifier: index for index, identifier in enumerate(now)}
    return np.array([place.get(identifier, NOBODY) for identifier in then], dtype=np.int32)


def _numbered(found: Sweep, staff: Index, account: Index) -> Sweep:
    stakes, holders, standings = found.stakes, found.holders, found.standings
    return Sweep(
        stakes=replace(stakes, staff=staff[stakes.staff], account=account[stakes.account]),
        holders=replace(holders, staff=staff[holders.staff], account=account[holders.account]),
        standings=replace(standings, account=account[standings.account]),
    )


def _places(ids: Texts, wanted: Ids) -> Index:
    """Where those of these ids that are there stand among the ids, which ascend."""
    places = (place_among(ids, one) for one in sorted(wanted))
    return np.array([place for place in places if place is not None], dtype=np.int32)


def _together(old: T, new: T, by: tuple[str, ...]) -> T:
    """The rows of both tables, which share none, in ascending order of the columns named, in which both are."""
    beyond = [1 + max(int(getattr(table, name).max(initial=0)) for table in (old, new)) for name in by]
    at = np.searchsorted(_numbers(old, by, beyond), _numbers(new, by, beyond))
    return replace(
        old, **{name: np.insert(getattr(old, name), at, getattr(new, name)) for name in old.__dataclass_fields__}
    )


def _numbers(table: T, by: tuple[str, ...], beyond: list[int]) -> Counts:
    """One number for each row, in the order of the columns named; the values of each are below ``beyond``."""
    numbers = np.zeros(len(table), dtype=np.int64)
    for name, most in zip(by, beyond, strict=True):
        numbers = pair(numbers, getattr(table, name), most)
    return numbers
