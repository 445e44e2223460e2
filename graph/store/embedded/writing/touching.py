"""Ties and their touches, as somebody asks for them.

Decides: which ties wait to be folded, and the order in which ties and the touches of a tie come.
Does not decide: what the touches of a tie amount to (the engine folds them), nor how touches are put (``touch_rows``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from graph.domain.network import TieStatistics, TouchTable
from graph.store.embedded.reading.columns import table_of
from graph.store.statements import load
from graph.store.texts import storable
from graph.store.values import TieKey, TieTouches

TIE: Final = load(__package__, "tie.sql")


def prepare_asking(connection: sqlite3.Connection) -> None:
    """Make the temporary table of ties asked for; once for any connection."""
    connection.execute(TIE["asked"].text)


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


def unfolded(connection: sqlite3.Connection, assumptions: str, limit: int) -> tuple[TieKey, ...]:
    """Ties that wait to be folded with these assumptions, by the law of ``Transaction.unfolded``."""
    rows = connection.execute(TIE["unfolded"].text, {"assumptions": assumptions, "limit": limit})
    return tuple(TieKey(*row) for row in rows)


def ties(connection: sqlite3.Connection, after: TieKey | None, limit: int) -> tuple[TieKey, ...]:
    """Ties after one, by the law of ``Transaction.ties``."""
    place: dict[str, str | int] = {"staff": "", "direct": 0, "other": "", "limit": limit}
    if after is not None:
        other = after.person_id if after.account_id is None else after.account_id
        place |= {"staff": after.staff_id, "direct": int(after.account_id is not None), "other": other or ""}
    return tuple(TieKey(*row) for row in connection.execute(TIE["ties"].text, place))


def touches_of(connection: sqlite3.Connection, ties: Sequence[TieKey]) -> TieTouches:
    """All touches of these ties, by the law of ``Transaction.touches_of``."""
    ask(connection, ties)
    return TieTouches(tuple(ties), table_of(TouchTable, connection.execute(TIE["touches_of"].text)))


def put_statistics(
    connection: sqlite3.Connection,
    ties: Sequence[TieKey],
    statistics: TieStatistics,
    assumptions: str,
    *,
    asked: bool = False,
) -> None:
    """Cache the fold of each tie, by the law of ``Transaction.put_statistics``; ``asked``: they are asked for."""
    if not asked:
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
