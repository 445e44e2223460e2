"""The command ``whither``: demo, serve, ask; and what ``import_command`` and ``store_commands`` add.

Decides: the arguments of each command, in which order it does its steps, and what goes to which output.
Does not decide: any figure (the engine), any wording of an answer (``app.printing_*``), any exit code (``refusals``).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app import asking, departure_rows, import_command, key_people_command, store_commands
from app.demo import demo_settings, prepare_demo
from app.entry import loading
from app.generated_command import (
    AccountsNumber,
    Asked,
    IntoFolder,
    PeopleNumber,
    SeedNumber,
    StaffNumber,
    TiesNumber,
    TouchesNumber,
    run_generated,
)
from app.options import EXIT_CODES, JsonOption, StoreOption, print_json, run_to_end, say_store, settings_with
from app.printing import console, counted
from app.printing_departure import print_departure, print_not_ended
from app.refusals import ExitCode, refusals, refuse
from app.settings import Settings
from app.wiring import Clock, Stores, now, opened, refuse_empty
from exchange.demo import AS_OF, LEAVER
from graph.errors import NotFound
from graph.questions.asking import LOCAL_PURPOSE
from graph.questions.departure import DepartureQuestion, import_state

if TYPE_CHECKING:
    from app.asking_as_data import Data

Serving = Callable[[Settings, Clock, Console], Awaitable[None]]
"""Serves until Ctrl-C."""

AsData = Callable[[DepartureQuestion, str, Stores, datetime], Awaitable["Data"]]
"""Answers a question, asked for a purpose, in the shape of GraphQL."""

application = typer.Typer(
    name="whither",
    help="What happens if this person leaves, and which customers would follow them?",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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


def run() -> None:
    """Run the command with the arguments of the process.

    What Neo4j's driver remarks while it tries again is for the service's log alone: a command says how it ended."""
    logging.getLogger("neo4j").addHandler(logging.NullHandler())
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
    staff: StaffNumber = None,
    people: PeopleNumber = None,
    accounts: AccountsNumber = None,
    ties: TiesNumber = None,
    touches: TouchesNumber = None,
    seed: SeedNumber = None,
    into: IntoFolder = None,
    as_json: JsonOption = False,
) -> None:
    """Load an invented firm, ask about it, and serve it until Ctrl-C.

    The demo has a store of its own and never touches the one that WHITHER_STORE names.

    With a number or a seed it generates a firm of that size instead, up to ten million ties: into a store of its own
    (--store names one, also neo4j://host:port) or, with --into, into a folder. What is left out goes with what is
    given. It is not served; printed is how like a real firm it is, with the commands to go on: from a store everything,
    from a folder what needs neither strength nor value. Stopped, the same command goes on where the store is."""
    asked = Asked(staff, people, accounts, ties, touches, seed, into, store, as_json)
    if asked.means_generated(port):
        run_generated(asked)
        return
    then: Serving | None = None
    if serve:
        with loading():
            from app.serving import serve_demo  # noqa: PLC0415
        then = serve_demo
    with refusals():
        settings = demo_settings(Settings.read(), store)
        run_to_end(_demo(_listening(settings, None, port), then))


@application.command(epilog=EXIT_CODES)
def serve(*, store: StoreOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Serve GraphQL on this machine until Ctrl-C."""
    with loading():  # no other command waits for the web framework
        from app import serving  # noqa: PLC0415

    with refusals():
        run_to_end(serving.serve_store(_listening(settings_with(store), host, port), now, console()))


application.command("import", epilog=EXIT_CODES)(import_command.import_)


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
    rows: Annotated[
        Path | None,
        typer.Option(
            departure_rows.OPTION,
            metavar="FILE",
            help=f"Also write all accounts to this new CSV file: {', '.join(departure_rows.COLUMNS)}.",
        ),
    ] = None,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Say what happens if these people leave.

    Which customers would follow, what it costs, why, and who remains. The question is kept in the audit log."""
    as_data = _as_data() if as_json else None
    with refusals():
        typed = asking.Typed(tuple(names), as_of, destination, seed, purpose)
        run_to_end(_ask(settings_with(store), typed, as_data, rows=rows))


key_people_command.register(application)
store_commands.register(application)


async def _demo(settings: Settings, then: Serving | None) -> None:
    await prepare_demo(settings, now)
    typed = asking.Typed((LEAVER,), as_of=AS_OF.isoformat())
    await _ask(settings, typed)
    if then is not None:
        await then(settings, now, console())


async def _ask(
    settings: Settings, typed: asking.Typed, as_data: AsData | None = None, *, rows: Path | None = None
) -> None:
    as_json = as_data is not None
    if rows is not None:
        departure_rows.check_new(rows, as_json=as_json)
    async with opened(settings) as stores:
        said = say_store(settings, as_json=as_json)
        await refuse_empty(stores)
        asked_at = now()
        asked = await _understood(typed, stores, asked_at)
        for sentence in asked.taken:
            said.print(f"{sentence}\n", style="yellow", soft_wrap=True)
        if as_data is not None:
            found = await as_data(asked.question, typed.purpose, stores, asked_at)
            print_json(found.data)
            if found.refusal is not None:
                refuse(found.refusal, ExitCode.WRONG_USAGE)
            return
        answer = await asking.answer(asked.question, typed.purpose, stores, asked_at)
        if rows is not None:  # before the answer is printed, which whoever reads it may stop half-way
            departure_rows.write_new(rows, departure_rows.rows_as_csv(answer))
            written = counted(len(answer.accounts), "account")
            console(to_standard_error=True).print(f"Rows of {written} written to {rows}.", soft_wrap=True)
        print_departure(console(), answer)


async def _understood(typed: asking.Typed, stores: Stores, asked_at: datetime) -> asking.Understood:
    """The question that was meant; where nobody is found, after a warning of an import that has not brought them."""
    try:
        return await asking.understood(typed, stores, asked_at)
    except NotFound:
        mark = await stores.graph.import_mark()
        if mark is not None:
            print_not_ended(console(to_standard_error=True), import_state(mark, asked_at), mark.started)
        raise


def _as_data() -> AsData:
    """What answers in GraphQL's shape; whoever reads the printed answer does not wait for it to be loaded."""
    with loading():
        from app.asking_as_data import as_data  # noqa: PLC0415
    return as_data


def _listening(settings: Settings, host: str | None, port: int | None) -> Settings:
    return replace(settings, host=settings.host if host is None else host, port=settings.port if port is None else port)
