"""What is read ahead comes whole and in order, and nobody reads on once nobody waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.ahead import ahead

PATIENCE = 10
"""Seconds that no machine takes for a thread's turn."""


class Unreadable(Exception):
    """What is thrown while something is read."""


class Stoppable:
    """Things without end, until somebody stops them."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.made = 0
        self.over = False

    def __iter__(self) -> Iterator[int]:
        """Make the first at once; all others wait for a while."""
        while not self.made or not self.stopped.wait(PATIENCE):
            self.made += 1
            yield self.made
        self.over = True


def never() -> None:
    """Nothing is to be stopped."""
    raise AssertionError


async def nothing() -> None:
    """Nothing is done while somebody waits."""


@given(st.lists(st.none() | st.integers()))
def test_every_thing_comes_in_its_order(things: list[int | None]) -> None:
    async def read() -> list[int | None]:
        async with ahead(iter(things), never, nothing) as coming:
            return [thing async for thing in coming]

    assert asyncio.run(read()) == things


async def test_the_next_thing_is_made_while_the_one_before_is_used() -> None:
    made = threading.Event()

    def things() -> Iterator[str]:
        yield "first"
        made.set()
        yield "second"

    async with ahead(things(), never, nothing) as coming:
        async for _ in coming:
            assert await asyncio.to_thread(made.wait, PATIENCE)


async def test_no_more_than_one_thing_is_made_before_it_is_asked_for() -> None:
    made: list[int] = []

    def things() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            yield number

    async with ahead(things(), never, nothing) as coming:
        async for number in coming:
            await asyncio.sleep(0.01)
            assert len(made) <= number + 2


async def test_something_is_done_again_and_again_while_one_waits() -> None:
    enough = threading.Event()
    times = 0

    def things() -> Iterator[str]:
        yield "at once"
        assert enough.wait(PATIENCE)
        yield "later"

    async def meanwhile() -> None:
        nonlocal times
        times += 1
        if times == 3:
            enough.set()

    async with ahead(things(), never, meanwhile, every=0.01) as coming:
        assert [thing async for thing in coming] == ["at once", "later"]
    assert times >= 3


async def test_an_error_of_what_is_done_meanwhile_ends_the_reading() -> None:
    things = Stoppable()

    async def refused() -> None:
        raise Unreadable

    async def read() -> None:
        async with ahead(iter(things), things.stopped.set, refused, every=0.01) as coming:
            async for _ in coming:
                pass

    with pytest.raises(Unreadable):
        await read()
    assert (things.made, things.over) == (1, True)


async def test_an_error_comes_after_what_was_read_before_it() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise Unreadable

    async with ahead(things(), never, nothing) as coming:
        assert await anext(coming) == 1
        with pytest.raises(Unreadable):
            await anext(coming)


async def test_whoever_fails_to_use_a_thing_leaves_nobody_reading() -> None:
    things = Stoppable()

    async def read() -> None:
        async with ahead(iter(things), things.stopped.set, nothing) as coming:
            async for _ in coming:
                raise Unreadable

    with pytest.raises(Unreadable):
        await read()
    assert (things.made, things.over) == (1, True)


async def test_whoever_is_cancelled_leaves_nobody_reading() -> None:
    things = Stoppable()

    async def read() -> None:
        async with ahead(iter(things), things.stopped.set, nothing) as coming:
            async for _ in coming:
                begun.set()

    begun = asyncio.Event()
    reading = asyncio.ensure_future(read())
    await begun.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert (things.made, things.over) == (1, True)
