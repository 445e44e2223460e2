"""An import on a terminal: how far it is, what became of each file, and the quality of what is now there.

Decides: tables, bars and the words for counts; and the same report as one value for programs.
Does not decide: any count (``exchange`` does).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table

from app.printing import counted, day_in_words
from app.printing_changes import changes_of, remarks_on
from exchange.report import FileReport, ImportReport, OnProgress, Progress, Quality, Stage
from graph.store.values import ImportMark

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None
"""What JSON can hold."""


_FIRM: Final = (
    "firm.csv was set aside, and the time zone and the currency it gives cannot be changed later:"
    " mend it, or leave it out"
)


@contextmanager
def progress_bar(console: Console) -> Iterator[OnProgress | None]:
    """Give a listener that shows stage, rows, rate and time left while the block runs; None off a terminal."""
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(bar_width=20),
        TaskProgressColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task("starting", total=1.0, pace="")

        def listen(progress: Progress) -> None:
            bars.update(task, description=progress.stage.value, completed=progress.share, pace=pace(progress))

        yield listen


def pace(progress: Progress) -> str:
    """Rows so far, rows per second and the time left of this stage, e.g. ``12,000 rows, 4,000/s, 9 s left``."""
    noun = "tie" if progress.stage is Stage.FOLDING else "row"
    parts = [counted(progress.rows, noun)]
    if progress.seconds > 0:
        parts.append(f"{progress.rows / progress.seconds:,.0f}/s")
        if progress.share > 0:
            left = progress.seconds * (1 - progress.share) / progress.share
            parts.append(f"{left:,.0f} s left")
    return ", ".join([*parts, progress.file] if progress.file else parts)


def print_import(console: Console, report: ImportReport) -> None:
    """Print what became of each file, what was set aside and why, and the data's quality."""
    console.print(_files(report))
    for money in report.revenue:
        console.print(f"Revenue in the file's good rows: {money.currency} {Decimal(money.decimal()):,.2f}")
    _print_left_alone(console, report)
    _print_rejects(console, report)
    if report.again and (report.loaded or report.dry_run):
        _print_changes(console, report)
    if report.quality is not None:
        console.print()
        console.print("The data's quality", style="bold")
        console.print(_quality(report.quality))
        for line in _leaving(report.quality):
            console.print(line)
    console.print()
    console.print(verdict(report), style="bold")


def verdict(report: ImportReport) -> str:
    """How the import ended, in one sentence."""
    aside = f"{counted(report.rejected, 'row')} set aside" if report.rejected else "no row set aside"
    if report.unusable:
        aside += f", {counted(report.unusable, 'file')} set aside as a whole"
    if report.dry_run and report.firm_set_aside:
        return f"Nothing was loaded, as asked: this was a dry run with {aside}; the import would load nothing: {_FIRM}."
    if report.dry_run:
        return f"Nothing was loaded, as asked: this was a dry run with {aside}."
    if report.firm_set_aside:
        return f"Nothing was loaded: {_FIRM}."
    if not report.loaded:
        return f"Nothing was loaded: {aside}; mend the rows, or import without --strict to load the others."
    written = sum(file.new + file.updated for file in report.files)
    gone = sum(file.retracted for file in report.files)
    retracted = f", {counted(gone, 'row')} retracted" if gone else ""
    return f"Loaded {counted(written, 'row')} in {report.seconds:.1f} s{retracted}, {aside}."


def given_up(mark: ImportMark | None) -> str:
    """What giving up an interrupted import left, in one sentence."""
    if mark is None:
        return "No import was interrupted here: there is nothing to give up."
    since = mark.started.strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"The import begun at {since} is given up: rows that arrived stay, and those that did not are missing"
        " until a folder that holds them is imported."
    )


