"""The rows of one file on their way into the store.

Decides: which rows of a file go into one unit, what a row keeps of the one that is there, and that a reference to a row
of the same file waits until every row is there. Does not decide: the order of files (``loading`` does), nor how a unit
is written (``graph.changes.importing`` does).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from exchange.amending import Amending
from exchange.checking import CheckedFolder
from exchange.defining import parent_of
from exchange.judging import Withheld
from exchange.progress import Ticker
from exchange.reading import Tick
from exchange.rejects import Reject
from exchange.settling import Settled, verdicts
from exchange.tally import added
from graph.changes.importing import write_records
from graph.changes.marking import Beat
from graph.changes.pace import Pace
from graph.domain.kinds import Key, Record, key_of
from graph.domain.records import Account, Firm, StaffMember
from graph.store.protocol import GraphStore
from graph.store.values import Source, Written

Keep = frozenset[str]
"""The fields that stay as they are in a row that is there already."""

_Gathered = defaultdict[Keep, list[Record]]


class Putting(Protocol):
    """Where rows of one kind are put: the store, or who only looks what putting them would do."""

    @property
    def size(self) -> int:
        """How many rows may be put at once."""

    async def put(
        self,
        records: Sequence[Record],
        keep: Keep = frozenset(),
        alone: Container[Key] = frozenset(),
        source: Source = Source.FILE,
    ) -> Written:
        """Put rows of a file; ``alone``: keys of rows that take no other row's place."""


class Units:
    """The units of work of one import; their ``size``, in rows, follows from how long the last ones took."""

    def __init__(self, store: GraphStore, beat: Beat) -> None:
        """``beat`` gives the import's mark as of the moment it is called."""
        self._store = store
        self._beat = beat
        self._pace = Pace()
        self._gap = True

    def enlarge(self) -> None:
        """The store was made for this import, and nobody else is expected to write: reading rows is gap enough."""
        self._gap = False
        self._pace.enlarge()

    @property
    def size(self) -> int:
        """How many rows the next unit may have."""
        return self._pace.size

    async def put(
        self,
        records: Sequence[Record],
        keep: Keep = frozenset(),
        alone: Container[Key] = frozenset(),
        source: Source = Source.FILE,
    ) -> Written:
        """Put rows of one kind in one unit; ``alone``: keys of rows that take no other row's place."""
        began = time.monotonic()
        written = await write_records(self._store, records, self._beat, keep, alone, source=source, gap=self._gap)
        self._pace.took(len(records), time.monotonic() - began)
        return written


class Rows:
    """The good rows of one file."""

    def __init__(self, settled: Settled, checked: CheckedFolder, units: Putting, amending: Amending) -> None:
        """Nothing is read yet."""
        self._settled = settled
        self._checked = checked
        self._units = units
        self._amending = amending
        entity = settled.source.layout.entity
        self._known = None if entity is None else checked.knowledge.ids.get(entity)

    async def write(self, ticker: Ticker) -> Written:
        """Write every row but those of the store's own that have to wait; returns what became of them."""
        self.check_unchanged()
        batches = _Batches(self, self._units, self._amending, self._settled.alone)
        keep = self._settled.keep
        for record in self._records(ticker.bytes_read):
            ticker.row()
            wanting = self._wanting(record)
            if wanting is None:
                batches.add(record, keep)
            elif wanting or not self._is_held(record):
                batches.add(_alone(record), keep | self._reference, again=not wanting)
            if batches.full:
                await batches.write()
        return await batches.end()

    async def write_references(self) -> Written:
        """Put the rows that had to wait for the row of the same file they refer to; returns what became of those that
        :meth:`write` left out."""
        self.check_unchanged()
        keep = self._settled.keep
        first, again = (_Batches(self, self._units, self._amending, frozenset()) for _ in range(2))
        for record in self._records(_unheard):
            if self._wanting(record) is False:
                batches = first if self._is_held(record) else again
                batches.add(record, keep)
                if batches.full:
                    await batches.write()
        await again.end()
        return await first.end()

    def check_unchanged(self) -> None:
        """Raise FolderError unless the file is still the one that was checked."""
        self._settled.source.check_unchanged()

    @property
    def source(self) -> Source:
        """Whether the file is said to hold every row of its kind."""
        return Source.WHOLE_FILE if self._settled.kind in self._checked.knowledge.complete else Source.FILE

    @property
    def _reference(self) -> Keep:
        column = self._settled.source.layout.self_reference
        return frozenset() if column is None else frozenset([column.field])

    def _wanting(self, record: Record) -> bool | None:
        """Whether the row of the same file that this one names is missing for good, because it was retracted (True), or
        until all rows are there (False); None when it names none, or one that the store held before."""
        parent = parent_of(record)
        if parent is None or self._known is None or parent in self._known.held:
            return None
        return parent not in self._known.found

    def _is_held(self, record: Record) -> bool:
        return self._known is not None and key_of(record)[0] in self._known.held

    def _records(self, tick: Tick) -> Iterator[Record]:
        """The good rows; of firm.csv what the whole folder says of us."""
        for verdict in verdicts(self._settled, self._checked.knowledge, tick):
            if isinstance(verdict, Firm):
                yield self._checked.firm or verdict
            elif not isinstance(verdict, Reject | Withheld) and verdict is not None:
                yield verdict


class _Batches:
    """Rows of one file, gathered by what they keep."""

    def __init__(self, rows: Rows, units: Putting, amending: Amending, alone: Container[Key]) -> None:
        self._rows = rows
        self._units = units
        self._amending = amending
        self._alone = alone
        self._plain: _Gathered = defaultdict(list)
        self._corrected: _Gathered = defaultdict(list)
        self._written = Written()
        self.full: tuple[_Gathered, Keep] | None = None

    def add(self, record: Record, keep: Keep, *, again: bool = False) -> None:
        """Add a row; its correction by hand comes when it is not put ``again``. ``full`` then says whether there are as
        many as make a unit."""
        batches = self._plain if again or self._amending.correction(record) is None else self._corrected
        batch = batches[keep]
        batch.append(record)
        if len(batch) >= self._units.size:
            self.full = batches, keep

    async def write(self) -> None:
        """Write the rows that make a unit, where there are as many."""
        if self.full is not None:
            batches, keep = self.full
            self.full = None
            await self._write(batches, keep)

    async def end(self) -> Written:
        """Write what is left; returns what became of all."""
        self._rows.check_unchanged()
        for batches in (self._plain, self._corrected):
            for keep in tuple(batches):
                await self._write(batches, keep)
        return self._written

    async def _write(self, batches: _Gathered, keep: Keep) -> None:
        """Write rows of a file that is still the one that was checked: what was read of it before then is so, too."""
        batch = batches.pop(keep)
        self._rows.check_unchanged()
        if batches is self._corrected:
            written = await self._amending.put_corrected(batch, self._rows.source, keep)
        else:
            written = await self._units.put(batch, keep, self._alone, self._rows.source)
        self._written = added(self._written, written)


def _alone(record: Record) -> Record:
    """The same row without its reference to another row of its file."""
    if isinstance(record, StaffMember):
        return replace(record, manager_id=None)
    return replace(record, parent_id=None) if isinstance(record, Account) else record


def _unheard(_count: int) -> None:
    """Bytes that are read again are no progress."""
