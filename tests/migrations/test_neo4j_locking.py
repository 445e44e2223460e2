"""Two who migrate one Neo4j database: one runs, the other is told who, and a lock does not outlive its holder."""

from __future__ import annotations

import asyncio

import pytest
from neo4j import AsyncDriver

from graph.errors import StoreBusy
from graph.store.migrations import Migration
from graph.store.neo4j.upkeep.leasing import Lease
from tests.migrations.dying import OWNER, die_migrating
from tests.migrations.notes import (
    CHAIN,
    COUNTED,
    GATED,
    GATED_BATCHES,
    SCHEMA,
    asked,
    begun,
    bring,
    connected,
    locks,
    notes,
    pending,
    rules,
    shut_gate,
    told,
    until,
)
from tests.servers.lines import Server

_SHORT = 0.3  # seconds


async def test_of_two_migrators_at_once_one_runs_and_the_chain_is_as_if_it_were_alone(
    driver: AsyncDriver, new_database: Server
) -> None:
    chain = (*CHAIN, COUNTED)
    async with connected(new_database) as other, connected(new_database) as third:
        ends = await asyncio.gather(
            *(bring(one, chain, owner=name) for one, name in ((driver, "Ada"), (other, "Bob"), (third, "Cy"))),
            return_exceptions=True,
        )
    assert [one.name for one in chain] in ends
    assert all(end == [] or isinstance(end, StoreBusy) for end in ends if end != [one.name for one in chain])
    assert asked(new_database, "MATCH (n:Note) RETURN n.count, count(*)") == [[1, 2]]
    assert [row[0].get("version", "") for row in told(new_database)[:4]] == ["0001", "0002", "0003", "BASELINE"]
    assert len(told(new_database)) == 7
    assert locks(new_database) == []


@pytest.mark.parametrize("gated", [GATED, GATED_BATCHES], ids=lambda one: str(one.name))
async def test_while_one_migrates_the_other_is_told_who_and_since_when_and_nothing_is_changed(
    driver: AsyncDriver, new_database: Server, gated: Migration
) -> None:
    chain = (*CHAIN, gated)
    with shut_gate(new_database):
        running = asyncio.create_task(bring(driver, chain))
        async with connected(new_database) as other:
            await until(lambda: _is_begun(other, chain, gated))
            await until(lambda: _has_notes(new_database, 2 if gated is GATED else 7))
            left, before = await begun(other, chain), held(new_database)
            with pytest.raises(StoreBusy, match=r"is being migrated by Ada since \d{4}-.* UTC: try again"):
                await bring(other, chain, owner="Bob")
        assert left is not None
        assert (left.by, left.running) == ("Ada", True)
        assert held(new_database) == before
    assert await running == [one.name for one in chain]
    assert (await pending(driver, chain), await begun(driver, chain)) == ([], None)


async def test_a_lock_is_renewed_while_its_holder_lives(driver: AsyncDriver, new_database: Server) -> None:
    chain = (*CHAIN, GATED)
    with shut_gate(new_database):
        running = asyncio.create_task(bring(driver, chain, lease=_SHORT))

        async def outlasted() -> bool:
            longer = "l.until > l.since + duration({milliseconds: $milliseconds})"
            lock = f"MATCH (l:__Neo4jMigrationsLock) WHERE {longer} RETURN l"
            return bool(asked(new_database, lock, milliseconds=round(3 * _SHORT * 1000)))

        await until(outlasted)
    assert await running == [one.name for one in chain]


async def test_a_lock_that_has_run_out_is_taken_over(driver: AsyncDriver, new_database: Server) -> None:
    die_migrating(new_database, (SCHEMA,))
    with pytest.raises(StoreBusy, match=f"by {OWNER}"):
        await bring(driver, CHAIN)
    run_out(new_database)
    assert await bring(driver, CHAIN) == [one.name for one in CHAIN]
    assert locks(new_database) == []


async def test_who_lost_the_lock_changes_nothing_more(driver: AsyncDriver, new_database: Server) -> None:
    chain = (*CHAIN, GATED)
    with shut_gate(new_database):
        running = asyncio.create_task(bring(driver, chain))
        await until(lambda: _is_begun(driver, chain, GATED))
        asked(new_database, "MATCH (l:__Neo4jMigrationsLock) SET l.id = 'another', l.owner = 'Bob'")
    with pytest.raises(StoreBusy, match="Another process took over the migration"):
        await running
    assert [row[0] for row in notes(new_database)] == ["a", "b"]
    assert [lock["owner"] for (lock,) in locks(new_database)] == ["Bob"]
    run_out(new_database)
    assert await bring(driver, chain) == [GATED.name]


async def test_who_is_cancelled_lets_go_of_the_lock(driver: AsyncDriver, new_database: Server) -> None:
    chain = (*CHAIN, GATED)
    with shut_gate(new_database):
        running = asyncio.create_task(bring(driver, chain))
        await until(lambda: _is_begun(driver, chain, GATED))
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert locks(new_database) == []
    interrupted = await begun(driver, chain)
    assert interrupted is not None
    assert (interrupted.label, interrupted.running) == (GATED.label, False)
    assert await bring(driver, chain) == [GATED.name]


async def test_a_lock_that_says_nothing_of_itself_is_respected_until_it_is_deleted(
    driver: AsyncDriver, new_database: Server
) -> None:
    asked(new_database, "CREATE (:__Neo4jMigrationsLock {id: 'its own', name: 'another database'})")
    with pytest.raises(StoreBusy, match="locked by neo4j-migrations itself") as refused:
        await bring(driver, CHAIN)
    asked(new_database, str(refused.value).split("run ")[1].removesuffix("."))
    assert await bring(driver, CHAIN) == [one.name for one in CHAIN]


@pytest.mark.parametrize(("database", "name"), [("neo4j", "John Doe"), ("Neo4j", "John Doe"), ("Firm", "firm")])
def test_a_lock_has_the_name_that_the_original_gives_it(database: str, name: str) -> None:
    assert Lease("there", database, "Ada", "1", 1).name == name


def held(server: Server) -> tuple[object, ...]:
    """All but the lock, which its holder renews."""
    return notes(server), told(server), rules(server)


def run_out(server: Server) -> None:
    """Let the server's clock have passed the end of the lock."""
    asked(server, "MATCH (l:__Neo4jMigrationsLock) SET l.until = datetime.realtime() - duration('PT1S')")


async def _is_begun(driver: AsyncDriver, chain: tuple[Migration, ...], one: Migration) -> bool:
    there = await begun(driver, chain)
    return there is not None and there.label == one.label


async def _has_notes(server: Server, count: int) -> bool:
    return len(notes(server)) == count
