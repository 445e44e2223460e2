"""Where a snapshot is kept while somebody reads it: rows and ties in a file that is thrown away.

Decides: how rows come to stand in the order of the law (SQLite sorts what no memory need hold), and that nobody else
can read the file. Does not decide: what is put there, nor when.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from graph.domain.kinds import Key, KeyPart
from graph.errors import StoreUnavailable
from graph.store.neo4j.queries import Row
from graph.store.statements import load

T = TypeVar("T")

_SPOOL: Final = load(__package__, "spool.sql")

_PARTS: Final = 6  # of the longest place, a booking's


class Spool:
    """A file of our own in a folder of our own, mode 0700, both gone after :meth:`close`; used in one thread."""

    def __init__(self, location: str) -> None:
        """Nothing is there before :meth:`begin`; ``location`` names the store in sentences."""
        self._location = location
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="whither-", ignore_cleanup_errors=True)
        except OSError as error:
            raise _no_room(location, error) from error
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="whither-spool")
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    async def begin(self) -> None:
        """Make it empty, whatever was put there."""
        await self._run(self._begin)

    async def put_rows(self, name: str, rows: Sequence[tuple[Key, Row]]) -> None:
        """Add rows of a kind, each with its place in the order of the law."""
        await self._run(
            lambda: self._put(
                "put_row", [(name, *_filled(place), json.dumps(row, ensure_ascii=False)) for place, row in rows]
            )
        )

    async def put_ties(self, ties: Sequence[Row]) -> None:
        """Add ties, as ``snapshots.cypher`` gives them."""
        await self._run(lambda: self._put("put_tie", ties))

    async def put_touches(self, touches: Sequence[Sequence[KeyPart]]) -> None:
        """Add of each touch: staff member, person, account (where no person is named), instant, id, day, channel,
        direction."""
        await self._run(lambda: self._put("put_touch", touches))

    async def sort(self) -> None:
        """Make it ready to be read; nothing is put there any more."""
        await self._run(lambda: self._script("sort"))

    async def rows(self, name: str) -> sqlite3.Cursor:
        """Every row of a kind in the order of the law, for :meth:`some`."""
        return await self._run(lambda: self._open().execute(_SPOOL["rows"].text, (name,)))

    async def some(self, rows: sqlite3.Cursor, most: int, made: Callable[[list[Row]], T]) -> T:
        """What is made of the next rows, in the spool's own thread."""
        return await self._run(lambda: made([json.loads(content) for (content,) in rows.fetchmany(most)]))

    async def ties(self, after: int, most: int, made: Callable[[list[Row], sqlite3.Cursor], T]) -> T:
        """What is made of the next ties, each with its key first, and of their touches, by (key, at, id)."""
        return await self._run(lambda: self._ties(after, most, made))

    async def close(self) -> None:
        """Throw it away; what is running ends first. Idempotent."""
        self._closed = True
        await asyncio.to_thread(self._throw_away)

    def _begin(self) -> None:
        if self._connection is not None:
            self._connection.close()
        file = Path(self._folder.name) / "spool"
        file.unlink(missing_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._script("tables")

    def _put(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        connection = self._open()
        connection.execute("BEGIN")
        connection.executemany(_SPOOL[statement].text, rows)
        connection.execute("COMMIT")

    def _ties(self, after: int, most: int, made: Callable[[list[Row], sqlite3.Cursor], T]) -> T:
        ties = [list(tie) for tie in self._open().execute(_SPOOL["ties"].text, (after, most))]
        span = (ties[0][0], ties[-1][0]) if ties else (0, 0)
        return made(ties, self._open().execute(_SPOOL["touches"].text, span))

    def _script(self, name: str) -> None:
        self._open().executescript(_SPOOL[name].text)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("a spool is begun before it is used")
        return self._connection

    async def _run(self, step: Callable[[], T]) -> T:
        if self._closed:
            raise StoreUnavailable(self._location, f"The snapshot of {self._location} has ended: take another one.")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, step)
        except (sqlite3.OperationalError, OSError) as error:
            raise _no_room(self._location, error) from error

    def _throw_away(self) -> None:
        self._thread.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()
        self._folder.cleanup()


def _no_room(location: str, error: Exception) -> StoreUnavailable:
    """The error for a file that cannot be made or grown; where there is no folder for it, none is named."""
    remedy = "make room, or set TMPDIR to a folder on another disk, and try again"
    return StoreUnavailable(location, f"The snapshot of {location} finds no room for its file ({error}): {remedy}.")


def _filled(place: Key) -> Key:
    return (*place, *[None] * (_PARTS - len(place)))
