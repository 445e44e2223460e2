"""Rows by whom they belong to: the services of a staff member, the bookings of an account.

Decides: how a place in such a list is asked for. Does not decide: the order of a list (``graph.domain.owners`` does and
``owned.sql`` keeps to it), nor how a row becomes a record again (``rows`` does).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, cast

from graph.domain.calendar import day_number, instant_number, start_number
from graph.domain.kinds import KeyPart, R, Record
from graph.domain.owners import in_order, owner_id, place_fields
from graph.domain.records import Entity, Touch
from graph.errors import InvalidCursor
from graph.store.embedded.reading.rows import ROWS, TABLES, made
from graph.store.statements import load
from graph.store.texts import id_list, storable
from graph.store.values import OwnedRows, Stretch

OWNED: Final = load(__package__, "owned.sql")

_PARTS: Final = ("p1", "p2", "p3")
_LARGEST: Final = 2**63 - 1  # what SQLite can compare with a stored number


def rows_of(
    connection: sqlite3.Connection, kind: type[R], owner: type[Entity], owner_ids: Sequence[str], stretch: Stretch
) -> dict[str, OwnedRows[R]]:
    """A stretch of the rows of each of these owners; by the law of ``GraphStore.rows_of``."""
    named = cast("type[Record]", kind)  # which mypy does not infer from the bound
    asked = {"ids": id_list(dict.fromkeys(owner_ids)), "limit": stretch.limit, **_place(named, owner, stretch)}
    pages = connection.execute(page_statement(kind, owner, stretch), asked).fetchall()
    keys = [key for _, page, _, _ in pages for key in json.loads(page)]
    rows: dict[str, list[R]] = {whose: [] for whose, _, _, _ in pages}
    for row in made(kind, connection.execute(ROWS[TABLES[kind]].when(found=True), {"keys": json.dumps(keys)})):
        rows[owner_id(row, owner)].append(row)
    return {
        whose: OwnedRows(tuple(in_order(rows[whose], owner)), total, bool(passed)) for whose, _, total, passed in pages
    }


def page_statement(kind: type[object], owner: type[object], stretch: Stretch) -> str:
    """The statement that reads a stretch of the rows of some owners."""
    descending = stretch.backwards != (kind is Touch)
    beyond = stretch.beyond is not None
    page = OWNED["page"].when(
        ascending=not descending,
        descending=descending,
        beyond_ascending=beyond and not descending,
        beyond_descending=beyond and descending,
    )
    _, *lines = OWNED[f"{TABLES[kind]} of {TABLES[owner]}"].text.splitlines()
    return page.replace("{rows}", " ".join(lines)).replace("{owner}", TABLES[owner])


def _place(kind: type[Record], owner: type[Entity], stretch: Stretch) -> Mapping[str, str | int]:
    """The place beyond which a stretch begins, as parameters; raises InvalidCursor for one that no row could have."""
    names = place_fields(kind, owner)
    if stretch.beyond is None:
        return {}
    if len(names) != len(stretch.beyond):
        raise TypeError(f"a place of a {kind.__name__} has {len(names)} parts, and {stretch.beyond!r} has not")
    parts = [_stored(name, part) for name, part in zip(names, stretch.beyond, strict=True)]
    return dict(zip(_PARTS, [*parts, 0, 0], strict=False))


def _stored(name: str, part: KeyPart) -> str | int:
    """A part of a place as it is stored; no account comes before all others."""
    if isinstance(part, datetime):
        return instant_number(part)
    if isinstance(part, date):
        return day_number(part)
    if part is None:
        return start_number(None) if name == "start" else ""
    if isinstance(part, str):
        if not storable(part):
            raise InvalidCursor(part)
        return part
    if abs(part) > _LARGEST:
        raise InvalidCursor(str(part))
    return int(part)
