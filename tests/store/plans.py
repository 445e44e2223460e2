"""How SQLite would run a statement, and which tables it would read from end to end.

Decides: nothing; the tests say which statements may.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Final

Steps = list[tuple[int, int, int, str]]

_NAMED: Final = re.compile(r":([a-z]\w*)")
_NUMBERED: Final = re.compile(r"\?(\d*)")


def plan(connection: sqlite3.Connection, statement: str) -> Steps:
    """How SQLite would run a statement whose parameters, named or numbered, are all 1."""
    numbers = _NUMBERED.findall(statement)
    count = max((int(number) for number in numbers if number), default=len(numbers))
    parameters = (1,) * count if numbers else dict.fromkeys(_NAMED.findall(statement), 1)
    return connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()


def scanned(steps: Iterable[tuple[int, int, int, str]]) -> set[str]:
    """The tables that a plan reads from end to end, by the name the statement gives them."""
    return {step.split()[1] for *_, step in steps if step.startswith("SCAN") and not step.startswith("SCAN (")}


def sorted_whole(steps: Iterable[tuple[int, int, int, str]]) -> bool:
    """Whether a plan sorts all its rows at the end, rather than those that share what they are ordered by first."""
    return any(step == "USE TEMP B-TREE FOR ORDER BY" for *_, step in steps)
