"""The condition of a Neo4j store: what is wrong with it in sentences, also when it can only be inspected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.domain.records import Person
from graph.errors import MigrationDrift, StoreVersion
from graph.store.migrations import shipped
from graph.store.neo4j import Address, open_store, upgrade
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.upkeep import condition
from graph.store.values import Condition
from tests.servers.finding import server_of
from tests.servers.lines import Line, Server
from tests.servers.wiping import driver_of, wipe_all
from tests.store.neo4j_places import address_of, empty_database
from tests.store.writing import write

CHAIN = shipped("neo4j")
LAST = "MATCH (m:__Neo4jMigration) WHERE NOT EXISTS { (m)-[:MIGRATED_TO]->() } "


class Browser:
    """Somebody with Neo4j Browser."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._undone: list[str] = []

    def run(self, statement: str, undo: str = "") -> None:
        """Run a statement; what it does to the schema or its history is undone after the test, by another one."""
        driver_of(self._server).execute_query(statement, database_=self._server.database)
        self._undone += [undo] if undo else []

    def undo(self) -> None:
        """Make the schema what it was, which is quicker than making it anew."""
        while self._undone:
            self.run(self._undone.pop())


@pytest.fixture
def address(neo4j_line: Line) -> Address:
    """An empty store on each line of Neo4j."""
    return empty_database(neo4j_line)


@pytest.fixture
def browser(neo4j_line: Line) -> Iterator[Browser]:
    """Somebody who does things beside the store."""
    browser = Browser(server_of(neo4j_line))
    yield browser
    browser.undo()


async def condition_at(address: Address) -> Condition:
    """The condition of the store there."""
    store = await open_store(address, "first", inspect=True)
    try:
        return await store.condition()
    finally:
        await store.close()


async def problems_at(address: Address) -> tuple[str, ...]:
    """What is wrong with the store there."""
    return (await condition_at(address)).problems


async def test_the_condition_names_place_schema_format_and_revision(address: Address) -> None:
    store = await open_store(address, "first")
    await write(store, Person("pat"))
    found = await store.condition()
    await store.close()
    assert found == Condition(address.location, str(len(CHAIN)), 1, 1, ())


async def test_a_database_in_which_nothing_is_stored_yet_tells_what_is_to_come(neo4j_line: Line) -> None:
    server = server_of(neo4j_line)
    wipe_all(server)
    found = await condition_at(address_of(server))
    assert (found.schema_version, found.data_format, found.revision) == ("0", 0, 0)
    names = ", ".join(migration.label for migration in CHAIN)
    assert found.problems == (f"These migrations are still to come: {names}; run whither migrate.",)
    with pytest.raises(StoreVersion, match="run whither migrate"):
        await open_store(address_of(server), "first")


async def test_a_migration_that_differs_from_ours_refuses_the_store_and_is_told(
    address: Address, browser: Browser
) -> None:
    first = "MATCH (m:__Neo4jMigration {version: '0001'}) "
    browser.run(
        first + "SET m.kept = m.checksum, m.checksum = '1'", undo=first + "SET m.checksum = m.kept REMOVE m.kept"
    )
    (sentence,) = await problems_at(address)
    assert "is not the one that made" in sentence
    with pytest.raises(MigrationDrift):
        await open_store(address, "first")


async def test_a_schema_of_a_later_version_refuses_the_store_and_is_told(address: Address, browser: Browser) -> None:
    browser.run(
        LAST + "CREATE (m)-[:MIGRATED_TO]->(:__Neo4jMigration "
        "{version: '0099', description: 'later', type: 'CYPHER', checksum: '1'})",
        undo="MATCH (m:__Neo4jMigration {version: '0099'}) DETACH DELETE m",
    )
    (sentence,) = await problems_at(address)
    assert f"has schema 99 and this version of Whither knows {len(CHAIN)}: upgrade Whither." in sentence


async def test_a_migration_that_was_interrupted_is_told_with_who_began_it(address: Address, browser: Browser) -> None:
    browser.run(
        LAST + "SET m.begun = 'V0099__more', m.begun_at = datetime('2026-01-02T03:04:05Z'), m.begun_by = 'ida'",
        undo=LAST + "REMOVE m.begun, m.begun_at, m.begun_by",
    )
    when = "2026-01-02 03:04:05 UTC"
    assert await problems_at(address) == (
        f"The migration V0099__more, begun by ida at {when}, was interrupted: run whither migrate.",
    )


async def test_an_index_and_a_constraint_that_somebody_dropped_are_told_by_name(
    address: Address, browser: Browser
) -> None:
    browser.run("DROP INDEX staff_end", undo="CREATE INDEX staff_end FOR (n:Staff) ON (n.end)")
    made = "CREATE CONSTRAINT booking_key FOR (n:Booking) REQUIRE n.key IS UNIQUE"
    browser.run("DROP CONSTRAINT booking_key", undo=made)
    label = CHAIN[0].label
    assert [sentence.removeprefix(f"{address.location} ") for sentence in await problems_at(address)] == [
        f"lacks {name}, which {label} made: run the statement of that migration again that names it."
        for name in ("booking_key", "staff_end")
    ]


@pytest.mark.parametrize(
    "change",
    [
        "MATCH (t:__WhitherTurn {number: 3}) DELETE t",
        "MATCH (w:__WhitherWriter) DELETE w",
        "CREATE (:__WhitherTurn {number: 8})",
    ],
)
async def test_nodes_that_keep_readers_and_writers_apart_are_missed(
    address: Address, browser: Browser, change: str
) -> None:
    browser.run(change)
    (sentence,) = await problems_at(address)
    assert "has lost or doubled nodes that keep readers and writers apart" in sentence


async def test_a_server_on_which_whither_was_never_tried_is_told(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = condition.CONDITION["server"]
    for version, told in {"4.4.1": 1, "5.25.0": 1, "5.26.30": 0, "5.27-aura": 0, "2024.12": 1, "2025.01.0": 0}.items():
        answer = replace(asked, text=f"RETURN '{version}', 'community'")
        monkeypatch.setattr(condition, "CONDITION", {**condition.CONDITION, "server": answer})
        connection = Connection(address)
        found = await condition.condition_of(connection, CHAIN)
        await connection.close()
        assert len(found.problems) == told
        assert all(f"is served by Neo4j {version} (community)" in sentence for sentence in found.problems)


async def test_a_store_that_was_migrated_again_has_no_problems(address: Address) -> None:
    assert await upgrade(address, "the tests") == ()
    assert await problems_at(address) == ()
