"""The statements of the embedded store: each is understood, and none about somebody reads a whole table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from graph.domain.records import Account, Person, StaffMember
from graph.store.embedded import open_store
from graph.store.embedded.listing import LISTING, _entity
from graph.store.embedded.networks import NETWORK
from graph.store.embedded.putting import _statements
from graph.store.embedded.shapes import SHAPES
from graph.store.embedded.statements import load
from graph.store.embedded.touching import TIE

PARAMETERS = dict.fromkeys(
    ("day", "since", "assumptions", "evidence", "ids", "beyond", "employed_on", "limit", "folded", "until", "at", "id"),
    1,
)
SMALL = re.compile(r"near_\w+|named_\w+|staged_\w+|asked_tie|json_each|CONSTANT|meta|firm|s|n|q")
"""Tables that hold what somebody asks for or writes (also as s, n and q in units of work), or one row."""

NEAR = {name: statement.when(near=True) for name, statement in NETWORK.items() if name != "near"}
LISTS = {
    f"{kind.__name__} {end}": _entity(kind, end, beyond=True)
    for kind, name in ((StaffMember, "staff"), (Person, "person"), (Account, "account"))
    for end in ("with_ids", "forward", "backward", f"{name}_named")
} | {name: LISTING[name].text for name in ("employers", "touches", "count_touches")}
UNITS = {
    name: TIE[name].text for name in ("touches_of", "unstage_known", "insert_with_people", "insert_with_accounts")
} | {
    f"{shape.table} {step}": getattr(_statements(shape), step)
    for shape in SHAPES.values()
    for step in ("match", "update")
}


def scanned(plan: Iterable[tuple[int, int, int, str]]) -> set[str]:
    """The tables that a plan reads from end to end, by the name the statement gives them."""
    return {step.split()[1] for *_, step in plan if step.startswith("SCAN") and not step.startswith("SCAN (")}


def plan(connection: sqlite3.Connection, statement: str) -> list[tuple[int, int, int, str]]:
    """How SQLite would run a statement."""
    return connection.execute(f"EXPLAIN QUERY PLAN {statement}", PARAMETERS).fetchall()


@pytest.mark.parametrize("name", [*NEAR, *LISTS])
async def test_no_question_about_somebody_reads_a_whole_table(tmp_path: Path, name: str) -> None:
    store = await open_store(tmp_path / "firm.whither", "first")
    statement = (NEAR | LISTS)[name]
    tables = scanned(await store._readers.submit(lambda connection: plan(connection, statement)))
    await store.close()
    assert [table for table in tables - {"s", "n", "q"} if not SMALL.fullmatch(table)] == []
    assert not tables & {"s", "n", "q"}


@pytest.mark.parametrize("name", UNITS)
async def test_no_unit_of_work_reads_a_whole_table(tmp_path: Path, name: str) -> None:
    store = await open_store(tmp_path / "firm.whither", "first")
    tables = scanned(await store._writer.submit(lambda connection: plan(connection, UNITS[name])))
    await store.close()
    assert [table for table in tables if not SMALL.fullmatch(table)] == []


async def test_finding_ties_to_fold_passes_over_those_that_are_folded(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "firm.whither", "first")
    steps = await store._writer.submit(lambda connection: plan(connection, TIE["unfolded"].text))
    searches = [step for *_, step in steps if " t " in step]
    assert [step.partition("(")[2] for step in searches] == ["staff=? AND assumptions<?)", "staff=? AND assumptions>?)"]
    await store.close()


def test_a_statement_that_reads_a_whole_table_would_be_noticed() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE touch (day)")
    assert scanned(plan(connection, "SELECT x.day FROM touch AS x WHERE x.day > :day")) == {"x"}
    connection.close()
    assert not SMALL.fullmatch("x")
    assert not SMALL.fullmatch("touch")


def test_a_line_marked_with_a_condition_belongs_to_the_statement_only_when_it_holds() -> None:
    statement = NETWORK["services"]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE service (staff, account, role, start_day, end_day)")
    connection.execute("CREATE TABLE near_account (key)")
    connection.execute("INSERT INTO service VALUES (1, 2, 3, 4, 5)")
    assert connection.execute(statement.when(near=False)).fetchall() == [(1, 2, 3, 4, 5)]
    assert connection.execute(statement.when(near=True)).fetchall() == []
    connection.close()


@pytest.mark.parametrize("file", ["network.sql", "listing.sql", "tie.sql"])
def test_every_statement_says_what_it_is_for(file: str) -> None:
    statements = load(file)
    assert statements
    assert [name for name, statement in statements.items() if not statement.text.startswith("-- ")] == []
