"""Where a Neo4j store is.

Decides: what an address looks like, and how a store is named in sentences. Does not decide: how it is reached
(``connection``); nothing here needs the driver, which takes its time to be imported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from graph.errors import InvalidInput

SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""How an address of a Neo4j server may begin; ``bolt`` knows one server only, ``neo4j`` asks it for the others."""

_SYSTEM: Final = "system"

LONGEST_WAITING: Final = 5.0
"""Seconds for which a server that restarts is waited for where nobody is in a hurry."""


@dataclass(frozen=True, slots=True)
class Address:
    """A database of a Neo4j server, and as whom to enter; ``uri`` is ``scheme://host:port``, without credentials.

    ``waiting``: for how many seconds a free connection is waited for, and what failed for a moment is tried again; so a
    server may restart meanwhile, and whoever has a deadline hears of a server that is away before it."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"
    waiting: float = LONGEST_WAITING

    def __post_init__(self) -> None:
        """Refuse an address that no driver could reach, and a database that takes no rows."""
        try:
            parts = urlsplit(self.uri)
            port = parts.port
        except ValueError as error:
            raise InvalidInput("store", self.uri, "give neo4j://host:port") from error
        if parts.scheme not in SCHEMES or not parts.hostname or port == 0 or parts.path.strip("/") or parts.query:
            remedy = (
                f"give neo4j://host:port (or one of {', '.join(SCHEMES[1:])}); the database is a setting of its own"
            )
            raise InvalidInput("store", self.uri, remedy)
        if self.database.casefold() == _SYSTEM:  # a server takes names of databases in either case
            remedy = "it is where a server keeps what it knows of itself, and cannot hold a firm; name another database"
            raise InvalidInput("WHITHER_NEO4J_DATABASE", self.database, remedy)

    @property
    def location(self) -> str:
        """The store as sentences name it."""
        return f"{self.uri.rstrip('/')}/{self.database}"
