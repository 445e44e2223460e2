"""What a store's file is and what is wrong with it, for somebody who can mend it.

Decides: what counts as wrong, and the sentence for it: ties that wait to be folded do not, for they only take longer.
Does not decide: to mend anything.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from graph.errors import StoreError
from graph.store.embedded.connection import connect, too_open
from graph.store.embedded.faults import said_plainly
from graph.store.embedded.reading.listing import revision
from graph.store.embedded.upkeep.migrating import FileKind, examine
from graph.store.migrations import standing
from graph.store.values import Condition

_COMPLAINTS: Final = 5  # of SQLite's own; a broken file can have thousands


def condition_of(connection: sqlite3.Connection, path: Path, kind: FileKind, patience: float) -> Condition:
    """The condition of the file; raises StoreDamaged when it is not ours or cannot even say its revision."""
    location = str(path)
    found = examine(connection, location, kind)
    there = standing(location, kind.chain, found.applied, found.data_format)
    problems = [str(there.obstacle)] if there.obstacle is not None else []
    if there.pending:
        names = ", ".join(migration.label for migration in there.pending)
        problems.append(f"These migrations are still to come: {names}; run whither migrate.")
    problems += _modes(path) + _consistency(connection, path, patience)
    return Condition(
        location=location,
        schema_version=str(max((past.version for past in found.applied), default=0)),
        data_format=found.data_format,
        revision=revision(connection) if found.applied else 0,
        problems=tuple(problems),
    )


def _modes(path: Path) -> list[str]:
    return [
        f"{file} can be read or written by others: close it to them with chmod 600 {file}." for file in too_open(path)
    ]


def _consistency(connection: sqlite3.Connection, path: Path, patience: float) -> list[str]:
    location = str(path)
    try:
        with said_plainly(location):
            checks = _complaints(connection, path, patience)
            dangling = {row[0] for row in connection.execute("PRAGMA foreign_key_check")}
    except StoreError as error:
        return [str(error)]
    problems = [f"The file is damaged ({check}): restore it from a backup." for check in checks if check != "ok"]
    return problems + [
        f"Rows of the table {table} refer to rows that are not there: restore a backup." for table in sorted(dangling)
    ]


def _complaints(connection: sqlite3.Connection, path: Path, patience: float) -> list[str]:
    """What SQLite complains about. Over a connection that may only read it leaves out the CHECK constraints, so it is
    asked over one that may write, but is told not to, wherever we may write."""
    question = f"PRAGMA quick_check({_COMPLAINTS})"
    if not os.access(path, os.W_OK):
        return [row[0] for row in connection.execute(question)]
    with closing(connect(path, patience, read_only=False)) as writing:
        writing.execute("PRAGMA query_only = ON")
        return [row[0] for row in writing.execute(question)]
