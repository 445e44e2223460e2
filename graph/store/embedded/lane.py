"""Threads in which SQLite runs, so that the event loop never waits for a disk.

Decides: that each thread has a connection of its own, that nothing is read from or written to a file which is no longer
where it was when it was opened, and that letting go waits for what is running.
Does not decide: what runs, nor in which order units of work follow each other (the store does).
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from graph.errors import StoreUnavailable
from graph.store.embedded.connection import Identity, identity
from graph.store.embedded.faults import gone, said_plainly

T = TypeVar("T")


class Lane:
    """Some threads to one file. With a single thread, steps run one by one in the order in which they were given."""

    def __init__(
        self, location: str, connect: Callable[[], sqlite3.Connection], threads: int = 1, file: Identity | None = None
    ) -> None:
        """Connections are made by ``connect``, each when its thread first needs it, to the file that is there now, or
        to the one of this identity."""
        self._location = location
        self.file = identity(location) if file is None else file
        self._connect = connect
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="whither-store")
        self._of_thread = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._closed = False

    def submit(self, step: Callable[[sqlite3.Connection], T], *, anyway: bool = False) -> asyncio.Future[T]:
        """Queue a step at once; the future fails with a StoreError for whatever SQLite complains about.

        Without ``anyway``, which is for tidying up, it also fails when the file was moved away, removed or replaced: a
        connection would not notice, and what it wrote would be lost. Raises StoreUnavailable after :meth:`close`."""
        if self._closed:
            sentence = f"{self._location} has been closed: open it again."
            raise StoreUnavailable(self._location, sentence)
        return asyncio.get_running_loop().run_in_executor(self._executor, self._run, step, anyway)

    async def close(self) -> None:
        """Let what is queued finish, then close every connection. Idempotent."""
        self._closed = True
        await asyncio.to_thread(self._let_go)

    def _run(self, step: Callable[[sqlite3.Connection], T], anyway: bool) -> T:
        with said_plainly(self._location):
            if not anyway and identity(self._location) != self.file:
                raise gone(self._location)
            connection: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
            if connection is None:
                connection = self._connect()
                self._of_thread.connection = connection
                self._open.append(connection)
            return step(connection)

    def _let_go(self) -> None:
        self._executor.shutdown(wait=True)
        with said_plainly(self._location):
            while self._open:
                self._open.pop().close()
