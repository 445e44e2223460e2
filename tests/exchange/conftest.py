"""A real, empty store for each test of the import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.engine.assumptions import VERSION
from graph.store.embedded import EmbeddedStore, open_store
from tests.exchange.small_firm import FILES, brought_in, folder_of, network_in


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    opened = await open_store(tmp_path / "store" / "whither.sqlite", VERSION)
    yield opened
    await opened.close()


@pytest.fixture
async def another_store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    opened = await open_store(tmp_path / "store" / "another.sqlite", VERSION)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def good_network(tmp_path_factory: pytest.TempPathFactory) -> object:
    """All that a store holds after the small good folder alone."""
    place = tmp_path_factory.mktemp("good")

    async def network() -> object:
        opened = await open_store(place / "whither.sqlite", VERSION)
        try:
            await brought_in(opened, folder_of(place / "folder", FILES))
            return await network_in(opened)
        finally:
            await opened.close()

    return asyncio.run(network())
