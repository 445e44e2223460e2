"""Touches and the ties they make, inside a unit of work.

Decides: which touches are new, which ties wait to be folded, and the order in which a tie's touches come.
Does not decide: what the touches of a tie amount to (the engine folds them), nor when the unit commits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from graph.domain.calendar import day_number, instant_number
from graph.domain.network import TieStatistics, TouchTable
from graph.domain.records import Touch
from graph.errors import InvalidRecord
from graph.store.embedded.columns import table_of
from graph.store.embedded.shapes import Value
from graph.store.embedded.statements import load
from graph.store.embedded.texts import storable
from graph.store.protocol import TieKey, TieTouches

TIE: Final = load("tie.sql")

_REFERRING: Final = (("staff_id", "staff member"), ("person_id", "person"), ("account_id", "account"))


def prepare_asking(connection: sqlite3.Connection) -> None:
    """Make the temporary table of ties asked for; once for any connection."""
    connection.execute(TIE["asked"].text)


def prepare_inserting(connection: sqlite3.Connection) -> None:
    """Make the temporary table in which touches are staged; once for a connection that writes."""
    connection.execute(TIE["staging"].text)


def ask(connection: sqlite3.Connection, ties: Sequence[TieKey]) -> None:
    """Remember which ties are asked for, by their place in ``ties`` from 0; ties that nobody holds are left out."""
    connection.execute(TIE["forget"].text)
    connection.executemany(
        TIE["ask"].text,
        (
            (place, tie.staff_id, tie.person_id, tie.account_id)
            for place, tie in enumerate(ties)
            if storable(tie.staff_id) and storable(tie.person_id or "") and storable(tie.account_id or "")
        ),
    )


def insert_touches(connection: sqlite3.Connection, touches: Sequence[Touch]) -> frozenset[str]:
    """Insert the touches whose id is new, by the law of ``Transaction.insert_touches``; the ids that were new."""
    connection.execute(TIE["unstage"].text)
    first_of_id = {touch.id: touch for touch in reversed(touches)}
    connection.executemany(TIE["stage"].text, map(_values, first_of_id.values()))
    connection.execute(TIE["unstage_known"].text)
    dangling = connection.execute(TIE["dangling"].text).fetchone()
    if dangling is not None:
        for (field, kind), value in zip(_REFERRING, dangling, strict=True):
            if value is not None:
                raise InvalidRecord(field, value, f"no {kind} has this id")
    for statement in (
        "mark_ties_with_people",
        "mark_ties_with_accounts",
        "insert_with_people",
        "insert_with_accounts",
    ):
        connection.execute(TIE[statement].text)
    return frozenset(row[0] for row in connection.execute(TIE["inserted"].text))


def unfolded(connection: sqlite3.Connection, assumptions: str, limit: int) -> tuple[TieKey, ...]:
    """Ties that wait to be folded with these assumptions, by the law of ``Transaction.unfolded``."""
    rows = connection.execute(TIE["unfolded"].text, {"assumptions": assumptions, "limit": limit})
    return tuple(TieKey(*row) for row in rows)


def touches_of(connection: sqlite3.Connection, ties: Sequence[TieKey]) -> TieTouches:
    """All touches of these ties, by the law of ``Transaction.touches_of``."""
    ask(connection, ties)
    return TieTouches(tuple(ties), table_of(TouchTable, connection.execute(TIE["touches_of"].text)))


def put_statistics(
    connection: sqlite3.Connection, ties: Sequence[TieKey], statistics: TieStatistics, assumptions: str
) -> None:
    """Cache the fold of each tie, by the law of ``Transaction.put_statistics``."""
    ask(connection, ties)
    columns: list[list[float]] = [
        statistics.incoming.tolist(),
        statistics.outgoing.tolist(),
        statistics.first.tolist(),
        statistics.last.tolist(),
        statistics.days.tolist(),
        statistics.channels.tolist(),
        statistics.count.tolist(),
    ]
    rows = zip(*columns, strict=True)
    connection.executemany(
        TIE["put_statistics"].text,
        ((*row, assumptions, place) for (place, _), row in zip(enumerate(ties), rows, strict=True)),
    )


def _values(touch: Touch) -> tuple[Value, ...]:
    return (
        touch.id,
        instant_number(touch.at),
        day_number(touch.on),
        touch.staff_id,
        touch.person_id,
        touch.account_id,
        int(touch.channel),
        int(touch.direction),
    )
