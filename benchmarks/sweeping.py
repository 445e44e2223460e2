"""The sweep of the whole firm in this process, and the same beside networkx.

Decides: on which part of the firm the two are compared, and that they must say the same.
Does not decide: how either does it (``graph.engine.sweep`` and ``by_networkx`` do).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.answers import BenchmarkFailed
from benchmarks.by_networkx import Stake, stakes_of
from benchmarks.networkx_graph import graph_of
from benchmarks.plan import SEED, Place
from benchmarks.stores import opened
from exchange.generating import LAST_DAY
from graph.domain.network import Network
from graph.domain.vocabulary import Destination
from graph.engine.accounts import account_facts
from graph.engine.as_of import as_of
from graph.engine.contacts import ground
from graph.engine.departure import assess
from graph.engine.parts import Whole, around_accounts, sorted_out
from graph.engine.sweep import Sweep, sweep

_TIMES: Final = 5
_SAME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds of our sweeps, and of that by networkx, on the same ``ties``, for so many ``rows``."""

    ours: tuple[float, ...]
    theirs: float
    ties: int
    rows: int


async def swept(place: Place) -> tuple[float, ...]:
    """The seconds of sweeping the whole loaded firm, several times."""
    async with opened(place) as store:
        network = await store.whole(LAST_DAY)
    return _timed_sweeps(network)[1]


async def swept_beside_networkx(place: Place, most_ties: int) -> Compared:
    """Sweep the firm, or as many of its accounts as make so many ties, in both ways.

    Raises BenchmarkFailed where the two differ by more than a billionth of a figure."""
    async with opened(place) as store:
        network = part_of(await store.whole(LAST_DAY), most_ties)
    found, ours = _timed_sweeps(network)
    graph = graph_of(network)
    began = time.perf_counter()
    theirs = stakes_of(graph)
    seconds = time.perf_counter() - began
    check_stakes(network, found, theirs)
    return Compared(ours, seconds, len(network.ties), len(theirs))


def _timed_sweeps(network: Network) -> tuple[Sweep, tuple[float, ...]]:
    found, seconds = sweep(as_of(network)), []
    for _ in range(_TIMES):
        began = time.perf_counter()
        found = sweep(as_of(network))
        seconds.append(time.perf_counter() - began)
    return found, tuple(seconds)


def part_of(network: Network, most_ties: int) -> Network:
    """The firm when it has no more ties than that, else what belongs to some of its accounts, drawn: as many as come
    nearest below."""
    if len(network.ties) <= most_ties:
        return network
    whole = sorted_out(network)
    order = np.random.default_rng(SEED).permutation(len(network.accounts)).tolist()
    few, many = 0, len(order)
    while many - few > 1:
        middle = (few + many) // 2
        if _ties_at(whole, order[:middle]) <= most_ties:
            few = middle
        else:
            many = middle
    return around_accounts(whole, order[: max(few, 1)])


def _ties_at(whole: Whole, accounts: list[int]) -> int:
    return len(around_accounts(whole, accounts).ties)


def check_stakes(network: Network, found: Sweep, theirs: list[Stake]) -> None:
    """Raise BenchmarkFailed where a row of the sweep and one by networkx are about another pair or differ.

    The sweep rounds money to a ten-thousandth; before that it works with the shares that are compared here, too."""
    firm = as_of(network)
    members = np.flatnonzero(firm.employed).tolist()
    verdict = assess(firm, ground(firm), account_facts(firm), [{one: Destination.RIVAL} for one in members])
    lost = verdict.fates.losses(verdict.follows()).tolist()
    attachment, stakes = verdict.odds.attachment.tolist(), found.stakes
    ours = list(zip(stakes.staff.tolist(), stakes.account.tolist(), strict=True))
    if ours != [(one.staff, one.account) for one in theirs]:
        raise BenchmarkFailed(f"The sweep has {len(ours):,} rows, networkx {len(theirs):,}, or of other pairs.")
    for row, their in enumerate(theirs):
        money = ((stakes.held[row], their.attachment), (stakes.loss[row], their.lost))
        alike = math.isclose(attachment[row], their.attachment, rel_tol=_SAME) and math.isclose(
            lost[row], their.lost, rel_tol=_SAME
        )
        if not alike or any(abs(int(sum_) - their.value * share) > 1 + _SAME * abs(int(sum_)) for sum_, share in money):
            mine = attachment[row], lost[row], int(stakes.held[row]), int(stakes.loss[row])
            raise BenchmarkFailed(f"The sweep and networkx differ in a row: {mine} and {their}.")
