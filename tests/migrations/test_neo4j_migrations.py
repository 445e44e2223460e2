"""Migrations of a Neo4j database: each recorded as the original does, none half, and none of them by surprise."""

from __future__ import annotations

import pytest
from neo4j import AsyncDriver, AsyncGraphDatabase

from graph.errors import MigrationDrift, StoreBusy, StoreDamaged, StoreError, StoreUnavailable, StoreVersion
from graph.store.migrations import DATA_FORMAT, Migration, shipped
from graph.store.neo4j.upkeep.migrating import migrate, standing_of
from graph.store.neo4j.upkeep.scripts import checksum
from tests.migrations.dying import OWNER, die_migrating
from tests.migrations.notes import (
    CHAIN,
    COUNTED,
    FIRST,
    GATED_BATCHES,
    LOCATION,
    SCHEMA,
    asked,
    begun,
    bring,
    everything,
    locks,
    notes,
    pending,
    rules,
    told,
)
from tests.servers.launching import free_port
from tests.servers.lines import Server

NOTES = [["a", "one; two // 3"], ["b", None]]
MIXED = Migration(
    3, "mixed", "CREATE INDEX note_size IF NOT EXISTS FOR (n:Note) ON (n.size);\nMERGE (:Note {id: 'c'});"
)


async def test_a_new_database_is_brought_up_to_date_and_remembers_how(
    driver: AsyncDriver, new_database: Server
) -> None:
    found = await standing_of(driver, "neo4j", LOCATION, CHAIN)
    assert (found.pending, found.obstacle, found.schema_version, found.data_format) == (CHAIN, None, 0, 0)
    steps: list[str] = []
    assert await bring(driver, CHAIN, progress=steps.append) == ["notes_and_their_text", "first_notes"]
    assert notes(new_database) == NOTES
    assert {"note_id", "note_text"} <= {row[0] for row in rules(new_database)[1]}
    assert told(new_database) == [
        [
            {
                "version": f"{one.version:04}",
                "description": one.name.replace("_", " "),
                "type": "CYPHER",
                "repeatable": False,
                "source": f"V{one.version:04}__{one.name}.cypher",
                "checksum": str(checksum(one)),
            }
        ]
        for one in CHAIN
    ] + [[{"version": "BASELINE"}]] + [
        [a, ["at", "by", "connectedAs", "in"], b] for a, b in (("BASELINE", "0001"), ("0001", "0002"))
    ]
    assert asked(new_database, "MATCH ()-[r:MIGRATED_TO]->() RETURN DISTINCT r.by, r.connectedAs") == [["Ada", "neo4j"]]
    assert locks(new_database) == []
    assert [step for step in steps if "runs" in step] == [
        "V0001__notes_and_their_text runs (2 statements).",
        "V0002__first_notes runs (2 statements).",
    ]


async def test_migrating_again_runs_nothing_and_changes_nothing(driver: AsyncDriver, new_database: Server) -> None:
    await bring(driver, CHAIN)
    before = everything(new_database)
    assert await bring(driver, CHAIN) == []
    assert everything(new_database) == before


async def test_the_shipped_chain_brings_a_database_to_the_data_format_of_this_version(driver: AsyncDriver) -> None:
    await migrate(driver, "neo4j", LOCATION, shipped("neo4j"), owner="Ada")
    found = await standing_of(driver, "neo4j", LOCATION, shipped("neo4j"))
    assert (found.pending, found.obstacle) == ((), None)
    assert (found.schema_version, found.data_format) == (len(shipped("neo4j")), DATA_FORMAT)


async def test_an_older_schema_with_data_in_it_is_brought_forward(driver: AsyncDriver, new_database: Server) -> None:
    await bring(driver, CHAIN)
    asked(new_database, "UNWIND range(1, 100) AS number CREATE (:Note {id: 'n' + toString(number)})")
    assert await pending(driver, (*CHAIN, COUNTED)) == ["counted"]
    assert await bring(driver, (*CHAIN, COUNTED)) == ["counted"]
    assert asked(new_database, "MATCH (n:Note) RETURN n.count, count(*)") == [[1, 102]]


