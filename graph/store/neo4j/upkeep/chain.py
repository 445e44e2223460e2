"""What a database remembers of the migrations that ran, and of one that has begun.

Decides: how the chain of nodes is read and written, so that the original neo4j-migrations understands it and we
understand its. Does not decide: what follows from it (``graph.store.migrations`` does), nor when it is written.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from graph.errors import StoreDamaged
from graph.store.migrations import Applied, Begun
from graph.store.neo4j.queries import Queries, Row
from graph.store.neo4j.upkeep.leasing import Lease, is_held
from graph.store.neo4j.upkeep.scripts import Script
from graph.store.statements import load

_STATEMENTS: Final = load(__package__, "migrations.cypher", "//")

_BASELINE: Final = "BASELINE"
_OF_OURS: Final = re.compile(r"\d{4}")
_UNKNOWN: Final = -1  # no checksum is negative

_LOOKS: Final = 5  # at a chain that looks broken: of a commit one may see a node before what links it
_PAUSE: Final = 0.05  # seconds between them


@dataclass(frozen=True, slots=True)
class Chain:
    """The migrations that ran, in order; whether there is a chain at all, and the newest version in it."""

    applied: tuple[Applied, ...]
    there: bool
    newest: str
    begun: Begun | None
    data_format: int


async def read(queries: Queries, location: str) -> Chain:
    """The chain of a database; raises StoreDamaged when it is broken, or holds what no chain of ours can hold."""
    links = await _links(queries, location)
    data_format = await queries.value(_STATEMENTS["data format"].text)
    return Chain(
        applied=tuple(_applied(location, row) for row in links[1:]),
        there=bool(links),
        newest=links[-1][0] if links else _BASELINE,
        begun=await _begun(queries, links[-1]) if links else None,
        data_format=data_format or 0,
    )


async def prepare(queries: Queries) -> None:
    """Keep each version single, which the original does too; in a transaction of the schema."""
    await queries.run(_STATEMENTS["one migration of a version"].text)


async def begin(queries: Queries, lease: Lease, chain: Chain, script: Script) -> None:
    """Mark that a migration begins; raises StoreBusy when the lease was lost."""
    await lease.renew(queries)
    if not chain.there:
        await queries.run(_STATEMENTS["begin the chain"].text)
    noted = await queries.value(
        _STATEMENTS["begin a migration"].text, last=chain.newest, label=script.migration.label, owner=lease.owner
    )
    _check_newest(noted, lease, chain.newest)


async def end(queries: Queries, lease: Lease, last: str, script: Script, user: str) -> None:
    """Record that a migration ran, after the version ``last``; raises StoreBusy when the lease was lost.

    In the transaction of its statements, where they allow it: then neither is there without the other."""
    await lease.renew(queries)
    recorded = await queries.value(
        _STATEMENTS["end a migration"].text,
        last=last,
        owner=lease.owner,
        user=user,
        version=script.version,
        description=script.description,
        source=script.source,
        checksum=script.checksum,
    )
    _check_newest(recorded, lease, last)


def _check_newest(found: int, lease: Lease, last: str) -> None:
    """Raise StoreDamaged unless exactly one migration of this version was found to go on from."""
    if found != 1:
        location = lease.location
        raise StoreDamaged(location, f"{location} has {found} migrations {last} in its chain: run whither doctor.")


async def _links(queries: Queries, location: str) -> list[Row]:
    """The links one after the other, BASELINE first."""
    for _ in range(_LOOKS):
        rows = await queries.rows(_STATEMENTS["chain"].text)
        links = _in_order(rows)
        if len(links) == len(rows):
            return links
        await asyncio.sleep(_PAUSE)
    raise _damaged(location, "its chain of migrations is broken")


def _in_order(rows: list[Row]) -> list[Row]:
    """As many of the links as follow each other from BASELINE."""
    following: Mapping[str | None, Row] = {row[1]: row for row in rows}
    links: list[Row] = []
    link = following.get(None)
    if link is None or link[0] != _BASELINE:
        return links
    while link is not None and len(links) < len(rows):
        links.append(link)
        link = following.get(link[0])
    return links


def _applied(location: str, link: Row) -> Applied:
    version, _, description, kind, checksum, *_ = link
    if kind != "CYPHER" or _OF_OURS.fullmatch(version) is None:
        raise _damaged(location, f"the migration {version} in it is not one of Whither's")
    known = isinstance(checksum, str) and checksum.isdecimal()
    return Applied(int(version), str(description).replace(" ", "_"), int(checksum) if known else _UNKNOWN)


async def _begun(queries: Queries, last: Row) -> Begun | None:
    *_, label, since, by = last
    if label is None:
        return None
    return Begun(label, datetime.fromtimestamp(since / 1000, UTC), by, running=await is_held(queries))


def _damaged(location: str, reason: str) -> StoreDamaged:
    return StoreDamaged(location, f"{location} is damaged ({reason}): restore it from a backup.")
