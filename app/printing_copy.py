"""What ``whither copy`` says: how far it is, what was copied, and what to do with files for a bulk import.

Decides: wording, tables and the bar. Does not decide: what was copied (``graph.changes.copying`` tells), nor what the
files are (``graph.store.neo4j.bulk``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from app.printing import counted
from app.printing_store import Plain
from graph.changes.copying import Copied, CopyStage, OnCopy
from graph.store.neo4j.bulk import COMMAND_FILE, BulkFiles


@contextmanager
def copy_bar(console: Console) -> Iterator[OnCopy | None]:
    """Give a listener that shows stage, rows and rate while the block runs; None off a terminal."""
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description:<8}"),
        BarColumn(bar_width=20),
        TaskProgressColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("starting", total=None, pace="")
        began: dict[CopyStage, float] = {}

        def listen(stage: CopyStage, done: int, total: int) -> None:
            seconds = time.monotonic() - began.setdefault(stage, time.monotonic())
            bars.update(task, description=stage.value, completed=done, total=total, pace=_pace(done, seconds))

        yield listen


def print_copied(console: Console, done: Copied) -> None:
    """Print how many rows of each kind both ends hold now."""
    console.print(_table("kind", done.counts))
    console.print()
    same = not done.written and not done.resumed
    if done.resumed:
        console.print(f"A copy that was stopped was taken up: {counted(done.written, 'row')} came now.")
    elif same:
        console.print("The target held the same already: nothing was written.")
    held = f"{counted(done.rows, 'row')} and ties, {counted(done.entries, 'entry', 'entries')} of the audit log"
    console.print(
        f"{'Compared' if same else 'Copied'} revision {done.revision:,}, which is revision {done.target_revision:,} of "
        f"the target: {held}; in {done.seconds:.1f} s ({_rate(done.rows, done.seconds)})."
    )
    console.print("Verified: counts and checksums are equal at both ends.", style="bold green")


def copied_as_json(done: Copied) -> dict[str, Plain]:
    """What was copied, for programs."""
    return {
        "from": done.source,
        "to": done.target,
        "revision": done.revision,
        "targetRevision": done.target_revision,
        "kinds": [{"name": kind, "rows": count} for kind, count in done.counts.items()],
        "rows": done.rows,
        "written": done.written,
        "resumed": done.resumed,
        "auditEntries": done.entries,
        "auditEntriesAppended": done.appended,
        "verified": True,
        "seconds": round(done.seconds, 3),
    }


def print_bulk(console: Console, files: BulkFiles, target: str) -> None:
    """Print what was written, the command that loads it, and what comes after."""
    console.print(_table("file", files.rows))
    console.print()
    console.print(
        f"Wrote {counted(files.total, 'row')} of revision {files.revision:,} to {files.folder} "
        f"in {files.seconds:.1f} s ({_rate(files.total, files.seconds)}).",
        style="bold",
        soft_wrap=True,
    )
    console.print()
    console.print(
        f"Nothing was written to {target}. To fill it, with its server stopped, do what stands here, and in "
        f"{files.folder / COMMAND_FILE}:",
        soft_wrap=True,
    )
    for step in files.steps:
        console.print(f"  {step}", soft_wrap=True)


def bulk_as_json(files: BulkFiles, source: str) -> dict[str, Plain]:
    """What was written, for programs."""
    return {
        "from": source,
        "folder": str(files.folder),
        "revision": files.revision,
        "files": [{"name": name, "rows": rows} for name, rows in files.rows.items()],
        "rows": files.total,
        "steps": list(files.steps),
        "seconds": round(files.seconds, 3),
    }


def _table(first: str, rows: Mapping[str, int]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    for name, count in rows.items():
        if count:
            table.add_row(name, f"{count:,}")
    return table


def _pace(done: int, seconds: float) -> str:
    return f"{counted(done, 'row')}, {_rate(done, seconds)}" if seconds > 0 else ""


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / max(seconds, 0.001):,.0f}/s"
