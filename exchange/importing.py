"""The import of a folder as a whole: check everything, then write what is good, then report.

Decides: when nothing is loaded, and what the report says. Does not decide: which rows are good (``checking`` and what
stands below it), nor how they are written (``loading``).

An import that is killed can be run again with the same folder: rows that arrived are found unchanged, and the mark of
the interrupted import stays until one has ended.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from exchange.checking import CheckedFile, CheckedFolder, check_folder
from exchange.completing import check_complete
from exchange.fingerprint import fingerprint
from exchange.folder import Contents, survey
from exchange.kept import KeptTouches
from exchange.layout import FIRM
from exchange.loading import Loaded, Loading
from exchange.owning import is_gone, owner
from exchange.progress import Ticker
from exchange.quality import quality_of
from exchange.rehearsing import all_new, rehearse
from exchange.rejects import RejectsFile
from exchange.report import FileReport, ImportReport, OnProgress, Stage
from exchange.stored import Stored, stored_in
from graph.changes.marking import abandon_import
from graph.domain.money import Money
from graph.store.protocol import GraphStore
from graph.store.values import ImportMark

T = TypeVar("T")


async def import_folder(
    store: GraphStore,
    folder: Path,
    *,
    now: datetime,
    rejects: Path | None,
    strict: bool = False,
    dry_run: bool = False,
    complete: Collection[str] = (),
    progress: OnProgress | None = None,
) -> ImportReport:
    """Import the files of ``folder`` into a store: rows with a key that it holds are updates.

    ``now`` has a zone. ``rejects``: the file (or the folder for a rejects.csv) that lists the rows set aside; with None
    they are only counted. ``strict`` loads nothing when there is any; ``dry_run`` loads nothing at all, and tells what
    would become of the rows. Nothing is loaded either when firm.csv is set aside and the store knows no firm: its time
    zone and currency could never be changed again. ``complete`` names files that are the whole truth: rows of the store
    whose key such a file does not hold are retracted, and those that an earlier complete file did not hold come back.
    ``progress`` is told every few thousand rows. Takes memory for the ids of staff, accounts and people, of the folder
    and of the store; and 16 bytes for each row of a complete file throughout. Where temporary files stand it takes 32
    bytes for each row of a long file, and about as much as the file of the touches until they are written; while
    touches whose ids come in no order are written, twice as much.

    Raises StoreFilled when the store holds an interrupted import of another folder; StoreBusy while another import
    runs; FolderError when the folder or a file in it cannot be read, when one changes meanwhile, or when there is no
    room for a temporary file (then the import is interrupted and can be run again); InvalidInput for a file that cannot
    be ``complete``; and StoreError. Cancelled, it ends soon and can be run again. The event loop goes on meanwhile:
    ``progress`` is called from another thread while rows are read."""
    began = time.monotonic()
    contents = survey(folder)
    whole = check_complete(contents, complete)
    with owner() as name, KeptTouches() as kept:
        content = await _in_thread(_ticker(contents, None), lambda ticker: fingerprint(contents, ticker.bytes_read))

        def beat() -> ImportMark:
            return ImportMark(now, now + timedelta(seconds=time.monotonic() - began), content, name)

        stored = await stored_in(store, contents, beat())
        with RejectsFile(rejects, folder) as set_aside:
            kept_in = None if dry_run else kept
            check = partial(check_folder, contents, stored, now, set_aside, complete=whole, kept=kept_in)
            checked = await _in_thread(_ticker(contents, progress), check)
        firm_set_aside = _is_firm_set_aside(checked, stored)
        loaded = not dry_run and not (strict and set_aside.count) and not firm_set_aside
        if loaded:
            became = await Loading(store, checked, stored, beat).run(progress)
        else:
            became = await _foreseen(store, checked, stored, beat(), progress) if dry_run else {}
    quality = await quality_of(store, [file.tally for file in checked.files], now) if loaded else None
    return replace(
        _report(contents, checked, became, set_aside),
        again=stored.filled,
        quality=quality,
        dry_run=dry_run,
        loaded=loaded,
        firm_set_aside=firm_set_aside,
        seconds=time.monotonic() - began,
    )


async def _foreseen(
    store: GraphStore, checked: CheckedFolder, stored: Stored, mark: ImportMark, progress: OnProgress | None
) -> dict[str, Loaded]:
    """What would become of each file."""
    return await rehearse(store, checked, mark, progress) if stored.filled else all_new(checked)


async def give_up_import(store: GraphStore, now: datetime) -> ImportMark | None:
    """Take away the mark of an interrupted import and return it; None where there is none. Rows that arrived stay.

    Raises StoreBusy while the import runs."""
    mark = await abandon_import(store, now, is_gone)
    await store.end_filling()
    return mark


def _report(
    contents: Contents, checked: CheckedFolder, became: dict[str, Loaded], set_aside: RejectsFile
) -> ImportReport:
    """What there is to tell of the files."""
    return ImportReport(
        folder=str(contents.path),
        files=tuple(_told(file, became.get(file.source.layout.name, Loaded())) for file in checked.files),
        revenue=_revenue(checked.files, checked.knowledge.currency),
        not_read_yet=contents.not_read_yet,
        not_in_layout=contents.not_in_layout,
        rejects=set_aside.path if set_aside.count else None,
        listed=set_aside.count,
        first_rejects=set_aside.first,
        earlier_rejects=set_aside.earlier,
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


def _is_firm_set_aside(checked: CheckedFolder, stored: Stored) -> bool:
    """Whether firm.csv says nothing that can be used, and so the rest of the folder would fix for good a time zone or a
    currency of which it may say something else."""
    ours = stored.firm
    if ours is not None and (ours.name or (ours.currency and stored.fixed_zone is not None)):
        return False
    of_firm = next((file for file in checked.files if file.source.layout is FIRM), None)
    return of_firm is not None and not of_firm.tally.good and bool(of_firm.unusable or of_firm.tally.rejected)


def _told(file: CheckedFile, loaded: Loaded) -> FileReport:
    layout, written = file.source.layout, loaded.written
    changed = {column.name: written.changed.get(column.field, 0) for column in layout.columns}
    return FileReport(
        name=layout.name,
        rows=file.tally.rows,
        new=written.new,
        updated=written.updated,
        unchanged=written.unchanged,
        withheld=written.withheld + file.tally.withheld,
        repeated=file.tally.repeated,
        rejected=file.tally.rejected,
        changed={name: count for name, count in changed.items() if count},
        unknown_columns=() if file.settled is None else file.settled.header.unknown,
        unusable=None if file.unusable is None else file.unusable.reason,
        complete=file.complete,
        retracted=loaded.retracted.gone,
        kept=loaded.retracted.kept,
        unreadable=0 if file.present is None else file.present.unreadable,
    )


def _revenue(files: tuple[CheckedFile, ...], currency: str) -> tuple[Money, ...]:
    """The total of the bookings by currency: one, or none as long as no currency is known."""
    return (Money(sum(file.tally.amount for file in files), currency),) if currency else ()
