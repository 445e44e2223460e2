"""The export of a store: the folder from which an import makes the same records again.

Decides: which files are written, all from one state of the store, and in which order. Does not decide: how a row is
written (``layout`` does), nor the order of the rows (the store does).

The bytes depend on nothing but what the rows say: not on the order in which they came, nor on when or where it is done.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exchange.layout import FIRM, LAYOUT, RETRACTIONS, REVENUE, FileLayout
from exchange.new_folder import CsvFile, new_folder
from exchange.progress import Ticker
from exchange.report import OnProgress, Stage
from exchange.reranking import Reranking
from graph.domain.further_records import Amendment
from graph.domain.kinds import Record
from graph.domain.records import Booking, Firm
from graph.store.protocol import GraphStore, Snapshot
from graph.store.values import Held


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written, and how many ``rows`` it has."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class ExportReport:
    """The end of an export: the ``files`` in the layout's order, the ``revision`` they are of, and how long it took."""

    folder: str
    files: tuple[ExportedFile, ...]
    revision: int
    seconds: float

    @property
    def rows(self) -> int:
        """How many rows were written in all."""
        return sum(file.rows for file in self.files)


async def export_folder(store: GraphStore, folder: Path, *, progress: OnProgress | None = None) -> ExportReport:
    """Write every file of the layout that has rows into ``folder``, which is not there yet, or empty.

    It appears whole or not at all, readable for its owner alone. A store without rows gives an empty folder; a firm
    that nobody has named is known by the currency of its bookings only, and those say it. Memory does not grow with
    the rows, but for those retracted or corrected by hand. ``progress`` is told every few thousand rows.

    Raises FolderError when the folder is not empty or cannot be written (a full disk, no permission), and StoreError.
    Cancelled, it leaves nothing behind."""
    began = time.monotonic()
    with new_folder(folder) as place:
        async with store.snapshot() as snapshot:
            ticker = Ticker(Stage.EXPORTING, _expected(await store.held()), progress)
            files = await _Export(snapshot, place, ticker).run()
            revision = snapshot.revision
    return ExportReport(str(folder), files, revision, time.monotonic() - began)


def _expected(held: Held) -> int:
    """About how many rows there are; others write meanwhile, and some kinds are not counted."""
    entities = held.staff + held.accounts + held.people + held.employments + held.services
    return entities + held.touches + held.ratings + held.promises + held.bookings + held.further


class _Export:
    """Writes the files of one snapshot into one folder."""

    def __init__(self, snapshot: Snapshot, place: Path, ticker: Ticker) -> None:
        self._snapshot = snapshot
        self._place = place
        self._ticker = ticker
        self._reranking = Reranking()

    async def run(self) -> tuple[ExportedFile, ...]:
        """Write all that has rows. What was decided by hand comes last: it is told by what the others hold."""
        async for chunk in self._snapshot.records(Amendment):
            for amendment in chunk:
                self._reranking.learn(amendment)
        others = [await self._file(layout) for layout in LAYOUT if layout is not RETRACTIONS]
        by_hand = self._reranking.told(self._snapshot.records(Amendment))
        files = [await self._rows(RETRACTIONS, by_hand), *others]
        return tuple(file for file in files if file.rows)

    async def _file(self, layout: FileLayout) -> ExportedFile:
        return await self._rows(layout, self._snapshot.records(layout.record))

    async def _rows(self, layout: FileLayout, chunks: AsyncIterator[Sequence[Record]]) -> ExportedFile:
        """Write the file of one kind of row; none when there is no row."""
        self._ticker.begin(layout.name)
        file: CsvFile | None = None
        try:
            async for chunk in chunks:
                rows = [layout.cells(record) for record in self._seen(layout, chunk)]
                if rows:
                    file = file or CsvFile(self._place / layout.name, [column.name for column in layout.columns])
                    file.write(rows)
        except BaseException:
            if file is not None:
                file.close(whole=False)
            raise
        if file is not None:
            file.close(whole=True)
        self._ticker.end()
        return ExportedFile(layout.name, 0 if file is None else file.rows)

    def _seen(self, layout: FileLayout, records: Sequence[Record]) -> Sequence[Record]:
        """Count rows on their way, and leave out a firm that has no name, which no row of firm.csv can be without."""
        self._ticker.bytes_read(len(records))
        for record in records:
            self._ticker.row()
            if layout is REVENUE and isinstance(record, Booking):
                self._reranking.meet(record)
        return [one for one in records if not isinstance(one, Firm) or one.name] if layout is FIRM else records
