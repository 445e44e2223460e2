"""How questions and units of work are kept apart on a server without snapshots, step by step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from graph.domain.records import Person
from graph.errors import StoreBusy, StoreDamaged
from graph.store.neo4j import Address, Neo4jStore, open_store
from graph.store.neo4j.guard import GUARD, TURNS, Guard
from graph.store.neo4j.queries import Queries
from graph.store.protocol import Transaction
from tests.servers.finding import server_of
from tests.servers.lines import Line
from tests.servers.wiping import driver_of
from tests.store.neo4j_places import empty_database
from tests.store.writing import write

A_MOMENT = 0.3
"""Seconds in which a unit or a question would have ended, did nothing hold it up."""


@pytest.fixture
def address(neo4j_line: Line) -> Address:
    """An empty store."""
    return empty_database(neo4j_line)


@pytest.fixture
async def store(address: Address) -> AsyncIterator[Neo4jStore]:
    store = await open_store(address, "first")
    yield store
    await store.close()


def run(line: Line, statement: str, **parameters: Any) -> None:
    """Something that another process did."""
    server = server_of(line)
    driver_of(server).execute_query(statement, parameters, database_=server.database)


@contextmanager
def held(line: Line, *statements: tuple[str, dict[str, Any]]) -> Iterator[None]:
    """Another process holds what these statements lock, for as long as the block runs."""
    server = server_of(line)
    with driver_of(server).session(database=server.database) as session, session.begin_transaction() as transaction:
        for statement, parameters in statements:
            transaction.run(statement, parameters).consume()
        yield
        transaction.rollback()


def announce(line: Line, mark: str, age: int = 0) -> None:
    """A unit of another process announced itself so many seconds ago."""
    said = "SET s.committing = s.committing + [toString(timestamp() - $age * 1000) + ' ' + $mark]"
    run(line, f"MATCH (s:__WhitherStore) {said}", mark=mark, age=age)


@pytest.fixture
def under_turns(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each question that was asked under a turn, or in the place of a unit, whether it was the latter."""
    seen: list[bool] = []
    in_turn = Guard._in_turn

    async def noted(self: Guard, *arguments: Any, long: bool, **named: Any) -> None:
        seen.append(long)
        await in_turn(self, *arguments, long=long, **named)

    monkeypatch.setattr(Guard, "_in_turn", noted)
    return seen


async def test_a_unit_does_not_commit_before_a_question_under_a_turn_has_ended(
    neo4j_line: Line, store: Neo4jStore
) -> None:
    with held(neo4j_line, (GUARD["take_turn"].text, {"number": TURNS - 1})):
        writing = asyncio.create_task(write(store, Person("pat")))
        await asyncio.wait({writing}, timeout=A_MOMENT)
        assert not writing.done()
        assert await store.revision() == 0
    await writing
    assert await store.revision() == 1


async def test_a_unit_does_not_begin_beside_another(neo4j_line: Line, store: Neo4jStore) -> None:
    begun = asyncio.Event()

    async def unit(transaction: Transaction) -> None:
        begun.set()
        await transaction.put([Person("pat")])

    with held(neo4j_line, (GUARD["take_pen"].text, {})):
        writing = asyncio.create_task(store.write(unit))
        await asyncio.wait({writing}, timeout=A_MOMENT)
        assert not begun.is_set()
    await writing


async def test_a_question_is_read_again_under_a_turn_while_a_unit_is_on_its_way(
    neo4j_line: Line, store: Neo4jStore, under_turns: list[bool]
) -> None:
    await store.firm()
    assert under_turns == []
    announce(neo4j_line, "another")
    await store.firm()
    assert under_turns == [False]


async def test_a_mark_that_is_too_old_to_be_of_a_living_unit_holds_up_nobody_and_goes_with_the_next(
    neo4j_line: Line, store: Neo4jStore, under_turns: list[bool]
) -> None:
    announce(neo4j_line, "dead", age=241)
    await store.firm()
    assert under_turns == []
    await write(store, Person("pat"))
    server = server_of(neo4j_line)
    found = driver_of(server).execute_query("MATCH (s:__WhitherStore) RETURN s.committing", database_=server.database)
    assert found.records[0].value() == []


async def test_a_question_during_which_a_unit_was_committed_is_asked_again(
    address: Address, store: Neo4jStore, under_turns: list[bool]
) -> None:
    asked = 0

    async def question(queries: Queries) -> int:
        nonlocal asked
        asked += 1
        if asked == 1:
            other = await open_store(address, "first")
            await write(other, Person("pat"))
            await other.close()
        return int(await queries.value("MATCH (p:Person) RETURN count(p)"))

    assert await store._guard.read(question) == 1
    assert asked == 2
    assert under_turns == [False]


@asynccontextmanager
async def in_a_unit(store: Neo4jStore) -> AsyncIterator[asyncio.Task[None]]:
    """A unit that has written and goes on to its commit when the block has run."""
    written, go_on = asyncio.Event(), asyncio.Event()

    async def unit(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        written.set()
        await go_on.wait()

    writing = asyncio.create_task(store.write(unit))
    await written.wait()
    yield writing
    go_on.set()
    await asyncio.wait({writing})


@pytest.mark.parametrize(
    "lost",
    ["SET s.committing = []", "SET s.committing = ['1 ' + split(s.committing[0], ' ')[1]]"],
    ids=["gone", "too old"],
)
async def test_a_unit_whose_mark_no_question_would_heed_is_given_up(
    neo4j_line: Line, store: Neo4jStore, lost: str
) -> None:
    async with in_a_unit(store) as writing:
        run(neo4j_line, f"MATCH (s:__WhitherStore) {lost}")
    with pytest.raises(StoreBusy, match="took so long that it was given up"):
        await writing
    assert await store.revision() == 0
    assert await store.find(Person, [("pat",)]) == {}


async def test_a_long_reader_beside_a_unit_takes_its_place_and_no_turn(
    neo4j_line: Line, store: Neo4jStore, under_turns: list[bool]
) -> None:
    await write(store, Person("pat"))
    announce(neo4j_line, "another")
    turns = [(GUARD["take_turn"].text, {"number": number}) for number in range(TURNS)]
    with held(neo4j_line, *turns):
        async with store.snapshot([Person]) as snapshot:
            assert [row.id async for rows in snapshot.records(Person) for row in rows] == ["pat"]
    assert under_turns == [True]


@pytest.mark.parametrize("label", ["__WhitherWriter", "__WhitherTurn", "__WhitherStore"])
async def test_nothing_is_written_where_a_node_that_keeps_units_apart_is_missing(
    neo4j_line: Line, store: Neo4jStore, label: str
) -> None:
    run(neo4j_line, f"MATCH (n:{label}) WITH n LIMIT 1 DELETE n")
    with pytest.raises(StoreDamaged):
        await write(store, Person("pat"))
    server = server_of(neo4j_line)
    counted = driver_of(server).execute_query("MATCH (p:Person) RETURN count(p)", database_=server.database)
    assert counted.records[0].value() == 0


async def test_no_question_is_answered_under_a_turn_that_is_not_there(neo4j_line: Line, store: Neo4jStore) -> None:
    run(neo4j_line, "MATCH (t:__WhitherTurn) DELETE t")
    announce(neo4j_line, "another")
    with pytest.raises(StoreDamaged, match="has lost nodes that keep readers and writers apart"):
        await store.firm()
