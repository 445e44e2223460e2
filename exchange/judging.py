"""Whether a row can be used: a record, or a reject with its reason.

Decides: which rows of a file are fit to be written, given what is known of the other files and of the store.
Does not decide: what becomes of either (``checking`` and ``importing`` do). Reads no file and no store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from exchange.columns import Cells, Column, RowError
from exchange.layout import LAYOUT, FileLayout
from exchange.rejects import Reject
from exchange.sheet import Header, Row
from graph.domain.records import Account, Booking, Entity, Person, Record, StaffMember
from graph.errors import InvalidRecord


@dataclass(slots=True)
class KnownIds:
    """The ids of one kind that rows may refer to: ``held`` by the store, or on a good row of the folder
    (``found``: the line of each); and the lines of those ``refused``, for the reason of a reject.

    ``unusable``: the file that defines them was set aside as a whole."""

    held: frozenset[str] = frozenset()
    found: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    unusable: bool = False

    def __contains__(self, identifier: str) -> bool:
        """Whether a row may refer to ``identifier``."""
        return identifier in self.found or identifier in self.held

    def refuse(self, identifier: str) -> None:
        """Take back an id whose row turned out to be bad."""
        self.refused[identifier] = self.found.pop(identifier)


@dataclass(slots=True)
class Knowledge:
    """What judging a row takes beside the row: the store's time zone, its currency (empty when it has none yet), and
    the ids that are known so far."""

    zone: ZoneInfo
    currency: str
    ids: dict[type[Entity], KnownIds]

    @classmethod
    def of(cls, zone: ZoneInfo, currency: str, held: dict[type[Entity], frozenset[str]]) -> Knowledge:
        """Nothing but what the store holds."""
        kinds: tuple[type[Entity], ...] = (StaffMember, Account, Person)
        return cls(zone, currency, {kind: KnownIds(held.get(kind, frozenset())) for kind in kinds})


class Judge:
    """Judges the rows of one file. References to the same file are judged only when it has been read whole."""

    def __init__(self, layout: FileLayout, header: Header, knowledge: Knowledge) -> None:
        """Judge by what is known now; ``knowledge`` may still grow."""
        self._layout = layout
        self._knowledge = knowledge
        self._cells = Cells(header.places, knowledge.zone)
        self._references = [
            (column, header.places[column.name], knowledge.ids[column.refers])
            for column in layout.columns
            if column.refers is not None and column is not layout.self_reference and column.name in header.places
        ]

    def record(self, row: Row) -> Record | Reject:
        """What the row says, or why it cannot be used: the first thing wrong with it."""
        self._cells.current = row.cells
        try:
            record = self._layout.build(self._cells)
            if self._layout.currency is not None:
                self._check_currency(self._layout.currency, record)
        except RowError as error:
            return self._reject(row, error.column, error.value, error.reason)
        except InvalidRecord as error:
            return self._reject(row, error.field, str(error.value), error.remedy)
        for column, place, known in self._references:
            identifier = row.cells[place]
            if identifier and identifier not in known.found and identifier not in known.held:
                return self._unknown(row, column, identifier)
        return record

    def same_file(self, row: Row, record: Record) -> Reject | None:
        """Why the row cannot be used because of the row of the same file that it names; None when it can."""
        column = self._layout.self_reference
        if column is None:
            return None
        identifier = getattr(record, column.field)
        if identifier is None or identifier in self._known(column):
            return None
        return self._unknown(row, column, identifier)

    def conflict(self, row: Row, other: int) -> Reject:
        """The reject of a row whose key stands with other content on the line ``other``."""
        names = [column.name for column in self._layout.key]
        key = ", ".join(self._text(row, column) for column in self._layout.key)
        said = f"the same {', '.join(names)}" if names else "the firm"
        return self._reject(
            row, names[0] if names else "", key, f"line {other} has {said} with other content: keep one of the two"
        )

    def _check_currency(self, column: Column[str], record: Record) -> None:
        stated = self._cells[column]
        ours = self._knowledge.currency
        if stated and ours and stated != ours:
            remedy = "convert the amount" if isinstance(record, Booking) else "name a new store for another"
            raise RowError(column.name, stated, f"the store's one currency is {ours}: {remedy}")
        if isinstance(record, Booking) and not stated and not ours:
            raise RowError(column.name, stated, "the currency is not known: give it here or in firm.csv")

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

    def _text(self, row: Row, column: Column[object]) -> str:
        place = self._cells.place(column)
        return "" if place is None else row.cells[place]

    def _reject(self, row: Row, column: str, value: str, reason: str) -> Reject:
        return Reject(self._layout.name, row.line, column, value, reason, row.text)
