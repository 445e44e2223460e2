"""Terminals for the commands under test: one with nothing stored, one at which the demo company was imported."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.commanding import Terminal, company


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal with nothing stored yet."""
    return Terminal(tmp_path / "data")


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into whose store the demo company was imported."""
    terminal = Terminal(tmp_path_factory.mktemp("imported"))
    assert terminal.whither("import", company()).code == 0
    return terminal.data


@pytest.fixture
def firm(imported: Path, tmp_path: Path) -> Terminal:
    """A terminal whose store, its own, holds the demo company."""
    return Terminal(Path(shutil.copytree(imported, tmp_path / "firm")))
