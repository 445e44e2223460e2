"""Putting and removing touches, and what that does to the ties they come to and leave.

Decides: which touches are new and which differ, that their ties wait to be folded, and that a tie without touches goes.
Does not decide: what the touches of a tie amount to (the engine folds them), nor when a unit commits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from graph.domain.plain_touches import WIDTH, PlainTouches, plain_values
from graph.domain.records import Touch
from graph.errors import UnknownReference
from graph.store.embedded.writing import change_log
from graph.store.embedded.writing.many_rows import ManyRows
from graph.store.embedded.writing.touching import TIE
from graph.store.unit import Unit
from graph.store.values import Written

_REFERRING: Final = (("staff_id", "staff member"), ("person_id", "person"), ("account_id", "account"))

_STORED: Final[Mapping[str, tuple[str, str]]] = {
    "at": ("at", "x.at"),
    "on": ("day", "x.day"),
    "staff_id": ("staff", "t.staff"),
    "channel": ("channel", "x.channel"),
    "person_id": ("person", "x.person"),
    "account_id": ("account", "x.account"),
    "direction": ("direction", "x.direction"),
}
"""For each field its staged column and where it stands in the store; in the order of the counts of changes."""

_BEFORE: Final = tuple(
    (entity, TIE[f"{whom}_before"].text)
    for entity, whom in (("person", "people"), ("account", "accounts"), ("staff", "staff"))
)
_AFTER: Final = tuple(
    (entity, TIE[f"{whom}_after"].text)
    for entity, whom in (("person", "people"), ("account", "accounts"), ("staff", "staff"))
)

_STAGE: Final = ManyRows(TIE["stage"].text, WIDTH)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the temporary table in which touches are staged; once for a connection that writes."""
    connection.execute(TIE["staging"].text)


def put(connection: sqlite3.Connection, unit: Unit, touches: Sequence[Touch], keep: frozenset[str]) -> Written:
    """Put touches by the laws of ``Transaction.put``; raises UnknownReference for a reference to nobody."""
    connection.execute(TIE["unstage"].text)
    if not isinstance(touches, PlainTouches):
        touches = PlainTouches(list(chain.from_iterable(map(plain_values, touches))))
    _STAGE.run(connection, touches.values)
    _refuse_dangling(connection)
    matched = connection.execute(TIE["match"].text).rowcount
    updated, changed = _differing(connection, keep) if matched else (0, {})
    new = len(touches) - matched
    if new or updated:
        unit.changed = True
        if updated:
            change_log.note(connection, unit, _BEFORE)
            connection.execute(TIE["mark_left"].text)
        connection.execute(TIE["mark_ties_with_people"].text)
        connection.execute(TIE["mark_ties_with_accounts"].text)
        connection.execute(TIE["insert_with_people"].text, (unit.version,))
        connection.execute(TIE["insert_with_accounts"].text, (unit.version,))
        if updated:
            connection.execute(TIE["update"].text, (unit.version,))
            connection.execute(TIE["drop_empty"].text)
        change_log.note(connection, unit, _AFTER)
    return Written(new, updated, matched - updated, changed=changed)


def remove(connection: sqlite3.Connection, unit: Unit, ids: Sequence[str]) -> int:
    """Remove touches and return how many there were."""
    connection.execute(TIE["unstage"].text)
    connection.executemany(TIE["stage_id"].text, ((one,) for one in ids))
    if not connection.execute(TIE["match"].text).rowcount:
        return 0
    unit.changed = True
    change_log.note(connection, unit, _BEFORE)
    connection.execute(TIE["mark_left"].text)
    gone = connection.execute(TIE["remove"].text).rowcount
    connection.execute(TIE["drop_empty"].text)
    return gone


def _differing(connection: sqlite3.Connection, keep: frozenset[str]) -> tuple[int, dict[str, int]]:
    """Leave staged only the touches that are new or differ; how many differ, and in which fields."""
    kept = [columns for field, columns in _STORED.items() if field in keep]
    if kept:
        connection.execute(
            f"UPDATE staged_touch SET ({', '.join(staged for staged, _ in kept)}) = "  # noqa: S608  # names of our own
            f"(SELECT {', '.join(stored for _, stored in kept)} FROM touch AS x CROSS JOIN tie AS t ON t.key = x.tie "
            "WHERE x.key = staged_touch.target) WHERE target IS NOT NULL"
        )
        for field in keep & {"staff_id", "person_id", "account_id"}:  # named by the touch that is there, if by any
            connection.execute(f"UPDATE staged_touch SET {field} = NULL WHERE target IS NOT NULL")  # noqa: S608  # same
    connection.execute(TIE["unstage_equal"].text)
    updated, *counts = connection.execute(TIE["count"].text).fetchone()
    return updated, {field: count for field, count in zip(_STORED, counts, strict=True) if count}


def _refuse_dangling(connection: sqlite3.Connection) -> None:
    dangling = connection.execute(TIE["dangling"].text).fetchone()
    if dangling is not None:
        for (field, kind), value in zip(_REFERRING, dangling, strict=True):
            if value is not None:
                raise UnknownReference(field, value, kind)
