"""What the operations on a store say: exports, migrations, backups, faults and what mends them.

Decides: wording, tables and bars, and the remedy for each fault.
Does not decide: what is wrong (``graph.questions`` and the store do), nor what a command does (``store_commands``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.printing import counted
from exchange.exporting import ExportReport
from graph.questions.verifying import Finding, FoldFault, Verification
from graph.store.embedded import BackedUp, Restored, Upgrade
from graph.store.values import Fault

OnSteps = Callable[[int, int], None]
"""Is told how much is done, and of how much."""

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None
"""What JSON can hold."""

REMEDIES: Final[Mapping[Fault | FoldFault, str]] = {
    Fault.DANGLING_END: "restore a backup, for what these rows refer to is gone.",
    Fault.DUPLICATE_KEY: "restore a backup, for nobody can tell which of the rows is right.",
    Fault.END_BEFORE_START: "import a folder that holds these rows with the right dates.",
    Fault.OTHER_CURRENCY: "import a folder that holds these rows in the firm's currency.",
    Fault.RING: "correct the manager or the parent of one row of each ring by hand.",
    Fault.CHANGE_LOG_BEHIND: "take a backup, and put it in the store's place with whither restore --replace.",
    FoldFault.MISSING_TOUCH: "import a folder that holds these touches, or restore a backup; then whither rebuild.",
    FoldFault.WRONG_FOLD: "run whither rebuild.",
    FoldFault.STALE_FOLD: "run whither rebuild; until then these ties are read from their touches, which takes longer.",
    FoldFault.WAITING: "run whither rebuild; until then these ties are read from their touches, which takes longer.",
}
"""What mends each fault."""

_TABLES: Final = {
    "touch": "touches",
    "staff": "staff members",
    "account": "accounts",
    "person": "people",
}
"""The tables whose rows are told of a backup, and what a row of each is called."""
_KILO: Final = 1_000


@contextmanager
def steps_bar(console: Console, doing: str) -> Iterator[OnSteps | None]:
    """Give a listener that shows how far something is and how long it takes; None off a terminal."""
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn(doing), BarColumn(bar_width=20), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(doing, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def print_export(console: Console, report: ExportReport) -> None:
    """Print how many rows each file got."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("file", no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    for file in report.files:
        table.add_row(file.name, f"{file.rows:,}")
    console.print(table)
    console.print()
    written = f"{counted(report.rows, 'row')} of revision {report.revision:,} to {report.folder}"
    console.print(f"Exported {written} in {report.seconds:.1f} s.", style="bold", soft_wrap=True)


def export_as_json(report: ExportReport, store: str) -> dict[str, Plain]:
    """What was exported, for programs."""
    return {
        "store": store,
        "folder": report.folder,
        "revision": report.revision,
        "files": [{"name": file.name, "rows": file.rows} for file in report.files],
        "rows": report.rows,
        "seconds": round(report.seconds, 3),
    }


def print_pending(console: Console, waiting: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print the migrations to come, for each place that lacks some."""
    for place, migrations in waiting:
        console.print(f"{counted(len(migrations), 'migration')} to come for {place}", soft_wrap=True)
        for name in migrations:
            console.print(f"  {name}")


def print_upgraded(console: Console, ran: tuple[Upgrade, ...]) -> None:
    """Print which migrations ran, and where the files are as they were before."""
    for upgrade in ran:
        console.print(f"Migrated {upgrade.path}", soft_wrap=True)
        if upgrade.copy is not None:
            console.print(f"  as it was before: {upgrade.copy}", soft_wrap=True)
    total = sum(len(upgrade.migrations) for upgrade in ran)
    console.print(f"Ran {counted(total, 'migration')}: the store is up to date.", style="bold")


def print_backup(console: Console, done: BackedUp) -> None:
    """Print what a backup holds."""
    rows = ", ".join(f"{done.store.rows[table]:,} {name}" for table, name in _TABLES.items())
    looks = 0 if done.audit is None else done.audit.rows["entry"]
    console.print(f"Backed up to {done.path}", style="bold", soft_wrap=True)
    console.print(f"  revision {done.store.revision:,}: {rows}")
    console.print(f"  audit log: {counted(looks, 'entry', 'entries')}" if done.audit else "  audit log: none yet")
    console.print(f"  {_size(done.size)}; pages, references and the number of all rows were checked")


def print_restored(console: Console, done: Restored) -> None:
    """Print what a store holds after it was restored, and what became of what it held before."""
    rows = ", ".join(f"{done.content.rows[table]:,} {name}" for table, name in _TABLES.items())
    console.print("Restored", style="bold")
    console.print(f"  revision {done.content.revision:,}: {rows}")
    for name in done.migrations:
        console.print(f"  brought to this version's schema by {name}")
    console.print(f"  audit log: {counted(done.entries, 'entry', 'entries')} added, none taken away")
    if done.replaced is not None:
        console.print(f"  what was there before: {done.replaced}", soft_wrap=True)


def print_verification(console: Console, found: Verification) -> None:
    """Print what is wrong with a store, with what mends it, or that nothing is."""
    for problem in found.problems:
        console.print(problem, style="red")
    if found.ties is None:
        console.print("The rows could not be looked at.", style="bold red")
        return
    if found.findings:
        console.print(_findings(found.findings))
        console.print()
        for fault in dict.fromkeys(finding.fault for finding in found.findings):
            console.print(f"{fault.value.capitalize()}: {REMEDIES[fault]}")
        console.print()
    if found.waiting:
        console.print(f"{counted(found.waiting, 'tie')} of an import that has not ended wait to be folded by it.")
    console.print(_verdict(found), style="green" if found.clean else "bold red")


def verification_as_json(found: Verification) -> dict[str, Plain]:
    """What was found, for programs."""
    return {
        "store": found.location,
        "revision": found.revision,
        "clean": found.clean,
        "problems": list(found.problems),
        "faults": [
            {
                "fault": finding.fault.value,
                "rows": finding.rows,
                "count": finding.count,
                "examples": list(finding.examples),
                "remedy": REMEDIES[finding.fault],
            }
            for finding in found.findings
        ],
        "tiesChecked": found.ties,
        "tiesWaitingForAnImport": found.waiting,
    }


def _findings(findings: tuple[Finding, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("fault")
    table.add_column("rows")
    table.add_column("how many", justify="right", no_wrap=True)
    table.add_column("for example", overflow="fold")
    for finding in findings:
        table.add_row(finding.fault.value, finding.rows, f"{finding.count:,}", "\n".join(finding.examples))
    return table


def _verdict(found: Verification) -> str:
    ties = counted(found.ties or 0, "tie")
    if found.clean:
        return f"Nothing is wrong at revision {found.revision:,}: every row was looked at, and {ties} folded again."
    number = len(found.problems) + len(found.findings)
    return f"{counted(number, 'fault')} at revision {found.revision:,}; every row was looked at, and {ties} folded."


def _size(size: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < _KILO:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= _KILO
    return f"{size:,.1f} GB"