async def test_statements_run_as_they_stand_in_the_file(driver: AsyncDriver, new_database: Server) -> None:
    texts = ["a;\nb", "// no comment;\n", "/* nor\n this; */", "it's;", 'say "when";\n', "`;\n`", "\\;\n"]
    quoted = [text.replace("\\", "\\\\").replace("'", "\\'") for text in texts]
    parts = [
        f"MERGE (n:Note {{id: '{number}'}}) /* ;\n' */ SET n.`te;\nxt` = '{text}'" for number, text in enumerate(quoted)
    ]
    await bring(driver, (SCHEMA, Migration(2, "texts", "// first;\n" + ";\n// next; '\n".join(parts))))
    rows = asked(new_database, "MATCH (n:Note) RETURN properties(n)[$key] ORDER BY n.id", key="te;\nxt")
    assert [row[0] for row in rows] == texts


async def test_a_dry_run_tells_what_would_run_and_changes_nothing(driver: AsyncDriver, new_database: Server) -> None:
    new = everything(new_database)
    assert await bring(driver, CHAIN, dry_run=True) == ["notes_and_their_text", "first_notes"]
    assert everything(new_database) == new
    await bring(driver, CHAIN)
    before = everything(new_database)
    assert await bring(driver, (*CHAIN, COUNTED), dry_run=True) == ["counted"]
    assert everything(new_database) == before


async def test_a_file_of_schema_and_data_is_refused_before_anything_runs(
    driver: AsyncDriver, new_database: Server
) -> None:
    before = everything(new_database)
    with pytest.raises(ValueError, match="V0003__mixed"):
        await bring(driver, (*CHAIN, MIXED))
    with pytest.raises(ValueError, match="V0003__mixed"):
        await pending(driver, (*CHAIN, MIXED))
    assert everything(new_database) == before


async def test_a_migration_that_fails_leaves_nothing_of_its_data_and_those_before_it_whole(
    driver: AsyncDriver, new_database: Server
) -> None:
    failing = Migration(3, "failing", "MERGE (:Note {id: 'c'});\nMATCH (n:Note) SET n.id = 'the same for all';")
    with pytest.raises(StoreError, match="the same for all"):
        await bring(driver, (*CHAIN, failing))
    assert notes(new_database) == NOTES
    assert await pending(driver, (*CHAIN, failing)) == ["failing"]
    assert locks(new_database) == []
    mended = Migration(3, "failing", "MERGE (:Note {id: 'c'});")
    assert await bring(driver, (*CHAIN, mended)) == ["failing"]
    assert await begun(driver, (*CHAIN, mended)) is None


CHANGED = (
    Migration(1, SCHEMA.name, SCHEMA.text + ";\nCREATE INDEX more IF NOT EXISTS FOR (n:Note) ON (n.more)"),
    Migration(1, SCHEMA.name, SCHEMA.text.replace("// What", "// Why")),
    Migration(1, "renamed", SCHEMA.text),
)


async def test_a_database_that_another_migration_made_is_refused(driver: AsyncDriver, new_database: Server) -> None:
    await bring(driver, CHAIN)
    before = everything(new_database)
    for changed in CHANGED:
        with pytest.raises(MigrationDrift, match=changed.label) as refused:
            await bring(driver, (changed, FIRST, COUNTED))
        assert LOCATION in str(refused.value)
        assert (await standing_of(driver, "neo4j", LOCATION, (changed, FIRST))).pending == ()
    assert everything(new_database) == before


async def test_a_database_of_a_newer_version_is_refused(driver: AsyncDriver, new_database: Server) -> None:
    await bring(driver, (*CHAIN, COUNTED))
    before = everything(new_database)
    with pytest.raises(StoreVersion, match="has schema 3 and this version of Whither knows 2: upgrade Whither"):
        await bring(driver, CHAIN)
    assert everything(new_database) == before


async def test_a_migration_that_raises_the_data_format_shuts_out_this_version(driver: AsyncDriver) -> None:
    raised = Migration(3, "raised", f"MERGE (s:__WhitherStore {{only: true}}) SET s.data_format = {DATA_FORMAT + 1}")
    with pytest.raises(StoreVersion, match=f"data format {DATA_FORMAT + 1}"):
        await bring(driver, (*CHAIN, raised))
    found = await standing_of(driver, "neo4j", LOCATION, (*CHAIN, raised))
    assert (found.schema_version, found.data_format) == (3, DATA_FORMAT + 1)
    assert isinstance(found.obstacle, StoreVersion)


