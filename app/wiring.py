"""Which adapter stands behind the protocols, and what time it is.

Decides: where the store of these settings is, how it is opened and closed, and the one clock.
Does not decide: anything a command says or asks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.settings import Settings
from graph.engine.assumptions import VERSION
from graph.errors import InvalidInput, StoreError, StoreUnavailable
from graph.store.embedded import open_audit_log, open_store
from graph.store.protocol import AuditLog, GraphStore

Clock = Callable[[], datetime]
"""Gives the present instant in UTC."""


@dataclass(frozen=True, slots=True)
class Stores:
    """An open store, its audit log beside it, and the path of its file."""

    graph: GraphStore
    audit: AuditLog
    path: Path


def now() -> datetime:
    """The present instant; nobody but this function reads the machine's clock for a date."""
    return datetime.now(UTC)


def store_path(settings: Settings) -> Path:
    """The file that the settings name; raises InvalidInput for an address of another kind of store."""
    if "://" in settings.store:
        shown = settings.shown()["WHITHER_STORE"]
        raise InvalidInput("store", shown, "this version has the embedded store only, so give a path to a file")
    return Path(settings.store).expanduser()


def existing_store(settings: Settings) -> Path:
    """The file that the settings name; raises StoreUnavailable when there is none yet."""
    path = store_path(settings)
    if not path.exists():
        remedy = "load a folder into it with `whither import DIR`, or look around with `whither demo`"
        raise StoreUnavailable(str(path), f"There is no store at {path}: {remedy}.")
    return path


@asynccontextmanager
async def inspected(path: Path) -> AsyncIterator[GraphStore]:
    """The store in a file that is there, neither made nor migrated, closed on leaving; raises a StoreError."""
    graph = await open_store(path, VERSION, migrate=False)
    try:
        yield graph
    finally:
        await graph.close()


async def open_once(path: Path) -> None:
    """Let the store in a file do what it does when it is opened with a new schema for the first time."""
    graph = await open_store(path, VERSION)
    await graph.close()


@asynccontextmanager
async def opened(settings: Settings, *, create: bool = False) -> AsyncIterator[Stores]:
    """The store and audit log of the settings, closed on leaving.

    Raises a StoreError when they cannot be opened; without ``create`` also when there is no such file yet."""
    path = store_path(settings) if create else existing_store(settings)
    graph = await open_store(path, VERSION)
    try:
        audit = await open_audit_log(path)
        try:
            yield Stores(graph, audit, path)
        finally:
            await audit.close()
    finally:
        await graph.close()


async def refuse_empty(stores: Stores) -> None:
    """Raise StoreError when nothing was ever stored."""
    if await stores.graph.revision() == 0:
        remedy = "load a folder into it with `whither import DIR`, or look around with `whither demo`"
        raise StoreError(str(stores.path), f"The store {stores.path} is empty: {remedy}.")
