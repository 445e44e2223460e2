"""Empty stores on the servers of the tests, one after the other in the same database.

Decides: that the schema is made once for each server, and that each test begins with an empty store.
Does not decide: where a server comes from (``tests.servers`` does).
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from neo4j import ManagedTransaction

from graph.store.migrations import shipped
from graph.store.neo4j import Address, upgrade
from graph.store.neo4j.upkeep.splitting import statements_of
from tests.servers.finding import server_of
from tests.servers.lines import Line, Server
from tests.servers.wiping import driver_of, wipe, wipe_all

_CHAIN = shipped("neo4j")
_HOUSEKEEPING = statements_of(_CHAIN[1].text)


def empty_database(line: Line) -> Address:
    """The database of the server of a line, with the schema and nothing in it."""
    return emptied(server_of(line))


def emptied(server: Server) -> Address:
    """The database of a server, with the schema and nothing in it."""
    _make_schema(server)
    wipe(server)
    with driver_of(server).session(database=server.database) as session:
        session.execute_write(_keep_house)
    return address_of(server)


def address_of(server: Server) -> Address:
    """The database of a server as a store's address."""
    return Address(server.uri, server.user, server.password, server.database)


def settings_of(address: Address) -> dict[str, str]:
    """The settings by which the command uses a database."""
    return {
        "WHITHER_STORE": address.uri,
        "WHITHER_NEO4J_USER": address.user,
        "WHITHER_NEO4J_PASSWORD": address.password,
        "WHITHER_NEO4J_DATABASE": address.database,
    }


def _keep_house(tx: ManagedTransaction) -> None:
    """Make the store's own nodes, as its migration did."""
    for statement in _HOUSEKEEPING:
        tx.run(statement.text)


def _make_schema(server: Server) -> None:
    """Where it is not there, or was taken away; in a thread of its own, for whoever asks may run an event loop."""
    with driver_of(server).session(database=server.database) as session:
        links = session.run("MATCH (m:__Neo4jMigration) RETURN count(m)").single(strict=True)[0]
    if links != len(_CHAIN) + 1:  # and where the chain begins
        wipe_all(server)
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(upgrade(address_of(server), "the tests"))).result()
