"""The rows of one file on their way into the store.

Decides: which rows of a file go into one unit, what a row keeps of the one that is there, and that a reference to a row
of the same file waits until every row is there. Does not decide: the order of files (``loading`` does), nor how a unit
is written (``graph.changes.importing`` does).

While a unit is written, the rows of the next are read in another thread (``ahead``). Touches that were kept when their
file was checked are not read from it again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from exchange.ahead import ahead
from exchange.amending import Amending
from exchange.checking import CheckedFolder
from exchange.defining import parent_of
from exchange.progress import EVERY, Ticker
from exchange.reading import Tick
from exchange.settling import Settled, touches, touches_by_id, verdicts
from exchange.tally import added
from graph.changes.importing import write_records
from graph.changes.marking import Beat, Pulse
from graph.changes.pace import Pace
from graph.domain.kinds import Key, Record, key_of
from graph.domain.plain_touches import WIDTH, PlainTouches, PlainValue
from graph.domain.records import Account, Firm, StaffMember
from graph.store.protocol import GraphStore
from graph.store.values import Source, Written

Keep = frozenset[str]
"""The fields that stay as they are in a row that is there already."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows that are put at once, and whether each has a correction by hand."""

    records: Sequence[Record]
    keep: Keep
    corrected: bool


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

    async def wait(self) -> None:
        """Rows are still being read: say that whoever waits for them is there."""


class Units:
    """The units of work of one import; their ``size``, in rows, follows from how long the last ones took."""

    def __init__(self, store: GraphStore, beat: Beat) -> None:
        """``beat`` gives the import's mark as of the moment it is called."""
        self._store = store
        self._beat = beat
        self._pace = Pace()
        self._pulse = Pulse(store, beat)

    def enlarge(self) -> None:
        """The store was made for this import, and nobody else is expected to write."""
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
        written = await write_records(self._store, records, self._beat, keep, alone, source=source)
        self._pace.took(len(records), time.monotonic() - began)
        return written

    async def wait(self) -> None:
        """Renew the import's mark now and then: rows may take minutes to read."""
        await self._pulse.keep()


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
        written = Written()
        async with ahead(self._batches(ticker), ticker.stop, self._units.wait) as batches:
            async for batch in batches:
                written = added(written, await self._put(batch))
        self.check_unchanged()
        if self._settled.kept is not None:
            self._settled.kept.let_go()
        return written

    async def write_references(self) -> Written:
        """Put the rows that had to wait for the row of the same file they refer to; returns what became of those that
        :meth:`write` left out."""
        self.check_unchanged()
        written = Written()
        for batch, left_out in self._waiting():
            became = await self._put(batch)
            if left_out:
                written = added(written, became)
        self.check_unchanged()
        return written

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
        parent = None if self._known is None else parent_of(record)
        if parent is None or self._known is None or parent in self._known.held:
            return None
        return parent not in self._known.found

    def _is_held(self, record: Record) -> bool:
        return self._known is not None and key_of(record)[0] in self._known.held

    def _batches(self, ticker: Ticker) -> Iterator[_Batch]:
        """What :meth:`write` writes. Read in another thread than it is written in: nothing here writes."""
        if self._known is None and not self._amending.any_correction(self._settled.kind):
            yield from self._alike(ticker)
            return
        gathering = _Gathering(self._units, self._amending)
        keep = self._settled.keep
        for record in self._records(ticker.bytes_read):
            ticker.row()
            wanting = self._wanting(record)
            if wanting is None:
                yield from gathering.add(record, keep)
            elif wanting or not self._is_held(record):
                yield from gathering.add(_alone(record), keep | self._reference, again=not wanting)
        yield from gathering.rest()

    def _alike(self, ticker: Ticker) -> Iterator[_Batch]:
        """All rows of a file in which none has to wait and none was corrected, as of most: nothing is asked of any."""
        settled, knowledge = self._settled, self._checked.knowledge
        if settled.cuts:
            yield from self._plain(ticker, touches_by_id(settled, knowledge, ticker.bytes_read, ticker.bytes_again))
            return
        if settled.kept is not None:
            yield from self._plain(ticker, touches(settled, knowledge, ticker.bytes_read))
            return
        records = self._records(ticker.bytes_read)
        rows: list[Record] = []
        while some := list(islice(records, min(EVERY, max(1, self._units.size - len(rows))))):
            rows += some
            ticker.rows(len(some))
            if len(rows) >= self._units.size:
                yield _Batch(rows, self._settled.keep, corrected=False)
                rows = []
        if rows:
            yield _Batch(rows, self._settled.keep, corrected=False)

    def _plain(self, ticker: Ticker, blocks: Iterable[PlainTouches]) -> Iterator[_Batch]:
        """The same of touches that come some at a time as plain values."""
        values: list[PlainValue] = []
        for block in blocks:
            values += block.values
            ticker.rows(len(block))
            while len(values) >= (length := self._units.size * WIDTH):
                yield _Batch(PlainTouches(values[:length]), self._settled.keep, corrected=False)
                values = values[length:]
        if values:
            yield _Batch(PlainTouches(values), self._settled.keep, corrected=False)

    def _waiting(self) -> Iterator[tuple[_Batch, bool]]:
        """What :meth:`write_references` writes, and whether :meth:`write` left it out."""
        left_out, others = (_Gathering(self._units, self._amending) for _ in range(2))
        for record in self._records(_unheard):
            if self._wanting(record) is False:
                held = self._is_held(record)
                for batch in (left_out if held else others).add(record, self._settled.keep):
                    yield batch, held
        for batch in others.rest():
            yield batch, False
        for batch in left_out.rest():
            yield batch, True

    async def _put(self, batch: _Batch) -> Written:
        """Write rows of a file that is still the one that was checked: what was read of it before then is so, too."""
        self.check_unchanged()
        if batch.corrected:
            return await self._amending.put_corrected(batch.records, self.source, batch.keep)
        return await self._units.put(batch.records, batch.keep, self._settled.alone, self.source)

    def _records(self, tick: Tick) -> Iterator[Record]:
        """The good rows; of firm.csv what the whole folder says of us."""
        kind = self._settled.kind
        for verdict in verdicts(self._settled, self._checked.knowledge, tick):
            if type(verdict) is kind:  # neither set aside, nor withheld, nor repeated
                yield self._checked.firm or verdict if kind is Firm else verdict


