"""Rows that no unit of work could have left: each fault that a file can have is found, counted and shown."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import KIND_NAMES
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
)
from graph.domain.vocabulary import (
    AccountOutcome,
    AmendmentKind,
    BuyingApproach,
    ColleagueKind,
    CovenantKind,
    Destination,
    ServiceRole,
)
from graph.store.embedded import open_store
from graph.store.embedded.reading.rows import TABLES
from graph.store.protocol import GraphStore
from graph.store.values import Fault, Violation
from tests.store.files import altered
from tests.store.invented import invented_firm
from tests.store.writing import JANUARY, NOON, fold, touch, write, write_in_units

NAMES = {TABLES[kind]: name for kind, name in KIND_NAMES.items()} | {"tie": "tie"}
DAY = "2024-01-01"


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A store with a row of every kind, closed."""
    path = tmp_path / "firm.whither"
    store = await open_store(path, "first")
    await write(
        store,
        Firm("Ours", currency="EUR"),
        StaffMember("ada", "Ada", manager_id="bob", start=JANUARY),
        StaffMember("bob", "Bob"),
        Account("acme", "Acme", parent_id="group"),
        Account("group", "Group"),
        Person("pat"),
        Buying("acme", JANUARY, BuyingApproach.MIXED),
        Employment("pat", "acme", start=JANUARY),
        Service("ada", "acme", ServiceRole.LEAD),
        touch("t", "ada", "pat", "acme"),
        touch("u", "ada", account="acme"),
        Closeness("ada", "pat", 3, JANUARY),
        Promise("p", "ada", JANUARY, "pat", "acme"),
        Booking("acme", JANUARY, 1, rank=1, currency="EUR"),
        Covenant("ada", CovenantKind.NON_COMPETE, JANUARY, "acme"),
        Gain("g", "acme", JANUARY, JANUARY, 1, "EUR", "ada"),
        Referral("pat", "acme"),
        Colleague("ada", "bob", ColleagueKind.HIRED),
        Departure("d", "ada", Destination.RIVAL, JANUARY, JANUARY),
        Outcome("d", "acme", AccountOutcome.STAYED),
        Attention("ada", JANUARY),
        Amendment("person", "c6c1", AmendmentKind.RETRACTED, NOON),
    )
    await store.close()
    return path


async def violations_of(path: Path) -> tuple[Violation, ...]:
    """What is found in a file."""
    store = await open_store(path, "first")
    try:
        return await store.violations()
    finally:
        await store.close()


def key(*parts: str) -> str:
    """A key as it is shown."""
    return json.dumps(parts, separators=(",", ":"))


async def test_a_sound_store_has_no_violations(store: GraphStore) -> None:
    assert await store.violations() == ()
    await write_in_units(store, invented_firm(5), 50)
    await fold(store)
    assert await store.violations() == ()


async def test_a_row_of_every_kind_is_no_violation(path: Path) -> None:
    assert await violations_of(path) == ()


DANGLING: dict[str, list[str]] = {
    "staff.manager": ["ada"],
    "account.parent": ["acme"],
    "buying.account": ["", DAY],
    "employment.person": ["", "acme", DAY],
    "employment.account": ["pat", "", DAY],
    "service.staff": ["", "acme", "lead", ""],
    "service.account": ["ada", "", "lead", ""],
    "tie.staff": ["", "pat", ""],
    "tie.person": ["ada", "", ""],
    "tie.account": ["ada", "", ""],
    "touch.tie": ["t"],
    "touch.person": ["t"],
    "touch.account": ["t"],
    "closeness.staff": ["", "pat", DAY],
    "closeness.person": ["ada", "", DAY],
    "promise.staff": ["p"],
    "promise.person": ["p"],
    "promise.account": ["p"],
    "booking.account": ["", DAY, "", "1"],
    "covenant.staff": ["", "non_compete", "acme", DAY],
    "covenant.account": ["ada", "non_compete", "", DAY],
    "gain.account": ["g"],
    "gain.staff": ["g"],
    "referral.person": ["", "acme"],
    "referral.account": ["pat", ""],
    "colleague.staff": ["", "bob", "hired"],
    "colleague.other": ["ada", "", "hired"],
    "departure.staff": ["d"],
    "outcome.departure": ["", "acme"],
    "outcome.account": ["d", ""],
    "attention.staff": ["", DAY],
}
"""Every reference of the schema, and what is left of the key of a row whose reference is none."""


