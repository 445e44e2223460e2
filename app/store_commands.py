"""The commands on a store as a whole: export, verify, rebuild, backup, restore, doctor.

Decides: the arguments of each command, in which order it does its steps, and what goes to which output.
Does not decide: what a copy must be (``graph.store.embedded``), any fault (``graph.questions``), any wording of a
report (``app.printing_*``), any exit code (``refusals``).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from app.copy_command import copy
from app.doctor import examine
from app.migrate_command import migrate
from app.options import EXIT_CODES, JsonOption, StoreOption, print_json, run_to_end, say_store, settings_with
from app.places import Place, file_of, named
from app.printing import console, counted
from app.printing_departure import print_not_ended
from app.printing_doctor import print_findings
from app.printing_import import progress_bar
from app.printing_store import (
    OnSteps,
    export_as_json,
    print_backup,
    print_export,
    print_restored,
    print_verification,
    steps_bar,
    verification_as_json,
)
from app.refusals import ExitCode, refusals
from app.settings import Settings
from app.stopping import run_until_stopped, stopped_where_it_is
from app.wiring import existing_store, inspected, now, opened
from exchange.exporting import ExportReport, export_folder
from exchange.report import OnProgress
from graph.changes.rebuilding import rebuild as fold_again
from graph.errors import StoreError
from graph.questions.departure import import_state
from graph.questions.verifying import Verification
from graph.questions.verifying import verify as look_over
from graph.store.embedded import back_up
from graph.store.embedded import restore as put_back
from graph.store.protocol import GraphStore
from graph.store.values import ImportMark

_DUMP_INSTEAD: Final = (
    "only a file is backed up by this command: dump a database with neo4j-admin database dump, or use whither export"
)
_LOAD_INSTEAD: Final = (
    "only a file is restored by this command: load a dump with neo4j-admin database load, or import an export"
)


def register(application: typer.Typer) -> None:
    """Add these commands to the program, in the order in which help lists them."""
    for command in (export, copy, verify, rebuild, migrate, backup, restore, doctor):
        application.command(epilog=EXIT_CODES)(command)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or empty.")],
    *,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Write the store as a folder of CSV files in Whither's layout.

    An import of that folder into an empty store gives the same answers. All files are of one revision, also while the
    store is served, and readable for you alone."""
    with refusals():
        settings = settings_with(store)
        place = existing_store(settings)
        say_store(settings, as_json=as_json)
        with progress_bar(console(to_standard_error=True)) as progress:
            report, mark = run_until_stopped(_export(settings, folder.expanduser(), progress))
        _warn_of(mark)
        if as_json:
            print_json(export_as_json(report, named(place)))
        else:
            print_export(console(), report)


def verify(*, as_json: JsonOption = False, store: StoreOption = None) -> None:
    """Look over every row of the store and fold every tie again.

    It changes nothing. What is wrong is listed with what mends it; it ends with 1 when something is."""
    with refusals():
        settings = settings_with(store)
        say_store(settings, as_json=as_json)
        with steps_bar(console(to_standard_error=True), "verifying") as progress:
            found, mark = run_until_stopped(_verify(existing_store(settings), progress))
        _warn_of(mark)
        if as_json:
            print_json(verification_as_json(found))
        else:
            print_verification(console(), found)
        raise typer.Exit(ExitCode.DONE if found.clean else ExitCode.FAILED)


def rebuild(*, store: StoreOption = None) -> None:
    """Fold every tie again from its touches.

    Also while the store is served. The raw touches are the truth, so nothing can be lost; run it again if it was
    stopped."""
    with refusals():
        settings = settings_with(store)
        say_store(settings, as_json=False)
        with steps_bar(console(to_standard_error=True), "folding") as progress:
            folded = run_until_stopped(_rebuild(settings, progress))
        console().print(f"Folded {counted(folded, 'tie')} again; the revision is what it was.", style="bold")


def backup(
    target: Annotated[
        Path,
        typer.Argument(metavar="TARGET", help="A file that is not there yet; the audit log goes to TARGET.audit."),
    ],
    *,
    store: StoreOption = None,
) -> None:
    """Copy a store in a file and its audit log, even a served one.

    TARGET is a store like any other, and TARGET.audit its audit log: keep them together. Both are checked before they
    get their names, and nothing is ever overwritten."""
    with refusals():
        settings = settings_with(store)
        path = file_of(settings, _DUMP_INSTEAD)
        existing_store(settings)
        said = say_store(settings, as_json=False)
        with stopped_where_it_is(), steps_bar(console(to_standard_error=True), "copying") as progress:
            done = back_up(path, target.expanduser(), progress=progress)
        print_backup(said, done)


def restore(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A backup; its audit log is SOURCE.audit.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a store that holds a firm or is in use.")] = False,
    store: StoreOption = None,
) -> None:
    """Put a backup in the place of a store in a file.

    SOURCE is checked first, and brought to this version's schema in a copy. With --replace what was there is kept as
    FILE.before-restore, and who serves the store answers from SOURCE at once. The audit log keeps what it has and gains
    what SOURCE.audit has beside."""
    with refusals():
        settings = settings_with(store)
        path = file_of(settings, _LOAD_INSTEAD)
        said = say_store(settings, as_json=False)
        with stopped_where_it_is(), steps_bar(console(to_standard_error=True), "copying") as progress:
            done = put_back(source.expanduser(), path, replace=replace, progress=progress)
        print_restored(said, done)


def doctor(*, store: StoreOption = None) -> None:
    """Print settings, store and what is wrong.

    It changes nothing, and it ends with 1 when something is wrong."""
    with refusals():
        findings = run_to_end(examine(settings_with(store)))
        print_findings(console(), findings)
        raise typer.Exit(ExitCode.FAILED if findings.problems else ExitCode.DONE)


def _warn_of(mark: ImportMark | None) -> None:
    """Say before the report, and apart from it, that an import has not ended: what was read may lack its rows."""
    if mark is not None:
        print_not_ended(console(to_standard_error=True), import_state(mark, now()), mark.started)


async def _export(
    settings: Settings, folder: Path, progress: OnProgress | None
) -> tuple[ExportReport, ImportMark | None]:
    """The report, and the mark of an import that had not ended when it began, or when it was done."""
    async with opened(settings) as stores:
        before = await stores.graph.import_mark()
        report = await export_folder(stores.graph, folder, progress=progress)
        return report, before or await stores.graph.import_mark()


async def _verify(place: Place, progress: OnSteps | None) -> tuple[Verification, ImportMark | None]:
    """What was found, and the mark of an import that had not ended when it began, or when it was done."""
    async with inspected(place) as store:
        before = await _mark_if_readable(store)
        found = await look_over(store, progress)
        return found, before or await _mark_if_readable(store)


async def _mark_if_readable(store: GraphStore) -> ImportMark | None:
    """The mark of an import; none in a store whose rows cannot be read, of which the verification itself tells."""
    with suppress(StoreError):
        return await store.import_mark()
    return None


async def _rebuild(settings: Settings, progress: OnSteps | None) -> int:
    async with opened(settings) as stores:
        return await fold_again(stores.graph, progress)
