"""The statements of the .sql files of the embedded store, by name.

Decides: how such a file is read. Does not decide: what a statement says.

A statement opens with ``-- name: <name>``, then comes what it is for. A line that starts with ``--<condition>:`` is a
comment unless the caller asks for that condition, then the rest of the line belongs to the statement. So one text
serves for the whole firm and for a neighbourhood, and each file can be read by somebody who knows only SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

_NAME: Final = "-- name: "


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its conditions switched off; see :meth:`when`."""

    text: str

    def when(self, **conditions: bool) -> str:
        """The text with the lines of those conditions that hold."""
        text = self.text
        for condition, holds in conditions.items():
            if holds:
                text = text.replace(f"--{condition}:", "")
        return text


def load(file: str) -> Mapping[str, Statement]:
    """The statements of a file in this package; raises ValueError for a name given twice."""
    statements: dict[str, Statement] = {}
    _, *parts = files(__package__).joinpath(file).read_text(encoding="utf-8").split(_NAME)
    for part in parts:
        name, text = part.split("\n", 1)
        if name in statements:
            raise ValueError(f"{file} names {name} twice")
        statements[name] = Statement(text.strip())
    return statements
