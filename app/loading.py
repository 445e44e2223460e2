"""``whither import``: a folder into the store of the settings.

Decides: where rejects are listed (beside the store's file, or in WHITHER_DATA), that a dry run and a folder that cannot
be used leave no new store behind, and that a dry run migrates none.
Does not decide: what becomes of a row (``exchange`` does).
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.places import Place, place_of
from app.settings import Settings
from app.wiring import Clock, inspected, opened
from exchange.completing import check_complete
from exchange.folder import survey
from exchange.importing import give_up_import, import_folder
from exchange.report import ImportReport, OnProgress
from graph.store.protocol import GraphStore
from graph.store.values import ImportMark


@dataclass(frozen=True, slots=True)
class Load:
    """A folder to import, and how; ``rejects`` is the folder for the list of rejects, None for the store's own.

    ``complete``: names of files that are the whole truth."""

    folder: Path
    strict: bool = False
    dry_run: bool = False
    rejects: Path | None = None
    complete: tuple[str, ...] = ()


async def give_up(settings: Settings, clock: Clock) -> ImportMark | None:
    """Take away the mark of an interrupted import and return it; None where there is none. Raises a StoreError."""
    async with opened(settings) as stores:
        return await give_up_import(stores.graph, clock())


async def load(settings: Settings, what: Load, clock: Clock, progress: OnProgress | None) -> ImportReport:
    """Import the folder, or only check it, and report; raises a FolderError, a StoreError, or InvalidInput for a file
    that cannot be complete."""
    place = place_of(settings)
    check_complete(survey(what.folder), what.complete)
    beside = place.parent if isinstance(place, Path) else settings.data
    if what.dry_run and _holds_nothing(place):
        with tempfile.TemporaryDirectory() as scratch:
            elsewhere = replace(settings, store=str(Path(scratch) / "whither.sqlite"))
            return await _load(elsewhere, beside, what, clock, progress)
    return await _load(settings, beside, what, clock, progress)


@asynccontextmanager
async def _store(settings: Settings, *, dry_run: bool) -> AsyncIterator[GraphStore]:
    """The store to load into; what is only checked against it does not even migrate it."""
    place = place_of(settings)
    if dry_run and not _holds_nothing(place):
        async with inspected(place) as store:
            yield store
    else:
        async with opened(settings, create=True) as stores:
            yield stores.graph


def _holds_nothing(place: Place) -> bool:
    """Whether no store was ever made there: there is no file, or one without a byte."""
    if not isinstance(place, Path):
        return False
    return not place.exists() or (place.is_file() and place.stat().st_size == 0)


async def _load(
    settings: Settings, beside: Path, what: Load, clock: Clock, progress: OnProgress | None
) -> ImportReport:
    async with _store(settings, dry_run=what.dry_run) as store:
        return await import_folder(
            store,
            what.folder,
            now=clock(),
            rejects=(what.rejects or beside) / "rejects.csv",
            strict=what.strict,
            dry_run=what.dry_run,
            complete=what.complete,
            progress=progress,
        )
