"""The key-person factor: how few leavers orphan more than half of the value (model.md 8).

Decides: how the fewest are looked for, and whether what was found is surely the fewest.
Does not decide: who holds an account, nor what it is worth.

It is the truck factor of software teams (Avelino et al. 2016) with money in place of files. To find the fewest is as
hard as set cover, so beyond a dozen holders two searches are made, what is superfluous is put back, and the smaller
set counts: an upper bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.domain.network import Counts
from graph.engine.grouping import Groups, count, group_by, total
from graph.engine.ranked import Ranked
from graph.engine.sweep import Holders

EXACT_UP_TO: Final = 12
"""Holders among whom every set is tried."""


@dataclass(frozen=True, slots=True)
class Factor:
    """How many leavers it takes; when not ``exact``, at most so many."""

    leavers: int
    exact: bool


def key_person_factor(holders: Holders, value: Counts) -> Factor | None:
    """The fewest leavers after whom nobody is left who holds more than half of the value held now; None without any.

    ``value``: of each account, in ten-thousandths. Takes O(n log n) for n rows of holders."""
    worth = value[holders.account] > 0
    staff, member = np.unique(holders.staff[worth], return_inverse=True)
    accounts, account = np.unique(holders.account[worth], return_inverse=True)
    if not len(staff):
        return None
    money = value[accounts]
    if len(staff) <= EXACT_UP_TO:
        return Factor(_fewest(member, account, money, len(staff)), exact=True)
    held = _Held(
        by_member=group_by(member, len(staff)),
        by_account=group_by(account, len(accounts)),
        member=member,
        account=account,
        money=money,
        half=_half(money),
    )
    return Factor(min(len(_pruned(held, found)) for found in (_by_member(held), _by_account(held))), exact=False)


def _fewest(member: Counts, account: Counts, money: Counts, staff: int) -> int:
    """The size of the smallest set that orphans more than half, among all sets."""
    masks = np.zeros(len(money), dtype=np.int64)
    np.bitwise_or.at(masks, account, np.left_shift(1, member))
    orphaned = np.zeros(2**staff, dtype=np.int64)
    np.add.at(orphaned, masks, money)
    sets = np.arange(2**staff)
    for one in range(staff):  # sums over subsets, one member after the other
        with_them = (sets >> one) & 1 == 1
        orphaned[with_them] += orphaned[sets[with_them] ^ (1 << one)]
    enough = sets[orphaned > _half(money)]
    return min(int(one).bit_count() for one in enough.tolist())


@dataclass(frozen=True, eq=False)
class _Held:
    """Who holds what: rows of (member, account), grouped by either, the money of each account, and half of all."""

    by_member: Groups
    by_account: Groups
    member: Counts
    account: Counts
    money: Counts
    half: float

    def accounts_of(self, member: int) -> Counts:
        start, end = self.by_member.start[member : member + 2]
        return self.account[self.by_member.order[start:end]]

    def holders_of(self, account: int) -> Counts:
        start, end = self.by_account.start[account : account + 2]
        return self.member[self.by_account.order[start:end]]


def _by_member(held: _Held) -> list[int]:
    """Who goes when the next to go is always the one with the most value, each account's split by those who are left.

    What somebody holds alone counts in full."""
    left = count(held.account, len(held.money))
    staff = len(held.by_member.start) - 1
    worth = Ranked(total(held.member, (held.money / left)[held.account], staff))
    orphaned, chosen = 0, []
    while orphaned <= held.half:
        next_one = worth.highest()
        worth.values[next_one] = -np.inf  # and stays so, whatever is added
        chosen.append(next_one)
        accounts = held.accounts_of(next_one)
        orphaned += int(held.money[accounts[left[accounts] == 1]].sum())
        shared = accounts[left[accounts] > 1]
        more = held.money[shared] / (left[shared] - 1) - held.money[shared] / left[shared]
        place, row = held.by_account.expand(shared)
        members = held.member[row]
        np.add.at(worth.values, members, more[place])
        worth.changed(np.append(members, next_one))
        left[accounts] -= 1
    return chosen


def _by_account(held: _Held) -> list[int]:
    """Who goes when the next account is always the one that costs the most for each of its holders who is left."""
    left = count(held.account, len(held.money))
    gone = np.zeros(len(held.by_member.start) - 1, dtype=bool)
    density = Ranked(held.money / left)
    orphaned, chosen = 0, []
    while orphaned <= held.half:
        holders = held.holders_of(density.highest())
        leaving = holders[~gone[holders]].tolist()
        gone[leaving] = True
        chosen += leaving
        for one in leaving:
            accounts = held.accounts_of(one)
            left[accounts] -= 1
            stay = left[accounts]
            orphaned += int(held.money[accounts[stay == 0]].sum())
            density.values[accounts] = np.where(stay == 0, -1.0, held.money[accounts] / np.maximum(stay, 1))
            density.changed(accounts)
    return chosen


def _pruned(held: _Held, chosen: list[int]) -> list[int]:
    """The set without those who can stay, looked for from the first to the last."""
    gone = np.zeros(len(held.by_member.start) - 1, dtype=bool)
    gone[chosen] = True
    stay = count(held.account[~gone[held.member]], len(held.money))
    orphaned = int(held.money[stay == 0].sum())
    needed = []
    for one in chosen:
        accounts = held.accounts_of(one)
        saved = int(held.money[accounts[stay[accounts] == 0]].sum())
        if orphaned - saved > held.half:
            orphaned -= saved
            stay[accounts] += 1
        else:
            needed.append(one)
    return needed


def _half(money: Counts) -> float:
    return float(money.sum()) / 2.0
