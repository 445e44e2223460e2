"""A disk that is full from some moment on, as far as SQLite can tell: files keep the size that they have.

Decides: when there is no room. Does not decide: what comes of it; SQLite itself finds that a page more cannot be had.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

UNLIMITED = 2**30
"""Pages."""


class Narrow(sqlite3.Connection):
    """A connection to a file on that disk; how much room there is turns out when a unit of work begins."""

    full: ClassVar[Callable[[Narrow], bool]]

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Run a statement."""
        if sql == "BEGIN IMMEDIATE":
            self.look()
        return super().execute(sql, parameters)

    def executescript(self, sql_script: str) -> sqlite3.Cursor:
        """Run a script."""
        self.look()
        return super().executescript(sql_script)

    def look(self) -> None:
        """Let the file grow, or not."""
        room = 1 if Narrow.full(self) else UNLIMITED
        super().execute(f"PRAGMA max_page_count = {room}").fetchone()

    @property
    def file(self) -> Path:
        """The file that it is connected to."""
        (_, _, file), *_ = super().execute("PRAGMA database_list").fetchall()
        return Path(file)

    def rows(self, table: str) -> int:
        """How many rows there are; none while the table is still to be made."""
        made = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
        if not super().execute(made, (table,)).fetchone()[0]:
            return 0
        return int(super().execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  # a table of ours


class Disk:
    """The disk of every connection that is made from now on; there is room until it is told otherwise."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Narrow, "full", staticmethod(lambda _: False), raising=False)
        patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Narrow))

    def fill(self, when: Callable[[Narrow], bool] = lambda _: True) -> None:
        """From now on there is no room for whom ``when`` is true."""
        Narrow.full = staticmethod(when)  # taken back with the patch

    def make_room(self) -> None:
        """There is room again."""
        self.fill(lambda _: False)
