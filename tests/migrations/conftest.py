"""The databases that the tests of migrations on Neo4j bring up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from neo4j import AsyncDriver

from tests.migrations.notes import connected
from tests.servers.finding import server_of
from tests.servers.lines import Line, Server
from tests.servers.wiping import wipe_all


@pytest.fixture
def new_database(neo4j_line: Line) -> Iterator[Server]:
    """The server of a line whose database is as it was on the first day, and is again afterwards."""
    server = server_of(neo4j_line)
    wipe_all(server)
    yield server
    wipe_all(server)


@pytest.fixture
async def driver(new_database: Server) -> AsyncIterator[AsyncDriver]:
    """A driver to it."""
    async with connected(new_database) as driver:
        yield driver
