"""What a Neo4j store is and what is wrong with it, for somebody who can mend it.

Decides: what counts as wrong, and the sentence for it: ties that wait to be folded do not, for they only take longer.
Does not decide: whether a schema may be used (``graph.store.migrations`` does), nor to mend anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from neo4j import READ_ACCESS, AsyncManagedTransaction, unit_of_work

from graph.store.migrations import Begun, Migration, Standing
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.faults import nodes_gone, read_only, said_plainly, understood
from graph.store.neo4j.guard import GUARD
from graph.store.neo4j.queries import Queries, Row
from graph.store.neo4j.turns import TURNS
from graph.store.neo4j.upkeep.migrating import standing_of
from graph.store.statements import load
from graph.store.values import Condition

CONDITION: Final = load(__package__, "condition.cypher", "//")

_OWN_NODES: Final = [1, 1, TURNS, 1]
_LTS: Final = (5, 26)
_FIRST_YEAR: Final = 2025
_NAMED: Final = re.compile(r"^\s*(CREATE|DROP)\s+(?:\w+\s+)?(?:CONSTRAINT|INDEX)\s+(\w+)", re.MULTILINE)
_LONGEST: Final = 10.0  # seconds: whoever asks for the condition wants to know soon


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a server tells of itself and a database; nothing of a store's own nodes where there is no store yet."""

    version: str
    edition: str
    indexes: Sequence[Row]
    own_nodes: Sequence[int]
    revision: int
    access: str
    complaint: str


async def condition_of(connection: Connection, chain: tuple[Migration, ...]) -> Condition:
    """The condition of the database; raises a StoreError when it cannot be reached or read."""
    location = connection.location
    there = await standing_of(connection.driver, connection.address.database, location, chain)
    seen = await _look(connection, stored=there.data_format > 0)
    problems = [
        *_of_schema(there),
        *_of_server(location, seen),
        *_of_database(location, seen),
        *_of_indexes(location, seen, chain[: there.schema_version] if there.obstacle is None else ()),
        *_of_own_nodes(location, seen, stored=there.data_format > 0),
    ]
    return Condition(location, str(there.schema_version), there.data_format, seen.revision, tuple(problems))


async def _look(connection: Connection, *, stored: bool) -> _Seen:
    name = connection.address.database

    @unit_of_work(timeout=_LONGEST)
    async def ask(transaction: AsyncManagedTransaction) -> list[Row]:
        return await Queries(transaction).rows(CONDITION["access"].text, name=name)

    @unit_of_work(timeout=_LONGEST)
    async def look(transaction: AsyncManagedTransaction) -> _Seen:
        queries = Queries(transaction)
        version, edition = await queries.row(CONDITION["server"].text)
        indexes = await queries.rows(CONDITION["indexes"].text)
        own_nodes = await queries.row(CONDITION["own_nodes"].text) if stored else _OWN_NODES
        revisions = await queries.rows(GUARD["revision"].text) if stored else []
        revision = int(revisions[0][0]) if revisions else 0
        return _Seen(version, edition, indexes, own_nodes, revision, access, complaint or "")

    with said_plainly(connection.location), understood(connection.location):
        async with connection.session(READ_ACCESS) as session:
            told = await session.execute_read(ask)
            access, complaint = told[0] if told else ("", "")
            return await session.execute_read(look)


def _of_schema(there: Standing) -> list[str]:
    problems = [str(there.obstacle)] if there.obstacle is not None else []
    if there.begun is not None:
        problems.append(_begun(there.begun))
    if there.pending:
        names = ", ".join(migration.label for migration in there.pending)
        problems.append(f"These migrations are still to come: {names}; run whither migrate.")
    return problems


def _begun(begun: Begun) -> str:
    since = f"{begun.since:%Y-%m-%d %H:%M:%S} UTC"
    if begun.running:
        return f"The migration {begun.label} is being run by {begun.by} since {since}: wait until it has ended."
    return f"The migration {begun.label}, begun by {begun.by} at {since}, was interrupted: run whither migrate."


def _of_server(location: str, seen: _Seen) -> list[str]:
    numbers = [int(number) for number in re.findall(r"\d+", seen.version)[:2]]
    if numbers >= [_FIRST_YEAR] or (numbers[:1] == [_LTS[0]] and numbers >= list(_LTS)):
        return []
    served = f"{location} is served by Neo4j {seen.version} ({seen.edition})"
    return [f"{served}, which Whither was never tried on: use 5.26 LTS or a version of {_FIRST_YEAR} or later."]


def _of_database(location: str, seen: _Seen) -> list[str]:
    problems = [str(read_only(location))] if seen.access == "read-only" else []
    if seen.complaint:
        complaint = seen.complaint.rstrip(". ")
        problems.append(f"The server of {location} says of this database: {complaint}; see its log, and mend that.")
    return problems


def _of_indexes(location: str, seen: _Seen, ran: Sequence[Migration]) -> list[str]:
    """Indexes and constraints that a migration made and that are not there, and any that cannot be used."""
    made: dict[str, str] = {}
    for migration in ran:
        for verb, name in _NAMED.findall(migration.text):
            if verb == "CREATE":
                made[name] = migration.label
            else:
                made.pop(name, None)
    there = {name for name, *_ in seen.indexes}
    problems = [
        f"{location} lacks {name}, which {label} made: run the statement of that migration again that names it."
        for name, label in made.items()
        if name not in there
    ]
    for name, state, percent in seen.indexes:
        if state == "FAILED":
            problems.append(
                f"{location} could not build {name}: see the server's log, drop it, and run the statement again that "
                "made it."
            )
        elif state != "ONLINE":
            problems.append(f"{location} is still building {name} ({percent:.0f} %): wait until it is there.")
    return problems


def _of_own_nodes(location: str, seen: _Seen, *, stored: bool) -> list[str]:
    return [str(nodes_gone(location, "lost or doubled"))] if stored and list(seen.own_nodes) != _OWN_NODES else []
