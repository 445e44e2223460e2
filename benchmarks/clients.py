"""Many clients that ask different questions of one service at once, while somebody writes.

Decides: who asks what, and when an answer is older than it may be. Does not decide: any aim.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Final

from benchmarks.answers import BenchmarkFailed
from benchmarks.asking_service import DAY, ask_departure
from benchmarks.documents import FIRM_RISK, KEY_PEOPLE, SUMMARY, WITH_FACTORS, WITH_TAIL
from benchmarks.leavers import Member, People, drawn, record_touch
from benchmarks.plan import SEED
from benchmarks.service import Client, Replied, Service

CLIENTS: Final = 50
WRITES: Final = 20
"""Touches a second."""
_WRITERS: Final = 60
"""Connections that write: each waits for its acknowledgement, as many people would, and not for the others'."""
_DEPARTURES: Final = (SUMMARY, SUMMARY, SUMMARY, WITH_TAIL, WITH_FACTORS)
_REST: Final = 0.1
"""Seconds before a client asks again that was not answered."""
_ABOUT_THE_FIRM: Final = 4
"""One question in so many is about the whole firm."""


@dataclass
class Crowd:
    """What came of it: seconds of each answer, the first failures in words, how many there were, how many answers were
    older than they admit, how many touches were acknowledged, for how long, and the memory at the end."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    older: int = 0
    written: int = 0
    lasted: float = 0.0
    memory: int = 0


@dataclass
class _Going:
    """What the threads share; ```acknowledged`` is the last revision that anybody who writes was told."""

    service: Service
    until: float
    crowd: Crowd = field(default_factory=Crowd)
    acknowledged: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def goes_on(self) -> bool:
        return time.perf_counter() < self.until


def crowd(service: Service, people: People, seconds: float, clients: int = CLIENTS) -> Crowd:
    """Let them all ask for so many seconds; the firm is loaded first. A question under way at the end is waited for."""
    with service.client() as client:
        client.ask(FIRM_RISK, asOf=DAY, fresh=True)
    leavers = drawn(people.members, (len(people.members) + 1) // 2)
    began = time.perf_counter()
    going = _Going(service, began + seconds)
    with ThreadPoolExecutor(clients + 1) as pool:
        writer = pool.submit(_write, going, people.members)
        askers = [pool.submit(_ask, going, number, leavers[number::clients] or leavers) for number in range(clients)]
    for one in (writer, *askers):
        one.result()
    going.crowd.lasted = time.perf_counter() - began
    going.crowd.memory = service.memory()
    return going.crowd


def _write(going: _Going, members: tuple[Member, ...]) -> None:
    """Touches at an even pace, each by whichever connection is idle; it falls behind only when none is."""
    idle: SimpleQueue[Client] = SimpleQueue()
    dice, sent = random.Random(SEED), 0  # noqa: S311  # no secret
    with ExitStack() as connections, ThreadPoolExecutor(_WRITERS) as pool:
        for _ in range(_WRITERS):
            idle.put(connections.enter_context(going.service.client()))
        began = time.perf_counter()
        while going.goes_on():
            pool.submit(_record, going, idle, idle.get(), dice.choice(members), sent)
            sent += 1
            time.sleep(max(0.0, began + sent / WRITES - time.perf_counter()))


def _record(going: _Going, idle: SimpleQueue[Client], client: Client, member: Member, number: int) -> None:
    try:
        revision = record_touch(client, member, f"benchmark-crowd-{number}")
    except BenchmarkFailed as error:
        _note_failure(going, error)
    else:
        with going.lock:
            going.acknowledged = max(going.acknowledged, revision)
            going.crowd.written += 1
    finally:
        idle.put(client)


def _ask(going: _Going, number: int, leavers: tuple[Member, ...]) -> None:
    """One client: its own leavers one after the other, and now and then the whole firm."""
    dice, place = random.Random(number), 0  # noqa: S311  # no secret
    with going.service.client() as client:
        while going.goes_on():
            before, place = going.acknowledged, place + 1
            try:
                replied = _asked(client, dice, leavers[place % len(leavers)])
            except BenchmarkFailed as error:
                _note_failure(going, error)
                time.sleep(_REST)
                continue
            with going.lock:
                going.crowd.seconds.append(replied.seconds)
                going.crowd.older += is_older_than_it_admits(replied.data, before)


def _asked(client: Client, dice: random.Random, member: Member) -> Replied:
    if dice.randrange(_ABOUT_THE_FIRM):
        return ask_departure(client, dice.choice(_DEPARTURES), member)
    return client.ask(dice.choice((FIRM_RISK, KEY_PEOPLE)), asOf=DAY, fresh=False)


def is_older_than_it_admits(data: Mapping[str, Any], before: int) -> bool:
    """Whether an answer rests on less than the revision ``before`` that was acknowledged before the question was sent;
    one about the whole firm may, but only if it says that there is a later one."""
    if "departureImpact" in data:
        return int(data["departureImpact"]["basis"]["revision"]) < before
    (about_the_firm,) = data.values()
    basis = about_the_firm["basis"]
    return not (basis["revision"] <= basis["latestRevision"] and basis["latestRevision"] >= before)


def _note_failure(going: _Going, error: BenchmarkFailed) -> None:
    with going.lock:
        going.crowd.failures.append(str(error))
