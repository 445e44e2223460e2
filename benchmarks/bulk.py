"""How fast an embedded store becomes files for ``neo4j-admin database import``, and how fast that loads them.

Decides: that what was loaded is counted. Does not decide: what stands in the files (the adapter does).
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import BenchmarkFailed
from benchmarks.plan import Place
from benchmarks.stores import opened, opened_log
from graph.changes.comparing import as_folded
from graph.engine.assumptions import VERSION
from graph.store.neo4j import Address
from graph.store.neo4j.bulk import BulkFiles, BulkFolder, write_bulk_files

Admin = Callable[[Path, Sequence[str]], str]
"""Runs neo4j-admin on a home with these arguments to its end, and returns what it printed."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written, and how long neo4j-admin took to load it, in seconds."""

    files: BulkFiles
    seconds: float


async def write_files(place: Place, folder: Path, address: Address) -> BulkFiles:
    """Write the files of the store at a place, for an empty database, into an empty folder."""
    async with opened(place) as store, opened_log(place) as log, store.snapshot() as snapshot:
        target = BulkFolder(folder, folder, address)
        return await write_bulk_files(snapshot, log, (as_folded, VERSION), target, lambda _more: None)


def load_files(files: BulkFiles, admin: Admin, home: Path) -> Loaded:
    """Load the files into a new home, where no server runs. Raises BenchmarkFailed when not all of them arrive."""
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").touch()
    command = shlex.split(files.steps[0])
    began = time.perf_counter()
    try:
        said = admin(home, command[1:])
    except AssertionError as error:
        raise BenchmarkFailed(f"neo4j-admin could not load the files: {str(error).strip()[-1000:]}") from error
    seconds = time.perf_counter() - began
    links = sum(rows for name, rows in files.rows.items() if "-" in name)
    for count, what in ((files.total - links, "nodes"), (links, "relationships")):
        if f"{count} {what}" not in said:
            raise BenchmarkFailed(f"neo4j-admin was given {count} {what} and says otherwise: {said.strip()[-500:]}")
    return Loaded(files, seconds)
