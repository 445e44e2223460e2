"""The files of ``whither copy --bulk``, loaded by a real neo4j-admin, give the graph that the adapter writes."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from neo4j import Driver

from graph.changes.comparing import as_folded
from graph.changes.copying import End
from graph.domain.kinds import Record
from graph.domain.records import StaffMember, Touch
from graph.engine.assumptions import VERSION
from graph.questions.verifying import verify
from graph.store.neo4j import upgrade
from graph.store.neo4j.bulk import BulkFiles, BulkFolder, write_bulk_files
from graph.store.neo4j.bulk.graph_files import lines_of, touch_lines
from graph.store.neo4j.bulk.shapes import TOUCHED
from tests.changes.copied import all_of, copy, fill, opened, said_by
from tests.servers.admin import run_admin
from tests.servers.finding import own_server, server_of
from tests.servers.lines import DATABASE, Line, Server
from tests.servers.wiping import driver_of
from tests.store import any_records
from tests.store.facts import content
from tests.store.neo4j_places import address_of, empty_database

_TODAY = date(2025, 6, 1)
_NODES = "MATCH (n) WHERE NOT any(l IN labels(n) WHERE l STARTS WITH '__Neo4j') RETURN labels(n), properties(n)"
_RELATIONSHIPS = """
MATCH (a)-[r]->(b) WHERE type(r) <> 'MIGRATED_TO'
RETURN labels(a), coalesce(a.id, a.key), type(r), properties(r), labels(b), coalesce(b.id, b.key)
"""


def graph_in(driver: Driver) -> list[str]:
    """Everything in a database but versions, which depend on how many units wrote it, and the log of changes."""
    said: list[str] = []
    with driver.session(database=DATABASE) as session:
        for statement in (_NODES, _RELATIONSHIPS):
            said += [repr([_plain(value) for value in row.values()]) for row in session.run(statement)]
    return sorted(one for one in said if "__WhitherChange" not in one and "__WhitherStore" not in one)


def _plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return sorted((name, repr(part)) for name, part in value.items() if name != "version")


async def files_of(source: End, folder: Path, server: Server) -> BulkFiles:
    """The files of all that a store holds, for the database of a server."""
    folder.mkdir()  # noqa: ASYNC240 - a test waits for nobody
    async with source.graph.snapshot() as snapshot:
        place = BulkFolder(folder, folder, address_of(server))
        return await write_bulk_files(snapshot, source.audit, (as_folded, VERSION), place, lambda _more: None)


async def answers_of(end: End) -> dict[str, bytes]:
    """What a question about each staff member is answered from."""
    staff = await all_of(end.graph, StaffMember)
    return {one.id: content(await end.graph.neighbourhood([one.id], _TODAY, 5)) for one in staff}


@given(any_records.firms())
def test_touches_are_written_in_haste_as_their_properties_say(firm: tuple[Record, ...]) -> None:
    for label, shape in TOUCHED.items():
        touches = [row for row in firm if isinstance(row, Touch) and (row.person_id is None) == (label == "Account")]
        assert touch_lines(touches) == lines_of(shape, touches)


@pytest.mark.parametrize("neo4j_line", [Line.CALENDAR], ids=str)  # a minute each; the files are the same for both
async def test_what_neo4j_admin_loads_is_the_graph_that_a_copy_writes(neo4j_line: Line, tmp_path: Path) -> None:
    async with opened(tmp_path / "source.sqlite") as source:
        await fill(source, tmp_path / "folder")
        with own_server(neo4j_line, tmp_path / "home") as own:
            files = await files_of(source, tmp_path / "bulk", own.server)
            own.terminate()
            command = shlex.split(files.steps[0])
            assert command[0] == "neo4j-admin"
            said = run_admin(neo4j_line, tmp_path / "home", [*command[1:], "--overwrite-destination"])
            assert f"{sum(rows for name, rows in files.rows.items() if '-' not in name)} nodes" in said
            assert f"{sum(rows for name, rows in files.rows.items() if '-' in name)} relationships" in said
            own.start_again()
            await upgrade(address_of(own.server), "the tests")
            async with opened(address_of(own.server)) as loaded:
                assert await said_by(loaded) == await said_by(source)
                assert await answers_of(loaded) == await answers_of(source)
                assert await loaded.graph.revision() == await source.graph.revision()
                assert (await loaded.graph.changed_since(await source.graph.revision() - 1)).everything
                assert (await verify(loaded.graph)).clean
                assert (await copy(source, loaded)).written == 0
                async with opened(tmp_path / "back.sqlite") as back:
                    await copy(loaded, back)
                    assert await said_by(back) == await said_by(source)
            shared = server_of(neo4j_line)
            async with opened(empty_database(neo4j_line)) as copied:
                await copy(source, copied)
            assert graph_in(driver_of(own.server)) == graph_in(driver_of(shared))
