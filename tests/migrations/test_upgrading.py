"""A store that the first version left: upgraded on opening, with a copy aside, and nothing of it lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.domain.kinds import KEY_FIELDS, Record, key_of
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import BuyingApproach, Channel, CovenantKind, Direction, PromiseOutcome, ServiceRole
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.embedded.store import APPLICATION_ID
from graph.store.embedded.upkeep.migrating import FileKind, bring_up_to_date
from graph.store.migrations import shipped
from graph.store.protocol import Transaction

INSERT, SELECT = "INSERT INTO {} VALUES ({})", "SELECT * FROM {}"
ALWAYS, STILL, NEVER = -1_073_741_824, 1_073_741_824, 2_147_483_647
DAY = 19_723  # 2024-01-01
JANUARY = date(2024, 1, 1)
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)

ROWS: dict[str, list[tuple[Any, ...]]] = {
    "firm": [(1, "Ours", '["ours.example"]', "EUR", "Europe/Berlin")],
    "staff": [
        (1, "ada", "Ada Byron", "ada byron", "Ada@ours.example", "ada@ours.example", "", "north", None, ALWAYS, STILL),
        (2, "bob", "Bob", "bob", "", "", "Director", "", 1, DAY, DAY + 9),
    ],
    "account": [
        (1, "acme", "Acme", "acme", "acme.example", "wire", None, NEVER),
        (2, "bolt", "Bolt", "bolt", "", "", 1, DAY),
    ],
    "person": [(1, "pat", "Pat Plum", "pat plum", "pat@acme.example", "pat@acme.example", "Buyer")],
    "buying": [(1, DAY, 3, None, 2.5, None, NEVER)],
    "employment": [(1, 1, "Buyer", None, None, 0, ALWAYS, STILL)],
    "service": [(1, 1, 0, ALWAYS, STILL)],
    "tie": [
        (1, 1, 1, None, 1.5, 0.5, DAY, DAY, 1, 2, 1, "first"),
        (2, 1, None, 2, 0.0, 0.0, NEVER, NEVER, 0, 0, 0, ""),
    ],
    "touch": [
        (1, "t1", 1, (DAY * 24 + 12) * 3_600_000_000, DAY, 1, 1, 2, 0),
        (2, "t2", 2, (DAY * 24 + 12) * 3_600_000_000, DAY, None, 2, 1, 2),
    ],
    "closeness": [(1, 1, 3, DAY, "Bob")],
    "promise": [(1, "P1", 1, 1, 2, DAY, NEVER, 2, NEVER)],
    "booking": [(1, DAY, "R1", 0, 12_345, "wire"), (2, DAY, "", 1, -5, "")],
    "covenant": [(1, 0, ALWAYS, None, STILL)],
}
"""Rows as the first schema holds them, by their columns."""

RECORDS: tuple[Record, ...] = (
    Firm("Ours", ("ours.example",), "EUR", "Europe/Berlin"),
    StaffMember("ada", "Ada Byron", "Ada@ours.example", "", "north"),
    StaffMember("bob", "Bob", "", "Director", "", "ada", JANUARY, date(2024, 1, 10)),
    Account("acme", "Acme", "acme.example", "wire"),
    Account("bolt", "Bolt", parent_id="acme", since=JANUARY),
    Buying("acme", JANUARY, BuyingApproach.MIXED, None, 2.5),
    Person("pat", "Pat Plum", "pat@acme.example", "Buyer"),
    Employment("pat", "acme", "Buyer"),
    Service("ada", "acme", ServiceRole.LEAD),
    Touch("t1", NOON, JANUARY, "ada", Channel.MEETING, "pat", "acme", Direction.IN),
    Touch("t2", NOON, JANUARY, "ada", Channel.CALL, None, "bolt", Direction.BOTH),
    Closeness("ada", "pat", 3, JANUARY, "Bob"),
    Promise("P1", "ada", JANUARY, "pat", "bolt", None, PromiseOutcome.OPEN),
    Booking("acme", JANUARY, 12_345, "R1", 0, "wire", "EUR"),
    Booking("bolt", JANUARY, -5, "", 1, "", "EUR"),
    Covenant("ada", CovenantKind.NON_SOLICIT),
)
"""The same rows as records of today, the currency of each amount filled in."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store at revision 7 that the first version left."""
    path = tmp_path / "firm.whither"
    bring_up_to_date(path, FileKind(APPLICATION_ID, shipped("embedded")[:1]), patience=1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table, rows in ROWS.items():
            connection.executemany(INSERT.format(table, ", ".join("?" * len(rows[0]))), rows)
        connection.execute("UPDATE meta SET revision = 7")
    return path


async def all_of(store: EmbeddedStore) -> list[Record]:
    """Every row there is."""
    found: list[Record] = []
    async with store.snapshot() as snapshot:
        for kind in KEY_FIELDS:
            async for rows in snapshot.records(kind):
                found += rows
    return found


async def test_every_row_is_kept_at_the_revision_that_was_there_and_every_amount_has_the_firms_currency(
    path: Path,
) -> None:
    store = await open_store(path, "first")
    found = await all_of(store)
    assert found == list(RECORDS)
    assert {row.version for row in found} == {7}
    assert await store.revision() == 7
    assert (await store.condition()).problems == ()
    assert await store.violations() == ()
    held = await store.held()
    assert (held.ties, held.unfolded) == (2, 1)
    await store.close()


async def test_no_row_has_version_0_even_where_the_store_had_none(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET revision = 0")
    store = await open_store(path, "first")
    assert {row.version for row in await all_of(store)} == {1}
    await store.close()


async def test_amounts_of_a_store_that_was_told_no_currency_have_none(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM firm")
    store = await open_store(path, "first")
    assert {row.currency for row in await all_of(store) if isinstance(row, Booking)} == {""}
    await store.close()


async def test_what_was_there_is_found_by_its_tokens(path: Path) -> None:
    store = await open_store(path, "first")
    assert [one.id for one in await store.candidates(StaffMember, ["byr"], 9)] == ["ada"]
    assert [one.id for one in await store.candidates(Person, ["plum", "acme"], 9)] == ["pat"]
    assert [one.id for one in await store.candidates(Account, ["bolt"], 9)] == ["bolt"]
    await store.close()


async def test_the_change_log_begins_at_the_revision_that_was_there(path: Path) -> None:
    store = await open_store(path, "first")
    assert (await store.changed_since(6)).everything
    assert (await store.changed_since(0)).everything
    assert not (await store.changed_since(7)).everything

    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("pat", "Pat Pears", "pat@acme.example", "Buyer")])

    await store.write(work)
    found = await store.changed_since(7)
    assert (found.revision, found.everything, set(found.people)) == (8, False, {"pat"})
    changed = await store.find(Person, [("pat",)])
    assert changed["pat",].version == 8
    await store.close()


async def test_the_store_as_it_was_stands_aside(path: Path) -> None:
    await (await open_store(path, "first")).close()
    copy = path.with_name(f"{path.name}.before-0002")
    with closing(sqlite3.connect(copy)) as connection:
        for table, rows in ROWS.items():
            assert sorted(connection.execute(SELECT.format(table)), key=repr) == sorted(rows, key=repr)
        assert connection.execute("SELECT max(version) FROM migration").fetchone() == (1,)
    assert sorted(path.parent.iterdir()) == [path, copy]


async def test_rows_that_were_there_are_updated_as_if_they_had_been_written_today(path: Path) -> None:
    store = await open_store(path, "first")

    async def put_all(transaction: Transaction) -> list[int]:
        return [(await transaction.put([row])).unchanged for row in RECORDS]

    assert await store.write(put_all) == [1] * len(RECORDS)
    assert await store.revision() == 7
    assert {key_of(row) for row in await all_of(store)} == {key_of(row) for row in RECORDS}
    await store.close()
