"""The original neo4j-migrations as a witness: it validates what we ran, and we understand what it ran."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest
from neo4j import AsyncDriver

from graph.errors import MigrationDrift, StoreBusy
from graph.store.migrations import DATA_FORMAT, Migration, shipped
from graph.store.neo4j.upkeep.migrating import migrate, standing_of
from graph.store.neo4j.upkeep.scripts import checksum, script_of
from tests.migrations.dying import die_migrating
from tests.migrations.notes import (
    CHAIN,
    COUNTED,
    FIRST,
    GATED,
    LOCATION,
    SCHEMA,
    asked,
    begun,
    bring,
    locks,
    pending,
    shut_gate,
    told,
    until,
)
from tests.migrations.original import applied, asking, checksums, validated, written
from tests.servers.lines import Line, Server

SHIPPED = Path(__file__).resolve().parents[2] / "migrations" / "neo4j"
EDITED = Migration(2, FIRST.name, FIRST.text.replace("one", "two"))

on_5_26 = pytest.mark.parametrize("neo4j_line", [Line.LTS], ids=str)
"""This version of the original understands no newer server: it expects one row from dbms.components()."""


def all_applied(chain: tuple[Migration, ...]) -> list[list[str]]:
    """What the original says of a chain of which everything ran."""
    scripts = [script_of(one) for one in chain]
    return [["VALID", ""]] + [["APPLIED", one.version, one.description, one.source, one.checksum] for one in scripts]


NASTY = {
    "plain": "RETURN 1;\nRETURN 2;\n",
    "last_without": "// why; not\nRETURN 1;\n\n;\n\n  RETURN\n  2  ",
    "inside": "RETURN 'a;\nb';\n/* c;\nd */ RETURN 1;\n// e;\nRETURN `f;\ng`;",
    "blanks": " \t\nRETURN 1; \nRETURN 2 ;\n\f\x1f;\u00a0\nRETURN '\u00a0\u3042\U0001f600';\n;;\n",
    "old_line_ends": "RETURN 1;\rRETURN\r2;\r",
    "nothing": "",
    "comments": "// a\n// b;\n",
}


def test_our_checksums_are_those_that_the_original_computes(tmp_path: Path) -> None:
    chain = tuple(Migration(number, name, text) for number, (name, text) in enumerate(NASTY.items(), 1))
    expected = checksums(written(tmp_path / "chain", *chain))
    assert {f"{one.label}.cypher": str(checksum(one)) for one in chain} == expected
    assert {script_of(one).source: script_of(one).checksum for one in shipped("neo4j")} == checksums(SHIPPED)


@on_5_26
async def test_the_original_validates_the_shipped_chain_that_we_ran(driver: AsyncDriver, new_database: Server) -> None:
    await migrate(driver, "neo4j", LOCATION, shipped("neo4j"), owner="Ada")
    assert validated(new_database, SHIPPED) == all_applied(shipped("neo4j"))


@on_5_26
async def test_we_understand_the_shipped_chain_that_the_original_ran(driver: AsyncDriver, new_database: Server) -> None:
    assert applied(new_database, SHIPPED) == all_applied(shipped("neo4j"))
    found = await standing_of(driver, "neo4j", LOCATION, shipped("neo4j"))
    assert (found.pending, found.obstacle, found.begun) == ((), None, None)
    assert (found.schema_version, found.data_format) == (len(shipped("neo4j")), DATA_FORMAT)


@on_5_26
async def test_each_carries_on_where_the_other_ended(driver: AsyncDriver, new_database: Server, tmp_path: Path) -> None:
    folder = tmp_path / "chain"
    assert applied(new_database, written(folder, SCHEMA)) == all_applied((SCHEMA,))
    assert await bring(driver, CHAIN) == [FIRST.name]
    assert applied(new_database, written(folder, *CHAIN, COUNTED)) == all_applied((*CHAIN, COUNTED))
    assert asked(new_database, "MATCH (n:Note) RETURN n.count, count(*)") == [[1, 2]]
    assert await pending(driver, (*CHAIN, COUNTED)) == []
    mixed = told(new_database)
    asked(new_database, "MATCH (n) DETACH DELETE n")
    await bring(driver, (*CHAIN, COUNTED))
    assert told(new_database) == mixed


@on_5_26
async def test_the_original_carries_on_where_one_of_us_was_killed(
    driver: AsyncDriver, new_database: Server, tmp_path: Path
) -> None:
    folder = written(tmp_path / "chain", *CHAIN)
    die_migrating(new_database, (SCHEMA,))
    assert validated(new_database, folder) == [["refused", REFUSED]]
    asked(new_database, "MATCH (l:__Neo4jMigrationsLock) DELETE l")
    assert applied(new_database, folder) == all_applied(CHAIN)
    assert (await pending(driver, CHAIN), await begun(driver, CHAIN)) == ([], None)


REFUSED = "Cannot create __Neo4jMigrationsLock node. Likely another migration is going on or has crashed"


@on_5_26
async def test_both_refuse_a_chain_that_was_edited_after_it_ran(
    driver: AsyncDriver, new_database: Server, tmp_path: Path
) -> None:
    await bring(driver, CHAIN)
    edited = written(tmp_path / "chain", SCHEMA, EDITED)
    assert validated(new_database, edited) == [["DIFFERENT_CONTENT", 'Checksum of 0002 ("first notes") changed!']]
    with pytest.raises(MigrationDrift, match=EDITED.label):
        await bring(driver, (SCHEMA, EDITED))


@on_5_26
async def test_the_original_says_what_is_pending_where_we_say_so(
    driver: AsyncDriver, new_database: Server, tmp_path: Path
) -> None:
    await bring(driver, CHAIN)
    assert validated(new_database, written(tmp_path / "chain", *CHAIN, COUNTED))[0][0] == "INCOMPLETE_DATABASE"
    assert await pending(driver, (*CHAIN, COUNTED)) == [COUNTED.name]


@on_5_26
async def test_while_we_migrate_the_original_keeps_out(
    driver: AsyncDriver, new_database: Server, tmp_path: Path
) -> None:
    chain = (*CHAIN, GATED)
    with shut_gate(new_database):
        running = asyncio.create_task(bring(driver, chain))
        await until(lambda: _is_locked(new_database))
        folder = written(tmp_path / "chain", *chain)
        assert await asyncio.to_thread(applied, new_database, folder) == [["refused", REFUSED]]
    assert await running == [one.name for one in chain]
    assert validated(new_database, folder) == all_applied(chain)


@on_5_26
async def test_while_the_original_migrates_we_keep_out(
    driver: AsyncDriver, new_database: Server, tmp_path: Path
) -> None:
    chain = (*CHAIN, GATED)
    folder = written(tmp_path / "chain", *chain)
    with ExitStack() as gate:
        gate.enter_context(shut_gate(new_database))
        with asking("apply", folder, new_database) as original:
            await until(lambda: _is_locked(new_database))
            with pytest.raises(StoreBusy, match="locked by neo4j-migrations itself"):
                await bring(driver, chain)
            gate.close()
            said, complaints = await asyncio.to_thread(original.communicate)
    assert (original.returncode, said.splitlines()[:1]) == (0, ["VALID\t"]), complaints
    assert await pending(driver, chain) == []


async def _is_locked(server: Server) -> bool:
    return locks(server) != []