DAMAGES = {
    "MATCH (:__Neo4jMigration {version: '0001'})-[r]->() DELETE r": "chain of migrations is broken",
    "MATCH (m:__Neo4jMigration {version: 'BASELINE'}) DETACH DELETE m": "chain of migrations is broken",
    "MATCH (m:__Neo4jMigration {version: '0001'}) SET m.type = 'JAVA'": "0001 in it is not one of Whither's",
    "MATCH (m:__Neo4jMigration {version: '0002'}) SET m.version = '1.1'": "1.1 in it is not one of Whither's",
}


async def test_a_chain_that_cannot_be_ours_is_refused(driver: AsyncDriver, new_database: Server) -> None:
    for damage, reason in DAMAGES.items():
        asked(new_database, "MATCH (m:__Neo4jMigration) DETACH DELETE m")
        await bring(driver, CHAIN)
        asked(new_database, damage)
        with pytest.raises(StoreDamaged, match=reason):
            await standing_of(driver, "neo4j", LOCATION, CHAIN)
        with pytest.raises(StoreDamaged, match=reason):
            await bring(driver, (*CHAIN, COUNTED))


async def test_a_migration_without_a_checksum_of_ours_is_drift(driver: AsyncDriver, new_database: Server) -> None:
    await bring(driver, CHAIN)
    asked(new_database, "MATCH (m:__Neo4jMigration {version: '0002'}) REMOVE m.checksum")
    with pytest.raises(MigrationDrift, match=FIRST.label):
        await bring(driver, CHAIN)


KILLED = {"schema": (SCHEMA,), "data": (*CHAIN, COUNTED), "batches": (*CHAIN, GATED_BATCHES)}


@pytest.mark.parametrize("kind", KILLED)
async def test_a_migration_killed_before_it_was_recorded_runs_again_and_ends_as_if_it_ran_once(
    driver: AsyncDriver, new_database: Server, kind: str
) -> None:
    chain = KILLED[kind]
    die_migrating(new_database, chain)
    left = await begun(driver, chain)
    assert left is not None
    assert (left.label, left.by, left.running) == (chain[-1].label, OWNER, True)
    with pytest.raises(StoreBusy, match=f"migrated by {OWNER} since {left.since:%Y-%m-%d}"):
        await bring(driver, chain)
    asked(new_database, "MATCH (l:__Neo4jMigrationsLock) SET l.until = datetime.realtime() - duration('PT1S')")
    interrupted = await begun(driver, chain)
    assert interrupted is not None
    assert not interrupted.running
    steps: list[str] = []
    assert await bring(driver, chain, progress=steps.append) == [chain[-1].name]
    assert f"{chain[-1].label} was begun by {OWNER} and not ended: it runs again." in steps
    assert (await begun(driver, chain), locks(new_database)) == (None, [])
    assert asked(new_database, "MATCH (n:Note) WHERE n.count > 1 RETURN n.id") == []
    assert told(new_database) == await undisturbed(driver, new_database, chain)


async def undisturbed(driver: AsyncDriver, server: Server, chain: tuple[Migration, ...]) -> list[list[object]]:
    """The chain of a database in which nobody was killed, and which holds the same as this one did before."""
    there = (notes(server), rules(server))
    asked(server, "MATCH (n) DETACH DELETE n")
    await bring(driver, chain)
    assert (notes(server), rules(server)) == there
    return told(server)


async def test_an_index_that_cannot_be_built_is_named(driver: AsyncDriver, new_database: Server) -> None:
    await bring(driver, CHAIN)
    asked(new_database, "MATCH (n:Note {id: 'a'}) SET n.long = reduce(t = 'x', i IN range(1, 14) | t + t)")
    unbuilt = Migration(3, "unbuilt", "CREATE INDEX note_long IF NOT EXISTS FOR (n:Note) ON (n.long)")
    with pytest.raises(StoreDamaged, match="cannot build the index note_long"):
        await bring(driver, (*CHAIN, unbuilt))
    assert locks(new_database) == []
    assert await pending(driver, (*CHAIN, unbuilt)) == ["unbuilt"]


async def test_a_server_that_is_not_there_is_said_in_one_sentence() -> None:
    async with AsyncGraphDatabase.driver(f"bolt://127.0.0.1:{free_port()}", max_transaction_retry_time=0.1) as driver:
        with pytest.raises(StoreUnavailable, match=f"^{LOCATION} cannot be reached"):
            await bring(driver, CHAIN)
        with pytest.raises(StoreUnavailable, match=f"^{LOCATION} cannot be reached"):
            await pending(driver, CHAIN)
