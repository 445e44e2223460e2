"""A Neo4j server of our own with the firm of an embedded store, and the whole firm asked there by hand.

Decides: how the firm comes into the server: by the files for neo4j-admin. Does not decide: what is asked
(``whole_by_hand`` does).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from neo4j import GraphDatabase

from benchmarks.apart import apart
from benchmarks.bulk import load_files, write_files
from benchmarks.whole_by_hand import compared
from graph.store.neo4j import Address, upgrade
from tests.servers.admin import run_admin
from tests.servers.jars import jars_of
from tests.servers.jdks import jdk_for
from tests.servers.launching import FOR_BENCHMARKS, launched
from tests.servers.lines import DATABASE, PASSWORD, USER, Line

_LINE: Final = Line.CALENDAR
_NOWHERE: Final = Address("neo4j://127.0.0.1:7687", USER, PASSWORD, DATABASE)
"""Stands in the notes beside the files, which nobody reads here."""
_PATIENCE: Final = 1_800


def can_start() -> bool:
    """Whether there are jars and a JDK for a server."""
    return jars_of(_LINE.profile) is not None and jdk_for(_LINE) is not None


def held_by_hand(store: Path, scratch: Path, say: Callable[[str], None]) -> tuple[float, ...]:
    """The seconds of asking by hand, several times, in a new server with the firm of this store.

    Raises BenchmarkFailed when what it says is not what the sweep says, and NotStarted."""
    folder, home = scratch / "cypher-files", scratch / "cypher-server"
    folder.mkdir()
    say("Writing files for neo4j-admin, and loading them.")
    load_files(apart(write_files, store, folder, _NOWHERE).result, partial(run_admin, _LINE), home)
    with launched(_LINE, home, FOR_BENCHMARKS) as own:
        server = own.server
        address = Address(server.uri, server.user, server.password, server.database)
        say("Making its constraints and indexes.")
        asyncio.run(upgrade(address, "the benchmarks"))
        with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
            driver.execute_query("CALL db.awaitIndexes($most)", most=_PATIENCE, database_=address.database)
        say("Asking the whole firm in Cypher.")
        return apart(compared, store, address).result
