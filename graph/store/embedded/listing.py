"""Records, lists and counts from one snapshot.

Decides: how a row becomes a record again, and which window of a list a cursor asks for.
Does not decide: which rows a viewer may see, nor what a count means.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final, TypeVar

from graph.domain.calendar import date_of, date_or_none, day_number, instant_number, instant_of
from graph.domain.records import Account, Entity, Firm, Person, StaffMember, Touch
from graph.domain.vocabulary import Channel, Direction
from graph.errors import InvalidCursor
from graph.store.embedded.statements import load
from graph.store.embedded.texts import id_list, storable
from graph.store.embedded.touching import ask
from graph.store.protocol import Held, ImportMark, Slice, TieKey, TouchPage

E = TypeVar("E", bound=Entity)
_Row = tuple[Any, ...]

LISTING: Final = load("listing.sql")

_AFTER_ALL: Final = 2**63 - 1  # microseconds, later than every instant


def revision(connection: sqlite3.Connection) -> int:
    """How many units have changed something."""
    (number,) = connection.execute(LISTING["revision"].text).fetchone()
    return int(number)


def firm(connection: sqlite3.Connection) -> Firm | None:
    """We ourselves."""
    row = connection.execute(LISTING["firm"].text).fetchone()
    if row is None:
        return None
    name, domains, currency, time_zone = row
    return Firm(name, tuple(json.loads(domains)), currency, time_zone)


def import_mark(connection: sqlite3.Connection) -> ImportMark | None:
    """The mark of an import that has not ended."""
    row = connection.execute(LISTING["import_mark"].text).fetchone()
    return None if row is None else ImportMark(instant_of(row[0]), instant_of(row[1]), row[2], row[3])


def fetch(connection: sqlite3.Connection, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
    """The entities with these ids."""
    rows = connection.execute(_entity(kind, "with_ids"), {"ids": id_list(ids)})
    return {row[0]: _made(kind, row) for row in rows}


def entities(connection: sqlite3.Connection, kind: type[E], window: Slice) -> tuple[E, ...]:
    """A window on the list of a kind, in ascending order of id."""
    if window.beyond is not None and not storable(window.beyond):
        raise InvalidCursor(window.beyond)
    employed_on = window.employed_on if kind is StaffMember else None
    statement = _entity(
        kind,
        "backward" if window.backwards else "forward",
        employed=employed_on is not None,
        beyond=window.beyond is not None,
    )
    parameters = {
        "beyond": window.beyond or "",  # every id comes after the empty text
        "employed_on": None if employed_on is None else day_number(employed_on),
        "limit": window.limit,
    }
    found = [_made(kind, row) for row in connection.execute(statement, parameters)]
    return tuple(reversed(found) if window.backwards else found)


def count(connection: sqlite3.Connection, kind: type[E], employed_on: date | None) -> int:
    """How many there are of a kind."""
    statement = LISTING[f"count_{_NAMES[kind]}"].when(employed=employed_on is not None)
    day = None if employed_on is None else day_number(employed_on)
    (number,) = connection.execute(statement, {"employed_on": day}).fetchone()
    return int(number)


def named(connection: sqlite3.Connection, kind: type[E], folded: str) -> tuple[E, ...]:
    """The entities with this name or address, by id."""
    if not storable(folded):
        return ()
    rows = connection.execute(_entity(kind, f"{_NAMES[kind]}_named"), {"folded": folded})
    return tuple(_made(kind, row) for row in rows)


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
    rows = connection.execute(LISTING["touches"].text, parameters).fetchall()
    (total,) = connection.execute(LISTING["count_touches"].text, parameters).fetchone()
    return TouchPage(tuple(_touch(row) for row in rows), total)


def held(connection: sqlite3.Connection, assumptions: str) -> Held:
    """Counts of what is here."""
    row: _Row = connection.execute(LISTING["held"].text, {"assumptions": assumptions}).fetchone()
    counts = dict(zip((count.name for count in fields(Held)), row, strict=True))
    last = counts.pop("last_touch")
    return Held(**counts, last_touch=None if last is None else date_of(last))


def _entity(kind: type[object], end: str, **conditions: bool) -> str:
    return f"{LISTING[_NAMES[kind]].text}\n{LISTING[end].when(**conditions)}"


def _made(kind: type[E], row: _Row) -> E:
    made = _MAKERS[kind](row)
    if not isinstance(made, kind):
        raise TypeError(f"{kind.__name__} is not an entity that is stored")
    return made


def _staff_member(row: _Row) -> StaffMember:
    staff_id, name, email, title, team, manager_id, start, end = row
    return StaffMember(staff_id, name, email, title, team, manager_id, date_or_none(start), date_or_none(end))


def _account(row: _Row) -> Account:
    account_id, name, domain, industry, parent_id, since = row
    return Account(account_id, name, domain, industry, parent_id, date_or_none(since))


def _person(row: _Row) -> Person:
    return Person(*row)


def _touch(row: _Row) -> Touch:
    touch_id, at, day, staff_id, channel, person_id, account_id, direction = row
    return Touch(
        id=touch_id,
        at=instant_of(at),
        on=date_of(day),
        staff_id=staff_id,
        channel=Channel(channel),
        person_id=person_id,
        account_id=account_id,
        direction=Direction(direction),
    )


_NAMES: Final[Mapping[type[object], str]] = {StaffMember: "staff", Person: "person", Account: "account"}
_MAKERS: Final[Mapping[type[object], Callable[[_Row], object]]] = {
    StaffMember: _staff_member,
    Person: _person,
    Account: _account,
}
