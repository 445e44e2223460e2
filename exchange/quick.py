"""The usual rows of touches.csv, read without asking column by column, and hundreds of them together.

Decides: which rows are so plain that nothing has to be said about them; these are nearly all of a file that may have
millions. No record is made of them, for one that is only checked needs none. Does not decide: what a row means
(``builders`` does, to the same end), nor what is wrong with one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import filterfalse
from operator import itemgetter
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from exchange import names as column
from exchange.cell import CellError
from exchange.days import read_moment
from exchange.reading import LONGEST_LINE
from graph.domain.calendar import EARLIEST, LATEST
from graph.domain.records import Touch
from graph.domain.validation import LONGEST_ID, check_identifier
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
_DIRECTIONS: Final[Mapping[str, Direction]] = {
    word: direction
    for word, direction in [("", column.DIRECTION.empty), *((one.word, one) for one in Direction)]
    if isinstance(direction, Direction)
}


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
    def held(self) -> Collection[str]:
        """Those of the store."""

    @property
    def found(self) -> Collection[str]:
        """Those of the folder."""


class QuickTouches:
    """Reads touches of a file that has every column."""

    def __init__(self, places: Mapping[str, int], zone: ZoneInfo, known: tuple[Known, Known, Known]) -> None:
        """``places``: where each column stands; ``known``: staff, people and accounts, which may still grow. Raises
        KeyError when a column is missing."""
        self._places = tuple(places[one.name] for one in _COLUMNS)
        self._cells = itemgetter(*self._places)
        self._zone = zone
        self._known = known

    def said(self, row: Sequence[str]) -> Said | None:
        """What the row says, as ``builders.touch`` would have it, if it is a good row but for other rows of its key and
        what was retracted; None when that has to be asked."""
        identifier, at, staff, person, account, channel_word, direction_word = self._cells(row)
        channel, direction = _CHANNELS.get(channel_word), _DIRECTIONS.get(direction_word)
        if channel is None or direction is None or not (person or account):
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

    def all_said(self, lines: Sequence[bytes], separator: str, width: int) -> list[Said] | None:
        """What :meth:`said` tells of the rows on these lines, which have ``width`` cells each; None when one of them is
        not so plain."""
        cells = _cells(lines, separator, width)
        if cells is None:
            return None
        columns = [cells[place : len(lines) * width : width] for place in self._places]
        identifiers, instants, staff, people, accounts, channel_words, direction_words = columns
        if not self._all_known(staff, people, accounts) or max(map(len, identifiers)) > LONGEST_ID:
            return None
        try:
            for odd in filterfalse(str.isalnum, identifiers):
                check_identifier(column.ID.name, odd)
            channels = [_CHANNELS[word] for word in channel_words]
            directions = [_DIRECTIONS[word] for word in direction_words]
            moments = [_moment(at, self._zone) for at in instants]
        except (CellError, InvalidRecord, KeyError, ValueError, OverflowError):
            return None
        ats, days = zip(*moments, strict=True)
        if min(days) < EARLIEST or max(days) > LATEST:
            return None
        some, where = ([one or None for one in column] for column in (people, accounts))
        return list(zip(identifiers, ats, days, staff, channels, some, where, directions, strict=True))

    def _all_known(self, staff: Sequence[str], people: Sequence[str], accounts: Sequence[str]) -> bool:
        """Whether every row names a staff member, and a person or an account, and all of them are known."""
        members, somebody, somewhere = map(set, (staff, people, accounts))
        if "" in somebody and "" in somewhere and ("", "") in zip(people, accounts, strict=True):
            return False
        return not any(
            cells.difference(known.found).difference(known.held)
            for cells, known in zip((members, somebody - {""}, somewhere - {""}), self._known, strict=True)
        )


def _cells(lines: Sequence[bytes], separator: str, width: int) -> list[str] | None:
    """The cells of these lines one after the other, and an empty one behind them; None where a line is anything but
    ``width`` cells that are not quoted, and its end."""
    raw = b"".join(lines)
    between = separator.encode()
    if b'"' in raw or b"\0" in raw or len(raw) > LONGEST_LINE:
        return None
    if {line.count(between) for line in lines} != {width - 1}:
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    cells = text.replace("\r\n", "\n").replace("\n", separator).split(separator)
    return cells if len(cells) == len(lines) * width + 1 else None


@lru_cache(maxsize=8192)
def _moment(text: str, zone: ZoneInfo) -> tuple[datetime, date]:
    """An instant and its day, as ``read_moment`` has them. Kept, because touches mostly stand in the order of time, and
    many of a large firm's are of the same minute."""
    if text[-1:] == "Z" and text[10:11] == "T" and text[4:5] == "-":
        at = datetime.fromisoformat(text)  # in UTC already
        return at, at.astimezone(zone).date()
    return read_moment(text.strip(), zone)
