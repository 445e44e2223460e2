"""Departures asked of a real service over HTTP, and questions about the whole firm.

Decides: what is asked of whom, and that nobody is asked about twice in the same way.
Does not decide: what the service answers, nor the aims (``scale_running`` does).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from benchmarks.answers import BenchmarkFailed
from benchmarks.documents import FIRM_RISK, KEY_PEOPLE, SUMMARY, WITH_FACTORS, WITH_TAIL
from benchmarks.leavers import Member, People, drawn, record_touch, shared_out
from benchmarks.service import Client, Replied, Service
from exchange.generating import LAST_DAY
from schema.documents import read_document

DAY: Final = LAST_DAY.isoformat()
_DAY_BEFORE: Final = (LAST_DAY - timedelta(days=1)).isoformat()
"""No question about the whole firm names it, so the service never loads it and reads each departure from the store, and
the touches of each tie that was touched on the last day as well."""
_EVERYTHING: Final = read_document("DepartureImpact")
_SPARE: Final = 1
"""Asked about first, so that no document is measured while it is checked for the first time."""
_FEWER: Final = 5
"""The dearer questions are asked about one in so many."""
_TIMES: Final = 20


@dataclass(frozen=True, slots=True)
class Served:
    """Seconds of each question, by how it was asked, and what the service held: with today alone loaded, and with the
    day asked about beside it, after all these questions; the most it held."""

    loaded: tuple[float, ...]
    largest: float
    cold: tuple[float, ...]
    earlier: tuple[float, ...]
    tail: tuple[float, ...]
    factors: tuple[float, ...]
    everything: tuple[float, ...]
    written: tuple[float, ...]
    one_day: int
    two_days: int
    peak: int


@dataclass(frozen=True, slots=True)
class FirmServed:
    """Seconds of each question about the whole firm; ``fresh``: right after a write, waiting for it."""

    risk: tuple[float, ...]
    people: tuple[float, ...]
    risk_fresh: tuple[float, ...]
    people_fresh: tuple[float, ...]


def ask_departures(service: Service, client: Client, people: People, asked: int) -> Served:
    """Ask about different leavers in each way: before the day's firm is loaded, and then from it. The service loads
    today's when it starts, so that is waited for first."""
    largest = people.largest
    client.ask(FIRM_RISK, fresh=True)
    one_day = service.memory()
    fewer = max(1, asked // _FEWER)
    parts = [_SPARE, asked, *[fewer] * 6]
    others = [one for one in people.members if one.id != largest.id]
    groups = shared_out(drawn(others, sum(parts)), parts)
    if not all(groups):
        raise BenchmarkFailed(f"{len(others)} staff members are too few to ask about {asked}: ask about fewer.")
    (spare,), loaded, cold, earlier, tail, factors, everything, changed = groups
    for document in (SUMMARY, WITH_TAIL, WITH_FACTORS):
        ask_departure(client, document, spare)
    _ask_everything(client, spare)
    from_the_store = tuple(ask_departure(client, SUMMARY, one).seconds for one in cold)
    client.ask(FIRM_RISK, asOf=DAY, fresh=True)
    return Served(
        loaded=tuple(ask_departure(client, SUMMARY, one).seconds for one in loaded),
        largest=ask_departure(client, SUMMARY, largest).seconds,
        cold=from_the_store,
        earlier=tuple(ask_departure(client, SUMMARY, one, _DAY_BEFORE).seconds for one in earlier),
        tail=tuple(ask_departure(client, WITH_TAIL, one).seconds for one in tail),
        factors=tuple(ask_departure(client, WITH_FACTORS, one).seconds for one in factors),
        everything=tuple(_ask_everything(client, one).seconds for one in everything),
        written=tuple(_after_a_write(client, one) for one in changed),
        one_day=one_day,
        two_days=service.memory(),
        peak=service.peak(),
    )


def ask_firm(client: Client, people: People) -> FirmServed:
    """Ask about the whole firm again and again, then each time after a write."""
    client.ask(FIRM_RISK, asOf=DAY, fresh=True)
    client.ask(KEY_PEOPLE, asOf=DAY, fresh=False)
    risk = tuple(client.ask(FIRM_RISK, asOf=DAY, fresh=False).seconds for _ in range(_TIMES))
    ranked = tuple(client.ask(KEY_PEOPLE, asOf=DAY, fresh=False).seconds for _ in range(_TIMES))
    risk_fresh: list[float] = []
    people_fresh: list[float] = []
    for number, one in enumerate(drawn(people.members, _TIMES)):
        revision = record_touch(client, one, f"benchmark-fresh-{number}")
        field, document, seconds = (
            ("keyPeople", KEY_PEOPLE, people_fresh) if number % 2 else ("firmRisk", FIRM_RISK, risk_fresh)
        )
        answer = client.ask(document, asOf=DAY, fresh=True)
        seconds.append(answer.seconds)
        if answer.data[field]["basis"]["revision"] < revision:
            raise BenchmarkFailed(f"A fresh answer about the firm is older than the write of revision {revision}.")
    return FirmServed(risk, ranked, tuple(risk_fresh), tuple(people_fresh))


def ask_departure(client: Client, document: str, member: Member, day: str = DAY) -> Replied:
    """Ask what happens when the member goes to a rival; raises BenchmarkFailed when that is not answered."""
    return _answered(client.ask(document, leaver=member.id, asOf=day), member)


def revision_of(replied: Replied) -> int:
    """The revision on which an answer about a departure rests."""
    basis: dict[str, Any] = replied.data["departureImpact"]["basis"]
    return int(basis["revision"])


def _ask_everything(client: Client, member: Member) -> Replied:
    asked = {"leavers": [{"id": member.id}], "asOf": DAY}
    return _answered(client.ask(_EVERYTHING, input=asked), member)


def _answered(replied: Replied, member: Member) -> Replied:
    kind = replied.data["departureImpact"]["__typename"]
    if kind != "DepartureImpact":
        raise BenchmarkFailed(f"The departure of {member.id} was answered with {kind}.")
    return replied


def _after_a_write(client: Client, member: Member) -> float:
    """The seconds of a question right after a write at one of the leaver's accounts; the firm was up to date before."""
    client.ask(FIRM_RISK, asOf=DAY, fresh=True)
    revision = record_touch(client, member, f"benchmark-{member.id}")
    replied = ask_departure(client, SUMMARY, member)
    if revision_of(replied) < revision:
        raise BenchmarkFailed(f"The answer about {member.id} is older than the write of revision {revision}.")
    return replied.seconds
