"""The statements of units of work: each is understood, and none reads a whole table of the firm's rows."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from graph.store.embedded import EmbeddedStore, open_store
from graph.store.embedded.reading.networks import NETWORK
from graph.store.embedded.writing.shapes import SHAPES
from graph.store.embedded.writing.staging import keeping, names_after, names_before, removing, staging
from graph.store.embedded.writing.storing import Shape
from graph.store.embedded.writing.touching import TIE
from graph.store.embedded.writing.unit import UNIT
from graph.store.statements import load
from tests.store.plans import Steps, plan, scanned

SMALL = re.compile(r"staged_\w+|asked_tie|json_each|CONSTANT|meta|firm|s|n|q|j|k")
"""Tables that hold what somebody writes or asks for (also under these letters), or one row."""

MAKING = {"asked", "staging"}
"""Statements that make tables."""
WALKING = {"ties", "unfolded", "changed_members"}
"""Statements that read a list from some place on, as far as they are asked to."""


def of_shape(shape: Shape) -> dict[str, str]:
    """Every statement about rows of a shape, but the one that makes its table."""
    put, gone = staging(shape), removing(shape)
    statements = {"stage": put.stage.statement, "match": put.match, "insert": put.insert, "differ": put.differ}
    statements |= {"count": put.count, "update": put.update, "unstage": gone.unstage, "choose": gone.choose}
    statements |= {"delete": gone.delete, "gone": gone.settle, "left": gone.left, "key": gone.stage}
    statements |= {f"settle {place}": statement for place, statement in enumerate(put.settle)}
    statements |= {f"late {place}": statement for place, statement in enumerate(put.late)}
    for place, (entity, statement) in enumerate((*names_before(shape), *names_after(shape))):
        statements[f"names {entity} {place}"] = statement
    statements["keep"] = keeping(shape, frozenset(column.field for column in shape.columns)) or "SELECT 1"
    return statements


UNITS = {
    "ties": {name: statement.text for name, statement in TIE.items() if name not in MAKING | WALKING},
    "units": {name: statement.text for name, statement in UNIT.items() if name not in WALKING},
    **{shape.table: of_shape(shape) for shape in SHAPES.values()},
}
"""The statements of units of work, those about rows of one table together."""


STOPPING_SOON = {"amounts": ["booking", "gain", "outcome"]}
"""Tables of which a statement reads no more than the first row; of outcomes, which are few, the first with a value."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    """An empty store that is open."""
    store = await open_store(tmp_path / "firm.whither", "first")
    yield store
    await store.close()


def how(connection: sqlite3.Connection, statement: str) -> Steps:
    """How a statement of the unit of work would run, whatever its parameters."""
    return plan(connection, re.sub(r"\?\d*", "1", re.sub(r":[a-z_]+", "1", statement)))


@pytest.mark.parametrize("about", UNITS)
async def test_no_unit_of_work_reads_a_whole_table(store: EmbeddedStore, about: str) -> None:
    for name, statement in UNITS[about].items():
        steps = await store._writer.submit(partial(how, statement=statement))
        large = [table for table in scanned(steps) if not SMALL.fullmatch(table)]
        assert (name, sorted(large)) == (name, STOPPING_SOON.get(name, []))


async def test_finding_ties_to_fold_passes_over_those_that_are_folded(store: EmbeddedStore) -> None:
    steps = await store._writer.submit(lambda connection: how(connection, TIE["unfolded"].text))
    searches = [step for *_, step in steps if " t " in step]
    assert [step.partition("(")[2] for step in searches] == ["staff=? AND assumptions<?)", "staff=? AND assumptions>?)"]


async def test_ties_are_listed_from_the_staff_member_on_at_whom_the_last_page_stopped(store: EmbeddedStore) -> None:
    steps = [step for *_, step in await store._writer.submit(lambda connection: how(connection, TIE["ties"].text))]
    assert "SEARCH s USING COVERING INDEX sqlite_autoindex_staff_1 (id>?)" in steps
    assert "SEARCH t USING INDEX tie_of_staff (staff=?)" in steps
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps


async def test_what_refers_to_a_row_is_found_by_an_index_when_the_row_goes(store: EmbeddedStore) -> None:
    def unindexed(connection: sqlite3.Connection) -> list[str]:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        pointing = [
            (table, column)
            for table in tables
            for _, _, _, column, *_ in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        ]
        assert len(pointing) > 30
        probe = "SELECT 1 FROM {} WHERE {} = 7"
        return [".".join(one) for one in pointing if scanned(plan(connection, probe.format(*one)))]

    assert await store._writer.submit(unindexed) == []


def test_a_line_marked_with_a_condition_belongs_to_the_statement_only_when_it_holds() -> None:
    statement = NETWORK["services"]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE service (staff, account, role, start_day, end_day)")
    connection.execute("CREATE TABLE near_account (key)")
    connection.execute("INSERT INTO service VALUES (1, 2, 3, 4, 5)")
    assert connection.execute(statement.when(around=False)).fetchall() == [(1, 2, 3, 4, 5)]
    assert connection.execute(statement.when(around=True)).fetchall() == []
    connection.close()


@pytest.mark.parametrize("file", ["writing/tie.sql", "writing/unit.sql"])
def test_every_statement_says_what_it_is_for(file: str) -> None:
    statements = load("graph.store.embedded", file)
    assert statements
    assert [name for name, statement in statements.items() if not statement.text.startswith("-- ")] == []
