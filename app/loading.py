"""``whither import``: a folder into the store of the settings.

Decides: where rejects are listed, and that a dry run and a folder that cannot be used leave no new store behind.
Does not decide: what becomes of a row (``exchange`` does).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from app.settings import Settings
from app.wiring import Clock, opened, store_path
from exchange.folder import survey
from exchange.importing import import_folder
from exchange.report import ImportReport, OnProgress


@dataclass(frozen=True, slots=True)
class Load:
    """A folder to import, and how; ``rejects`` is the folder for the list of rejects, None for the store's own."""

    folder: Path
    strict: bool = False
    dry_run: bool = False
    rejects: Path | None = None


async def load(settings: Settings, what: Load, clock: Clock, progress: OnProgress | None) -> ImportReport:
    """Import the folder, or only check it, and report; raises a FolderError or a StoreError."""
    path = store_path(settings)
    survey(what.folder)
    if what.dry_run and not path.exists():
        with tempfile.TemporaryDirectory() as scratch:
            elsewhere = replace(settings, store=str(Path(scratch) / path.name))
            return await _load(elsewhere, path, what, clock, progress)
    return await _load(settings, path, what, clock, progress)


async def _load(settings: Settings, path: Path, what: Load, clock: Clock, progress: OnProgress | None) -> ImportReport:
    async with opened(settings, create=True) as stores:
        return await import_folder(
            stores.graph,
            what.folder,
            now=clock(),
            rejects=(what.rejects or path.parent) / "rejects.csv",
            strict=what.strict,
            dry_run=what.dry_run,
            progress=progress,
        )
