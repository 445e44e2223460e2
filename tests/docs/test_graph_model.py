"""docs/graph-model.md says what is there: labels, types, properties, and what its query returns of the demo company."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exchange.demo import COMPANY
from exchange.importing import import_folder
from graph.domain.records import Account, Person
from graph.engine.assumptions import VERSION
from graph.store.embedded import open_store as open_file
from graph.store.neo4j import open_store
from graph.store.neo4j.bulk.shapes import KNOWS_COLUMNS, NODES, RELATIONSHIPS, TOUCHED
from tests.servers.finding import server_of
from tests.servers.lines import Line
from tests.servers.wiping import driver_of
from tests.store.neo4j_places import empty_database

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "graph-model.md").read_text(encoding="utf-8")
CREATED = (ROOT / "graph" / "store" / "neo4j" / "writing" / "create.cypher").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

EVERYWHERE = {"id", "key", "version", "folded_name", "folded_email", "tokens"}
"""What the page tells above its tables, of all rows at once."""
KINDS = list(RELATIONSHIPS.values())
PROPERTIES = {
    **{shape.label: {shape.found_by, *shape.columns} for shape in NODES.values()},
    **{shape.type: set(shape.columns) for shape in (*KINDS, *TOUCHED.values())},
    "KNOWS": set(KNOWS_COLUMNS),
}
"""What there is in the files of a bulk import, by label and by type; a column names the type of its values, too."""
ENDS = {
    *((shape.start[1], shape.type, shape.end[1]) for shape in (*KINDS, *TOUCHED.values())),
    *(("Staff", "KNOWS", label) for label in TOUCHED),
    *(
        (shape.label, link.type, link.label) if link.away else (link.label, link.type, shape.label)
        for shape in NODES.values()
        for link in shape.links
    ),
}


def rows_of(heading: str) -> list[list[str]]:
    """The cells of the rows of the table under a heading."""
    lines = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def quoted(cell: str) -> list[str]:
    """What stands in a cell as code."""
    return re.findall("`([^`]+)`", cell)


def named(cell: str) -> set[str]:
    """The properties that a cell names."""
    return {word for word in quoted(cell) if re.fullmatch("[a-z_]+", word)}


def names(columns: set[str]) -> set[str]:
    """The properties of columns, but for those that the page tells of all rows at once."""
    return {column.partition(":")[0] for column in columns} - EVERYWHERE


def steps(cell: str) -> Iterator[tuple[str, str, str]]:
    """Each relationship of the patterns in a cell: from which label, its type, to which label.

    ``->(:X)`` is another end of the relationship before it, and ``-[:T]->(:X)`` another one from where that began."""
    start = kind = ""
    for pattern in quoted(cell):
        whole = f"(:{start})-[:{kind}]{pattern}" if pattern.startswith("->") else pattern
        whole = f"(:{start}){pattern}" if pattern.startswith("-[") else whole
        found = re.findall(r"\(:(\w+)\)(<?)-\[:(\w+)\]-(>?)(?=\(:(\w+)\))", whole)
        assert found, pattern
        for left, backwards, type_, forwards, right in found:
            assert bool(backwards) != bool(forwards), pattern
            start, kind, end = (right, type_, left) if backwards else (left, type_, right)
            yield start, kind, end


def test_its_nodes_and_their_properties_are_those_that_are_written() -> None:
    told = {label: named(properties) for node, _, properties in rows_of("Who is there") for label in quoted(node)}
    assert told == {shape.label: names(PROPERTIES[shape.label]) for shape in NODES.values()}


def test_its_relationships_lead_from_where_to_where_they_are_written() -> None:
    told = [step for pattern, _, _ in rows_of("Who is linked to whom") for step in steps(pattern)]
    assert sorted(told) == sorted(ENDS)


def test_the_properties_of_its_relationships_are_those_that_are_written() -> None:
    for pattern, _, properties in rows_of("Who is linked to whom"):
        types = {kind for _, kind, _ in steps(pattern)}
        beside_its_id = named(properties) - EVERYWHERE
        assert beside_its_id == names(set().union(*(PROPERTIES.get(kind, set()) for kind in types))), pattern


def test_what_is_created_row_by_row_has_the_properties_that_it_tells_of() -> None:
    created: defaultdict[str, set[str]] = defaultdict(set)
    for clause in re.findall(r"^CREATE (.*?)(?:\n\n|\Z)", CREATED, re.DOTALL | re.MULTILINE):
        for name, properties in re.findall(r":(\w+) \{(.*?)\}", clause, re.DOTALL):
            created[name] |= set(re.findall(r"(\w+): row\.", properties))
    by_hand = {"KNOWS", *(shape.type for shape in TOUCHED.values())}  # touch.cypher and tie.cypher write these
    assert {name: columns - EVERYWHERE for name, columns in created.items()} == {
        name: names(columns) for name, columns in PROPERTIES.items() if name not in by_hand
    }


def test_who_has_a_currency_is_who_it_says() -> None:
    money = {name for name, columns in PROPERTIES.items() if "ten_thousandths:long" in columns}
    (told,) = re.findall("(An? `.*) say (?:its|their) `currency`; (.*) has none", TEXT)
    assert [set(quoted(part)) for part in told] == [
        {name for name in money if "currency" in PROPERTIES[name]},
        {name for name in money if "currency" not in PROPERTIES[name]},
    ]


@pytest.mark.parametrize("line", list(Line), ids=str)
async def test_its_query_returns_the_rows_that_it_quotes(line: Line) -> None:
    store = await open_store(empty_database(line), VERSION)
    try:
        await import_folder(store, COMPANY, now=NOW, rejects=None, strict=True)  # as `whither demo` does
    finally:
        await store.close()
    (query,) = re.findall(r"```cypher\n(.*?)```", TEXT, re.DOTALL)
    server = server_of(line)
    with driver_of(server).session(database=server.database) as session:
        returned = [{name: dict(part) for name, part in row.items()} for row in session.run(query)]
    assert {one["s"]["id"] for one in returned} == {"ada"}
    shown = [{name: part for name, part in one.items() if name != "s"} for one in returned]
    shown.sort(key=lambda one: one["p"]["name"])
    wanted = wanted_rows()
    names_wanted = [row["p"]["name"] for row in wanted]
    assert len(wanted) == 3
    assert [one for one in shown if one["p"]["name"] in names_wanted] == wanted


async def test_its_rows_have_the_versions_that_an_import_of_the_demo_company_gives(tmp_path: Path) -> None:
    """Each file of the company is smaller than the smallest unit of work, so an import always makes as many."""
    store = await open_file(tmp_path / "demo.sqlite", VERSION)
    try:
        await import_folder(store, COMPANY, now=NOW, rejects=None, strict=True)
        for row in wanted_rows():
            for kind, name in ((Person, "p"), (Account, "a")):
                found = await store.fetch(kind, [row[name]["id"]])
                assert row[name]["version"] == found[row[name]["id"]].version
    finally:
        await store.close()


def wanted_rows() -> list[Any]:
    """The rows that the page quotes."""
    (rows,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    return [json.loads(row, parse_float=roughly) for row in rows.split("\n\n")]


def roughly(digits: str) -> Any:
    """A sum, as another machine may have added it up."""
    return pytest.approx(float(digits), rel=1e-12)
