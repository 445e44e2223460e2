"""The story as it is told, and a way to tell it otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from itertools import count
from pathlib import Path

import pytest

from exchange.demo import COMPANY
from tests.scenarios.telling import Row, Story, retold, told
from tests.servers.lines import Line

Otherwise = Callable[..., AbstractAsyncContextManager[Story]]


@pytest.fixture(params=[None, *Line], ids=lambda line: "embedded" if line is None else str(line))
def line(request: pytest.FixtureRequest) -> Line | None:
    """Where a story is told: in files, and on each line of Neo4j."""
    return None if request.param is None else Line(request.param)


@pytest.fixture
async def story(tmp_path: Path, line: Line | None) -> AsyncIterator[Story]:
    """The demo company as it is."""
    async with told(COMPANY, line or tmp_path / "as told.sqlite") as one:
        yield one


@pytest.fixture
def otherwise(tmp_path: Path, line: Line | None) -> Otherwise:
    """The demo company with some lines otherwise."""

    number = count(1)

    def tell(**changes: Callable[[Row], Row | None]) -> AbstractAsyncContextManager[Story]:
        name = f"otherwise {next(number)}"
        return told(retold(tmp_path / name, **changes), line or tmp_path / f"{name}.sqlite")

    return tell
