"""Statements that are given many rows at once.

Decides: how many, and in how many statements. Does not decide: what is done with a row.

A statement costs what it costs however many rows it is given, and whoever runs one lets other threads go on and then
waits for its turn again: an import reads its next rows meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.store.embedded.writing.storing import Value

_AT_ONCE: Final = 250


@dataclass(frozen=True, slots=True)
class ManyRows:
    """A statement that lists the values of ``width`` columns once, as ``(?, ?)``, and can list them for many rows."""

    statement: str
    width: int
    _many: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Raise ValueError where a statement lists no row, or several."""
        row = f"({', '.join('?' * self.width)})"
        if self.statement.count(row) != 1:
            raise ValueError(f"the statement does not list {self.width} values once: {self.statement}")
        object.__setattr__(self, "_many", self.statement.replace(row, ", ".join([row] * _AT_ONCE)))

    def run(self, connection: sqlite3.Connection, values: Sequence[Value]) -> None:
        """Run it for all rows whose ``values`` these are, one row after the other."""
        length = _AT_ONCE * self.width
        many = len(values) // length * length
        for begin in range(0, many, length):
            connection.execute(self._many, values[begin : begin + length])
        rest = (values[begin : begin + self.width] for begin in range(many, len(values), self.width))
        connection.executemany(self.statement, rest)
