"""Ties and their touches, as a unit of work asks for them.

Decides: which ties wait to be folded, and the order in which ties and the touches of a tie come.
Does not decide: what the touches of a tie amount to (the engine folds them), nor how touches are put (``touch_rows``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.domain.network import TieStatistics, TouchTable
from graph.domain.vocabulary import Channel, Direction
from graph.store.neo4j.queries import AT_ONCE, Queries, Row
from graph.store.neo4j.records import channels_text, day_text
from graph.store.statements import load
from graph.store.texts import storable
from graph.store.values import TieKey, TieTouches

TIE: Final = load(__package__, "tie.cypher", "//")

_CHANNELS: Final[Mapping[str, int]] = {channel.word: int(channel) for channel in Channel}
_DIRECTIONS: Final[Mapping[str, int]] = {direction.word: int(direction) for direction in Direction}

_Asked = dict[str, Any]
"""The ties asked for of one ``staff`` member: their places by the ids of the ``people`` and of the ``accounts``."""


async def unfolded(queries: Queries, assumptions: str, limit: int) -> tuple[TieKey, ...]:
    """Ties that wait to be folded with these assumptions, by the law of ``Transaction.unfolded``.

    The index holds ties in the order of the staff members only within one version of the assumptions, so the versions,
    which are few, are walked one by one; ties that are folded are stepped over without being looked at."""
    found: list[TieKey] = []
    version: str | None = ""  # what a tie bears that is marked
    while version is not None:
        if version != assumptions:
            rows = await queries.rows(TIE["waiting"].text, assumptions=version, limit=limit)
            found += [TieKey(*row) for row in rows]
        beyond = await queries.rows(TIE["next_assumptions"].text, after=version)
        version = beyond[0][0] if beyond else None
    found.sort(key=lambda tie: tie.staff_id)
    return tuple(found[:limit])


async def ties(queries: Queries, after: TieKey | None, limit: int) -> tuple[TieKey, ...]:
    """Ties after one, by the law of ``Transaction.ties``."""
    place: dict[str, str | bool] = {"staff": "", "direct": False, "other": ""}
    if after is not None:
        direct = after.account_id is not None
        place = {"staff": after.staff_id, "direct": direct, "other": after.account_id or after.person_id or ""}
    rows = await queries.rows(TIE["ties"].text, **place, limit=limit)
    return tuple(TieKey(*row) for row in rows)


async def touches_of(queries: Queries, ties: Sequence[TieKey]) -> TieTouches:
    """All touches of these ties, by the law of ``Transaction.touches_of``."""
    rows: list[Row] = []
    placed = list(enumerate(ties))
    for start in range(0, len(placed), AT_ONCE):
        rows += await _touches_of(queries, placed[start : start + AT_ONCE])
    return TieTouches(tuple(ties), _table(rows))


async def put_statistics(queries: Queries, ties: Sequence[TieKey], statistics: TieStatistics, assumptions: str) -> None:
    """Cache the fold of each tie, by the law of ``Transaction.put_statistics``."""
    columns: tuple[list[Any], ...] = (
        statistics.incoming.tolist(),
        statistics.outgoing.tolist(),
        [day_text(number) for number in statistics.first.tolist()],
        [day_text(number) for number in statistics.last.tolist()],
        statistics.days.tolist(),
        [channels_text(bits) for bits in statistics.channels.tolist()],
        statistics.count.tolist(),
    )
    rows = list(zip(ties, *columns, strict=True))
    for person in (True, False):
        statement = TIE["put_statistics"].when(person=person, account=not person)
        sort = [(*_ends(tie), *values) for tie, *values in rows if _has(tie, person) and _possible(tie)]
        for start in range(0, len(sort), AT_ONCE):
            await queries.run(statement, rows=sort[start : start + AT_ONCE], assumptions=assumptions)


async def _touches_of(queries: Queries, asked: Sequence[tuple[int, TieKey]]) -> list[Row]:
    """The touches of ties with their places, as columns of places, days, channels and directions, piece by piece.

    Between two ends with many touches each it would take long to walk from one end to the other for every tie; so the
    touches of a staff member are walked once where that is shorter."""
    by_staff: dict[str, _Asked] = {}
    for place, tie in asked:
        if _possible(tie):
            one = by_staff.setdefault(tie.staff_id, {"staff": tie.staff_id, "people": {}, "accounts": {}})
            one["people" if _has(tie, person=True) else "accounts"].setdefault(_ends(tie)[1], []).append(place)
    several = [one for one in by_staff.values() if len(one["people"]) + len(one["accounts"]) > 1]
    whole: set[str] = set(await queries.value(TIE["shorter_from_staff"].text, asked=several)) if several else set()
    rows: list[Row] = []
    if whole:
        rows += await queries.rows(
            TIE["touches_of_staff"].text, asked=[one for one in several if one["staff"] in whole]
        )
    for person in (True, False):
        statement = TIE["touches_of_ties"].when(person=person, account=not person)
        single = [
            (place, *_ends(tie))
            for place, tie in asked
            if tie.staff_id in by_staff and tie.staff_id not in whole and _has(tie, person) and _possible(tie)
        ]
        if single:
            rows += await queries.rows(statement, ties=single)
    return rows


def _table(rows: Sequence[Row]) -> TouchTable:
    """The columns of TouchTable in the order of the ties; within a tie the touches come in theirs already."""
    places, days, channels, directions = ([value for row in rows for value in row[column]] for column in range(4))
    tie = np.array(places, dtype=np.int32)
    order = np.argsort(tie, kind="stable")
    day = np.array(days, dtype="datetime64[D]").astype(np.int32)
    return TouchTable(
        tie[order], day[order], _codes(channels, _CHANNELS)[order], _codes(directions, _DIRECTIONS)[order]
    )


def _codes(words: Sequence[str], numbers: Mapping[str, int]) -> npt.NDArray[np.int8]:
    return np.fromiter((numbers[word] for word in words), dtype=np.int8, count=len(words))


def _has(tie: TieKey, person: bool) -> bool:
    """Whether a tie is one with a person, or one with an account directly."""
    return (tie.person_id is not None) is person


def _ends(tie: TieKey) -> tuple[str, str]:
    """The ids at both ends of a tie; of two ties with people, or two with accounts, they are different."""
    return tie.staff_id, tie.person_id or tie.account_id or ""


def _possible(tie: TieKey) -> bool:
    """Whether a store could hold the ids at the ends of a tie; what it could not hold nobody has."""
    return all(map(storable, _ends(tie)))
