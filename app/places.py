"""Where the store of the settings is.

Decides: that a store is a file or a database of a Neo4j server, and how either is named.
Does not decide: how it is opened (``app.wiring`` does).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.settings import Settings
from graph.errors import InvalidInput
from graph.store.neo4j import SCHEMES, Address
from graph.store.neo4j.address import LONGEST_WAITING

Place = Path | Address
"""The file of an embedded store, or a database of a Neo4j server."""

_WAITS: Final = 6
"""How often a request may wait as long as an address says, one after the other, and still end within its deadline: what
failed is tried again and connects once more, and the question may be asked a second time under a turn."""


def place_of(settings: Settings) -> Place:
    """Where the settings say the store is; raises InvalidInput for an address of another kind."""
    scheme, separator, rest = settings.store.partition("://")
    if not separator:
        return Path(settings.store).expanduser()
    shown = settings.shown()["WHITHER_STORE"]
    if scheme not in SCHEMES:
        remedy = f"give a path to a file, or an address that begins with {SCHEMES[0]}://"
        raise InvalidInput("store", shown, remedy)
    if "@" in rest:
        remedy = "leave user and password out: WHITHER_NEO4J_USER, and WHITHER_NEO4J_PASSWORD or _PASSWORD_FILE"
        raise InvalidInput("store", shown, remedy)
    return Address(
        settings.store,
        settings.neo4j_user,
        settings.neo4j_password,
        settings.neo4j_database,
        waiting=min(LONGEST_WAITING, settings.deadline / _WAITS),
    )


def file_of(settings: Settings, instead: str) -> Path:
    """The file of the settings' store; raises InvalidInput, with what to do ``instead``, for a Neo4j server."""
    place = place_of(settings)
    if isinstance(place, Address):
        raise InvalidInput("store", named(place), instead)
    return place


def named(place: Place) -> str:
    """The place as it is printed."""
    return place.location if isinstance(place, Address) else str(place)
