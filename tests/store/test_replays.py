"""Payloads kept under idempotency keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from graph.domain.records import Person
from graph.errors import InvalidInput
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Replay
from tests.store.conftest import Place
from tests.store.writing import NOON

FIRST = Replay("digest", '{"done": "ä"}', NOON + timedelta(microseconds=3))
SECOND = Replay("other", "{}", NOON + timedelta(days=1))


async def kept(store: GraphStore, key: str) -> Replay | None:
    """What is kept under a key."""
    return await store.write(lambda transaction: transaction.replay(key))


async def keep(store: GraphStore, key: str, replay: Replay) -> None:
    """Keep a payload."""
    await store.write(lambda transaction: transaction.keep_replay(key, replay))


async def test_what_was_kept_is_told_again_under_its_key_alone(place: Place) -> None:
    store = await place.open()
    await keep(store, "key", FIRST)
    await keep(store, "Key", SECOND)
    again = await place.open()
    assert (await kept(again, "key"), await kept(again, "Key")) == (FIRST, SECOND)
    assert await kept(again, "KEY") is None


async def test_keeping_and_forgetting_never_change_the_revision(store: GraphStore) -> None:
    await keep(store, "key", FIRST)
    await store.write(lambda transaction: transaction.forget_replays(SECOND.at))
    assert await store.revision() == 0


async def test_what_was_kept_before_an_instant_is_forgotten_and_nothing_else(store: GraphStore) -> None:
    await keep(store, "first", FIRST)
    await keep(store, "second", SECOND)
    await store.write(lambda transaction: transaction.forget_replays(FIRST.at))
    assert await kept(store, "first") == FIRST
    await store.write(lambda transaction: transaction.forget_replays(SECOND.at))
    assert (await kept(store, "first"), await kept(store, "second")) == (None, SECOND)


async def test_a_key_is_kept_with_what_was_kept_last(store: GraphStore) -> None:
    await keep(store, "key", FIRST)
    await keep(store, "key", SECOND)
    assert await kept(store, "key") == SECOND


async def test_a_payload_is_kept_with_its_change_or_not_at_all(store: GraphStore) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        await transaction.keep_replay("key", FIRST)
        assert await transaction.replay("key") == FIRST
        raise KeyError("changed its mind")

    with pytest.raises(KeyError):
        await store.write(work)
    assert await kept(store, "key") is None


@pytest.mark.parametrize("key", ["\ud800", "a\x00b"])
async def test_a_key_that_could_not_be_found_again_is_refused(store: GraphStore, key: str) -> None:
    assert await kept(store, key) is None
    with pytest.raises(InvalidInput, match="whole characters"):
        await keep(store, key, FIRST)
