"""Touches as plain values, of which records are made only when somebody asks for one.

Decides: in which order the values of a touch stand. Does not decide: whether a touch is good: only what was checked is
handed on like this.

An import has millions of touches. What a store writes of each is text and whole numbers, and to make a record of them
first, only to take it apart again, would take longer than to write it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, overload

from graph.domain.calendar import date_of, day_number, instant_number, instant_of
from graph.domain.records import Touch
from graph.domain.vocabulary import Channel, Direction

PlainValue = str | int | None

WIDTH: Final = 8
"""Values of one touch: id, instant, day, staff id, person id, account id, channel and direction, all but ids as the
numbers of ``calendar`` and ``vocabulary``."""


class PlainTouches(Sequence[Touch]):
    """Touches whose ``values`` stand one touch after the other, eight of each."""

    __slots__ = ("values",)

    def __init__(self, values: list[PlainValue]) -> None:
        """Of touches that were checked."""
        self.values = values

    def __len__(self) -> int:
        """How many touches there are."""
        return len(self.values) // WIDTH

    @overload
    def __getitem__(self, place: int) -> Touch: ...

    @overload
    def __getitem__(self, place: slice) -> PlainTouches: ...

    def __getitem__(self, place: int | slice) -> Touch | PlainTouches:
        """The touch at a place, or those of a stretch without gaps."""
        if isinstance(place, int):
            at = range(len(self))[place] * WIDTH
            return _touch(self.values[at : at + WIDTH])
        begin, end, step = place.indices(len(self))
        if step != 1:
            raise ValueError("plain touches are taken as they stand, one after the other")
        return PlainTouches(self.values[begin * WIDTH : max(begin, end) * WIDTH])


def plain_values(touch: Touch) -> tuple[PlainValue, ...]:
    """The values of a touch."""
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


def _touch(values: Sequence[PlainValue]) -> Touch:
    identifier, at, on, staff, person, account, channel, direction = values
    return Touch(
        id=_text(identifier),
        at=instant_of(_number(at)),
        on=date_of(_number(on)),
        staff_id=_text(staff),
        channel=Channel(_number(channel)),
        person_id=None if person is None else _text(person),
        account_id=None if account is None else _text(account),
        direction=Direction(_number(direction)),
    )


def _text(value: PlainValue) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no id")
    return value


def _number(value: PlainValue) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no number")
    return value
