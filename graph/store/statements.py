"""The statements of the .sql and .cypher files beside the adapters, by name.

Decides: how such a file is read. Does not decide: what a statement says.

A statement opens with ``-- name: <name>`` (in Cypher ``// name: <name>``), then comes what it is for. A line that
starts with ``--<condition>:`` is a comment unless the caller asks for that condition, then the rest of the line belongs
to the statement. So one text serves for the whole firm and for a neighbourhood, and each file can be read by somebody
who knows only the language it is written in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its conditions switched off; see :meth:`when`. ``mark`` opens a comment."""

    text: str
    mark: str = "--"

    def when(self, **conditions: bool) -> str:
        """The text with the lines of those conditions that hold."""
        text = self.text
        for condition, holds in conditions.items():
            if holds:
                text = text.replace(f"{self.mark}{condition}:", "")
        return text


def load(package: str, file: str, mark: str = "--") -> Mapping[str, Statement]:
    """The statements of a file in a package, whose comments open with ``mark``; raises ValueError for a name given
    twice."""
    statements: dict[str, Statement] = {}
    _, *parts = files(package).joinpath(file).read_text(encoding="utf-8").split(f"{mark} name: ")
    for part in parts:
        name, text = part.split("\n", 1)
        if name in statements:
            raise ValueError(f"{file} names {name} twice")
        statements[name] = Statement(text.strip(), mark)
    return statements
