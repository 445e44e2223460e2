"""Counts over the rows of a file.

Decides: what of the data's quality is counted row by row, and how counts add up. Does not decide: which rows are good
(``judging`` does).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.domain.kinds import Record
from graph.domain.records import Booking, Touch
from graph.store.values import Written


@dataclass(slots=True)
class Tally:
    """Rows of a file by what became of them, and what the good ones add up to.

    ``amount``: of bookings, in ten-thousandths. ``future``: touches after ``now``."""

    now: datetime
    rows: int = 0
    rejected: int = 0
    repeated: int = 0
    withheld: int = 0
    amount: int = 0
    touches: int = 0
    future: int = 0

    @property
    def good(self) -> int:
        """The rows that are to be written."""
        return self.rows - self.rejected - self.repeated - self.withheld

    def accept(self, record: Record) -> None:
        """Count a good row."""
        if isinstance(record, Touch):
            self.accept_touch(record.at)
            return
        self.rows += 1
        if isinstance(record, Booking):
            self.amount += record.amount

    def accept_touch(self, at: datetime) -> None:
        """Count a good touch by its instant."""
        self.rows += 1
        self.touches += 1
        self.future += at > self.now

    def accept_touches(self, instants: Sequence[datetime]) -> None:
        """Count good touches by their instants."""
        self.rows += len(instants)
        self.touches += len(instants)
        if max(instants) > self.now:
            self.future += sum(at > self.now for at in instants)

    def reject(self) -> None:
        """Count a row that was set aside."""
        self.rows += 1
        self.rejected += 1

    def withhold(self) -> None:
        """Count a row that is not written because of a retraction."""
        self.rows += 1
        self.withheld += 1

    def repeat(self) -> None:
        """Count a row that says what another one says."""
        self.rows += 1
        self.repeated += 1


def added(some: Written, more: Written) -> Written:
    """What became of some rows and of more."""
    return Written(
        new=some.new + more.new,
        updated=some.updated + more.updated,
        unchanged=some.unchanged + more.unchanged,
        withheld=some.withheld + more.withheld,
        changed=Counter(some.changed) + Counter(more.changed),
    )
