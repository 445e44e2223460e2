"""Pass 2 of an import: the good rows go into the store, unit by unit.

Decides: the order and size of what is written, and that references within a file are set last.
Does not decide: which rows are good (``settling``), nor how a unit of work is written (``graph.changes.importing``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from exchange.checking import CheckedFolder, parent_of
from exchange.layout import FIRM
from exchange.owning import is_gone
from exchange.progress import Ticker
from exchange.reading import Tick
from exchange.rejects import Reject
from exchange.report import OnProgress, Stage
from exchange.settling import Settled, verdicts
from exchange.stored import Stored
from graph.changes.importing import fold_marked_ties, write_records, write_touches
from graph.changes.marking import Beat, Claim, begin_import, end_import
from graph.changes.pace import Pace
from graph.domain.records import Account, Record, StaffMember, Touch
from graph.store.protocol import GraphStore, ImportMark, Written


class Loading:
    """Pass 2 over the files of a checked folder."""

    def __init__(self, store: GraphStore, checked: CheckedFolder, stored: Stored, beat: Beat) -> None:
        """``stored``: what the store held before; ``beat`` gives the import's mark as of the moment it is called."""
        self._store = store
        self._checked = checked
        self._stored = stored
        self._renewed = beat
        self._started = beat().started
        self._pace = Pace()

    async def run(self, progress: OnProgress | None) -> dict[str, Written]:
        """Write every good row, fold the ties they touch, and return what became of the rows by file name.

        Until all is done the store bears the import's mark; every unit renews its beat."""
        mark = await begin_import(self._store, Claim(self._renewed(), self._stored.revision), is_gone)
        self._started = mark.started
        files = [file.settled for file in self._checked.files if file.settled is not None]
        ticker = Ticker(Stage.WRITING, sum(settled.source.size for settled in files), progress)
        written = {settled.source.layout.name: await self._file(settled, ticker) for settled in files}
        if self._checked.firm is not None and written.get(FIRM.name, Written()) == Written():
            await self._unit([self._checked.firm])  # no row says who we are, yet the bookings give a currency
        for settled in files:
            await self._references(settled)
        ties = Ticker(Stage.FOLDING, (await self._store.held()).unfolded, progress)
        await fold_marked_ties(self._store, ties.ties, self._beat)
        await end_import(self._store, mark)
        return written

    async def _file(self, settled: Settled, ticker: Ticker) -> Written:
        """Write the rows of a file; a reference to a row of the same file waits until every row is there."""
        ticker.begin(settled.source.layout.name)
        settled.source.check_unchanged()
        done = Written()
        batch: list[Record] = []
        for record in self._records(settled, ticker.bytes_read):
            ticker.row()
            batch.append(_alone(record) if self._waits(settled, record) else record)
            if len(batch) >= self._pace.size:
                done = _sum(done, await self._checked_unit(settled, batch))
                batch = []
        done = _sum(done, await self._checked_unit(settled, batch))
        ticker.end()
        return done

    def _records(self, settled: Settled, tick: Tick) -> Iterator[Record]:
        """The good rows of a file; of firm.csv what the whole folder says of us."""
        firm = self._checked.firm if settled.source.layout is FIRM else None
        for verdict in verdicts(settled, self._checked.knowledge, tick):
            if verdict is not None and not isinstance(verdict, Reject):
                yield firm or verdict

    async def _references(self, settled: Settled) -> None:
        """Put the rows that had to wait for the row of the same file they refer to."""
        if settled.source.layout.self_reference is None:
            return
        settled.source.check_unchanged()
        batch: list[Record] = []
        for record in self._records(settled, _unheard):
            if self._waits(settled, record):
                batch.append(record)
            if len(batch) >= self._pace.size:
                await self._checked_unit(settled, batch)
                batch = []
        await self._checked_unit(settled, batch)

    def _waits(self, settled: Settled, record: Record) -> bool:
        """Whether the row refers to one of the same file that the store did not hold before."""
        layout = settled.source.layout
        if layout.self_reference is None or layout.entity is None:
            return False
        parent = parent_of(record)
        return parent is not None and parent not in self._stored.ids.get(layout.entity, frozenset())

    async def _checked_unit(self, settled: Settled, batch: Sequence[Record]) -> Written:
        """Write rows of a file that is still the one that was checked: what was read of it before then is so, too."""
        settled.source.check_unchanged()
        return await self._unit(batch) if batch else Written()

    async def _unit(self, batch: Sequence[Record]) -> Written:
        began = time.monotonic()
        touches = [record for record in batch if isinstance(record, Touch)]
        if touches:
            new = await write_touches(self._store, touches, self._beat)
            written = Written(new=new, unchanged=len(touches) - new)
        else:
            written = await write_records(self._store, batch, self._beat)
        self._pace.took(len(batch), time.monotonic() - began)
        return written

    def _beat(self) -> ImportMark:
        return replace(self._renewed(), started=self._started)


def _alone(record: Record) -> Record:
    """The same row without its reference to another row of its file."""
    if isinstance(record, StaffMember):
        return replace(record, manager_id=None)
    return replace(record, parent_id=None) if isinstance(record, Account) else record


def _sum(some: Written, more: Written) -> Written:
    return Written(some.new + more.new, some.updated + more.updated, some.unchanged + more.unchanged)


def _unheard(_count: int) -> None:
    """Bytes that are read again are no progress."""
