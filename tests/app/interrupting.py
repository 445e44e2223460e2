"""The settings with which a terminal's commands run, for a test that looks into its store."""

from __future__ import annotations

from dataclasses import replace

from app.settings import Settings
from tests.app.commanding import Terminal


def settings_of(terminal: Terminal) -> Settings:
    """The settings of a command that is run at this terminal."""
    return replace(Settings.read({"WHITHER_DATA": str(terminal.data)}), store=str(terminal.store))
