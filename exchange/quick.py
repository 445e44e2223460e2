"""The usual row of touches.csv, read without asking column by column.

Decides: which rows are so plain that nothing has to be said about them; these are nearly all of a file that may have
millions. No record is made of them, for one that is only checked needs none. Does not decide: what a row means
(``builders`` does, to the same end), nor what is wrong with one.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from exchange import names as column
from exchange.cell import CellError
from exchange.days import read_moment
from graph.domain.calendar import EARLIEST, LATEST
from graph.domain.records import Touch
from graph.domain.validation import check_identifier
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


Said = tuple[str, datetime, date, str, Channel, str | None, str | None, Direction]
"""What a row says: the fields of a touch in their order, so that equal touches have equal ones."""


def said_by(touch: Touch) -> Said:
    """What the row of a touch says."""
    return (
        touch.id,
        touch.at,
        touch.on,
        touch.staff_id,
        touch.channel,
        touch.person_id,
        touch.account_id,
        touch.direction,
    )


class Known(Protocol):
    """The ids that rows may refer to."""

    @property
    def held(self) -> Container[str]:
        """Those of the store."""

    @property
    def found(self) -> Container[str]:
        """Those of the folder."""


class QuickTouches:
    """Reads touches of a file that has every column."""

    def __init__(self, places: Mapping[str, int], zone: ZoneInfo, known: tuple[Known, Known, Known]) -> None:
        """``places``: where each column stands; ``known``: staff, people and accounts, which may still grow. Raises
        KeyError when a column is missing."""
        self._cells = itemgetter(*(places[one.name] for one in _COLUMNS))
        self._zone = zone
        self._known = known

    def said(self, row: Sequence[str]) -> Said | None:
        """What the row says, as ``builders.touch`` would have it, if it is a good row but for other rows of its key and
        what was retracted; None when that has to be asked."""
        identifier, at, staff, person, account, channel_word, direction_word = self._cells(row)
        channel, direction = _CHANNELS.get(channel_word), _DIRECTIONS.get(direction_word)
        if channel is None or not isinstance(direction, Direction) or not (person or account):
            return None
        members, people, accounts = self._known
        if (
            (staff not in members.found and staff not in members.held)
            or (person and person not in people.found and person not in people.held)
            or (account and account not in accounts.found and account not in accounts.held)
        ):
            return None
        try:
            check_identifier(column.ID.name, identifier)
            moment, on = _moment(at, self._zone)
        except (CellError, InvalidRecord, ValueError, OverflowError):
            return None
        if not EARLIEST <= on <= LATEST:
            return None
        return identifier, moment, on, staff, channel, person or None, account or None, direction


def _moment(text: str, zone: ZoneInfo) -> tuple[datetime, date]:
    """An instant and its day, as ``read_moment`` has them."""
    if text[-1:] == "Z" and text[10:11] == "T" and text[4:5] == "-":
        at = datetime.fromisoformat(text)  # in UTC already
        return at, at.astimezone(zone).date()
    return read_moment(text.strip(), zone)
