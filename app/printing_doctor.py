"""What ``whither doctor`` found, on a terminal.

Decides: the order and the wording of headings. Does not decide: what is wrong (``app.doctor`` does).
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from app.doctor import Findings
from app.printing import counted


def print_findings(console: Console, findings: Findings) -> None:
    """Print the program, the settings, the store, what it holds, and what is wrong."""
    _print_section(console, "Program", findings.program)
    _print_section(console, "Settings", findings.settings)
    _print_section(console, "Store", findings.store)
    if findings.held:
        _print_section(console, "Rows", {name: f"{number:,}" for name, number in findings.held.items()})
    _print_leaving(console, findings)
    if findings.problems:
        console.print("Problems", style="bold red")
        for problem in findings.problems:
            console.print(f"  {problem}")
    else:
        console.print("Nothing is wrong.", style="green")


def _print_leaving(console: Console, findings: Findings) -> None:
    if findings.leaving:
        more = {f"and {counted(findings.leaving_too, 'other')}": ""} if findings.leaving_too else {}
        _print_section(console, "Staff whose end lies ahead", {**dict(findings.leaving), **more})


def _print_section(console: Console, title: str, lines: Mapping[str, str]) -> None:
    console.print(title, style="bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in lines.items():
        table.add_row(f"  {name}", value)
    console.print(table)
    console.print()