async def test_no_reference_of_the_schema_is_left_out_here(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        found = {
            f"{table}.{row[3]}"
            for (table,) in tables
            for row in connection.execute(f"PRAGMA foreign_key_list({table})")
        }
    assert found == set(DANGLING)


@pytest.mark.parametrize("reference", DANGLING)
async def test_an_end_that_is_not_there_is_found(path: Path, reference: str) -> None:
    table, column = reference.split(".")
    first = f"(SELECT min(rowid) FROM {table} WHERE {column} IS NOT NULL)"  # noqa: S608  # names of ours
    altered(path, f"UPDATE {table} SET {column} = 999 WHERE rowid = {first}")  # noqa: S608
    found = [one for one in await violations_of(path) if one.rows == NAMES[table]]
    assert found == [Violation(Fault.DANGLING_END, NAMES[table], 1, key(*DANGLING[reference]))]


async def test_all_rows_that_refer_to_somebody_who_is_gone_are_counted_by_kind(path: Path) -> None:
    altered(path, "DELETE FROM staff WHERE id = 'ada'")
    found = {one.rows: one.count for one in await violations_of(path)}
    assert found == {
        "service": 1,
        "closeness": 1,
        "promise": 1,
        "covenant": 1,
        "gain": 1,
        "colleague": 1,
        "departure": 1,
        "attention": 1,
        "tie": 2,
    }


@pytest.mark.parametrize(
    "change",
    ["UPDATE touch SET tie = (SELECT tie FROM touch WHERE id = 'u') WHERE id = 't'", "UPDATE touch SET person = NULL"],
)
async def test_a_touch_that_is_not_its_ties_is_found(path: Path, change: str) -> None:
    altered(path, change)
    assert await violations_of(path) == (Violation(Fault.DANGLING_END, "touch", 1, key("t")),)


DUPLICATES: dict[str, list[str]] = {
    "staff": ["ada"],
    "account": ["acme"],
    "person": ["pat"],
    "buying": ["acme", DAY],
    "employment": ["pat", "acme", DAY],
    "service": ["ada", "acme", "lead", ""],
    "touch": ["t"],
    "closeness": ["ada", "pat", DAY],
    "promise": ["p"],
    "booking": ["acme", DAY, "", "1"],
    "covenant": ["ada", "non_compete", "acme", DAY],
    "gain": ["g"],
    "referral": ["pat", "acme"],
    "colleague": ["ada", "bob", "hired"],
    "departure": ["d"],
    "outcome": ["d", "acme"],
    "attention": ["ada", DAY],
    "amendment": ["person", "c6c1"],
    "tie": ["ada", "pat", ""],
}


def doubled(path: Path, table: str) -> None:
    """Take the unique indexes of a table away by hand, and store its first row again."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        lax = re.sub(r",\s*UNIQUE \([^)]*\)", "", made).replace(" UNIQUE", "")
        indexes = connection.execute(f"PRAGMA index_list({table})").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (lax, table))
        for _, index, unique, *_ in indexes:
            if unique:
                connection.execute("DELETE FROM sqlite_schema WHERE name = ?", (index,))
    columns = "SELECT group_concat(name) FROM pragma_table_info(?) WHERE name <> 'key'"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (named,) = connection.execute(columns, (table,)).fetchone()
        row = f"SELECT {named} FROM {table} ORDER BY rowid LIMIT 1"  # noqa: S608  # names of ours
        connection.execute(f"INSERT INTO {table} ({named}) {row}")


@pytest.mark.parametrize("table", DUPLICATES)
async def test_rows_that_share_a_key_are_found_though_no_index_keeps_them_apart(path: Path, table: str) -> None:
    doubled(path, table)
    assert await violations_of(path) == (Violation(Fault.DUPLICATE_KEY, NAMES[table], 2, key(*DUPLICATES[table])),)


def test_every_kind_with_a_key_is_doubled_here() -> None:
    assert set(DUPLICATES) == set(NAMES) - {"firm"}


INTERVALS: dict[str, tuple[str, list[str]]] = {
    "staff SET end_day = start_day": ("staff member", ["ada"]),
    "employment SET end_day = start_day": ("employment", ["pat", "acme", DAY]),
    "service SET start_day = 19723, end_day = 19723": ("service", ["ada", "acme", "lead", DAY]),
    "promise SET closed_day = made_day": ("promise", ["p"]),
    "covenant SET until_day = start_day": ("covenant", ["ada", "non_compete", "acme", DAY]),
    "gain SET until_day = start_day": ("gain", ["g"]),
    "departure SET left_day = noticed_day": ("departure", ["d"]),
}


@pytest.mark.parametrize("change", INTERVALS)
async def test_an_end_before_its_start_is_found_and_an_end_on_it_is_none(path: Path, change: str) -> None:
    rows, example = INTERVALS[change]
    where = " WHERE id = 'ada'" if rows == "staff member" else ""
    altered(path, f"UPDATE {change}{where}")
    assert await violations_of(path) == ()
    altered(path, f"UPDATE {change} - 1{where}")
    assert await violations_of(path) == (Violation(Fault.END_BEFORE_START, rows, 1, key(*example)),)


async def test_a_departure_without_a_notice_is_not_before_it(path: Path) -> None:
    altered(path, "UPDATE departure SET noticed_day = 2147483647")
    assert await violations_of(path) == ()
    altered(path, "UPDATE departure SET noticed_day = 19723, left_day = 2147483647")
    assert await violations_of(path) == ()


@pytest.mark.parametrize(
    ("table", "example"), [("booking", ["acme", DAY, "", "1"]), ("gain", ["g"])], ids=["booking", "gain"]
)
async def test_an_amount_of_another_currency_is_found_and_one_without_is_the_firms(
    path: Path, table: str, example: list[str]
) -> None:
    altered(path, f"UPDATE {table} SET currency = ''")  # noqa: S608  # a name of ours
    assert await violations_of(path) == ()
    altered(path, f"UPDATE {table} SET currency = 'USD'")  # noqa: S608
    assert await violations_of(path) == (Violation(Fault.OTHER_CURRENCY, table, 1, key(*example)),)


@pytest.mark.parametrize("change", ["UPDATE firm SET currency = ''", "DELETE FROM firm"])
async def test_an_amount_names_no_currency_where_the_firm_has_none(path: Path, change: str) -> None:
    altered(path, change)
    assert [(one.fault, one.rows, one.count) for one in await violations_of(path)] == [
        (Fault.OTHER_CURRENCY, "booking", 1),
        (Fault.OTHER_CURRENCY, "gain", 1),
    ]


@pytest.mark.parametrize(
    ("ring", "rows", "count", "example"),
    [
        ("staff SET manager = key WHERE id = 'ada'", "staff member", 1, "ada"),
        ("staff SET manager = (SELECT key FROM staff WHERE id = 'ada') WHERE id = 'bob'", "staff member", 2, "ada"),
        ("account SET parent = key WHERE id = 'group'", "account", 1, "group"),
        ("account SET parent = (SELECT key FROM account WHERE id = 'acme') WHERE id = 'group'", "account", 2, "acme"),
    ],
)
async def test_a_ring_is_found_and_those_who_only_lead_to_it_are_not_on_it(
    path: Path, ring: str, rows: str, count: int, example: str
) -> None:
    altered(path, f"UPDATE {ring}")
    assert await violations_of(path) == (Violation(Fault.RING, rows, count, key(example)),)


async def test_rings_beside_one_another_and_all_who_lead_to_them_are_followed_once(store: GraphStore) -> None:
    members = [StaffMember(f"s{n}", "S") for n in range(2_000)]
    await write(store, *members)
    # Two rings of three, and one long line of all the others that ends in the first.
    above = {0: 1, 1: 2, 2: 0, 3: 4, 4: 5, 5: 3} | {n: n + 1 for n in range(6, 1_999)} | {1_999: 0}
    await write(store, *(replace(members[n], manager_id=f"s{m}") for n, m in above.items()))
    (found,) = await store.violations()
    assert (found.fault, found.rows, found.count) == (Fault.RING, "staff member", 6)


@pytest.mark.parametrize(
    ("change", "newest", "count"),
    [
        ("UPDATE meta SET revision = revision + 3", "4", 3),
        ("DELETE FROM change", "1", 1),
        ("INSERT INTO change (revision, everything) VALUES (6, 1)", "6", 5),
    ],
)
async def test_a_change_log_that_does_not_end_at_the_revision_is_found(
    path: Path, change: str, newest: str, count: int
) -> None:
    altered(path, change)
    assert await violations_of(path) == (Violation(Fault.CHANGE_LOG_BEHIND, "change log", count, key(newest)),)


async def test_all_that_is_wrong_is_told_at_once_by_fault_and_kind(path: Path) -> None:
    doubled(path, "covenant")
    altered(
        path,
        "UPDATE meta SET revision = 9",
        "UPDATE gain SET currency = 'USD', until_day = start_day - 1, staff = 999",
        "UPDATE employment SET end_day = start_day - 1",
        "UPDATE outcome SET departure = 999",
    )
    assert [(one.fault, one.rows) for one in await violations_of(path)] == [
        (Fault.DANGLING_END, "gain"),
        (Fault.DANGLING_END, "outcome"),
        (Fault.DUPLICATE_KEY, "covenant"),
        (Fault.END_BEFORE_START, "employment"),
        (Fault.END_BEFORE_START, "gain"),
        (Fault.OTHER_CURRENCY, "gain"),
        (Fault.CHANGE_LOG_BEHIND, "change log"),
    ]
