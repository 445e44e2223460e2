"""The statements that questions are made of: none about somebody reads a whole table, none sorts a whole list."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest

from graph.domain.kinds import KEY_FIELDS
from graph.domain.records import Account, Person, StaffMember
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.embedded.audit import _NEWEST, _NEWEST_ABOUT, _SUBJECTS, audit_path, open_audit_log
from graph.store.embedded.reading.listing import LISTING, window_statement
from graph.store.embedded.reading.networks import NETWORK
from graph.store.embedded.reading.rows import ROWS, TABLES
from graph.store.embedded.reading.snapshots import SNAPSHOT
from graph.store.statements import load
from graph.store.values import Filter, Order, Slice
from tests.store.plans import Steps, plan, scanned, sorted_whole

SMALL = re.compile(r"near_\w+|named_\w+|asked_tie|json_each|CONSTANT|meta|firm|k|o")
"""Tables that hold what somebody asks for (lists of keys also as k, of tokens as o), or one row."""

NEAR = {name: statement.when(near=True, around=True) for name, statement in NETWORK.items() if name != "near"}
OWN = {f"own {name}": statement.when(near=True, own=True) for name, statement in NETWORK.items() if name != "near"}
FOUND = {
    f"find {table}": ROWS[table].when(found=True) for table in (TABLES[kind] for kind, key in KEY_FIELDS.items() if key)
}
NAMED = {
    f"{table} named": f"{ROWS[table].text}\n{LISTING[f'{table}_named'].text}"
    for table in ("staff", "account", "person")
}
TOLD = {
    "employers": LISTING["employers"].text,
    "touches": f"{ROWS['touch'].when(listed=True)}\n{LISTING['touches'].text}",
    "count_touches": LISTING["count_touches"].text,
    "touches of a snapshot": SNAPSHOT["touches"].text,
}
KINDS = (StaffMember, Person, Account)
FEW = {
    "people by employer": (Person, Filter(employer_id="a")),
    "people by token": (Person, Filter(tokens=("a",))),
    "people by tokens": (Person, Filter(tokens=("ab", "a"))),
    "accounts by token": (Account, Filter(tokens=("a",))),
    "accounts by parent": (Account, Filter(parent_id="a")),
    "staff by manager": (StaffMember, Filter(manager_id="a")),
}
"""Filters that hold few rows of many: they begin with the few."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    """An empty store that is open."""
    store = await open_store(tmp_path / "firm.whither", "first")
    yield store
    await store.close()


async def steps_of(store: EmbeddedStore, statement: str) -> Steps:
    """How a question of this store would be answered."""
    return await store._readers.submit(lambda connection: plan(connection, statement))


def large(steps: Steps) -> set[str]:
    """The tables read from end to end that hold more than was asked for."""
    return {table for table in scanned(steps) if not SMALL.fullmatch(table)}


@pytest.mark.parametrize("name", [*NEAR, *OWN, *FOUND, *NAMED, *TOLD])
async def test_no_question_about_somebody_reads_a_whole_table(store: EmbeddedStore, name: str) -> None:
    assert large(await steps_of(store, (NEAR | OWN | FOUND | NAMED | TOLD)[name])) == set()


@pytest.mark.parametrize(("order", "backwards"), list(product(Order, (False, True))))
@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_of_a_list_begins_at_its_place_and_reads_on_in_order(
    store: EmbeddedStore, kind: type[StaffMember | Person | Account], order: Order, *, backwards: bool
) -> None:
    window = Slice(10, "a", backwards, "a", order)
    steps = await steps_of(store, window_statement(kind, window))
    assert large(steps) == set()
    assert not sorted_whole(steps)
    first = await steps_of(store, window_statement(kind, Slice(10, None, backwards, "", order)))
    assert not sorted_whole(first)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("name", FEW)
async def test_a_filter_that_holds_few_of_many_begins_with_the_few(
    store: EmbeddedStore, name: str, order: Order
) -> None:
    kind, only = FEW[name]
    steps = await steps_of(store, window_statement(kind, Slice(10, "a", False, "a", order, only)))
    assert large(steps) == set()
    (own,) = [step for *_, step in steps if re.match(r"(SEARCH|SCAN) r\b", step)]
    assert re.search(r"rowid=\?|_by_parent|_by_manager", own), own


@pytest.mark.parametrize("kind", KEY_FIELDS, ids=lambda kind: TABLES[kind])
async def test_all_rows_of_a_kind_are_read_in_the_order_of_their_keys_without_sorting_them_all(
    store: EmbeddedStore, kind: type[object]
) -> None:
    assert not sorted_whole(await steps_of(store, ROWS[TABLES[kind]].when(ordered=True)))


async def test_ties_of_a_snapshot_are_read_on_from_where_it_stopped(store: EmbeddedStore) -> None:
    steps = await steps_of(store, SNAPSHOT["ties"].text)
    assert large(steps) == set()
    assert not sorted_whole(steps)


@pytest.mark.parametrize("statement", [_NEWEST, _NEWEST_ABOUT, _SUBJECTS])
async def test_a_page_of_the_audit_log_reads_no_more_than_the_page(tmp_path: Path, statement: str) -> None:
    log = await open_audit_log(tmp_path / "firm.whither")
    await log.close()
    connection = sqlite3.connect(audit_path(tmp_path / "firm.whither"))
    steps = plan(connection, statement)
    connection.close()
    assert large(steps) == set()
    assert not sorted_whole(steps)


def test_a_statement_that_reads_or_sorts_a_whole_table_would_be_noticed() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE touch (day, id)")
    steps = plan(connection, "SELECT x.day FROM touch AS x WHERE x.day > :day ORDER BY x.day")
    assert (large(steps), sorted_whole(steps)) == ({"x"}, True)
    connection.execute("CREATE INDEX by_day ON touch (day)")
    steps = plan(connection, "SELECT x.day FROM touch AS x WHERE x.day > :day ORDER BY x.day, x.id")
    assert (large(steps), sorted_whole(steps)) == (set(), False)
    connection.close()
    assert not SMALL.fullmatch("r")


@pytest.mark.parametrize(
    "file",
    [f"reading/{name}.sql" for name in ("network", "listing", "rows", "snapshots", "owned")]
    + ["upkeep/violations.sql"],
)
def test_every_statement_says_what_it_is_for(file: str) -> None:
    statements = load("graph.store.embedded", file)
    assert statements
    assert [name for name, statement in statements.items() if not statement.text.startswith("-- ")] == []
