"""Rows of which a file tells only when they begin, or only when they end, while the store holds the other day.

Decides: that such a row is set aside when it would begin after the end, or end before the beginning, which it keeps.
Does not decide: what a row refuses that tells both (the record does), nor the rows whose start is part of their key
(``dating`` and ``graph.changes.dating`` do).

Held in memory: the day that the file does not tell, for each row of the store that has one; and the rows that were
corrected by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from exchange import names as column
from exchange.columns import Column, RowError
from exchange.layout import FileLayout
from exchange.sheet import Header
from graph.domain.correcting import Imported, read_imported, rule
from graph.domain.further_records import Amendment, Departure
from graph.domain.kinds import KIND_NAMES, Key, Record, amended_key, key_of
from graph.domain.records import Promise, StaffMember
from graph.domain.vocabulary import AmendmentKind

_SPANS: Final[Mapping[type[Record], tuple[Column[date | None] | Column[date], Column[date | None] | Column[date]]]] = {
    StaffMember: (column.START, column.END),
    Promise: (column.MADE_ON, column.CLOSED_ON),
    Departure: (column.NOTICED_ON, column.LEFT_ON),
}
"""The first and the last day of the kinds of rows whose key holds neither."""


@dataclass(slots=True)
class Kept:
    """The days of a store's rows that a file without a column for them leaves as they are. ``begins``: the file tells
    when a row begins, and the rows keep their ends; otherwise the other way round."""

    kind: type[Record]
    begins: bool
    unsaid: frozenset[str]
    _days: dict[Key, date] = field(default_factory=dict)
    _corrected: dict[str, Imported] = field(default_factory=dict)
    _stands: dict[Key, Record] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """The store holds this row; everything is learnt before the first is added."""
        if amended_key(self.kind, key_of(record)) in self._corrected:
            self._stands[key_of(record)] = record
        day = getattr(record, _SPANS[self.kind][self.begins].field)
        if isinstance(day, date):
            self._days[key_of(record)] = day

    def learn(self, amendment: Amendment) -> None:
        """The store remembers this of a row: what a file says again after a correction is not written."""
        if amendment.kind is AmendmentKind.CORRECTED and amendment.row_kind == KIND_NAMES[self.kind]:
            was = read_imported(self.kind, amendment.imported)
            if was is not None:
                self._corrected[amendment.row_key] = was

    def check(self, record: Record) -> None:
        """Raise RowError for a row that cannot be written because of the day which it keeps."""
        kept, row = self._days.get(key_of(record)), self._written(record)
        said, other = _SPANS[self.kind][not self.begins], _SPANS[self.kind][self.begins]
        day = None if row is None else getattr(row, said.field)
        if kept is None or day is None or (day <= kept if self.begins else day >= kept):
            return
        lies = "after the end" if self.begins else "before the start"
        remedy = f"add the column {other.name}, or correct the date"
        reason = f"it lies {lies} {kept.isoformat()} that the store holds and this file does not tell: {remedy}"
        raise RowError(said.name, day.isoformat(), reason)

    def _written(self, record: Record) -> Record | None:
        """What a correction leaves of the row; None for nothing."""
        stands = self._stands.get(key_of(record))
        if stands is None:
            return record
        return rule(record, self._corrected[amended_key(self.kind, key_of(record))], stands, self.unsaid).row


def kept_by(layout: FileLayout, header: Header) -> Kept | None:
    """What the rows of a file with this header keep of the store's; None where there is nothing that could contradict
    them."""
    if layout.record not in _SPANS:
        return None
    begins, ends = (one.name in header.places for one in _SPANS[layout.record])
    if begins == ends:
        return None
    unsaid = frozenset(one.field for one in layout.columns if one.name not in header.places)
    return Kept(layout.record, begins, unsaid)
