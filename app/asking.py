"""From what is typed after ``whither ask``, or ``whither key-people``, to a question.

Decides: how the words of the command line are read, and who is meant by a name.
Does not decide: the answer (``graph.questions.departure`` gives it), nor how it is shown.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.wiring import Stores
from graph.domain.answers import DepartureImpact
from graph.domain.vocabulary import Destination
from graph.errors import InvalidInput
from graph.questions.asking import LOCAL_PURPOSE, Asker
from graph.questions.departure import Departing, DepartureQuestion, ask_departure
from graph.questions.entities import today
from graph.questions.firm import KeyPeopleOrder
from graph.questions.names import Meant, find_staff_member

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
VIEWER: Final = "local"
"""Who asks where nobody signs in."""
DESTINATIONS: Final = ", ".join(destination.word for destination in Destination)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which key people are asked about: by which figure, how many, of which team or all, and why."""

    order: KeyPeopleOrder
    first: int
    team: str | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: names or ids, a day or none for today, a destination for all, a seed, and a purpose."""

    names: tuple[str, ...]
    as_of: str | None = None
    destination: str = "rival"
    seed: int = 1
    purpose: str = LOCAL_PURPOSE


@dataclass(frozen=True, slots=True)
class Understood:
    """The question that was meant, and a sentence for each name of which only the beginning was typed."""

    question: DepartureQuestion
    taken: tuple[str, ...]


async def understood(typed: Typed, stores: Stores, now: datetime) -> Understood:
    """The question that was meant.

    Raises InvalidInput for a day, destination or purpose that cannot be meant, NotFound for a name that nobody has, and
    AmbiguousName for one that several have or that is the beginning of several."""
    as_of = await today(stores.graph, now) if typed.as_of is None else day_typed(typed.as_of)
    destination = destination_typed(typed.destination)
    asker = Asker(VIEWER, typed.purpose, now)
    meant = [await find_staff_member(stores.graph, stores.audit, name, asker) for name in typed.names]
    if len({one.member.id for one in meant}) < len(meant):
        remedy = "several of these name the same staff member: put a name of several words in quotes"
        raise InvalidInput("names", " ".join(typed.names), remedy)
    leavers = tuple(Departing(one.member.id, destination) for one in meant)
    taken = tuple(_taken(name, one) for name, one in zip(typed.names, meant, strict=True) if one.by_beginning)
    return Understood(DepartureQuestion(leavers, as_of, typed.seed), taken)


def _taken(typed: str, meant: Meant) -> str:
    return f"{typed.strip()!r} is taken for {meant.member.name} ({meant.member.id}), the only one it fits."


async def answer(question: DepartureQuestion, purpose: str, stores: Stores, now: datetime) -> DepartureImpact:
    """The answer to somebody at this machine, after its audit row is committed."""
    return await ask_departure(stores.graph, stores.audit, question, Asker(VIEWER, purpose, now))


def day_typed(text: str) -> date:
    """A day written as YYYY-MM-DD; raises InvalidInput for anything else."""
    if _DAY.fullmatch(text):
        with suppress(ValueError):  # a day that no month has
            return date.fromisoformat(text)
    raise InvalidInput("--as-of", text, "write a day as year-month-day, such as 2026-06-30")


def destination_typed(text: str) -> Destination:
    """A destination by its word; raises InvalidInput, with all of them, for any other word."""
    try:
        return Destination.of(text.replace("-", "_"))
    except KeyError:
        raise InvalidInput("--destination", text, f"choose one of {DESTINATIONS}") from None
