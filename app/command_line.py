"""The command ``whither``: demo, serve, import, ask, doctor.

Decides: the arguments of each command, in which order it does its steps, and what goes to which output.
Does not decide: any figure (the engine), any wording of an answer (``app.printing_*``), any exit code (``refusals``).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from app import asking, serving
from app.demo import demo_settings, prepare_demo
from app.doctor import examine
from app.loading import Load, load
from app.printing import console, escaped
from app.printing_departure import print_departure
from app.printing_doctor import print_findings
from app.printing_import import print_import, progress_bar, report_as_json
from app.refusals import ExitCode, refusals, refuse
from app.settings import Settings
from app.wiring import now, opened, refuse_empty, store_path
from exchange.demo import AS_OF, LEAVER
from graph.questions.asking import LOCAL_PURPOSE

T = TypeVar("T")

EXIT_CODES: Final = (
    "Exit codes: 0 done, 1 failed and nothing loaded, 2 wrong usage, 3 done but some rows were set aside, "
    "130 interrupted."
)

application = typer.Typer(
    name="whither",
    help="What happens if this person leaves, and which customers would follow them?",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="PATH", help="The store's file; by default WHITHER_STORE.", show_default=False),
]
HostOption = Annotated[
    str | None,
    typer.Option("--host", metavar="HOST", help="Address to listen on; by default WHITHER_HOST.", show_default=False),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        "--port", metavar="N", min=0, max=65_535, help="Port to listen on; by default WHITHER_PORT; 0 takes a free one."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs; everything else goes to stderr.")]


def run() -> None:
    """Run the command with the arguments of the process."""
    application(prog_name="whither")


@application.command(epilog=EXIT_CODES)
def demo(
    *,
    port: PortOption = None,
    serve: Annotated[bool, typer.Option(help="Go on serving until Ctrl-C, or only print the answer.")] = True,
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="PATH", help="A file of the demo's own.", show_default="in WHITHER_DATA"),
    ] = None,
) -> None:
    """Load an invented firm, ask about it, and serve it until Ctrl-C.

    The demo has a store of its own and never touches the one that WHITHER_STORE names."""
    with refusals():
        settings = demo_settings(Settings.read(), store)
        _run(_demo(_listening(settings, None, port), serve=serve))


@application.command(epilog=EXIT_CODES)
def serve(*, store: StoreOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Serve GraphQL on this machine until Ctrl-C."""
    with refusals():
        _run(serving.serve_store(_listening(_settings(store), host, port), now, console()))


@application.command("import", epilog=EXIT_CODES)
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of CSV files in Whither's layout.")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing if any row is bad.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and load nothing.")] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to list rows set aside.", show_default="beside the store"),
    ] = None,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Load a folder of CSV files into the store.

    Rows that cannot be used are listed with the reason and left out; they are never silently dropped."""
    with refusals():
        settings = _settings(store)
        with progress_bar(console(to_standard_error=True)) as progress:
            report = _run(load(settings, Load(folder, strict, dry_run, rejects), now, progress))
        _say_store(settings, as_json=as_json)
        if as_json:
            _print_json(report_as_json(report, str(store_path(settings))))
        else:
            print_import(console(), report)
        raise typer.Exit(report.exit_code)


@application.command(epilog=EXIT_CODES)
def ask(
    names: Annotated[list[str], typer.Argument(metavar="NAME-OR-ID", help="Who leaves, one or several together.")],
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day asked about.", show_default="today")
    ] = None,
    destination: Annotated[
        str, typer.Option("--destination", metavar="D", help=f"Where they go: {asking.DESTINATIONS}.")
    ] = "rival",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the draws behind ranges of totals.")] = 1,
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="TEXT", help="Why you ask; kept in the audit log.")
    ] = LOCAL_PURPOSE,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Say what happens if these people leave.

    Which customers would follow, what it costs, why, and who remains. The question is kept in the audit log."""
    with refusals():
        typed = asking.Typed(tuple(names), as_of, destination, seed, purpose)
        _run(_ask(_settings(store), typed, as_json=as_json))


@application.command(epilog=EXIT_CODES)
def doctor(*, store: StoreOption = None) -> None:
    """Print settings, store and what is wrong.

    It changes nothing, and it ends with 1 when something is wrong."""
    with refusals():
        findings = _run(examine(_settings(store)))
        print_findings(console(), findings)
        raise typer.Exit(ExitCode.FAILED if findings.problems else ExitCode.DONE)


async def _demo(settings: Settings, *, serve: bool) -> None:
    await prepare_demo(settings, now)
    typed = asking.Typed((LEAVER,), as_of=AS_OF.isoformat())
    await _ask(settings, typed, as_json=False)
    if serve:
        await serving.serve_demo(settings, now, console())


async def _ask(settings: Settings, typed: asking.Typed, *, as_json: bool) -> None:
    async with opened(settings) as stores:
        _say_store(settings, as_json=as_json)
        await refuse_empty(stores)
        asked_at = now()
        question = await asking.question_of(typed, stores, asked_at)
        if as_json:
            found = await asking.as_data(question, typed.purpose, stores, asked_at)
            _print_json(found.data)
            if found.refusal is not None:
                refuse(found.refusal, ExitCode.WRONG_USAGE)
        else:
            print_departure(console(), await asking.answer(question, typed.purpose, stores, asked_at))


def _settings(store: str | None) -> Settings:
    settings = Settings.read()
    return settings if store is None else replace(settings, store=store)


def _listening(settings: Settings, host: str | None, port: int | None) -> Settings:
    return replace(settings, host=settings.host if host is None else host, port=settings.port if port is None else port)


def _say_store(settings: Settings, *, as_json: bool) -> None:
    said = console(to_standard_error=as_json)
    said.print(f"Store: {store_path(settings)}", style="dim", soft_wrap=True)
    said.print()


def _print_json(value: object) -> None:
    typer.echo(escaped(json.dumps(value, ensure_ascii=False, indent=2)))


def _run(work: Coroutine[None, None, T]) -> T:
    """Run to the end; after Ctrl-C what is open is closed before KeyboardInterrupt leaves."""
    return asyncio.run(work)