def _files(report: ImportReport) -> Table:
    always = {
        "rows": [file.rows for file in report.files],
        "new": [file.new for file in report.files],
        "updated": [file.updated for file in report.files],
        "unchanged": [file.unchanged + file.repeated for file in report.files],
        "rejected": [file.rejected for file in report.files],
    }
    at_times = {
        "withheld": [file.withheld for file in report.files],
        "retracted": [file.retracted for file in report.files],
    }
    columns = always | {name: counts for name, counts in at_times.items() if any(counts)}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("file", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for file, *counts in zip(report.files, *columns.values(), strict=True):
        table.add_row(file.name, *(f"{count:,}" for count in counts))
    return table


def _print_changes(console: Console, report: ImportReport) -> None:
    """Say what is another than before; only an import into a store that held something has anything to say."""
    told = [(file.name, changes_of(file, foretold=report.dry_run)) for file in report.files]
    console.print()
    title = "What this import would change" if report.dry_run else "What this import changed"
    console.print(title, style="bold")
    for name, changes in told:
        if changes:
            console.print(f"  {name}: {changes}")
    if not any(changes for _, changes in told):
        console.print("  nothing")


def _print_left_alone(console: Console, report: ImportReport) -> None:
    for file in report.files:
        if file.unknown_columns:
            console.print(
                f"{file.name}: ignored columns that the layout does not have: {', '.join(file.unknown_columns)}"
            )
    for file in report.files:
        for sentence in remarks_on(file):
            console.print(sentence)
    if report.not_read_yet:
        console.print(f"Not read by this version: {', '.join(report.not_read_yet)}")
    if report.not_in_layout:
        console.print(f"Not part of the layout: {', '.join(report.not_in_layout)}")


def _print_rejects(console: Console, report: ImportReport) -> None:
    if report.earlier_rejects is not None:
        console.print(f"The rows listed in {report.earlier_rejects} are of an earlier import: this one set none aside.")
    if not report.listed:
        return
    console.print()
    console.print("Set aside", style="bold")
    for reject in report.first_rejects:
        where = f"{reject.file}, line {reject.line}" + (f", {reject.column}" if reject.column else "")
        console.print(f"  {where}: {reject.reason}")
    more = report.listed - len(report.first_rejects)
    if more > 0:
        console.print(f"  and {more:,} more")
    if report.rejects is not None:
        console.print(f"  One line for each row, as read, and for each unusable file is in {report.rejects}")


def _quality(quality: Quality) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, count, whole in (
        ("accounts without a touch", quality.accounts_without_touch, quality.accounts),
        ("people without a touch", quality.people_without_touch, quality.people),
        ("people without an employment", quality.people_without_employment, quality.people),
        ("people without a name", quality.nameless_people, quality.people),
        ("people at our own domain", quality.own_domain_people, quality.people),
        ("ties resting on one touch", quality.thin_ties, quality.ties),
        ("touches in the future", quality.future_touches, quality.touches_read),
    ):
        table.add_row(f"  {name}", f"{count:,} of {whole:,}")
    last = "none" if quality.last_touch is None else day_in_words(quality.last_touch)
    table.add_row("  last touch", last)
    return table


def _leaving(quality: Quality) -> Iterator[str]:
    """Staff members whose end lies ahead, one a line, and how many more there are."""
    if quality.leaving_staff:
        yield f"  staff whose end lies ahead: {quality.leaving_staff:,}"
    for identifier, name, end in quality.leaving:
        yield f"    {name} ({identifier}): {day_in_words(end)}"
    more = quality.leaving_staff - len(quality.leaving)
    if more > 0:
        yield f"    and {more:,} more"


def report_as_json(report: ImportReport, store: str) -> dict[str, Plain]:
    """The report for programs: counts per file, rejects and quality; amounts are decimal strings, days ISO 8601."""
    quality = report.quality
    return {
        "store": store,
        "folder": report.folder,
        "files": [_file_as_json(file) for file in report.files],
        "revenue": [{"amount": money.decimal(), "currency": money.currency} for money in report.revenue],
        "notReadYet": list(report.not_read_yet),
        "notInLayout": list(report.not_in_layout),
        "rejected": report.rejected,
        "unusableFiles": report.unusable,
        "listed": report.listed,
        "rejects": None if report.rejects is None else str(report.rejects),
        "earlierRejects": None if report.earlier_rejects is None else str(report.earlier_rejects),
        "quality": None if quality is None else _quality_as_json(quality),
        "again": report.again,
        "dryRun": report.dry_run,
        "loaded": report.loaded,
        "firmSetAside": report.firm_set_aside,
        "seconds": round(report.seconds, 3),
    }


def _file_as_json(file: FileReport) -> dict[str, Plain]:
    return {
        "name": file.name,
        "rows": file.rows,
        "new": file.new,
        "updated": file.updated,
        "unchanged": file.unchanged,
        "withheld": file.withheld,
        "repeated": file.repeated,
        "rejected": file.rejected,
        "changed": dict(file.changed),
        "complete": file.complete,
        "retracted": file.retracted,
        "kept": file.kept,
        "unreadable": file.unreadable,
        "unknownColumns": list(file.unknown_columns),
        "unusable": file.unusable,
    }


def _quality_as_json(quality: Quality) -> dict[str, Plain]:
    apart = ("last_touch", "leaving")
    counts = {_camel(name): value for name, value in asdict(quality).items() if name not in apart}
    leaving: list[Plain] = [
        {"id": identifier, "name": name, "end": end.isoformat()} for identifier, name, end in quality.leaving
    ]
    last = None if quality.last_touch is None else quality.last_touch.isoformat()
    return {**counts, "lastTouch": last, "leaving": leaving}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
