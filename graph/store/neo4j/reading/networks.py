"""Networks at one revision: what some staff members have, their neighbourhood, the whole firm, or what changed of it.

Decides: in which statements the rows are read that the laws of ``GraphStore.own_rows``, ``neighbourhood`` and ``news``
name, and in what portions. Does not decide: what a text reads (the .cypher files do), for which ties and employments
touches are looked at (``loaded`` does), and what a table holds (``assembling`` does).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from graph.store.neo4j.queries import Queries
from graph.store.neo4j.reading.assembling import assembled
from graph.store.neo4j.reading.columns import PARTS
from graph.store.neo4j.reading.loaded import Loaded, wanted
from graph.store.neo4j.writing.change_log import changed_since
from graph.store.statements import load
from graph.store.texts import storable
from graph.store.values import Changed

__all__ = ["Loaded", "assembled", "neighbourhood", "news", "whole"]

_VARIANT: Final = re.compile("^(own|there)_")
"""What opens the name of a part that answers as another does, with fewer rows."""
_TEXTS: Final = {
    **load(__package__, "near.cypher", "//"),
    **load(__package__, "network.cypher", "//"),
    **load(__package__, "own.cypher", "//"),
}
TOUCHES: Final = load(__package__, "touches.cypher", "//")

_BOOKED: Final = timedelta(days=365)  # of bookings that a Network holds
_PEOPLE: Final = 20_000  # whom one statement reads: what they bring fits into a message, and into the heap of a server
_ACCOUNTS: Final = 5_000  # of which each may bring a year of bookings
_STAFF: Final = 20_000
_CHANGED: Final = 5_000  # the fewest of these three
_STAFF_WITH_EVIDENCE: Final = 200  # whose touches are sorted
_TOUCHED: Final = 2_000  # people, accounts or employments whose touches one statement looks at


@dataclass(frozen=True, slots=True)
class _Statement:
    """Parts put one after the other, and which of them answer, in the order of the values of the one record."""

    text: str
    answers: tuple[str, ...]


def _statement(*parts: str) -> _Statement:
    answering = [_VARIANT.sub("", part) for part in parts]
    answers = tuple(part for part in answering if part in PARTS or part == "firm")
    values = ", ".join(f"{part}_rows" for part in answers)
    return _Statement("\n".join([*(_TEXTS[part].text for part in parts), f"RETURN {values}"]), answers)


_NEAR: Final = (
    "people",
    "around_people",
    "ties_with_people",
    "ties_with_accounts",
    "employments",
    "ratings",
    "promises_to_people",
    "further",
    "promises_to_accounts",
    "services",
    "bookings",
    "buying",
    "covenants",
    "named",
    "staff",
    "accounts",
)
_OWN: Final = (
    "own",
    "people",
    "own_around",
    "ties_with_people",
    "own_ties_with_accounts",
    "employments",
    "ratings",
    "own_promises_to_people",
    "own_services",
    "covenants",
    "own_named",
    "staff",
    "own_accounts",
    "firm",
)
_OF_STAFF: Final = ("staff", "covenants")
_OF_ACCOUNTS: Final = (
    "accounts",
    "ties_with_accounts",
    "promises_to_accounts",
    "services",
    "bookings",
    "buying",
)
_OF_PEOPLE: Final = ("people", "around_people", "ties_with_people", "employments", "ratings", "promises_to_people")

STATEMENTS: Final[Mapping[str, _Statement]] = {
    "firm": _statement("firm"),
    "own": _statement(*_OWN),
    "neighbourhood": _statement("near", *_NEAR, "firm"),
    "neighbourhood with evidence": _statement("near", *_NEAR, "evidence", "firm"),
    "neighbourhood there": _statement("there", *_NEAR, "firm"),
    "neighbourhood there with evidence": _statement("there", *_NEAR, "there_evidence", "firm"),
    "staff": _statement("page_of_staff", *_OF_STAFF),
    "staff with evidence": _statement("page_of_staff", *_OF_STAFF, "evidence"),
    "accounts": _statement("page_of_accounts", *_OF_ACCOUNTS),
    "people": _statement("page_of_people", *_OF_PEOPLE),
    "changed staff": _statement("some_staff", *_OF_STAFF),
    "changed accounts": _statement("some_accounts", *_OF_ACCOUNTS),
    "changed people": _statement("some_people", *_OF_PEOPLE),
    "named staff": _statement("some_staff", "staff"),
    "named accounts": _statement("some_accounts", "accounts"),
}
"""Statements made of parts, by what they read; those of ``touches.cypher`` are asked as they stand."""


async def neighbourhood(
    queries: Queries,
    staff_ids: Sequence[str],
    day: date,
    evidence: int,
    *,
    accounts: Sequence[str] | None,
    assumptions: str,
) -> Loaded:
    """What a departure of these staff members can touch, at these accounts or wherever they are; inside a transaction.

    One statement, and up to three more where touches have to be looked at."""
    loaded = Loaded(day)
    name = "neighbourhood" if accounts is None else "neighbourhood there"
    statement = STATEMENTS[f"{name} with evidence" if evidence > 0 else name]
    given = {"ids": _storable(staff_ids)} | ({} if accounts is None else {"accounts": _storable(accounts)})
    values = await queries.row(statement.text, **given, **_parameters(day, evidence, assumptions))
    await asyncio.to_thread(loaded.add, statement.answers, values)
    await _look_at_touches(queries, loaded)
    return loaded


async def own_rows(queries: Queries, staff_ids: Sequence[str], day: date, assumptions: str) -> Loaded:
    """What these staff members have; inside a transaction. One statement, and up to two more for unfolded ties."""
    loaded = Loaded(day, with_firsts=False)
    statement = STATEMENTS["own"]
    values = await queries.row(statement.text, ids=_storable(staff_ids), **_parameters(day, 0, assumptions))
    await asyncio.to_thread(loaded.add, statement.answers, values)
    await _look_at_touches(queries, loaded)
    return loaded


def _storable(ids: Sequence[str]) -> list[str]:
    return [one for one in ids if storable(one)]


async def whole(queries: Queries, day: date, evidence: int, assumptions: str) -> Loaded:
    """The whole firm; inside a transaction. Page by page, so that neither side holds all of it in one message."""
    loaded = Loaded(day)
    parameters = _parameters(day, evidence, assumptions)
    firm = STATEMENTS["firm"]
    loaded.add(firm.answers, await queries.row(firm.text, **parameters))
    staff, page = ("staff with evidence", _STAFF_WITH_EVIDENCE) if evidence > 0 else ("staff", _STAFF)
    for kind, size in ((staff, page), ("accounts", _ACCOUNTS), ("people", _PEOPLE)):
        await _read_pages(queries, loaded, STATEMENTS[kind], size, parameters)
    await _look_at_touches(queries, loaded)
    return loaded


async def news(queries: Queries, revision: int, day: date, *, rows: bool, assumptions: str) -> tuple[Changed, Loaded]:
    """What changed since a revision, and the firm; with ``rows`` also the rows that may have changed, unless everything
    may have. Inside a transaction. Portion by portion: many units may have changed very much."""
    changed = await changed_since(queries, revision)
    loaded = Loaded(day)
    parameters = _parameters(day, 0, assumptions)
    firm = STATEMENTS["firm"]
    loaded.add(firm.answers, await queries.row(firm.text, **parameters))
    if rows and not changed.everything:
        for kind, ids in (("staff", changed.staff), ("accounts", changed.accounts), ("people", changed.people)):
            await _read_some(queries, loaded, f"changed {kind}", sorted(ids), parameters)
        await _look_at_touches(queries, loaded)
        for kind in ("staff", "accounts"):
            await _read_some(queries, loaded, f"named {kind}", loaded.missing(kind), parameters)
    return changed, loaded


def _parameters(day: date, evidence: int, assumptions: str) -> dict[str, Any]:
    since = day - _BOOKED
    return {"day": day.isoformat(), "since": since.isoformat(), "evidence": evidence, "assumptions": assumptions}


async def _read_some(
    queries: Queries, loaded: Loaded, name: str, ids: Sequence[str], parameters: Mapping[str, Any]
) -> None:
    """Read what a statement tells of the entities with these ids, some thousands at a time."""
    statement = STATEMENTS[name]
    for start in range(0, len(ids), _CHANGED):
        values = await queries.row(statement.text, ids=ids[start : start + _CHANGED], **parameters)
        await asyncio.to_thread(loaded.add, statement.answers, values)


async def _read_pages(
    queries: Queries, loaded: Loaded, statement: _Statement, page: int, parameters: Mapping[str, Any]
) -> None:
    """Read all pages of the entities that the first answer lists; while one is put into columns, the next is read."""
    after: str | None = ""
    adding = None
    while after is not None:
        try:
            values = await queries.row(statement.text, after=after, page=page, **parameters)
        finally:
            if adding is not None:
                await adding
        ids = values[0][0]
        after = ids[-1] if len(ids) == page else None
        adding = asyncio.create_task(asyncio.to_thread(loaded.add, statement.answers, values))
    if adding is not None:
        await adding


async def _look_at_touches(queries: Queries, loaded: Loaded) -> None:
    """Read the touches of unfolded ties, and the first ones of employments which ties cannot tell."""
    asked = await asyncio.to_thread(wanted, loaded)
    for part, ties in (("touches_with_people", asked.people), ("touches_with_accounts", asked.accounts)):
        for start in range(0, len(ties), _TOUCHED):
            values = await queries.row(TOUCHES[part].text, ties=ties[start : start + _TOUCHED])
            await asyncio.to_thread(loaded.add, (part,), (values,))
    for start in range(0, len(asked.starts), _TOUCHED):
        end = start + _TOUCHED
        places, days = await queries.row(
            TOUCHES["first_touches"].text, people=asked.employed[start:end], starts=asked.starts[start:end]
        )
        loaded.first_touches += [(asked.places[start + place], day) for place, day in zip(places, days, strict=True)]
