"""How a Neo4j store is reached.

Decides: the settings of the driver, and how long is waited for a server.
Does not decide: where it is (``address``), what is asked (the modules beside this one), nor what an error means
(``faults``).
"""

from __future__ import annotations

from typing import Final

from neo4j import (
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncSession,
    Bookmarks,
    NotificationDisabledClassification,
)
from neo4j.api import AsyncBookmarkManager

from graph.store.neo4j.address import Address

_CONNECTING: Final = 3.0  # seconds until a server that does not answer counts as not there
_FIRST_RETRY: Final = 0.05  # seconds; the driver's own choice, one second, would be what a user waits


_NEW_DATABASE: Final = (NotificationDisabledClassification.UNRECOGNIZED,)
"""What a server remarks on labels, types and properties of which a database holds none yet."""


class Connection:
    """One driver of a process to one database. What this process wrote, its later sessions see, whichever server of a
    cluster answers them: they share bookmarks."""

    def __init__(self, address: Address) -> None:
        """Nothing is connected yet."""
        self.address = address
        self._bookmarks: AsyncBookmarkManager = AsyncGraphDatabase.bookmark_manager()
        self._driver: AsyncDriver | None = None

    @property
    def location(self) -> str:
        """The store as sentences name it."""
        return self.address.location

    @property
    def driver(self) -> AsyncDriver:
        """The driver, made when it is first needed."""
        if self._driver is None:
            address = self.address
            self._driver = AsyncGraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                connection_timeout=min(_CONNECTING, address.waiting),
                connection_acquisition_timeout=address.waiting,
                max_transaction_retry_time=address.waiting,
                initial_retry_delay=_FIRST_RETRY,
                user_agent="whither",
                notifications_disabled_classifications=_NEW_DATABASE,
            )
        return self._driver

    def session(self, access: str, bookmarks: frozenset[str] = frozenset()) -> AsyncSession:
        """A session in ``neo4j.READ_ACCESS`` or ``neo4j.WRITE_ACCESS`` that sees what this process wrote, and what
        these further bookmarks stand for."""
        return self.driver.session(
            database=self.address.database,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
            bookmarks=Bookmarks.from_raw_values(bookmarks),
        )

    async def bookmarks(self) -> frozenset[str]:
        """What another process needs to see all that this one has seen."""
        return frozenset(await self._bookmarks.get_bookmarks())

    async def close(self) -> None:
        """Let go of the server. Idempotent."""
        if self._driver is not None:
            await self._driver.close()
