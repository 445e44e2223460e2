"""What the whole firm hangs on, asked in Cypher by hand, and beside it the sweep.

Decides: how the statement is sent, and that both must hold the same. Does not decide: what it says
(``whole_firm.cypher`` does).
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import combinations
from typing import Any, Final

import numpy as np
from neo4j import Driver, GraphDatabase, Record

from benchmarks.answers import BenchmarkFailed
from benchmarks.plan import Place
from benchmarks.stores import opened
from exchange.generating import LAST_DAY
from graph.domain.calendar import day_number
from graph.domain.network import Network
from graph.domain.vocabulary import Channel, DecisionRole, Destination
from graph.engine.accounts import account_facts
from graph.engine.as_of import as_of
from graph.engine.assumptions import DEFAULT
from graph.engine.contacts import ground
from graph.engine.departure import assess
from graph.engine.fold import REFERENCE_DAY
from graph.engine.strength import DAYS_PER_YEAR
from graph.store.neo4j import Address
from graph.store.statements import load

STATEMENT: Final = load("benchmarks", "whole_firm.cypher", "//")["whole_firm"].text
SESSIONS: Final = 2
"""Statements at once, each for a part of the accounts: Neo4j runs one statement on one processor."""
_FIRST_DAY: Final = date(1990, 1, 1)
_YEAR: Final = timedelta(days=365)
_OLDEST: Final = 3653
_SAME: Final = 1e-9
_TIMES: Final = 3


@dataclass(frozen=True, slots=True)
class Held:
    """What one staff member holds: at how many accounts there is a row, and value in ten-thousandths."""

    accounts: int
    value: float


Holding = dict[str, Held]
"""What staff members hold, by their ids."""
Shares = dict[tuple[str, str], tuple[float, int]]
"""By staff member and account: the share of the attachment, and the account's value in ten-thousandths."""


async def compared(place: Place, address: Address) -> tuple[float, ...]:
    """The seconds of asking by hand for what staff members hold in the whole firm, several times after one that is not
    counted; the rows that it comes from are asked for once more and compared with those of the sweep.

    Raises BenchmarkFailed where a row differs by more than a billionth, or a sum from that of the rows."""
    async with opened(place) as store:
        network = await store.whole(LAST_DAY)
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        asked = partial(_asked, driver, address.database, network.accounts.ids)
        sums, seconds = _sums(asked(rows=False)), []
        for _ in range(_TIMES):
            began = time.perf_counter()
            sums = _sums(asked(rows=False))
            seconds.append(time.perf_counter() - began)
        check_shares(network, _shares(asked(rows=True)), sums)
    return tuple(seconds)


def check_shares(network: Network, theirs: Shares, sums: Holding) -> None:
    """Raise BenchmarkFailed where a row of the sweep and one by hand are about another pair or differ, and where a sum
    by hand is not that of its rows."""
    firm = as_of(network)
    members = np.flatnonzero(firm.employed)
    facts = account_facts(firm)
    verdict = assess(firm, ground(firm), facts, [{one: Destination.RIVAL} for one in members.tolist()])
    staff, accounts = network.staff.ids, network.accounts.ids
    value = np.where(facts.booked, facts.value, 0)[verdict.rows.account]
    ours: Shares = {
        (staff[one], accounts[account]): (share, paid)
        for one, account, share, paid in zip(
            members[verdict.rows.case].tolist(),
            verdict.rows.account.tolist(),
            verdict.odds.attachment.tolist(),
            value.tolist(),
            strict=True,
        )
    }
    if ours.keys() != theirs.keys():
        raise BenchmarkFailed(f"The sweep has {len(ours):,} rows, Cypher {len(theirs):,}, or of other pairs.")
    held: dict[str, list[float]] = defaultdict(list)
    for (one, account), (share, paid) in ours.items():
        other, also = theirs[one, account]
        if paid != also or not math.isclose(share, other, rel_tol=_SAME):
            raise BenchmarkFailed(f"The sweep and Cypher differ about {one} at {account}: {share} and {other}.")
        held[one].append(share * paid)
    same = held.keys() == sums.keys() and all(
        sums[one].accounts == len(parts) and math.isclose(sums[one].value, math.fsum(parts), rel_tol=_SAME)
        for one, parts in held.items()
    )
    if not same:
        raise BenchmarkFailed("The sums by hand are not those of the sweep's rows.")


def _asked(driver: Driver, database: str, accounts: Sequence[str], *, rows: bool) -> list[Record]:
    """Ask for all accounts, in so many sessions at once."""

    def part(first: int) -> list[Record]:
        with driver.session(database=database, default_access_mode="READ") as session:
            return list(session.run(STATEMENT, accounts=accounts[first::SESSIONS], rows=rows, **tables(LAST_DAY)))

    with ThreadPoolExecutor(SESSIONS) as pool:
        return [record for records in pool.map(part, range(SESSIONS)) for record in records]


def _sums(records: Sequence[Record]) -> Holding:
    found: Holding = {}
    for record in records:
        before = found.get(record["staff"], Held(0, 0.0))
        found[record["staff"]] = Held(before.accounts + record["accounts"], before.value + record["held"])
    return found


def _shares(records: Sequence[Record]) -> Shares:
    return {
        (record["staff"], account): (share, value) for record in records for account, share, value in record["rows"]
    }


def tables(day: date) -> dict[str, Any]:
    """What the statement looks up for a day, beside the accounts; where each stands is said in the statement."""
    a, today = DEFAULT.strength, day_number(day)
    names = [channel.name.lower() for channel in Channel]
    used = [chosen for number in range(1, len(names) + 1) for chosen in combinations(names, number)]
    roles = {
        DecisionRole.ECONOMIC: DEFAULT.attachment.weight_economic,
        DecisionRole.TECHNICAL: DEFAULT.attachment.weight_technical,
        DecisionRole.USER: DEFAULT.attachment.weight_user,
        DecisionRole.PURCHASING: DEFAULT.attachment.weight_purchasing,
        DecisionRole.COACH: DEFAULT.attachment.weight_coach,
    }
    return {
        "day": day.isoformat(),
        "year_before": (day - _YEAR).isoformat(),
        "today": today,
        "days": {
            (_FIRST_DAY + timedelta(after)).isoformat(): day_number(_FIRST_DAY) + after
            for after in range((day - _FIRST_DAY).days + 1)
        },
        "channels": {
            " ".join(chosen): min(a.channel_limit, 1.0 + a.channel_step * (len(chosen) - 1)) for chosen in used
        },
        "ages": [
            a.new_tie_share
            + (1.0 - a.new_tie_share) * math.log1p(min(span / DAYS_PER_YEAR, a.years_limit)) / math.log1p(a.years_limit)
            for span in range(_OLDEST + 1)
        ],
        "roles": {role.name.lower(): weight for role, weight in roles.items()},
        "faded": 2.0 ** (-(today - REFERENCE_DAY) / a.half_life_days),
    }
