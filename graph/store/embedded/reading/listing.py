"""Lists and counts from one snapshot.

Decides: which window of a list is asked for, and what a filter states of a row.
Does not decide: how a row becomes a record again (``rows`` does), which rows a viewer may see, nor what a count means.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Final, TypeVar

from graph.domain.calendar import date_of, date_or_none, day_number, instant_number, instant_of
from graph.domain.records import Account, Entity, Person, StaffMember, Touch
from graph.errors import InvalidCursor
from graph.store.embedded.reading.rows import ROWS, TABLES, Row, find, made
from graph.store.embedded.writing.touching import ask
from graph.store.statements import load
from graph.store.texts import id_list, storable
from graph.store.values import Filter, Held, ImportMark, Order, Slice, TieKey, TouchPage

E = TypeVar("E", bound=Entity)

LISTING: Final = load(__package__, "listing.sql")

_AFTER_ALL: Final = 2**63 - 1  # microseconds, later than every instant


def revision(connection: sqlite3.Connection) -> int:
    """How many units have changed something."""
    (number,) = connection.execute(LISTING["revision"].text).fetchone()
    return int(number)


def import_mark(connection: sqlite3.Connection) -> ImportMark | None:
    """The mark of an import that has not ended."""
    row = connection.execute(LISTING["import_mark"].text).fetchone()
    return None if row is None else ImportMark(instant_of(row[0]), instant_of(row[1]), row[2], row[3])


def fetch(connection: sqlite3.Connection, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
    """The entities with these ids."""
    return {one.id: one for one in find(connection, kind, [(identifier,) for identifier in ids]).values()}


def entities(connection: sqlite3.Connection, kind: type[E], window: Slice) -> tuple[E, ...]:
    """A window on the list of a kind, in ascending order whichever end it is taken from."""
    for text in (window.beyond, window.beyond_name):
        if text is not None and not storable(text):
            raise InvalidCursor(text)
    place = {"beyond": window.beyond, "beyond_name": window.beyond_name, "limit": window.limit}
    rows = connection.execute(window_statement(kind, window), place | _stated(kind, window.only))
    found = made(kind, rows)
    return tuple(reversed(found) if window.backwards else found)


def window_statement(kind: type[object], window: Slice) -> str:
    """The statement that reads a window on the list of a kind."""
    end = f"{'backward' if window.backwards else 'forward'}_by_{window.order.value}"
    beyond = window.beyond is not None
    return "\n".join((ROWS[TABLES[kind]].text, _filter(kind, window.only), LISTING[end].when(beyond=beyond)))


def count(connection: sqlite3.Connection, kind: type[E], only: Filter) -> int:
    """How many there are of a kind, under a filter."""
    statement = f"{LISTING[f'count_{TABLES[kind]}'].text}\n{_filter(kind, only)}"
    (number,) = connection.execute(statement, _stated(kind, only)).fetchone()
    return int(number)


def named(connection: sqlite3.Connection, kind: type[E], folded: str) -> tuple[E, ...]:
    """The entities with this name or address, by id."""
    if not storable(folded):
        return ()
    table = TABLES[kind]
    rows = connection.execute(f"{ROWS[table].text}\n{LISTING[f'{table}_named'].text}", {"folded": folded})
    return tuple(made(kind, rows))


def candidates(connection: sqlite3.Connection, kind: type[E], tokens: Sequence[str], limit: int) -> tuple[E, ...]:
    """The first entities by name that have tokens which begin with these; by the law of ``GraphStore.candidates``."""
    if not tokens:
        return ()
    return entities(connection, kind, Slice(limit, order=Order.NAME, only=Filter(tokens=tuple(tokens))))


def employers(
    connection: sqlite3.Connection, person_ids: Sequence[str]
) -> dict[str, tuple[tuple[str, date | None, date | None], ...]]:
    """For each of these people the accounts ever worked for."""
    found: dict[str, list[tuple[str, date | None, date | None]]] = {}
    for person, account, start, end in connection.execute(LISTING["employers"].text, {"ids": id_list(person_ids)}):
        jobs = found.setdefault(person, [])
        if account is not None:
            jobs.append((account, date_or_none(start), date_or_none(end)))
    return {person: tuple(jobs) for person, jobs in found.items()}


def touches(
    connection: sqlite3.Connection,
    ties: Sequence[TieKey],
    until: date,
    limit: int,
    before: tuple[datetime, str] | None,
) -> TouchPage:
    """Touches of these ties up to a day, newest first."""
    if before is not None and not storable(before[1]):
        raise InvalidCursor(before[1])
    ask(connection, ties)
    at, touch_id = (_AFTER_ALL, "") if before is None else (instant_number(before[0]), before[1])
    parameters = {"until": day_number(until), "at": at, "id": touch_id, "limit": limit}
    rows = connection.execute(f"{ROWS['touch'].when(listed=True)}\n{LISTING['touches'].text}", parameters).fetchall()
    (total,) = connection.execute(LISTING["count_touches"].text, parameters).fetchone()
    return TouchPage(tuple(made(Touch, rows)), total)


def held(connection: sqlite3.Connection, assumptions: str) -> Held:
    """Counts of what is here."""
    row: Row = connection.execute(LISTING["held"].text, {"assumptions": assumptions}).fetchone()
    counts = dict(zip((count.name for count in fields(Held)), row, strict=True))
    last = counts.pop("last_touch")
    return Held(**counts, last_touch=None if last is None else date_of(last))


def _filter(kind: type[object], only: Filter) -> str:
    """The end of a statement that leaves the rows of a filter; what says nothing of the kind leaves out none."""
    stated = {field.name: getattr(only, field.name) is not None for field in fields(only) if field.name != "tokens"}
    lines = LISTING[f"{TABLES[kind]}_only"].when(**stated)
    return f"{lines}\n{LISTING['tokens'].text}" if only.tokens else lines


def _stated(kind: type[object], only: Filter) -> dict[str, str | int | None]:
    """What a filter states, as parameters of its statement; text that nobody could have finds nobody."""
    parameters: dict[str, str | int | None] = {
        "employed_on": None if only.employed_on is None else day_number(only.employed_on),
        "ends_after": None if only.ends_after is None else day_number(only.ends_after),
    }
    for name in ("team", "manager_id", "industry", "parent_id", "employer_id"):
        text = getattr(only, name)
        parameters[name] = text if text is None or storable(text) else None
    # The longest one is likely to be that of the fewest.
    first, *others = sorted(only.tokens, key=len, reverse=True) or [""]
    token, token_end = _range(first)
    return parameters | {
        "token_kind": _TOKEN_KINDS[kind],
        "token": token,
        "token_end": token_end,
        "others": json.dumps([_range(other) for other in others]),
    }


def _range(token: str) -> tuple[str, str]:
    """From which token on, and before which, all begin with this one; an empty range for what no token holds."""
    return (token, token + _LAST_LETTER) if storable(token) else ("", "")


_TOKEN_KINDS: Final[Mapping[type[object], int]] = {StaffMember: 0, Person: 1, Account: 2}
_LAST_LETTER: Final = "\U0010ffff"  # no letter, so that no token holds it
