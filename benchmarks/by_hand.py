"""The question of a departure asked as one statement of Cypher, without our engine.

Decides: how it is sent, and what its answer is compared by. Does not decide: what it says (``by_hand.cypher`` does).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from neo4j import AsyncDriver, AsyncGraphDatabase, RoutingControl

from benchmarks.answers import AccountAnswer, Answered
from graph.domain.calendar import day_number
from graph.domain.money import SCALE
from graph.engine.assumptions import DEFAULT
from graph.engine.fold import REFERENCE_DAY
from graph.store.neo4j import Address
from graph.store.statements import load

STATEMENT: Final = load("benchmarks", "by_hand.cypher", "//")["departure"].text
_YEAR: Final = timedelta(days=365)


async def ask_by_hand(address: Address, staff: Sequence[str], day: date) -> Answered:
    """Ask about each of these staff members twice, and measure the second time."""
    auth = (address.user, address.password)
    async with AsyncGraphDatabase.driver(address.uri, auth=auth) as driver:
        for one in staff:
            await _ask(driver, address, one, day)
        seconds, answers = [], []
        for one in staff:
            began = time.perf_counter()
            answers.append(await _ask(driver, address, one, day))
            seconds.append(time.perf_counter() - began)
    return Answered(tuple(seconds), tuple(answers))


async def _ask(driver: AsyncDriver, address: Address, staff: str, day: date) -> tuple[AccountAnswer, ...]:
    found = await driver.execute_query(
        STATEMENT,
        staff=staff,
        day=day.isoformat(),
        year_before=(day - _YEAR).isoformat(),
        faded=2.0 ** (-(day_number(day) - REFERENCE_DAY) / DEFAULT.strength.half_life_days),
        database_=address.database,
        routing_=RoutingControl.READ,
    )
    rows = found.records[0][0]
    return tuple(
        sorted(
            AccountAnswer(account, strength, follows, loss / SCALE if booked else None)
            for account, strength, follows, loss, booked in rows
        )
    )