class _Gathering:
    """Rows of one file, gathered by what they keep and by whether they were corrected by hand."""

    def __init__(self, units: Putting, amending: Amending) -> None:
        self._units = units
        self._amending = amending
        self._gathered: defaultdict[tuple[bool, Keep], list[Record]] = defaultdict(list)

    def add(self, record: Record, keep: Keep, *, again: bool = False) -> Sequence[_Batch]:
        """Add a row; its correction by hand comes when it is not put ``again``. Returns the rows that now are as many
        as make a unit."""
        kind = (not again and self._amending.correction(record) is not None, keep)
        rows = self._gathered[kind]
        rows.append(record)
        return () if len(rows) < self._units.size else (self._taken(kind),)

    def rest(self) -> Iterator[_Batch]:
        """What is left: rows without corrections first."""
        for kind in sorted(self._gathered, key=lambda kind: kind[0]):
            yield self._taken(kind)

    def _taken(self, kind: tuple[bool, Keep]) -> _Batch:
        corrected, keep = kind
        return _Batch(self._gathered.pop(kind), keep, corrected)


def _alone(record: Record) -> Record:
    """The same row without its reference to another row of its file."""
    if isinstance(record, StaffMember):
        return replace(record, manager_id=None)
    return replace(record, parent_id=None) if isinstance(record, Account) else record


def _unheard(_count: int) -> None:
    """Bytes that are read again are no progress."""
