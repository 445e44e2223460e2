"""What was kept of changes under their idempotency keys.

Decides: how a payload is kept and found. Does not decide: how long it is kept, nor when it is told again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from graph.errors import InvalidInput
from graph.store.neo4j.queries import Queries
from graph.store.statements import load
from graph.store.texts import storable
from graph.store.values import Replay

KEEPING: Final = load(__package__, "keeping.cypher", "//")


async def replay(queries: Queries, key: str) -> Replay | None:
    """What was kept under a key."""
    if not storable(key):
        return None
    for body, payload, at in await queries.rows(KEEPING["replay"].text, key=key):
        return Replay(body, payload, datetime.fromisoformat(at))
    return None


async def keep(queries: Queries, key: str, replay: Replay) -> None:
    """Keep a payload under a key; raises InvalidInput for a key that could not be found again."""
    if not storable(key):
        raise InvalidInput("key", key, "give an idempotency key of whole characters and no NUL")
    values = {"body": replay.body, "payload": replay.payload, "at": replay.at.astimezone(UTC)}
    await queries.run(KEEPING["keep_replay"].text, key=key, **values)


async def forget(queries: Queries, before: datetime) -> None:
    """Forget what was kept before an instant."""
    await queries.run(KEEPING["forget_replays"].text, before=before.astimezone(UTC))
