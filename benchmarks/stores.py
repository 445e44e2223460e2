"""Opens the store that is measured.

Decides: which adapter stands at a place. Does not decide: what is measured on it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.plan import Place
from graph.engine.assumptions import VERSION
from graph.store import embedded, neo4j
from graph.store.audit_log import AuditLog
from graph.store.neo4j import Address
from graph.store.protocol import GraphStore


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[GraphStore]:
    """The store at a place, closed on leaving; a database of Neo4j has its schema already."""
    store: GraphStore
    if isinstance(place, Address):
        store = await neo4j.open_store(place, VERSION)
    else:
        store = await embedded.open_store(place, VERSION)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def opened_log(place: Place) -> AsyncIterator[AuditLog]:
    """The audit log beside it, closed on leaving."""
    log: AuditLog
    if isinstance(place, Address):
        log = await neo4j.open_audit_log(place)
    else:
        log = await embedded.open_audit_log(place)
    try:
        yield log
    finally:
        await log.close()
