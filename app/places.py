"""Where the store of the settings is.

Decides: that a store is a file or a database of a Neo4j server, and how either is named.
Does not decide: how it is opened (``app.wiring`` does).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from app.settings import Settings
from graph.errors import InvalidInput
from graph.store.neo4j import SCHEMES, Address
from graph.store.neo4j.address import LONGEST_WAITING

Place = Path | Address
"""The file of an embedded store, or a database of a Neo4j server."""

_MISTYPED: Final = re.compile(rf"({'|'.join(map(re.escape, SCHEMES))})[:/]", re.IGNORECASE)
"""How an address begins that lacks a colon or a slash; taken for a path, it would make a file that nobody wants."""

_WAITS: Final = 6
"""How often a request may wait as long as an address says, one after the other, and still end within its deadline: what
failed is tried again and connects once more, and the question may be asked a second time under a turn."""


def place_of(settings: Settings) -> Place:
    """Where the settings say the store is; raises InvalidInput for an address of another kind, and for a
    password that cannot be told."""
    scheme, separator, rest = settings.store.partition("://")
    shown = settings.shown()["WHITHER_STORE"]
    if not separator:
        mistyped = _MISTYPED.match(settings.store)
        if mistyped and not Path(settings.store).is_relative_to(settings.data):  # who names a folder means a file
            remedy = f"write an address as {mistyped[1].lower()}://host:port, and a file of such a name as ./{shown}"
            raise InvalidInput("store", shown, remedy)
        return Path(settings.store).expanduser()
    if scheme not in SCHEMES:
        remedy = f"give a path to a file, or an address that begins with {SCHEMES[0]}://"
        raise InvalidInput("store", shown, remedy)
    if "@" in rest:
        remedy = "leave user and password out: WHITHER_NEO4J_USER, and WHITHER_NEO4J_PASSWORD or _PASSWORD_FILE"
        raise InvalidInput("store", shown, remedy)
    return Address(
        settings.store,
        settings.neo4j_user,
        settings.password_of_neo4j(),
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
