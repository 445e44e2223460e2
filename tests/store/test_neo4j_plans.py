"""How a Neo4j server runs every statement: operator by operator as committed, and none that walks over everything."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from neo4j import NotificationClassification, NotificationMinimumSeverity, ResultSummary

from tests.servers.finding import server_of
from tests.servers.lines import Line
from tests.servers.wiping import driver_of
from tests.store.neo4j_exercise import asked_statements, do_everything
from tests.store.neo4j_places import empty_database
from tests.store.neo4j_texts import called, files, made_of, of_all, statements

PLANS = Path(__file__).with_name("neo4j_plans")
"""The committed lists, one file for each line; ``--write-plans`` writes them anew, to be reviewed."""

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


def each_of(file: str, names: str, reason: str) -> dict[str, str]:
    """The same reason for statements of a file, whose names are parted by semicolons."""
    return {f"{file}: {name}": reason for name in names.split("; ")}


ALLOWED: dict[str, dict[str, str]] = {
    "NodeByLabelScan": {
        **each_of(
            "violations.cypher",
            "firm; staff; account; person; buying; promise; booking; covenant; gain; departure; attention; amendment; "
            "doubled_ties; doubled_rows; ends_before_starts; other_currencies",
            "whither verify looks at every row",
        ),
        "violations.cypher: logged": "whither verify looks at every unit that is logged",
        **each_of(
            "counting.cypher",
            "booked; accounts of people; accounts named alone; people",
            "the page on the quality of data counts what no index knows",
        ),
        "listing.cypher: counted": "a count under a filter that no index knows looks at every row of a kind",
        **each_of(
            "migrations.cypher",
            "chain; begin a migration; end a migration",
            "a chain has as many nodes as there are migrations",
        ),
        "migrations.cypher: locks": "a database has a lock or two",
        "keeping.cypher: amounts": "looks no further than the first row",
    },
    "DirectedRelationshipTypeScan": {
        **each_of(
            "violations.cypher",
            "employment; service; touch; closeness; referral; colleague; outcome; loose_ties; ends_before_starts; "
            "managers; parents",
            "whither verify looks at every row",
        ),
        "counting.cypher: thin, folded": "the page on the quality of data counts what no index knows",
        "keeping.cypher: amounts": "looks no further than the first outcome with a value",
    },
    "CartesianProduct": {"network.cypher: firm": "of two nodes: the store's own, and that of the firm"},
    "Eager": {
        "audit.cypher: append": "5.26 collects an entry's subjects before it creates their nodes",
        **each_of(
            "link.cypher",
            "unlink staff manager_id; unlink account parent_id; unlink promise staff_id; unlink promise person_id; "
            "unlink promise account_id; unlink gain account_id; unlink gain staff_id; unlink departure staff_id",
            "5.26 gathers the links of a unit before it deletes them",
        ),
        "migrations.cypher: release the lock": "5.26 holds the one lock back before it is deleted",
        "touch.cypher: remove": "5.26 holds one touch back before it is deleted",
        "touch.cypher: drop_empty": "ties are deleted after it is known which have lost their last touch",
    },
}
"""Why a statement may have an operator that no other may have; a text made of several has what one of them may have."""

NEVER_EXPLAINED: dict[str, str] = {
    "migrations.cypher: one lock of a name": "a command on the schema, which reads no row",
    "migrations.cypher: one lock of an id": "a command on the schema, which reads no row",
    "migrations.cypher: one migration of a version": "a command on the schema, which reads no row",
    "migrations.cypher: who we are": "a command on the connection, which reads no row",
    "migrations.cypher: indexes to come": "a command on the schema, which reads no row",
    "migrations.cypher: wait for indexes": "a procedure on the schema, which reads no row",
}
"""Why the plan of a statement is not committed."""

Plans = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Explained:
    """What a server says of statements: the plan of each, and the labels, types and properties that no row has ever
    had, for they are misspelt, each with the statement that names it."""

    plans: Plans = field(default_factory=dict)
    unknown: set[tuple[str, str]] = field(default_factory=set)


def walking() -> set[tuple[str, str]]:
    """Each text on any line with an operator that is forbidden."""
    plans = [json.loads(file.read_text(encoding="utf-8")) for file in PLANS.iterdir()]
    return {(name, one) for some in plans for name, plan in some.items() for one in plan if one in FORBIDDEN}


def unknown_to(summary: ResultSummary) -> Iterator[str]:
    """The labels, types and properties in a statement that no row has had yet, as the server remarks."""
    for status in summary.gql_status_objects:
        if status.classification is NotificationClassification.UNRECOGNIZED:
            named = re.search("`(.+?)`", status.status_description)
            yield named[1] if named else status.status_description


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """The operators of a plan, each before those that it reads from, without the name of the database."""
    yield str(plan["operatorType"]).partition("@")[0]
    for child in plan.get("children", []):
        yield from operators(child)


async def explained(line: Line, monkeypatch: pytest.MonkeyPatch) -> Explained:
    """What the server says of every statement that is ever asked, on a database that holds a firm."""
    address = empty_database(line)
    with asked_statements(monkeypatch) as asked:
        await do_everything(address)
    server = server_of(line)
    found = Explained()
    with driver_of(server).session(
        database=server.database, notifications_min_severity=NotificationMinimumSeverity.INFORMATION
    ) as session:
        session.run("CALL db.clearQueryCaches()").consume()
        session.run("CALL db.resampleOutdatedIndexes()").consume()
        for statement, parameters in asked.items():
            summary = session.run(f"EXPLAIN {statement}", parameters).consume()
            assert summary.plan is not None
            name = called(statement)
            found.plans[name] = list(operators(summary.plan))
            found.unknown.update((name, one) for one in unknown_to(summary))
    return found


@pytest.fixture
def committed(line: Line) -> Path:
    """The file with the plans of a line."""
    return PLANS / f"{line}.json"


@pytest.mark.parametrize("line", list(Line), ids=str)
def test_every_statement_is_run_as_it_was_reviewed(
    line: Line, committed: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    found = asyncio.run(explained(line, monkeypatch))
    assert found.unknown == set()
    plans = dict(sorted(found.plans.items()))
    if request.config.getoption("--write-plans"):
        committed.parent.mkdir(exist_ok=True)
        committed.write_text(json.dumps(plans, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    expected = json.loads(committed.read_text(encoding="utf-8"))
    assert sorted(plans) == sorted(expected)
    assert {name: plans[name] for name in plans if plans[name] != expected[name]} == {}


@pytest.mark.parametrize("line", list(Line), ids=lambda line: line.profile)
def test_every_statement_of_every_file_was_reviewed_or_has_a_reason_not_to_be(committed: Path) -> None:
    reviewed = of_all(json.loads(committed.read_text(encoding="utf-8")))
    assert reviewed | set(NEVER_EXPLAINED) == statements()
    assert reviewed & set(NEVER_EXPLAINED) == set()


def test_no_statement_is_taken_for_another() -> None:
    alone = {f"{file}: {name}": one.text for file, named in files().items() for name, one in named.items()}
    parts = {name for name in alone if name.startswith("owned.cypher") and name != "owned.cypher: page"}
    taken = {name: made_of(called(text)) for name, text in alone.items() if name not in parts}
    assert {name: others for name, others in taken.items() if others != [name]} == {}


def test_no_statement_walks_over_everything_without_a_reason() -> None:
    without = [(name, one) for name, one in walking() if not ALLOWED.get(one, {}).keys() & set(made_of(name))]
    assert without == []


def test_every_reason_to_walk_over_everything_is_that_of_a_statement_which_does() -> None:
    given = {(name, operator) for operator, reasons in ALLOWED.items() for name in reasons}
    assert given == given & {(part, one) for name, one in walking() for part in made_of(name)}


def test_the_same_statements_were_reviewed_on_every_line() -> None:
    reviewed = [set(json.loads(file.read_text(encoding="utf-8"))) for file in PLANS.iterdir()]
    assert len(reviewed) == len(Line)
    assert reviewed.count(reviewed[0]) == len(reviewed)
