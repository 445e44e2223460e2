"""What a service is made of, by where its store is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.serving import turns_of
from app.settings import Settings


async def begun(settings: Settings, asked: int) -> int:
    """Of so many who ask, how many have their turn at once."""
    turns = turns_of(settings)
    begun: list[int] = []

    async def ask(number: int) -> None:
        async with turns.turn():
            begun.append(number)
            await asyncio.Event().wait()

    asking = [asyncio.create_task(ask(number)) for number in range(asked)]
    for _ in range(5):
        await asyncio.sleep(0)
    for one in asking:
        one.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    return len(begun)


@pytest.mark.parametrize(("store", "at_once"), [("whither.sqlite", 1), ("neo4j://localhost:7687", 8)])
async def test_a_store_in_a_file_answers_one_question_at_a_time_and_a_server_several(
    tmp_path: Path, store: str, at_once: int
) -> None:
    settings = Settings(data=tmp_path, store=store if "://" in store else str(tmp_path / store))
    assert await begun(settings, 20) == at_once
