"""The office, fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.changes.office import FIRM, Office, office_at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the office keeps its store."""
    return tmp_path / "whither.sqlite"


@pytest.fixture
async def office(path: Path) -> AsyncIterator[Office]:
    """A small firm, and somebody who changes it."""
    async with office_at(path, FIRM) as opened:
        yield opened


@pytest.fixture
async def empty_office(tmp_path: Path) -> AsyncIterator[Office]:
    """A store that was never told anything."""
    async with office_at(tmp_path / "empty.sqlite") as opened:
        yield opened
