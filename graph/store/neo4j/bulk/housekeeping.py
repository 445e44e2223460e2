"""The nodes that a store keeps for itself, and its audit log, as files of a bulk import.

Decides: that a store which was loaded is of the revision that was written, with one entry of the change log that names
everything. Does not decide: what these nodes are for (the migrations and the modules beside this package do).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC
from typing import Final

from graph.store.audit_log import AuditLog
from graph.store.migrations import DATA_FORMAT
from graph.store.neo4j.bulk.graph_files import GraphFiles
from graph.store.neo4j.bulk.tables import format_of
from graph.store.neo4j.turns import TURNS
from graph.store.values import AuditEntry

_AT_ONCE: Final = 500


async def write_housekeeping(files: GraphFiles, revision: int, audit: AuditLog) -> None:
    """Write the nodes of a store at a revision, and the entries of an audit log as it is now."""
    _put(files, "__WhitherStore", _STORE, (True, DATA_FORMAT, revision, revision, ""))
    _put(files, "__WhitherWriter", ("only:boolean",), (True,))
    _put(files, "__WhitherTurn", ("number:long",), *((number,) for number in range(TURNS)))
    if revision:
        _put(files, "__WhitherChange", ("revision:long", "everything:boolean"), (revision, True))
    written = 0
    async for entries in _in_order(audit):
        written = entries[-1].number
        _put(files, "__WhitherAuditEntry", _ENTRY, *map(_entry, entries))
        subjects = [(one, entry.number) for entry in entries for one in dict.fromkeys(entry.subjects)]
        _put(files, "__WhitherSubject", ("id", "entry:long"), *subjects)
    _put(files, "__WhitherAuditLog", ("only:boolean", "entries:long"), (True, written))


def _put(files: GraphFiles, label: str, columns: tuple[str, ...], *rows: tuple[object, ...]) -> None:
    """Write nodes that nothing is linked to, which therefore need no id of their own."""
    if rows:
        writers = [format_of(column)[1] for column in columns]
        lines = [",".join(write(value) for write, value in zip(writers, row, strict=True)) for row in rows]
        files.node(label, columns).write(lines)


def _entry(entry: AuditEntry) -> tuple[object, ...]:
    at = entry.at.astimezone(UTC)
    return entry.number, at, entry.viewer, entry.purpose, entry.question, entry.subjects, entry.revision


async def _in_order(audit: AuditLog) -> AsyncIterator[tuple[AuditEntry, ...]]:
    """The entries that are there now, oldest first, some hundreds at a time; they are numbered from 1 without gaps."""
    newest = await audit.entries(1)
    until = newest[0].number if newest else 0
    for start in range(0, until, _AT_ONCE):
        end = min(start + _AT_ONCE, until)
        yield tuple(reversed(await audit.entries(end - start, before=end + 1)))


_STORE: Final = ("only:boolean", "data_format:long", "revision:long", "units:long", "token_rules")
_ENTRY: Final = (
    "number:long",
    "at:datetime",
    "viewer",
    "purpose",
    "question",
    "subjects:string[]",
    "revision:long",
)
