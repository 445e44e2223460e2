"""The small firm, fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.schema.firm import SmallFirm, opened_firm


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[SmallFirm]:
    async with opened_firm(tmp_path) as opened:
        yield opened


@pytest.fixture
async def nobody(tmp_path: Path) -> AsyncIterator[SmallFirm]:
    """A store that was never told anything."""
    async with opened_firm(tmp_path, empty=True) as opened:
        yield opened
