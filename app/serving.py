"""``whither serve`` and ``whither demo``: a store behind HTTP until Ctrl-C.

Decides: what is said before, and the one line that asks the served port the demo's question.
Does not decide: how HTTP is spoken and what is refused (``app.http`` does).
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console

from app.http import create_application
from app.http_server import serve
from app.http_settings import HttpSettings
from app.memory import give_back, keep_together, set_aside
from app.places import place_of
from app.settings import Settings
from app.wiring import Clock, Stores, opened
from exchange.demo import AS_OF, LEAVER
from graph.questions.entities import today
from graph.questions.networks import Networks
from graph.questions.turns import Turns
from schema.documents import SHORTEST, read_document

_PATH: Final = "/graphql"
_AT_ONCE: Final = 1
"""How many questions are answered at once from a store in a file: the processor has no more time for several."""
_AT_ONCE_FROM_AFAR: Final = 8
"""How many from a server, for most of whose answers a question waits."""
Announce = Callable[[str], None]
"""Is told the address of GraphQL once connections are taken."""


async def serve_store(settings: Settings, clock: Clock, console: Console) -> None:
    """Serve the store of the settings, made where it is not there, until Ctrl-C."""
    keep_together()  # before the store has threads
    async with opened(settings, create=True) as stores:
        console.print(f"Store: {stores.location}", style="dim", soft_wrap=True)
        if await stores.graph.revision() == 0:
            console.print("It holds nothing yet: load a folder with whither import DIR, even while this serves.")
        await _serve(stores, settings, clock, lambda address: console.print(_invitation(address)))


async def serve_demo(settings: Settings, clock: Clock, console: Console) -> None:
    """Serve the demo's store until Ctrl-C, and tell how to ask it from another terminal."""

    def announce(address: str) -> None:
        console.print(f"\n{_invitation(address)} Ask it from another terminal:\n")
        console.print(curl_line(address), soft_wrap=True)
        console.print(
            f"\nOr ask more of the demo here: whither ask NAME-OR-ID --store {settings.store}", soft_wrap=True
        )

    keep_together()
    async with opened(settings) as stores:
        await _serve(stores, settings, clock, announce)


def curl_line(address: str) -> str:
    """One line for a shell that asks GraphQL at ``address`` the demo's question."""
    asked = {"query": " ".join(read_document(SHORTEST).split()), "variables": {"id": LEAVER, "asOf": AS_OF.isoformat()}}
    return f"curl -s {address} -H 'Content-Type: application/json' -d {shlex.quote(json.dumps(asked))}"


def _invitation(address: str) -> str:
    return f"GraphQL is served at {address} until Ctrl-C."


async def _serve(stores: Stores, settings: Settings, clock: Clock, announce: Announce) -> None:
    http = HttpSettings(
        hosts=(*settings.allowed_hosts, settings.host),
        origins=settings.cors_origins,
        deadline=settings.deadline,
    )
    networks = Networks(stores.graph, on_loaded=_settle)
    try:
        if await stores.graph.revision() > 0:  # the first who asks about the whole firm need not wait for it
            networks.begin(await today(stores.graph, clock()))
        application = create_application(
            stores.graph, stores.audit, http, clock, networks=networks, turns=turns_of(settings)
        )
        await serve(application, settings.host, settings.port, ready=lambda address: announce(address + _PATH))
    finally:
        await networks.close()


def turns_of(settings: Settings) -> Turns:
    """The turns of questions that a service with this store takes."""
    return Turns(_AT_ONCE if isinstance(place_of(settings), Path) else _AT_ONCE_FROM_AFAR)


def _settle() -> None:
    """After a firm has been loaded."""
    set_aside()
    give_back()
