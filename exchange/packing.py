"""Touches as bytes, for temporary files that an import writes and reads again.

Decides: how the values of touches become bytes, column by column, and values again. Does not decide: which touches are
packed, nor where the bytes stand. No other process ever reads them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final, cast

from exchange.quick import Said
from graph.domain.calendar import day_number, instant_number
from graph.domain.plain_touches import WIDTH, PlainTouches, PlainValue

_BETWEEN: Final = "\0"
"""Stands between two ids; none holds it, for ids are printable (``graph.domain.validation``)."""
_LONG, _SHORT = "q", "i"
"""The kinds of numbers that instants and days are kept as; a channel and a direction take a byte each."""


def packed_rows(rows: Sequence[Said]) -> bytes:
    """What rows say; there is one at least."""
    identifiers, instants, days, staff, channels, people, accounts, directions = zip(*rows, strict=True)
    some, where = ([one or "" for one in column] for column in (people, accounts))
    numbers = (map(instant_number, instants), map(day_number, days), channels, directions)
    return _packed(numbers, (identifiers, staff, some, where))


def packed_values(values: Sequence[PlainValue]) -> bytes:
    """The values of touches, as ``PlainTouches`` has them."""
    texts = [cast("list[str | None]", values[place::WIDTH]) for place in (0, 3, 4, 5)]
    numbers = [cast("list[int]", values[place::WIDTH]) for place in (1, 2, 6, 7)]
    return _packed(numbers, [[one or "" for one in column] for column in texts])


def unpacked(piece: bytes) -> PlainTouches:
    """The touches that were packed."""
    count = array(_LONG, piece[: array(_LONG).itemsize])[0]
    instants, days = array(_LONG), array(_SHORT)
    ends = [array(_LONG).itemsize]
    for size in (instants.itemsize, days.itemsize, 1, 1):
        ends.append(ends[-1] + size * count)
    instants.frombytes(piece[ends[0] : ends[1]])
    days.frombytes(piece[ends[1] : ends[2]])
    texts = piece[ends[4] :].decode().split(_BETWEEN)
    values: list[PlainValue] = [None] * (WIDTH * count)
    values[0::WIDTH] = texts[:count]
    values[1::WIDTH] = instants
    values[2::WIDTH] = days
    values[3::WIDTH] = texts[count : 2 * count]
    values[4::WIDTH] = [one or None for one in texts[2 * count : 3 * count]]
    values[5::WIDTH] = [one or None for one in texts[3 * count :]]
    values[6::WIDTH] = piece[ends[2] : ends[3]]
    values[7::WIDTH] = piece[ends[3] : ends[4]]
    return PlainTouches(values)


def _packed(numbers: Iterable[Iterable[int]], texts: Iterable[Iterable[str]]) -> bytes:
    instants, days, channels, directions = numbers
    at = array(_LONG, instants)
    return b"".join(
        (
            array(_LONG, [len(at)]).tobytes(),
            at.tobytes(),
            array(_SHORT, days).tobytes(),
            bytes(channels),
            bytes(directions),
            _BETWEEN.join(chain.from_iterable(texts)).encode(),
        )
    )
