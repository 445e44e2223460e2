"""The usual row of touches.csv, read without asking column by column.

Decides: which rows are so plain that nothing has to be said about them; these are nearly all of a file that may have
millions. Does not decide: what a row means (``builders`` does, to the same end), nor what is wrong with one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

from exchange import names as column
from exchange.cell import CellError
from exchange.days import read_moment
from graph.domain.records import Touch
from graph.domain.vocabulary import Channel, Direction
from graph.errors import InvalidRecord

_COLUMNS: Final = (
    column.ID,
    column.AT,
    column.STAFF,
    column.SOME_PERSON,
    column.SOME_ACCOUNT,
    column.CHANNEL,
    column.DIRECTION,
)
_CHANNELS: Final = {channel.word: channel for channel in Channel}
_DIRECTIONS: Final = {direction.word: direction for direction in Direction} | {"": column.DIRECTION.empty}


class QuickTouches:
    """Reads touches of a file that has every column."""

    def __init__(self, places: Mapping[str, int], zone: ZoneInfo) -> None:
        """``places``: where each column stands; raises KeyError when one is missing."""
        self._cells = itemgetter(*(places[one.name] for one in _COLUMNS))
        self._zone = zone

    def touch(self, row: Sequence[str]) -> Touch | None:
        """What the row says, as ``builders.touch`` would have it; None when that has to be asked."""
        identifier, at, staff, person, account, channel_word, direction_word = self._cells(row)
        channel, direction = _CHANNELS.get(channel_word), _DIRECTIONS.get(direction_word)
        if channel is None or not isinstance(direction, Direction):
            return None
        try:
            moment = read_moment(at.strip(), self._zone)
            return Touch(identifier, moment.at, moment.on, staff, channel, person or None, account or None, direction)
        except (CellError, InvalidRecord):
            return None
