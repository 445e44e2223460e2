"""Runs the real command in this process, as somebody at a terminal would, with a data folder of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from app.command_line import application
from exchange.demo import COMPANY

JUNE = "2026-06-30"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed to either output."""

    code: int
    out: str
    err: str

    def data(self) -> Any:
        return json.loads(self.out)

    def sentence(self) -> str:
        """What a refused command said: one line, one full stop at its end, and nothing else anywhere."""
        said = self.err.strip()
        assert said, "nothing was said"
        assert "\n" not in said, said
        assert said.endswith("."), said
        assert "Traceback" not in self.out + self.err
        return said


@dataclass(frozen=True)
class Terminal:
    """A terminal of ``width`` columns whose data folder is ``data``."""

    data: Path
    width: int = 80

    @property
    def store(self) -> Path:
        return self.data / "whither.sqlite"

    def whither(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
        variables = {"WHITHER_DATA": str(self.data), "COLUMNS": str(self.width), **(environment or {})}
        result = CliRunner().invoke(application, list(arguments), env=variables)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)


def folder_with(path: Path, **files: str) -> Path:
    """A folder of CSV files, by name without ending."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def company() -> str:
    """The demo company's folder."""
    return str(COMPANY)
