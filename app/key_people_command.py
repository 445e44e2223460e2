"""``whither key-people``: whom the firm depends on, and which accounts hang on a single thread.

Decides: its arguments, and in which order it does its steps.
Does not decide: any figure (the engine), any wording (``app.printing_key_people``), any exit code (``refusals``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Final

import typer

from app.asking import VIEWER, Ranking, day_typed
from app.entry import loading
from app.options import EXIT_CODES, JsonOption, StoreOption, print_json, run_to_end, say_store, settings_with
from app.printing import console
from app.printing_key_people import print_key_people
from app.refusals import refusals
from app.settings import Settings
from app.wiring import Stores, now, opened, refuse_empty
from graph.errors import InvalidInput
from graph.questions.asking import LOCAL_PURPOSE, Asker
from graph.questions.entities import today
from graph.questions.firm import (
    FirmQuestion,
    KeyPeopleOrder,
    KeyPeopleRequest,
    ThreadsRequest,
    ask_firm,
    firm_risk,
    key_people,
    single_threaded,
)
from graph.questions.networks import Networks
from graph.questions.paging import PageRequest

THREADS: Final = 5
"""Single threads that are shown."""
ORDERS: Final = ", ".join(order.value.replace(" ", "-") for order in KeyPeopleOrder)

AsData = Callable[[Ranking, date, Stores, datetime], Awaitable[Mapping[str, object]]]
"""Answers in the shape of GraphQL."""


def key_people_command(
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day asked about.", show_default="today")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="FIGURE", help=f"Ranked by: {ORDERS}.")] = "additional-loss",
    first: Annotated[int, typer.Option("--first", metavar="N", min=1, max=100, help="How many are shown.")] = 10,
    team: Annotated[
        str | None,
        typer.Option("--team", metavar="TEAM", help="Only this team; empty for nobody's team.", show_default="all"),
    ] = None,
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="TEXT", help="Why you ask; kept in the audit log.")
    ] = LOCAL_PURPOSE,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Say whom the firm depends on.

    What hangs on each staff member if they alone leave for a rival, how the firm's value hangs on its people, and the
    single threads that are most urgent. The audit log keeps that those shown, and who holds a single thread, were
    asked about."""
    as_data = _as_data() if as_json else None
    with refusals():
        ranking = Ranking(_order_typed(by), first, team, purpose)
        day = None if as_of is None else day_typed(as_of)
        run_to_end(_key_people(settings_with(store), ranking, day, as_data))


def register(application: typer.Typer) -> None:
    """Add the command to the application."""
    application.command("key-people", epilog=EXIT_CODES)(key_people_command)


async def _key_people(settings: Settings, ranking: Ranking, day: date | None, as_data: AsData | None) -> None:
    async with opened(settings) as stores:
        said = say_store(settings, as_json=as_data is not None)
        await refuse_empty(stores)
        asked_at = now()
        as_of = await today(stores.graph, asked_at) if day is None else day
        if as_data is not None:
            print_json(await as_data(ranking, as_of, stores, asked_at))
            return
        with said.status("Loading the firm."):
            await _print(ranking, as_of, stores, asked_at)


async def _print(ranking: Ranking, as_of: date, stores: Stores, asked_at: datetime) -> None:
    networks = Networks(stores.graph, room=0, beforehand=False)
    asked = await ask_firm(stores.graph, networks, FirmQuestion(as_of), asked_at)
    request = KeyPeopleRequest(PageRequest(first=ranking.first), ranking.order, ranking.team)
    asker = Asker(VIEWER, ranking.purpose, asked_at)
    page = await key_people(stores.audit, asked, request, asker)
    threads = await single_threaded(stores.audit, asked, ThreadsRequest(PageRequest(first=THREADS)), asker)
    print_key_people(console(), asked.basis, await firm_risk(asked), page, threads)


def _order_typed(text: str) -> KeyPeopleOrder:
    """A figure by its name; raises InvalidInput, with all of them, for any other word."""
    for order in KeyPeopleOrder:
        if text == order.value.replace(" ", "-"):
            return order
    raise InvalidInput("--by", text, f"choose one of {ORDERS}")


def _as_data() -> AsData:
    """What answers in GraphQL's shape; whoever reads the printed answer does not wait for it to be loaded."""
    with loading():
        from app.asking_as_data import ranking_as_data  # noqa: PLC0415
    return ranking_as_data
