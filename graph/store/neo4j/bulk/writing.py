"""A whole graph as the files of a bulk import, and the command that loads them.

Decides: which files there are and what an operator does with them. Does not decide: what stands in a file (``shapes``,
``housekeeping``), nor where its folder is.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.domain.kinds import KEY_FIELDS
from graph.domain.network import TieStatistics
from graph.store.audit_log import AuditLog
from graph.store.neo4j.address import Address
from graph.store.neo4j.bulk.graph_files import GraphFiles
from graph.store.neo4j.bulk.housekeeping import write_housekeeping
from graph.store.protocol import Snapshot
from graph.store.values import CachedTies

Folded = tuple[Callable[[CachedTies], TieStatistics], str]
"""What gives the statistics of ties as they are when all are folded, and the version of the assumptions of that."""

OnRows = Callable[[int], None]
"""Is told that so many more rows, or ties, were read."""

COMMAND_FILE: Final = "load.sh"
"""The file that holds the steps."""

_OVERWRITE: Final = (
    "# A database that is there already, if only the empty one that a server makes when it first starts, has to go: "
    "add --overwrite-destination to the command."
)
_READ: Final = "# The account that runs neo4j-admin must be able to read this folder, which is for its owner alone."
_START: Final = "# Then start the server, and:"
_DO: Final = ("migrate", "verify")
_COMPARE: Final = "# At last run the same whither copy without --bulk: it compares both ends and writes nothing."


@dataclass(frozen=True, slots=True)
class BulkFiles:
    """The files in ``folder``: how many rows each has by its name, the ``revision`` they are of, what an operator does
    with them step by step (what is to be read begins with #), and how many seconds it took to write them."""

    folder: Path
    rows: dict[str, int]
    revision: int
    steps: tuple[str, ...]
    seconds: float

    @property
    def total(self) -> int:
        """How many nodes and relationships there are in all."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class BulkFolder:
    """Where the files are written: into ``making``, an empty folder that is to become ``folder``; and the database that
    they are for."""

    making: Path
    folder: Path
    address: Address


async def write_bulk_files(
    snapshot: Snapshot, audit: AuditLog, folded: Folded, place: BulkFolder, progress: OnRows
) -> BulkFiles:
    """Write the files of a snapshot, the entries of its audit log among them.

    Memory does not grow with the rows. Raises InvalidRecord for a list that no such file can hold, OSError, and a
    StoreError."""
    began = time.monotonic()
    files = GraphFiles(place.making)
    try:
        for kind in KEY_FIELDS:
            async for rows in snapshot.records(kind):
                files.put(kind, rows)
                progress(len(rows))
        async for some in snapshot.ties():
            files.put_ties(some.keys, folded[0](some), folded[1])
            progress(len(some.keys))
        await write_housekeeping(files, snapshot.revision, audit)
    except BaseException:
        files.close(whole=False)
        raise
    files.close(whole=True)
    steps = _steps(files, place)
    _write_command(place.making / COMMAND_FILE, steps)
    written = {table.name: table.rows for table in files.tables}
    return BulkFiles(place.folder, written, snapshot.revision, steps, time.monotonic() - began)


def _steps(files: GraphFiles, place: BulkFolder) -> tuple[str, ...]:
    """What to do, the command first. A full import makes the database; one that is there goes only when one says so."""
    words = ["neo4j-admin", "database", "import", "full", place.address.database]
    words += ["--id-type=string", "--array-delimiter=U+001F"]
    if any(table.multiline for table in files.tables):
        words.append("--multiline-fields=true")
    for option, named in (("nodes", files.nodes), ("relationships", files.relationships)):
        for table, label in named.items():
            path = place.folder / table.name
            words.append(f"--{option}={label}={path}.header.csv,{path}.csv")
    return (
        shlex.join(words),
        _OVERWRITE,
        _READ,
        _START,
        *(f"whither {do} --store {place.address.uri}" for do in _DO),
        _COMPARE,
    )


def _write_command(path: Path, steps: tuple[str, ...]) -> None:
    path.write_text("".join(f"{step}\n" for step in steps), encoding="utf-8")
    path.chmod(0o600)
