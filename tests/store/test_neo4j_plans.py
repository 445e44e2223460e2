"""How a Neo4j server runs every statement: operator by operator as committed, and none that walks over everything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.finding import server_of
from tests.servers.lines import Line
from tests.servers.wiping import driver_of
from tests.store.neo4j_exercise import asked_statements, do_everything
from tests.store.neo4j_places import empty_database

PLANS = Path(__file__).with_name("neo4j_plans")
"""The committed lists, one file for each line; ``--write-plans`` writes them anew, to be reviewed."""

FORBIDDEN = {"AllNodesScan", "NodeByLabelScan", "DirectedAllRelationshipsScan", "CartesianProduct", "Eager"}
FORBIDDEN |= {"UndirectedAllRelationshipsScan", "DirectedRelationshipTypeScan", "UndirectedRelationshipTypeScan"}

Plans = dict[str, list[str]]


def called(statement: str) -> str:
    """A statement's name in the committed list: what it is for, and its lines, so that two never share one."""
    return "\n".join(line.strip() for line in statement.splitlines() if line.strip())


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """The operators of a plan, each before those that it reads from, without the name of the database."""
    yield str(plan["operatorType"]).partition("@")[0]
    for child in plan.get("children", []):
        yield from operators(child)


async def explained(line: Line, monkeypatch: pytest.MonkeyPatch) -> Plans:
    """The plan of every statement that is ever asked, on a database that holds a firm."""
    address = empty_database(line)
    with asked_statements(monkeypatch) as asked:
        await do_everything(address)
    server = server_of(line)
    with driver_of(server).session(database=server.database) as session:
        session.run("CALL db.clearQueryCaches()").consume()
        session.run("CALL db.resampleOutdatedIndexes()").consume()
        found: Plans = {}
        for statement, parameters in asked.items():
            plan = session.run(f"EXPLAIN {statement}", parameters).consume().plan
            assert plan is not None
            found[called(statement)] = list(operators(plan))
    return dict(sorted(found.items()))


@pytest.fixture
def committed(line: Line) -> Path:
    """The file with the plans of a line."""
    return PLANS / f"{line}.json"


@pytest.mark.parametrize("line", list(Line), ids=str)
def test_every_statement_is_run_as_it_was_reviewed(
    line: Line, committed: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    found = asyncio.run(explained(line, monkeypatch))
    if request.config.getoption("--write-plans"):
        committed.parent.mkdir(exist_ok=True)
        committed.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    expected = json.loads(committed.read_text(encoding="utf-8"))
    assert sorted(found) == sorted(expected)
    assert {name: found[name] for name in found if found[name] != expected[name]} == {}
