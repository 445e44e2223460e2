"""``whither migrate``: the store to the schema of this version.

Decides: what is said before and after, for a file and for a database of a Neo4j server.
Does not decide: how a migration is run (each adapter does), nor which are in the way (``graph.store.migrations`` does).
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from app.options import StoreOption, run_to_end, say_store, settings_with
from app.printing import counted
from app.printing_store import print_pending, print_upgraded
from app.refusals import refusals
from app.stopping import run_until_stopped, stopped_where_it_is
from app.wiring import existing_store, open_once
from graph.store import embedded, neo4j
from graph.store.neo4j import Address

_UP_TO_DATE: Final = "The store is up to date: there is nothing to migrate."
_DRY_RUN: Final = "Nothing was changed, as asked: this was a dry run."


def migrate(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what is to come and change nothing.")] = False,
    store: StoreOption = None,
) -> None:
    """Bring the store to the schema of this version.

    A file is migrated by every other command but doctor, verify and backup, too: it is copied aside first, as
    FILE.before-NUMBER, and no other process may have it open. A database of a Neo4j server is migrated by this command
    alone, and one process at a time does it."""
    with refusals():
        settings = settings_with(store)
        place = existing_store(settings)
        said = say_store(settings, as_json=False)
        if isinstance(place, Address):
            _migrate_database(place, said, dry_run=dry_run)
        else:
            _migrate_file(place, said, dry_run=dry_run)


def _migrate_file(path: Path, said: Console, *, dry_run: bool) -> None:
    waiting = embedded.pending(path)
    if not waiting:
        said.print(_UP_TO_DATE, style="bold")
        return
    print_pending(said, [(str(one.path), one.migrations) for one in waiting])
    said.print()
    if dry_run:
        said.print(_DRY_RUN, style="bold")
        return
    with stopped_where_it_is():
        ran = embedded.upgrade(path)
        run_to_end(open_once(path))
    print_upgraded(said, ran)


def _migrate_database(address: Address, said: Console, *, dry_run: bool) -> None:
    waiting = run_to_end(neo4j.pending(address))
    if not waiting:
        said.print(_UP_TO_DATE, style="bold")
        return
    print_pending(said, [(address.location, waiting)])
    said.print()
    if dry_run:
        said.print(_DRY_RUN, style="bold")
        return
    ran = run_until_stopped(neo4j.upgrade(address, _owner(), lambda step: said.print(f"  {step}", soft_wrap=True)))
    said.print(f"Ran {counted(len(ran), 'migration')}: the store is up to date.", style="bold")


def _owner() -> str:
    """Who migrates, as another process is told."""
    return f"process {os.getpid()} on {socket.gethostname()}"
