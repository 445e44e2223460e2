"""Which adapter stands behind the protocols, and what time it is.

Decides: how the store of these settings is opened and closed, and the one clock.
Does not decide: where that is (``app.places`` does), nor anything a command says or asks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.places import Place, named, place_of
from app.settings import Settings
from graph.engine.assumptions import VERSION
from graph.errors import StoreError, StoreUnavailable
from graph.store import embedded, neo4j
from graph.store.audit_log import AuditLog
from graph.store.neo4j import Address
from graph.store.protocol import GraphStore

Clock = Callable[[], datetime]
"""Gives the present instant in UTC."""


@dataclass(frozen=True, slots=True)
class Stores:
    """An open store, its audit log beside it, and the ``location`` by which sentences name it."""

    graph: GraphStore
    audit: AuditLog
    location: str


def now() -> datetime:
    """The present instant; nobody but this function reads the machine's clock for a date."""
    return datetime.now(UTC)


def existing_store(settings: Settings) -> Place:
    """Where the settings' store is; raises StoreUnavailable when it is a file that is not there yet."""
    place = place_of(settings)
    if isinstance(place, Path) and not place.exists():
        raise StoreUnavailable(str(place), f"There is no store at {place}: {_FILL}.")
    return place


@asynccontextmanager
async def inspected(place: Place) -> AsyncIterator[GraphStore]:
    """The store that is there, neither made nor migrated, closed on leaving; raises a StoreError."""
    graph: GraphStore
    if isinstance(place, Address):
        graph = await neo4j.open_store(place, VERSION, inspect=True)
    else:
        graph = await embedded.open_store(place, VERSION, migrate=False)
    try:
        yield graph
    finally:
        await graph.close()


async def open_once(path: Path) -> None:
    """Let the store in a file do what it does when it is opened with a new schema for the first time."""
    graph = await embedded.open_store(path, VERSION)
    await graph.close()


@asynccontextmanager
async def opened(settings: Settings, *, create: bool = False) -> AsyncIterator[Stores]:
    """The store and audit log of the settings, closed on leaving.

    Raises a StoreError when they cannot be opened; without ``create`` also when it is a file that is not there yet. A
    database of a Neo4j server is never made or migrated by opening it."""
    place = place_of(settings) if create else existing_store(settings)
    graph = await _open(place)
    try:
        audit = await _open_audit_log(place)
        try:
            yield Stores(graph, audit, named(place))
        finally:
            await audit.close()
    finally:
        await graph.close()


async def refuse_empty(stores: Stores) -> None:
    """Raise StoreError when nothing was ever stored."""
    if await stores.graph.revision() == 0:
        raise StoreError(stores.location, f"The store {stores.location} is empty: {_FILL}.")


async def _open(place: Place) -> GraphStore:
    if isinstance(place, Address):
        return await neo4j.open_store(place, VERSION)
    return await embedded.open_store(place, VERSION)


async def _open_audit_log(place: Place) -> AuditLog:
    if isinstance(place, Address):
        return await neo4j.open_audit_log(place)
    return await embedded.open_audit_log(place)


_FILL: Final = "load a folder into it with `whither import DIR`, or look around with `whither demo`"
