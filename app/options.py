"""What several commands share: options, exit codes in words, and how they begin and end.

Decides: the wording of these options, and that a command which prints JSON says everything else on standard error.
Does not decide: what a command does (``command_line`` and ``store_commands`` do).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import replace
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console

from app.places import named, place_of
from app.printing import console, escaped
from app.settings import Settings

T = TypeVar("T")

EXIT_CODES: Final = (
    "Exit codes: 0 done (also serve and demo ended by Ctrl-C or SIGTERM), 1 failed and nothing loaded, 2 wrong usage, "
    "3 done but some rows were set aside, 130 interrupted (Ctrl-C), 143 terminated (SIGTERM)."
)

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="STORE",
        help="The store: a file, or neo4j://host:port; by default WHITHER_STORE.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs; everything else goes to stderr.")]


def settings_with(store: str | None) -> Settings:
    """The settings of the environment, with the store that was named on the command line, if one was."""
    settings = Settings.read()
    return settings if store is None else replace(settings, store=store)


def say_store(settings: Settings, *, as_json: bool) -> Console:
    """Say which store it is, on the console on which a command talks beside its answer; that console."""
    said = console(to_standard_error=as_json)
    said.print(f"Store: {named(place_of(settings))}", style="dim", soft_wrap=True)
    said.print()
    return said


def print_json(value: object) -> None:
    """Print a value that JSON can hold on standard output."""
    typer.echo(escaped(json.dumps(value, ensure_ascii=False, indent=2)))


def run_to_end(work: Coroutine[None, None, T]) -> T:
    """Run to the end; after Ctrl-C what is open is closed before KeyboardInterrupt leaves."""
    return asyncio.run(work)
