"""Values out of range: refused by the file, found when it is looked over, and told in one sentence when read."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Person,
    Promise,
    Service,
    StaffMember,
)
from graph.domain.vocabulary import BuyingApproach, CovenantKind, ServiceRole
from graph.errors import StoreDamaged
from graph.store.embedded import open_store
from graph.store.protocol import Slice, TieKey
from tests.store.files import altered, problems_of
from tests.store.writing import JANUARY, touch, write

NONSENSE = (
    "staff SET start_day = 1000000000000",
    "staff SET end_day = 84006",
    "account SET since_day = -25568",
    "buying SET start_day = -1073741824",
    "buying SET approach = 7",
    "buying SET decision_rule = 3",
    "buying SET switching_cost = 4.5",
    "buying SET other_suppliers = -1",
    "buying SET renewal_day = 84006",
    "employment SET decision_role = 5",
    "employment SET decision_weight = -1",
    "employment SET start_day = 1073741824",
    "employment SET end_day = -1073741824",
    "service SET role = 3",
    "service SET start_day = 84006",
    "service SET end_day = 84006",
    "touch SET channel = 7",
    "touch SET direction = -1",
    "touch SET day = 2147483647",
    "touch SET at = 9223372036854775807",
    "tie SET first_day = 84006",
    "tie SET last_day = 84006",
    "tie SET channels = 128",
    "closeness SET day = 84006",
    "closeness SET closeness = 5",
    "promise SET made_day = 2147483647",
    "promise SET due_day = 84006",
    "promise SET closed_day = 84006",
    "promise SET outcome = 3",
    "booking SET day = 84006",
    "booking SET rank = 0",
    "covenant SET kind = 2",
    "covenant SET start_day = 84006",
    "covenant SET until_day = 84006",
)
READ = (
    "staff SET start_day = 1000000000000",
    "account SET since_day = 100000",
    "service SET role = 99",
    "employment SET start_day = 5000000",
    "touch SET channel = 99",
    "touch SET channel = 1000",
    "promise SET outcome = -1",
    "closeness SET closeness = 5",
)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A store with a row of every kind, closed."""
    path = tmp_path / "firm.whither"
    store = await open_store(path, "first")
    await write(
        store,
        StaffMember("ada", "Ada"),
        Account("acme", "Acme"),
        Person("pat"),
        Buying("acme", JANUARY, BuyingApproach.MIXED),
        Employment("pat", "acme"),
        Service("ada", "acme", ServiceRole.LEAD),
        touch("t", "ada", "pat"),
        Closeness("ada", "pat", 3, JANUARY),
        Promise("p", "ada", JANUARY, "pat"),
        Booking("acme", JANUARY, 1, rank=1),
        Covenant("ada", CovenantKind.NON_COMPETE),
    )
    await store.close()
    return path


@pytest.mark.parametrize("change", NONSENSE)
async def test_nonsense_is_refused_by_the_file_and_found_where_it_was_forced(path: Path, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        altered(path, f"UPDATE {change}")
    assert await problems_of(path) == ()
    altered(path, "PRAGMA ignore_check_constraints = ON", f"UPDATE {change}")
    (problem,) = await problems_of(path)
    table = change.split(maxsplit=1)[0]
    assert problem == f"The file is damaged (CHECK constraint failed in {table}): restore it from a backup."


@pytest.mark.parametrize("change", READ)
async def test_nonsense_that_a_question_meets_is_told_in_one_sentence(path: Path, change: str) -> None:
    altered(path, "PRAGMA ignore_check_constraints = ON", f"UPDATE {change}")
    store = await open_store(path, "first")
    for question in (store.whole(JANUARY), store.neighbourhood(["ada"], JANUARY)):
        with pytest.raises(
            StoreDamaged, match=r"firm\.whither is damaged \(a value in it is out of range: .*a backup\.$"
        ):
            await question
    await store.close()


async def test_nonsense_in_a_record_is_told_in_one_sentence(path: Path) -> None:
    altered(
        path,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE staff SET start_day = 1000000000000",
        "UPDATE account SET since_day = 100000",
        "UPDATE touch SET channel = 99",
    )
    altered(path, "INSERT INTO firm VALUES (1, 'Ours', '[', '', 'UTC')")
    store = await open_store(path, "first")
    for question in (
        store.fetch(StaffMember, ["ada"]),
        store.entities(Account, Slice(limit=1)),
        store.touches([TieKey("ada", "pat", None)], date(2025, 1, 1), 10),
        store.firm(),
    ):
        with pytest.raises(StoreDamaged, match="is damaged"):
            await question
    await store.close()
