"""``whither copy``: a whole graph from one store into another, or into files for a Neo4j server's own bulk import.

Decides: its arguments, how both stores are opened, in which order it does its steps, and what goes to which output.
Does not decide: what a copy is (``graph.changes.copying``), what the files hold (``graph.store.neo4j.bulk``), any
wording of a report (``app.printing_copy``), any exit code (``refusals``).
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from app.options import JsonOption, print_json
from app.places import Place, named, place_of
from app.printing import console
from app.printing_copy import (
    bulk_as_json,
    copied_as_json,
    copy_bar,
    print_bulk,
    print_copied,
)
from app.refusals import refusals
from app.settings import Settings
from app.stopping import run_until_stopped
from app.wiring import Stores, existing_store, now, opened
from exchange.new_folder import new_folder
from exchange.owning import is_gone, owner
from graph.changes.comparing import as_folded, expected_rows
from graph.changes.copying import Copied, Copier, CopyStage, End, OnCopy, copy_store, told_as, whole_snapshot
from graph.engine.assumptions import VERSION
from graph.errors import InvalidInput
from graph.store.neo4j import Address
from graph.store.neo4j.bulk import BulkFiles, BulkFolder, write_bulk_files

_ANOTHER: Final = "name another store than the one that is copied"
_AN_ADDRESS: Final = "with --bulk name the database that the files are for, such as neo4j://host:port"


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The store to copy: a file, or neo4j://host:port.")],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TO", help="Where to: a file, made when it is not there, or neo4j://host:port, migrated."
        ),
    ],
    *,
    bulk: Annotated[
        Path | None,
        typer.Option(
            "--bulk",
            metavar="DIR",
            help="Write to TO nothing, but into this new folder the files and the command line for neo4j-admin "
            "database import, which fills an empty database faster.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Copy a whole store into an empty one, and compare both.

    Rows, ties, what was decided by hand and the audit log are copied, all of one revision, also while FROM is served;
    kept answers to idempotency keys are not. Revisions, and the versions of rows, begin anew in the copy; files of
    --bulk keep them. A copy that was stopped is taken up by running it again. User, password and database of Neo4j come
    from the settings, and are the same for both ends."""
    with refusals():
        begin, end = _settings(source), _settings(target)
        places = existing_store(begin), place_of(end)
        if places[0] == places[1]:
            raise InvalidInput("TO", named(places[1]), _ANOTHER)
        _say(places, as_json=as_json)
        with copy_bar(console(to_standard_error=True)) as progress:
            if bulk is not None:
                files = run_until_stopped(_bulk(begin, places[1], bulk.expanduser().absolute(), progress))
            else:
                done = run_until_stopped(_copy(begin, end, progress))
        if bulk is not None and as_json:
            print_json(bulk_as_json(files, named(places[0])))
        elif bulk is not None:
            print_bulk(console(), files, named(places[1]))
        elif as_json:
            print_json(copied_as_json(done))
        else:
            print_copied(console(), done)


def _settings(store: str) -> Settings:
    """The settings with this store; a file is named from the root, so that a stopped copy is known by it later."""
    settings = replace(Settings.read(), store=store)
    place = place_of(settings)
    return replace(settings, store=str(place.resolve()) if isinstance(place, Path) else store.rstrip("/"))


def _say(places: tuple[Place, Place], *, as_json: bool) -> None:
    said = console(to_standard_error=as_json)
    for word, place in zip(("From", "To"), places, strict=True):
        said.print(f"{word}: {named(place)}", style="dim", soft_wrap=True)
    said.print()


async def _copy(begin: Settings, end: Settings, progress: OnCopy | None) -> Copied:
    async with AsyncExitStack() as both:
        source = await both.enter_async_context(opened(begin))
        target = await both.enter_async_context(opened(end, create=True))
        copier = Copier(both.enter_context(owner()), is_gone, now())
        return await copy_store(_end(source), _end(target), copier, progress)


async def _bulk(begin: Settings, place: Place, folder: Path, progress: OnCopy | None) -> BulkFiles:
    if not isinstance(place, Address):
        raise InvalidInput("TO", named(place), _AN_ADDRESS)
    async with opened(begin) as stores:
        held = await stores.graph.held()
        told = told_as(CopyStage.COPYING, expected_rows(held) + held.ties, progress)
        with new_folder(folder) as making:
            async with whole_snapshot(stores.graph, stores.location) as snapshot:
                return await write_bulk_files(
                    snapshot, stores.audit, (as_folded, VERSION), BulkFolder(making, folder, place), told
                )


def _end(stores: Stores) -> End:
    return End(stores.graph, stores.audit)
