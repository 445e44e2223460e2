"""Which adapters the contract is held against.

Decides: how each adapter gets a place of its own for a test. Does not decide: what a store must do (the tests say it).
An adapter joins with one entry in ``ADAPTERS``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from graph.store.embedded import open_store
from graph.store.neo4j import open_store as open_neo4j_store
from graph.store.protocol import GraphStore
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database

Opener = Callable[[str], Coroutine[Any, Any, GraphStore]]
"""Opens the store at one place, again and again; takes the version of the assumptions."""


class Place:
    """Where one test keeps its store. All that it opens is closed when the test ends."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._stores: list[GraphStore] = []

    async def open(self, assumptions: str = "first") -> GraphStore:
        """The store of this place, as another process would open it."""
        store = await self._opener(assumptions)
        self._stores.append(store)
        return store

    async def close(self) -> None:
        """Close whatever is still open."""
        for store in self._stores:
            await store.close()


def embedded(folder: Path) -> Opener:
    """A file in a temporary folder."""

    async def opener(assumptions: str) -> GraphStore:
        return await open_store(folder / "firm.whither", assumptions)

    return opener


def neo4j(line: Line) -> Callable[[Path], Opener]:
    """The one database of the server of a line, emptied."""

    def factory(_: Path) -> Opener:
        address = empty_database(line)

        async def opener(assumptions: str) -> GraphStore:
            return await open_neo4j_store(address, assumptions)

        return opener

    return factory


ADAPTERS: dict[str, Callable[[Path], Opener]] = {"embedded": embedded} | {line.value: neo4j(line) for line in Line}


def tried(adapter: str, times: int) -> settings:
    """How often Hypothesis tries an adapter: on a server, which is emptied for each try, a tenth of the ``times``."""
    return settings(max_examples=times if adapter == "embedded" else times // 10)


@pytest.fixture(params=sorted(ADAPTERS))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """A place without a store yet, once for each adapter."""
    place = Place(ADAPTERS[request.param](tmp_path))
    yield place
    await place.close()


@pytest.fixture
async def store(place: Place) -> GraphStore:
    """An empty store that is open, once for each adapter."""
    return await place.open()
