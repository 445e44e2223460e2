"""What one end of a copy has and the other has not, kind by kind: two sorted streams read side by side.

Decides: which rows are to be put and which are to go. Does not decide: the order of the streams (``Snapshot.records``
does, and it is checked), nor what is done with what is found (``copying_rows`` does).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic

from graph.domain.kinds import KEY_FIELDS, Key, R, Record, key_of
from graph.domain.records import Booking

Place = tuple[Any, ...]
"""Where a row stands in the order of its kind."""

_BOOKING: Final = ("account_id", "on", "ref", "amount", "line", "rank")


@dataclass(frozen=True, slots=True)
class Pair(Generic[R]):
    """A row as it is ``wanted``, None where it is to go, and the row that is ``standing``, None where there is none.
    The two differ, and one of them is there."""

    wanted: R | None
    standing: R | None


@dataclass(frozen=True, slots=True)
class Matched(Generic[R]):
    """What was read next: the rows ``wanted``, all of them, and the ``pairs`` that differ, in the order of the kind."""

    wanted: Sequence[R]
    pairs: Sequence[Pair[R]]


async def matched(
    kind: type[R], wanted: AsyncIterator[tuple[R, ...]], standing: AsyncIterator[tuple[R, ...]] | None
) -> AsyncIterator[Matched[R]]:
    """Read both streams to their ends, as many rows of either at once as it gives; None has no row.

    Raises RuntimeError for a stream that breaks the law of its order: what would go then might be wanted."""
    there = _Standing(kind, standing)
    last: Place | None = None
    async for chunk in wanted:
        places = [place_of(row) for row in chunk]
        _check_ascends(kind, places, last)
        last = places[-1]
        pairs: list[Pair[R]] = []
        if there.ended:
            pairs = [Pair(row, None) for row in chunk]
        else:
            for place, row in zip(places, chunk, strict=True):
                pairs += [Pair(None, gone) for gone in await there.before(place)]
                stands = await there.at(place)
                pairs += [Pair(row, stands)] if row != stands else []
        yield Matched(chunk, pairs)
    while gone := await there.rest():
        yield Matched((), [Pair(None, row) for row in gone])


def place_of(record: Record) -> Place:
    """Where a row stands in the order of ``Snapshot.records``; empty parts come first."""
    if isinstance(record, Booking):
        return tuple(getattr(record, name) for name in _BOOKING)
    return tuple(
        _first_if_empty(name, part) for name, part in zip(KEY_FIELDS[type(record)], key_of(record), strict=True)
    )


def _first_if_empty(name: str, part: object) -> object:
    """A part of a key; for an empty one what comes before any other."""
    if part is not None:
        return part
    return date.min if name == "start" else ""


class _Standing(Generic[R]):
    """The stream of what stands, read row by row."""

    def __init__(self, kind: type[R], chunks: AsyncIterator[tuple[R, ...]] | None) -> None:
        self._kind = kind
        self._chunks = chunks
        self._rows: Sequence[R] = ()
        self._places: Sequence[Place] = ()
        self._next = 0
        self._last: Place | None = None

    @property
    def ended(self) -> bool:
        """Whether it is known that no row is left."""
        return self._chunks is None

    async def before(self, place: Place) -> list[R]:
        """The rows that stand before a place, from where one read last."""
        gone = []
        while await self._filled() and self._places[self._next] < place:
            gone.append(self._rows[self._next])
            self._next += 1
        return gone

    async def at(self, place: Place) -> R | None:
        """The row that stands next, if it stands there."""
        if not await self._filled() or self._places[self._next] != place:
            return None
        self._next += 1
        return self._rows[self._next - 1]

    async def rest(self) -> Sequence[R]:
        """Some of the rows that are left; none when none is."""
        if not await self._filled():
            return ()
        rows = self._rows[self._next :]
        self._next = len(self._rows)
        return rows

    async def _filled(self) -> bool:
        """Whether a row is left, which is then at hand."""
        while self._chunks is not None and self._next == len(self._rows):
            rows: Sequence[R] | None = await anext(self._chunks, None)
            if rows is None:
                self._chunks = None
            else:
                self._rows, self._places, self._next = rows, [place_of(row) for row in rows], 0
                _check_ascends(self._kind, self._places, self._last)
                self._last = self._places[-1]
        return self._next < len(self._rows)


def _check_ascends(kind: type[object], places: Sequence[Place], last: Place | None) -> None:
    before = [places[0] if last is None else last, *places[:-1]]
    first = 1 if last is None else 0
    if any(one >= other for one, other in zip(before[first:], places[first:], strict=True)):
        raise RuntimeError(f"a store hands out its rows of {kind.__name__} in another order than that of their keys")


def gone_keys(pairs: Sequence[Pair[R]]) -> list[Key]:
    """The keys of the rows that are to go."""
    return [key_of(pair.standing) for pair in pairs if pair.wanted is None and pair.standing is not None]
