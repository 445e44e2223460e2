"""How a Neo4j server runs every statement: operator by operator as committed, and none that walks over everything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

import graph.store.neo4j
from tests.servers.finding import server_of
from tests.servers.lines import Line
from tests.servers.wiping import driver_of
from tests.store.neo4j_exercise import asked_statements, do_everything
from tests.store.neo4j_places import empty_database

PLANS = Path(__file__).with_name("neo4j_plans")
"""The committed lists, one file for each line; ``--write-plans`` writes them anew, to be reviewed."""

FILES = sorted(Path(graph.store.neo4j.__file__).parent.rglob("*.cypher"))

FORBIDDEN = {
    "AllNodesScan",
    "NodeByLabelScan",
    "DirectedAllRelationshipsScan",
    "UndirectedAllRelationshipsScan",
    "DirectedRelationshipTypeScan",
    "UndirectedRelationshipTypeScan",
    "CartesianProduct",
    "Eager",
}

ALLOWED: dict[tuple[str, str], str] = {
    ("violations.cypher", "NodeByLabelScan"): "whither verify looks at every row",
    ("violations.cypher", "DirectedRelationshipTypeScan"): "whither verify looks at every row",
    ("counting.cypher", "NodeByLabelScan"): "the page on the quality of data counts what no index knows",
    ("counting.cypher", "DirectedRelationshipTypeScan"): "the page on the quality of data counts what no index knows",
    ("listing.cypher", "NodeByLabelScan"): "a count under a filter that no index knows looks at every row of a kind",
    ("migrations.cypher", "NodeByLabelScan"): "a chain has as many nodes as there are migrations",
    ("network.cypher", "CartesianProduct"): "of two nodes: the store's own, and that of the firm",
    ("near.cypher", "CartesianProduct"): "of two nodes: the store's own, and that of the firm",
    ("audit.cypher", "Eager"): "5.26 collects an entry's subjects before it creates their nodes",
    ("link.cypher", "Eager"): "5.26 finds the rows of a unit before it links them to rows of their own kind",
    ("tie.cypher", "Eager"): "ties are deleted after it is known which have lost their last touch",
    ("touch.cypher", "Eager"): "ties are deleted after it is known which have lost their last touch",
}
"""Why statements of a file may have an operator that no other may have."""

Plans = dict[str, list[str]]


def file_of(statement: str) -> str:
    """The file in which a statement begins."""
    first = statement.splitlines()[0]
    return next(file.name for file in FILES if first in file.read_text(encoding="utf-8"))


def called(statement: str) -> str:
    """A statement's name in the committed list: its file, what it is for, and a digest of all that it says."""
    first = statement.splitlines()[0].removeprefix("// ")
    digest = blake2b(" ".join(statement.split()).encode(), digest_size=4).hexdigest()
    return f"{file_of(statement)}: {first} {digest}"


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


@pytest.mark.parametrize("line", list(Line), ids=lambda line: line.profile)
def test_no_statement_walks_over_everything_without_a_reason(committed: Path) -> None:
    plans: Plans = json.loads(committed.read_text(encoding="utf-8"))
    walking = {(name.partition(":")[0], one) for name, plan in plans.items() for one in plan if one in FORBIDDEN}
    assert walking - set(ALLOWED) == set()


def test_the_same_statements_were_reviewed_on_every_line() -> None:
    reviewed = [set(json.loads(file.read_text(encoding="utf-8"))) for file in PLANS.iterdir()]
    assert len(reviewed) == len(Line)
    assert reviewed.count(reviewed[0]) == len(reviewed)
