"""Empties the one database of a server between tests.

Decides: what goes and what stays, and that it is quick. Does not decide: when (the fixtures do).
"""

from __future__ import annotations

from neo4j import Driver, GraphDatabase, ManagedTransaction, NotificationMinimumSeverity, Session

from tests.servers.lines import Server

BATCH = 10_000
"""Nodes and relationships that one transaction deletes at most: more would exhaust a small heap."""
_COUNT = "RETURN COUNT { MATCH (n) } + COUNT { MATCH ()-[r]->() }"
_DELETE_ALL = "MATCH (n) WHERE NOT n:__Neo4jMigration AND NOT n:__Neo4jMigrationsLock DETACH DELETE n"
_DELETE_RELATIONSHIPS = (
    "MATCH ()-[r]->() WHERE type(r) <> 'MIGRATED_TO' CALL (r) { DELETE r } IN TRANSACTIONS OF $batch ROWS"
)
_DELETE_NODES = (
    "MATCH (n) WHERE NOT n:__Neo4jMigration AND NOT n:__Neo4jMigrationsLock "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF $batch ROWS"
)
_drivers: dict[str, Driver] = {}


def driver_of(server: Server) -> Driver:
    """The one driver that this process keeps open for preparing and looking into ``server``.

    It asks for no notifications: statements that empty a database name labels which an empty database does not know.
    """
    if server.uri not in _drivers:
        _drivers[server.uri] = GraphDatabase.driver(
            server.uri,
            auth=(server.user, server.password),
            notifications_min_severity=NotificationMinimumSeverity.OFF,
        )
    return _drivers[server.uri]


def close_drivers() -> None:
    """Close every driver that was opened here."""
    while _drivers:
        _drivers.popitem()[1].close()


def wipe(server: Server) -> None:
    """Delete all nodes and relationships but those of the migrations; constraints and indexes stay."""
    with driver_of(server).session(database=server.database) as session:
        if not session.execute_write(_wiped_at_once):
            _wipe_in_batches(session)


def wipe_all(server: Server) -> None:
    """Make the database as it was when it was new: nothing in it, no constraint, no index but the two it began with."""
    wipe(server)
    with driver_of(server).session(database=server.database) as session:
        session.execute_write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
        for name in session.execute_read(_names, "SHOW CONSTRAINTS YIELD name"):
            session.execute_write(_drop, "DROP CONSTRAINT $name IF EXISTS", name)
        for name in session.execute_read(_names, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
            session.execute_write(_drop, "DROP INDEX $name IF EXISTS", name)


def _wiped_at_once(tx: ManagedTransaction) -> bool:
    """Wipe in this transaction, unless there is too much for one."""
    counted = tx.run(_COUNT).single(strict=True)[0]
    if 0 < counted <= BATCH:
        tx.run(_DELETE_ALL).consume()
    return bool(counted <= BATCH)


def _wipe_in_batches(session: Session) -> None:
    for statement in (_DELETE_RELATIONSHIPS, _DELETE_NODES):
        session.run(statement, batch=BATCH).consume()


def _names(tx: ManagedTransaction, statement: str) -> list[str]:
    return [record["name"] for record in tx.run(statement)]


def _drop(tx: ManagedTransaction, statement: str, name: str) -> None:
    tx.run(statement, name=name).consume()
