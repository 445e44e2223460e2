"""A run's table on standard output.

Decides: how wide it is where no terminal says. Does not decide: what stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

_IN_A_FILE: Final = 200
"""Characters of a line where no terminal says how many it has."""


def print_table(facts: Sequence[str], header: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print the facts, one to a line, and the table below them."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _IN_A_FILE
    for fact in facts:
        console.print(fact, markup=False)
    table = Table(*header)
    for row in cells:
        table.add_row(*row)
    console.print(table)
