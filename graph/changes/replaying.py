"""What is kept of a change under its idempotency key, and how it is told again.

Decides: when two wishes are the same, what is kept of one, and for how long.
Does not decide: what a change does (``amending``). Errors are not kept: a change that failed may be tried again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from graph.changes.wishes import Add, Change, Correct, Done, Put, Wish
from graph.domain.kinds import KIND_NAMES, KIND_OF_NAME, key_from_text, key_text
from graph.domain.plain import Plain, as_plain, from_plain, plain_value
from graph.errors import KeyReused
from graph.store.protocol import Transaction
from graph.store.values import Replay

KEPT: Final = timedelta(days=30)
"""How long what came of a change is told again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a change, and the ids of the ``subjects``: the staff members and people it was about."""

    done: Done
    subjects: tuple[str, ...]


def body_digest(wish: Wish) -> str:
    """32 hexadecimal digits, the same for wishes under one name of the same change on the same expected version, and
    for no others.

    Half a character is part of it like any other: that it cannot be meant is told where the change is made."""
    change = _plain_change(wish.change)
    body = _canonical({"question": wish.question, "change": change, "expected_version": wish.expected_version})
    return blake2b(body.encode(errors="surrogatepass"), digest_size=16).hexdigest()


async def told_before(transaction: Transaction, key: str, body: str, now: datetime) -> Told | None:
    """What was kept under this key in the 30 days before ``now``; raises KeyReused when it came of another body."""
    kept = await transaction.replay(key)
    if kept is None or kept.at < now - KEPT:
        return None
    if kept.body != body:
        raise KeyReused(key)
    return _from_payload(kept.payload)


async def keep(transaction: Transaction, key: str, replay: Replay) -> None:
    """Keep what came of a change, in its own unit, and forget what was kept longer than 30 days."""
    await transaction.forget_replays(replay.at - KEPT)
    await transaction.keep_replay(key, replay)


def payload_of(told: Told) -> str:
    """What is told, as JSON; :func:`told_before` reads it."""
    done = told.done
    return _canonical(
        {
            "kind": KIND_NAMES[done.kind],
            "key": key_text(done.key),
            "record": as_plain(done.record) if done.record else None,
            "version": done.record.version if done.record else None,
            "revision": done.revision,
            "changed": done.changed,
            "subjects": list(told.subjects),
        }
    )


def _from_payload(payload: str) -> Told:
    kept = json.loads(payload)
    kind = KIND_OF_NAME[kept["kind"]]
    record = None
    if kept["record"] is not None:
        record = replace(from_plain(kind, kept["record"]), version=kept["version"])
    done = Done(kind, key_from_text(kind, kept["key"]), record, kept["revision"], kept["changed"], replayed=True)
    return Told(done, tuple(kept["subjects"]))


def _plain_change(change: Change) -> Plain:
    does = type(change).__name__
    if isinstance(change, Add | Put):
        return {"does": does, "kind": KIND_NAMES[type(change.record)], "record": dict(as_plain(change.record))}
    named: dict[str, Plain] = {"does": does, "kind": KIND_NAMES[change.kind], "key": key_text(change.key)}
    if isinstance(change, Correct):
        named["fields"] = {field: plain_value(value) for field, value in change.fields.items()}
    return named


def _canonical(plain: Plain) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
