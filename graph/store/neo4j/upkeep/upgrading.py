"""Which migrations a database still lacks, and running them, by its address alone.

Decides: nothing but that one connection is made for it. Does not decide: how a migration is run (``migrating`` does).
"""

from __future__ import annotations

from collections.abc import Callable

from graph.store.migrations import shipped
from graph.store.neo4j.address import Address
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.upkeep.migrating import migrate

_CHAIN = "neo4j"


async def pending(address: Address) -> tuple[str, ...]:
    """The migrations that the database lacks, by name and in order; none is up to date. It changes nothing.

    Raises the StoreError for which the database must be refused."""
    return await _run(address, owner="", dry_run=True, progress=None)


async def upgrade(address: Address, owner: str, progress: Callable[[str], None] | None = None) -> tuple[str, ...]:
    """Run what :func:`pending` tells, and return it. ``owner`` tells others who migrates, ``progress`` is told each
    step as a sentence. Raises StoreBusy while somebody else migrates."""
    return await _run(address, owner=owner, dry_run=False, progress=progress)


async def _run(
    address: Address, *, owner: str, dry_run: bool, progress: Callable[[str], None] | None
) -> tuple[str, ...]:
    connection = Connection(address)
    try:
        ran = await migrate(
            connection.driver,
            address.database,
            address.location,
            shipped(_CHAIN),
            owner=owner,
            dry_run=dry_run,
            progress=progress,
        )
    finally:
        await connection.close()
    return tuple(migration.label for migration in ran)
