"""What was kept of changes under their idempotency keys.

Decides: how a payload is kept and found. Does not decide: how long it is kept, nor when it is told again.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from graph.domain.calendar import instant_number, instant_of
from graph.errors import InvalidInput
from graph.store.embedded.writing.unit import UNIT
from graph.store.texts import storable
from graph.store.values import Replay


def replay(connection: sqlite3.Connection, key: str) -> Replay | None:
    """What was kept under a key."""
    if not storable(key):
        return None
    row = connection.execute(UNIT["replay"].text, {"key": key}).fetchone()
    return None if row is None else Replay(row[0], row[1], instant_of(row[2]))


def keep(connection: sqlite3.Connection, key: str, replay: Replay) -> None:
    """Keep a payload under a key; raises InvalidInput for a key that could not be found again."""
    if not storable(key):
        raise InvalidInput("key", key, "give an idempotency key of whole characters and no NUL")
    connection.execute(UNIT["keep_replay"].text, (key, replay.body, replay.payload, instant_number(replay.at)))


def forget(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget what was kept before an instant."""
    connection.execute(UNIT["forget_replays"].text, {"before": instant_number(before)})
