"""A file of nodes or of relationships, as ``neo4j-admin database import`` reads it.

Decides: how a value is written, and where headers and rows stand. Does not decide: what the columns are (``shapes``).

What is not there is an empty cell, and empty text is a pair of quotes. An empty list cannot be told from none: the
import leaves both out, and a migration puts the empty one there (V0003).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from graph.errors import InvalidRecord

ARRAY_DELIMITER: Final = "\x1f"
"""Stands between the parts of a list: no text of a record holds a control character."""
_PRIVATE: Final = 0o600

Format = Callable[[Any], str]


class Table:
    """A file that is being written, and a file with its header; ``rows`` counts what was written."""

    def __init__(self, folder: Path, name: str, header: Sequence[str]) -> None:
        """Begin two new files, for their owner alone."""
        self.name = name
        self.rows = 0
        self.multiline = False
        self._file = _new(folder / f"{name}.csv")
        with _new(folder / f"{name}.header.csv") as file:
            file.write(f"{','.join(header)}\n")

    def write(self, lines: Sequence[str]) -> None:
        """Write rows, each the text of its cells."""
        if lines:
            text = "\n".join(lines) + "\n"
            self._file.write(text)
            self.rows += len(lines)
            self.multiline = self.multiline or text.count("\n") != len(lines) or "\r" in text

    def close(self, *, whole: bool) -> None:
        """Let go of the file; a ``whole`` one is on the disk when this returns."""
        with self._file:
            if whole:
                self._file.flush()
                os.fsync(self._file.fileno())


def text_cell(text: str | None) -> str:
    """Text as a cell."""
    if text is None:
        return ""
    return f'"{text}"' if '"' not in text else '"' + text.replace('"', '""') + '"'


def format_of(column: str) -> tuple[str, Format]:
    """The property of a column, and how its values are written."""
    name, _, kind = column.partition(":")
    return name, _FORMATS[kind]


def _new(path: Path) -> Any:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    return os.fdopen(number, "w", encoding="utf-8", newline="", buffering=1 << 20)


def _list_cell(parts: Sequence[str]) -> str:
    """A list as a cell; raises InvalidRecord for a part that holds what stands between two."""
    for part in parts:
        if ARRAY_DELIMITER in part or not part:
            raise InvalidRecord("list", part, "a bulk import can hold no such part of a list: copy without --bulk")
    return text_cell(ARRAY_DELIMITER.join(parts)) if parts else ""


_FORMATS: Final[Mapping[str, Format]] = {
    "": text_cell,
    "long": lambda number: "" if number is None else str(int(number)),
    "double": lambda number: "" if number is None else repr(float(number)),
    "boolean": lambda said: "" if said is None else "true" if said else "false",
    "datetime": lambda instant: instant.isoformat(),
    "string[]": _list_cell,
}
