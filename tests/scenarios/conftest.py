"""The story as it is told, and a way to tell it otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from itertools import count
from pathlib import Path

import pytest

from exchange.demo import COMPANY
from tests.scenarios.telling import Row, Story, retold, told

Otherwise = Callable[..., AbstractAsyncContextManager[Story]]


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    """The demo company as it is."""
    async with told(COMPANY, tmp_path / "as told.sqlite") as one:
        yield one


@pytest.fixture
def otherwise(tmp_path: Path) -> Otherwise:
    """The demo company with some lines otherwise."""

    number = count(1)

    def tell(**changes: Callable[[Row], Row | None]) -> AbstractAsyncContextManager[Story]:
        name = f"otherwise {next(number)}"
        return told(retold(tmp_path / name, **changes), tmp_path / f"{name}.sqlite")

    return tell
