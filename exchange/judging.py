"""Whether a row can be used: a record, or a reject with its reason.

Decides: which rows of a file are fit to be written, given what is known of the other files and of the store.
Does not decide: what becomes of either (``checking`` and ``importing`` do). Reads no file and no store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from exchange.columns import Cells, Column, RowError
from exchange.dating import Standing
from exchange.layout import LAYOUT, FileLayout
from exchange.names import FIRM_CURRENCY, TIME_ZONE
from exchange.quick import QuickTouches, Said
from exchange.rejects import Reject
from exchange.retractions import Retractions
from exchange.sheet import Header, Row
from exchange.spans import Kept
from graph.domain.kinds import KEY_FIELDS, Key, KeyPart, Record
from graph.domain.records import Account, Firm, Person, StaffMember, Touch
from graph.errors import InvalidRecord

REFERRED: Final[frozenset[type[Record]]] = frozenset(
    column.refers for layout in LAYOUT for column in layout.columns if column.refers is not None
)
"""The kinds whose ids rows refer to."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A row that is good and yet not written: it, or something it refers to, was retracted by hand, or was absent from
    an earlier complete file."""

    record: Record


@dataclass(slots=True)
class KnownIds:
    """The ids of one kind that rows may refer to: ``held`` by the store, or on a good row of the folder
    (``found``: the line of each); and the lines of those ``refused``, for the reason of a reject.

    ``unusable``: the file that defines them was set aside as a whole."""

    kind: type[Record]
    retractions: Retractions
    held: frozenset[str] = frozenset()
    found: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    unusable: bool = False

    def __contains__(self, identifier: str) -> bool:
        """Whether a row may refer to ``identifier``."""
        return identifier in self.found or identifier in self.held

    def retracted(self, identifier: str) -> bool:
        """Whether what had ``identifier`` was retracted."""
        return self.retractions.holds(self.kind, (identifier,))

    def refuse(self, identifier: str) -> None:
        """Take back an id whose row turned out to be bad."""
        self.refused[identifier] = self.found.pop(identifier)


@dataclass(slots=True)
class Knowledge:
    """What judging a row takes beside the row: the store's time zone, its currency (empty when it has none yet), the
    ids that are known so far, and the rows that were retracted.

    ``fixed_zone``: the name of the time zone by which touches of the store were cut into days; None as long as another
    can be chosen. ``standing``: the starts of the store's rows, of the kinds whose file has no column for it.
    ``kept``: the first or last days of the store's rows, of the kinds whose file tells only the other.
    ``complete``: the kinds whose file is the whole truth."""

    zone: ZoneInfo
    currency: str
    ids: dict[type[Record], KnownIds]
    retractions: Retractions
    fixed_zone: str | None = None
    standing: Mapping[type[Record], Standing] = field(default_factory=dict)
    complete: frozenset[type[Record]] = frozenset()
    kept: Mapping[type[Record], Kept] = field(default_factory=dict)


class Judge:
    """Judges the rows of one file. References to the same file are judged only when it has been read whole."""

    def __init__(self, layout: FileLayout, header: Header, knowledge: Knowledge) -> None:
        """Judge by what is known now; ``knowledge`` may still grow."""
        self._layout = layout
        self._kind = layout.record
        self._knowledge = knowledge
        self._amended = knowledge.retractions.any_of(self._kind)
        self._complete = self._kind in knowledge.complete
        self._standing = knowledge.standing.get(self._kind)
        self._kept = knowledge.kept.get(self._kind)
        self._header = header
        self._cells = Cells(header.places, knowledge.zone, knowledge.currency)
        every = all(column.name in header.places for column in layout.columns)
        self._quick: QuickTouches | None = None
        if every and self._kind is Touch:
            known = (knowledge.ids[StaffMember], knowledge.ids[Person], knowledge.ids[Account])
            self._quick = QuickTouches(header.places, knowledge.zone, known)
        self._references = [
            (column, knowledge.ids[column.refers])
            for column in layout.columns
            if column.refers is not None and column is not layout.self_reference and column.name in header.places
        ]

    @property
    def plain(self) -> bool:
        """Whether rows are touches of which most can be read without asking column by column."""
        return self._quick is not None and not self._amended

    def said(self, row: Row) -> Said | None:
        """What a plain touch says that is good but for other rows of its key, without making a record of it; None for
        any other row, which has to be asked for its record."""
        return None if self._quick is None or self._amended else self._quick.said(row.cells)

    def all_said(self, lines: Sequence[bytes]) -> list[Said] | None:
        """What :meth:`said` tells of the rows on these lines; None when one of them has to be asked for its record, or
        is no row."""
        if self._quick is None or self._amended:
            return None
        return self._quick.all_said(lines, self._header.separator, len(self._header.names))

    def record(self, row: Row) -> Record | Reject | Withheld:
        """What the row says, or why it cannot be used: the first thing wrong with it."""
        said = self.said(row)
        return self._asked(row) if said is None else Touch(*said)

    def _asked(self, row: Row) -> Record | Reject | Withheld:
        """What the row says, asked column by column."""
        self._cells.current = row.cells
        try:
            record = self._layout.build(self._cells)
            if isinstance(record, Firm):
                self._check_firm(record)
            if self._standing is not None:
                record = self._dated(self._standing, record)
        except RowError as error:
            return self._reject(row, error.column, error.value, error.reason)
        except InvalidRecord as error:
            return self._reject(row, error.field, str(error.value), error.remedy)
        if self._amended and self._knowledge.retractions.hold(record, by_hand=self._complete):
            return Withheld(record)
        for column, known in self._references:
            identifier = getattr(record, column.field)  # the record's: a cell may say nobody in a word of its own
            if identifier is not None and identifier not in known.found and identifier not in known.held:
                return Withheld(record) if known.retracted(identifier) else self._unknown(row, column, identifier)
        try:
            if self._kept is not None:
                self._kept.check(record)
        except RowError as error:
            return self._reject(row, error.column, error.value, error.reason)
        return record

    def key(self, row: Row) -> Key | None:
        """The natural key of a row, whatever else is wrong with it; None when even that cannot be told.

        The rank of a booking without a ref is 0: only the whole file tells it."""
        if self._standing is not None:
            return None
        self._cells.current = row.cells
        try:
            parts = {column.field: _key_part(self._cells[column]) for column in self._layout.key}
        except RowError:
            return None
        return tuple(parts.get(name, 0) for name in KEY_FIELDS[self._kind])

    def same_file(self, row: Row, record: Record) -> Reject | None:
        """Why the row cannot be used because of the row of the same file that it names; None when it can.

        One that was retracted is no reason: the row is then written without it."""
        column = self._layout.self_reference
        if column is None:
            return None
        identifier = getattr(record, column.field)
        known = self._known(column)
        if identifier is None or identifier in known or known.retracted(identifier):
            return None
        return self._unknown(row, column, identifier)

    def conflict(self, row: Row, other: int) -> Reject:
        """The reject of a row whose key stands with other content on the line ``other``."""
        names = [column.name for column in self._layout.key]
        self._cells.current = row.cells
        key = ", ".join(self._text_of(column) for column in self._layout.key)
        said = f"the same {', '.join(names)}" if names else "the firm"
        return self._reject(
            row, names[0] if names else "", key, f"line {other} has {said} with other content: keep one of the two"
        )

    def _dated(self, standing: Standing, record: Record) -> Record:
        """The row with the start that the file does not tell."""
        if standing.has_several(record):
            name = next(column.name for column in self._layout.key if column.field == "start")
            raise RowError(name, "", f"the store holds several such rows: add the column {name} to say which is meant")
        return standing.dated(record)

    def _check_firm(self, firm: Firm) -> None:
        """Refuse another currency or time zone than the store's: amounts and days have been read by them."""
        ours, fixed = self._knowledge.currency, self._knowledge.fixed_zone
        if firm.currency and ours and firm.currency != ours:
            reason = f"the store's one currency is {ours}: name a new store for another"
            raise RowError(FIRM_CURRENCY.name, firm.currency, reason)
        if fixed is not None and firm.time_zone != fixed and self._text_of(TIME_ZONE).strip():
            reason = f"the store's one time zone is {fixed}, which cut touches into days: name a new store for another"
            raise RowError(TIME_ZONE.name, firm.time_zone, reason)

    def _known(self, column: Column[object]) -> KnownIds:
        if column.refers is None:
            raise ValueError(f"{column.name} refers to nothing")
        return self._knowledge.ids[column.refers]

    def _unknown(self, row: Row, column: Column[object], identifier: str) -> Reject:
        file = next(layout.name for layout in LAYOUT if layout.entity is column.refers)
        known = self._known(column)
        if known.unusable:
            reason = f"{file} as a whole was set aside: mend that file first"
        elif identifier in known.refused:
            reason = f"line {known.refused[identifier]} of {file}, which has this id, was set aside: mend it first"
        else:
            reason = f"no row of {file} has this id, nor does the store: add the row or correct the id"
        return self._reject(row, column.name, identifier, reason)

    def _text_of(self, column: Column[object]) -> str:
        """The cell of the current row as read; empty where the header does not name the column."""
        place = self._cells.place(column)
        return "" if place is None else self._cells.current[place]

    def _reject(self, row: Row, column: str, value: str, reason: str) -> Reject:
        return Reject(self._layout.name, row.line, column, value, reason, row.text)


def _key_part(value: object) -> KeyPart:
    """A part of a key, without the spaces that no id has around it: a row with them still stands for the one without.

    Raises TypeError for what is no part of any key."""
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, int | date):
        return value
    raise TypeError(f"{type(value).__name__} is no part of a key")
