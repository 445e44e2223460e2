"""The command ``whither import``.

Decides: its arguments, in which order it does its steps, and what goes to which output.
Does not decide: what becomes of a row (``exchange`` does), any wording of a report (``app.printing_import``), any exit
code (``refusals`` and the report itself do).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.loading import Load, give_up, load
from app.options import JsonOption, StoreOption, print_json, say_store, settings_with
from app.places import named, place_of
from app.printing import console
from app.printing_import import given_up, print_import, progress_bar, report_as_json
from app.refusals import ExitCode, refusals
from app.settings import Settings
from app.stopping import run_until_stopped
from app.wiring import now
from exchange.report import ImportReport


def import_(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="A folder of CSV files in Whither's layout.", show_default=False),
    ] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing if any row is bad.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check every row, say what would be new or change, and load nothing.")
    ] = False,
    complete: Annotated[
        list[str] | None,
        typer.Option(
            "--complete",
            metavar="FILE",
            help="This file of the folder is the whole truth: rows of the store that it does not hold are retracted, "
            "those recorded by hand too, and come back when a later complete file holds them. "
            "Give it once for each such file.",
            show_default=False,
        ),
    ] = None,
    abandon: Annotated[
        bool, typer.Option("--abandon", help="Give up an import that was interrupted; also without DIR.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to list rows set aside.", show_default="beside the store"),
    ] = None,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Load a folder of CSV files into the store.

    For the first time, or again: rows with a key that the store holds are updates. A missing column keeps what was
    there, an empty cell clears it, and what a file does not hold stays. Rows that cannot be used are listed with the
    reason and left out; they are never silently dropped. An import that was stopped can be run again."""
    if folder is None and not abandon:
        raise typer.BadParameter("name the folder to import, or give --abandon.", param_hint="DIR")
    if abandon and dry_run:
        raise typer.BadParameter("a dry run gives nothing up.", param_hint="--abandon")
    with refusals():
        settings = settings_with(store)
        mark = run_until_stopped(give_up(settings, now)) if abandon else None
        if folder is None:
            say_store(settings, as_json=as_json)
            if as_json:
                print_json({"store": named(place_of(settings)), "abandoned": mark and mark.started.isoformat()})
            else:
                console().print(given_up(mark), soft_wrap=True)
            raise typer.Exit(ExitCode.DONE)
        what = Load(folder, strict, dry_run, rejects, tuple(complete or ()))
        report = _load(settings, what)
        said = say_store(settings, as_json=as_json)
        if abandon:
            said.print(f"{given_up(mark)}\n", soft_wrap=True)
        if as_json:
            print_json(report_as_json(report, named(place_of(settings))))
        else:
            print_import(console(), report)
        raise typer.Exit(report.exit_code)


def _load(settings: Settings, what: Load) -> ImportReport:
    with progress_bar(console(to_standard_error=True)) as progress:
        return run_until_stopped(load(settings, what, now, progress))
