"""The import of a folder as a whole: check everything, then write what is good, then report.

Decides: when nothing is loaded, and what the report says. Does not decide: which rows are good (``checking`` and what
stands below it), nor how they are written (``loading``).

An import that is killed can be run again with the same folder: rows that arrived are found unchanged, and the mark of
the interrupted import stays until one has ended.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from exchange.checking import CheckedFile, check_folder
from exchange.fingerprint import fingerprint
from exchange.folder import Contents, survey
from exchange.loading import Loading
from exchange.owning import owner
from exchange.progress import Ticker
from exchange.quality import quality_of
from exchange.rejects import RejectsFile
from exchange.report import FileReport, ImportReport, OnProgress, Stage
from exchange.stored import stored_in
from graph.domain.money import Money
from graph.store.protocol import GraphStore, ImportMark, Written

T = TypeVar("T")


async def import_folder(
    store: GraphStore,
    folder: Path,
    *,
    now: datetime,
    rejects: Path | None,
    strict: bool = False,
    dry_run: bool = False,
    progress: OnProgress | None = None,
) -> ImportReport:
    """Import the files of ``folder`` into a store that is empty, or whose last import was interrupted.

    ``now`` has a zone. ``rejects``: the file (or the folder for a rejects.csv) that lists the rows set aside; with None
    they are only counted. ``strict`` loads nothing when there is any; ``dry_run`` loads nothing at all. ``progress``
    is told every few thousand rows. Takes memory for the ids of staff, accounts and people, and 32 to 48 bytes for
    each row of one file at a time.

    Raises StoreFilled when the store holds a firm, or an interrupted import of another folder; StoreBusy while another
    import runs; FolderError when the folder or a file in it cannot be read, or when one changes meanwhile (then the
    import is interrupted and can be run again); and StoreError. Cancelled, it ends soon and can be run again.

    The event loop goes on meanwhile: ``progress`` is called from another thread while the rows are checked."""
    began = time.monotonic()
    contents = survey(folder)
    with owner() as name:
        content = await _in_thread(_ticker(contents, None), lambda ticker: fingerprint(contents, ticker.bytes_read))

        def beat() -> ImportMark:
            return ImportMark(now, now + timedelta(seconds=time.monotonic() - began), content, name)

        stored = await stored_in(store, beat())
        with RejectsFile(rejects, folder) as set_aside:
            checked = await _in_thread(
                _ticker(contents, progress), lambda ticker: check_folder(contents, stored, now, set_aside, ticker)
            )
        loaded = not dry_run and not (strict and set_aside.count)
        written = await Loading(store, checked, stored, beat).run(progress) if loaded else {}
    quality = quality_of(await store.held(), [file.tally for file in checked.files]) if loaded else None
    return ImportReport(
        folder=str(folder),
        files=tuple(_told(file, written.get(file.source.layout.name, Written())) for file in checked.files),
        revenue=_revenue(checked.files, checked.knowledge.currency),
        not_read_yet=contents.not_read_yet,
        not_in_layout=contents.not_in_layout,
        rejects=set_aside.path if set_aside.count else None,
        listed=set_aside.count,
        first_rejects=set_aside.first,
        quality=quality,
        dry_run=dry_run,
        loaded=loaded,
        seconds=time.monotonic() - began,
    )


def _ticker(contents: Contents, progress: OnProgress | None) -> Ticker:
    return Ticker(Stage.CHECKING, sum(source.size for source in contents.sources), progress)


async def _in_thread(ticker: Ticker, work: Callable[[Ticker], T]) -> T:
    """Do the work in a thread of its own; cancelled, tell it to stop and wait until it has."""
    working = asyncio.ensure_future(asyncio.to_thread(work, ticker))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        ticker.stop()
        await asyncio.wait([working])
        working.exception()  # Stopped, or what came first: nobody waits for either
        raise


def _told(file: CheckedFile, written: Written) -> FileReport:
    return FileReport(
        name=file.source.layout.name,
        rows=file.tally.rows,
        new=written.new,
        updated=written.updated,
        unchanged=written.unchanged,
        repeated=file.tally.repeated,
        rejected=file.tally.rejected,
        unknown_columns=() if file.settled is None else file.settled.header.unknown,
        unusable=None if file.unusable is None else file.unusable.reason,
    )


def _revenue(files: tuple[CheckedFile, ...], currency: str) -> tuple[Money, ...]:
    """The total of the bookings by currency: one, or none as long as no currency is known."""
    return (Money(sum(file.tally.amount for file in files), currency),) if currency else ()
