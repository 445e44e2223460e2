"""Two ends of a copy: a firm with every kind of row and much decided by hand, and a place that holds nothing.

Decides: what there is to copy, and what counts as the same. Does not decide: what a copy must do (the tests say it).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from exchange.importing import import_folder
from graph.changes.copying import Copied, Copier, End, OnCopy, copy_store
from graph.domain.kinds import KEY_FIELDS, R, key_of
from graph.domain.records import Account, Person, Service, StaffMember
from graph.domain.vocabulary import ServiceRole
from graph.engine.assumptions import VERSION
from graph.store.embedded import open_audit_log, open_store
from graph.store.neo4j import Address
from graph.store.neo4j import open_audit_log as open_neo4j_audit_log
from graph.store.neo4j import open_store as open_neo4j_store
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import AuditEntry, CachedTies
from tests.exchange.small_firm import FILES, FURTHER, folder_of
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database
from tests.store.writing import put_by_hand, retract

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
EMBEDDED = "embedded"
PAIRS = (
    (EMBEDDED, EMBEDDED),
    *((EMBEDDED, line.value) for line in Line),
    *((line.value, EMBEDDED) for line in Line),
)
"""From where to where: a file, or the one database of a line."""


@asynccontextmanager
async def opened(place: Path | Address) -> AsyncIterator[End]:
    """An end of a copy at a place, closed on leaving."""
    async with AsyncExitStack() as open_ones:
        neo4j = isinstance(place, Address)
        graph = await (open_neo4j_store(place, VERSION) if neo4j else open_store(place, VERSION))
        open_ones.push_async_callback(graph.close)
        audit = await (open_neo4j_audit_log(place) if neo4j else open_audit_log(place))
        open_ones.push_async_callback(audit.close)
        yield End(graph, audit)


def place_on(where: str, folder: Path) -> Path | Address:
    """A place of its own that holds nothing: a file in the folder, or an emptied database."""
    return folder / f"{where}.sqlite" if where == EMBEDDED else empty_database(Line(where))


async def fill(end: End, folder: Path) -> None:
    """Every kind of row; corrections, a row that was moved, retractions; and three entries of the audit log."""
    await import_folder(end.graph, folder_of(folder, {**FILES, **FURTHER}), now=NOW, rejects=None)
    standing = await end.graph.fetch(StaffMember, ["ada"])
    await put_by_hand(end.graph, replace(standing["ada"], title="Head of everything"))
    await put_by_hand(end.graph, Person("rex", 'Rex, called "R"', title="Überflieger ; , \\ \u2028 '"))
    await put_by_hand(end.graph, Account("far", "Far away", parent_id="globex"))
    await retract(end.graph, Account, ("far",))
    moved = (await all_of(end.graph, Service))[0]

    async def move(transaction: Transaction) -> None:
        await transaction.stamp(NOW)
        to = replace(moved, role=ServiceRole.SPECIALIST, start=date(2016, 5, 1), end=None)
        await transaction.move(Service, key_of(moved), key_of(to))
        await transaction.put([to])

    await end.graph.write(move)
    for number in range(3):
        at = NOW + timedelta(seconds=number)
        await end.audit.append(AuditEntry(at, "me", "to see", "departure", ("ada", f"nobody {number}"), number))


async def copy(
    source: End, target: End, owner: str = "first", progress: OnCopy | None = None, *, alone: bool = True
) -> Copied:
    """A copy in a world in which every other one has surely ended, unless it is not ``alone``."""
    return await copy_store(source, target, Copier(owner, lambda _owner: alone, NOW), progress)


async def said_by(end: End) -> dict[str, list[object]]:
    """All that an end holds, as values that compare: rows of every kind, ties with their sums, audit entries."""
    said: dict[str, list[object]] = {}
    async with end.graph.snapshot() as snapshot:
        for kind in KEY_FIELDS:
            said[kind.__name__] = [row async for rows in snapshot.records(kind) for row in rows]
        said["ties"] = sorted([tie async for some in snapshot.ties() for tie in _ties(some)], key=repr)
    entries = await end.audit.entries(1_000)
    said["entries"] = [(entry.number, entry) for entry in entries]
    return said


def _ties(some: CachedTies) -> list[object]:
    columns = [getattr(some.statistics, column.name).tolist() for column in fields(some.statistics)]
    touches = [some.touches.tie.tolist().count(place) for place in range(len(some.keys))]
    return list(zip(some.keys, some.assumptions, touches, *columns, strict=True))


async def all_of(store: GraphStore, kind: type[R]) -> list[R]:
    """Every row of a kind."""
    async with store.snapshot() as snapshot:
        return [row async for rows in snapshot.records(kind) for row in rows]
