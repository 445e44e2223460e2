"""Counts over the good rows of a file.

Decides: what of the data's quality is counted row by row. Does not decide: which rows are good (``judging`` does).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph.domain.records import Booking, Person, Record, Touch


@dataclass(slots=True)
class Tally:
    """Rows of a file by what became of them, and what the good ones add up to.

    ``amount``: of bookings, in ten-thousandths. ``future``: touches after ``now``. ``own``: people with an e-mail
    address at one of ``domains``."""

    now: datetime
    domains: frozenset[str]
    rows: int = 0
    rejected: int = 0
    repeated: int = 0
    amount: int = 0
    future: int = 0
    nameless: int = 0
    own: int = 0

    def accept(self, record: Record) -> None:
        """Count a good row."""
        self.rows += 1
        if isinstance(record, Touch):
            self.future += record.at > self.now
        elif isinstance(record, Booking):
            self.amount += record.amount
        elif isinstance(record, Person):
            self.nameless += not record.name
            self.own += record.email.rpartition("@")[2].casefold() in self.domains

    def reject(self) -> None:
        """Count a row that was set aside."""
        self.rows += 1
        self.rejected += 1

    def repeat(self) -> None:
        """Count a row that says what another one says."""
        self.rows += 1
        self.repeated += 1
