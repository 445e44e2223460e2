"""Whose turn it is: questions are answered in the order asked, and nobody waits for more than the one before."""

from __future__ import annotations

import asyncio

import pytest

from graph.questions.turns import Turn, Turns

ENDLESS = 3_600.0


async def asking(turns: Turns, name: str, log: list[str], done: asyncio.Event | None = None) -> None:
    """A question that says when its turn begins, and ends with the event, or at once."""
    async with turns.turn():
        log.append(name)
        if done is not None:
            await done.wait()


async def settle() -> None:
    """Let everything happen that can."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("at_once", [1, 2, 5])
async def test_so_many_have_their_turn_at_once_in_the_order_in_which_they_asked(at_once: int) -> None:
    turns, log = Turns(at_once, ENDLESS), list[str]()
    ends = [asyncio.Event() for _ in range(6)]
    async with asyncio.TaskGroup() as questions:
        for number, end in enumerate(ends):
            questions.create_task(asking(turns, str(number), log, end))
        for number, end in enumerate(ends):
            await settle()
            assert log == [str(one) for one in range(min(6, number + at_once))]
            end.set()


async def test_one_that_takes_long_lets_the_next_begin() -> None:
    turns, log, end = Turns(1, 0.001), list[str](), asyncio.Event()
    long = asyncio.create_task(asking(turns, "long", log, end))
    await settle()
    await asking(turns, "next", log)
    assert (log, long.done()) == (["long", "next"], False)
    end.set()
    await long


async def test_one_that_passes_on_its_turn_lets_just_one_begin() -> None:
    turns, log, end = Turns(1, ENDLESS), list[str](), asyncio.Event()
    async with turns.turn() as waiting:
        async with asyncio.TaskGroup() as questions:
            for name in ("second", "third"):
                questions.create_task(asking(turns, name, log, end))
            await settle()
            assert log == []
            waiting.pass_on()
            waiting.pass_on()
            await settle()
            assert log == ["second"]
            end.set()
        assert log == ["second", "third"]
    async with turns.turn():  # the turn that was passed on is not passed on again at the end
        late = asyncio.create_task(asking(turns, "late", log))
        await settle()
        assert not late.done()
    await late


async def test_who_no_longer_waits_takes_nobodys_turn() -> None:
    turns, log, end = Turns(1, ENDLESS), list[str](), asyncio.Event()
    first = asyncio.create_task(asking(turns, "first", log, end))
    gone = asyncio.create_task(asking(turns, "gone", log))
    last = asyncio.create_task(asking(turns, "last", log))
    await settle()
    gone.cancel()
    end.set()
    await asyncio.wait_for(last, 5)
    assert (log, gone.cancelled(), first.done()) == (["first", "last"], True, True)


async def test_a_question_that_fails_ends_its_turn() -> None:
    turns = Turns(1, ENDLESS)
    with pytest.raises(ValueError, match="wrong"):
        async with turns.turn():
            raise ValueError("wrong")
    await asyncio.wait_for(asking(turns, "next", []), 5)


async def test_without_turns_everybody_begins_at_once() -> None:
    async with Turn(), Turn() as second:
        second.pass_on()
