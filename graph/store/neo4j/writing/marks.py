"""The mark of an import that has not ended.

Decides: how it is kept. Does not decide: when an import counts as interrupted, nor who may take its mark away.
"""

from __future__ import annotations

from datetime import UTC, datetime

from graph.store.neo4j.queries import Queries
from graph.store.neo4j.writing.replays import KEEPING
from graph.store.values import ImportMark


async def import_mark(queries: Queries) -> ImportMark | None:
    """The mark of an import that has not ended."""
    started, beat, folder, owner = await queries.row(KEEPING["import_mark"].text)
    if started is None:
        return None
    return ImportMark(datetime.fromisoformat(started), datetime.fromisoformat(beat), folder, owner)


async def mark_import(queries: Queries, mark: ImportMark | None) -> None:
    """Say that an import has begun, still lives, or has ended."""
    values: dict[str, object] = dict.fromkeys(("started", "beat", "folder", "owner"))
    if mark is not None:
        instants = {"started": mark.started.astimezone(UTC), "beat": mark.beat.astimezone(UTC)}
        values = {**instants, "folder": mark.folder, "owner": mark.owner}
    await queries.run(KEEPING["mark_import"].text, **values)
