"""How long questions take: a neighbourhood, a departure, the whole firm.

Decides: who is asked about, and that every question is asked once before it is measured. Does not decide: how any is
answered.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from benchmarks.answers import AccountAnswer, Answered, BenchmarkFailed
from benchmarks.plan import Place
from benchmarks.stores import opened, opened_log
from exchange.generating import LAST_DAY
from graph.domain.answers import DepartureImpact
from graph.domain.calendar import day_number
from graph.domain.money import SCALE
from graph.questions.asking import LOCAL_PURPOSE, Asker
from graph.questions.departure import Departing, DepartureQuestion, ask_departure

EVIDENCE = 3
"""The newest touches that come with each tie."""


async def leavers(place: Place, count: int, ties: int) -> tuple[str, ...]:
    """The staff members who are with us and whose number of ties comes nearest to ``ties``, by id."""
    async with opened(place) as store:
        network = await store.whole(LAST_DAY)
    held = np.bincount(network.ties.staff, minlength=len(network.staff))
    today = day_number(LAST_DAY)
    here = np.flatnonzero((network.staff.start <= today) & (today < network.staff.end))
    nearest = here[np.argsort(np.abs(held[here] - ties), kind="stable")][:count]
    if not len(nearest):
        raise BenchmarkFailed("Nobody is with us on the last day: measure on a larger firm.")
    return tuple(network.staff.ids[index] for index in sorted(nearest.tolist()))


async def neighbourhoods(place: Place, staff: Sequence[str]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """The seconds of each neighbourhood, and how many ties it holds."""
    async with opened(place) as store:
        for one in staff:
            await store.neighbourhood([one], LAST_DAY, EVIDENCE)
        seconds, ties = [], []
        for one in staff:
            began = time.perf_counter()
            network = await store.neighbourhood([one], LAST_DAY, EVIDENCE)
            seconds.append(time.perf_counter() - began)
            ties.append(len(network.ties))
    return tuple(seconds), tuple(ties)


async def departures(place: Place, staff: Sequence[str], draws: int) -> Answered:
    """Ask what happens when each of them goes to a rival, as the service does, audit row included."""
    async with opened(place) as store, opened_log(place) as log:
        asker = Asker("benchmark", LOCAL_PURPOSE, datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, tzinfo=UTC))
        questions = [DepartureQuestion((Departing(one),), LAST_DAY, draws=draws, evidence=EVIDENCE) for one in staff]
        for question in questions:
            await ask_departure(store, log, question, asker)
        seconds, answers = [], []
        for question in questions:
            began = time.perf_counter()
            answer = await ask_departure(store, log, question, asker)
            seconds.append(time.perf_counter() - began)
            answers.append(_compared(answer))
    return Answered(tuple(seconds), tuple(answers))


async def whole(place: Place) -> tuple[float, int]:
    """The seconds in which the whole firm is loaded by a process that has just begun, and how many ties it has."""
    async with opened(place) as store:
        began = time.perf_counter()
        network = await store.whole(LAST_DAY)
        return time.perf_counter() - began, len(network.ties)


def _compared(answer: DepartureImpact) -> tuple[AccountAnswer, ...]:
    return tuple(
        sorted(
            AccountAnswer(
                row.account_id,
                row.strength,
                row.outcomes.follows.value,
                row.expected_loss.amount / SCALE if row.expected_loss is not None else None,
            )
            for row in answer.accounts
        )
    )
