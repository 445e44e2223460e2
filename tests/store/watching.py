"""Connections that note, whenever they write, the settings under which SQLite says they do.

Decides: nothing about which settings are right but for their names: the tests say what each writer was promised.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar


@dataclass(frozen=True)
class Settings:
    """The settings of a connection while it writes, as SQLite itself tells them."""

    journal_mode: str = "wal"
    synchronous: int = 2  # FULL: a commit waits for the disk
    foreign_keys: int = 1
    temp_store: int = 2  # memory: no copy of anybody's data in another file
    trusted_schema: int = 0
    cache_size: int = -131_072
    wal_autocheckpoint: int = 16_000
    journal_size_limit: int = 67_108_864
    locking_mode: str = "normal"


PROMISED = Settings()
ALONE = replace(PROMISED, foreign_keys=0, locking_mode="exclusive")
"""Migrations, and a restore, keep everybody else out: they may rebuild a table that others refer to, and check every
reference before they commit."""
SORTING = replace(PROMISED, temp_store=1, cache_size=-16384)
"""What makes indexes sorts numbers alone (keys, days, instants): in files, and with little memory beside them."""
NAMELESS = replace(PROMISED, journal_mode="delete")
"""A copy takes its pages into one file without others beside it, and gets its name when the disk has all of it."""


@dataclass(frozen=True)
class Seen:
    """A write: to which file, by which kind of step, and under which settings."""

    file: str
    step: str
    settings: Settings


class Watched(sqlite3.Connection):
    """A connection that notes its settings whenever it writes."""

    seen: ClassVar[list[Seen]] = []

    def __init__(self, database: str | Path, **named: Any) -> None:
        super().__init__(database, **named)
        self.writes = "mode=ro" not in str(database)
        self.noted = 0
        self.sorts = False

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Note the settings under which a unit commits, and those of a statement that is none of a unit."""
        if sql == "COMMIT":
            self.note("indexes" if self.sorts else "unit")
        self.sorts = sql.startswith("CREATE INDEX")
        cursor = super().execute(sql, parameters)
        if not self.in_transaction and self.total_changes > self.noted:
            self.note("statement")
        return cursor

    def executescript(self, sql_script: str) -> sqlite3.Cursor:
        """Note the settings under which a script ran."""
        cursor = super().executescript(sql_script)
        self.note("script")
        return cursor

    def backup(self, target: sqlite3.Connection, **named: Any) -> None:
        """Note the settings of the connection that takes the pages of this one."""
        assert isinstance(target, Watched)
        target.note("pages")
        super().backup(target, **named)

    def close(self) -> None:
        """Whatever it changed was noted, or undone."""
        if self.total_changes > self.noted:
            self.note("something else")
        super().close()

    def note(self, step: str) -> None:
        """Ask for every setting."""
        self.noted = self.total_changes
        if self.writes:
            told = {name: self.told(name) for name in vars(PROMISED)}
            (_, _, file), *_ = super().execute("PRAGMA database_list").fetchall()
            self.seen.append(Seen(Path(file).name, step, Settings(**told)))

    def told(self, setting: str) -> Any:
        """What SQLite says of a setting."""
        return super().execute(f"PRAGMA {setting}").fetchone()[0]
