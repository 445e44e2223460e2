"""Values out of range: refused by the file, found when it is looked over, and told in one sentence when read."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import KEY_FIELDS, Key, Record
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
    Touch,
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
from graph.errors import StoreDamaged
from graph.store.embedded import open_store
from graph.store.values import Slice, TieKey
from tests.store.files import altered, problems_of
from tests.store.writing import JANUARY, NOON, touch, write

NONSENSE = (
    "staff SET start_day = 1000000000000 WHERE id = 'ada'",
    "staff SET end_day = 84006 WHERE id = 'ada'",
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
    "gain SET start_day = 84006",
    "gain SET until_day = 1073741824",
    "gain SET against_alternative = 2",
    "gain SET verified = -1",
    "referral SET day = 84006",
    "colleague SET kind = 2",
    "colleague SET since_day = -1073741824",
    "departure SET destination = 5",
    "departure SET left_day = 84006",
    "departure SET noticed_day = -25568",
    "outcome SET outcome = 5",
    "outcome SET day = 84006",
    "attention SET month_day = 2147483647",
    "attention SET customer_hours = 745",
    "attention SET internal_hours = -0.5",
    "amendment SET kind = 3",
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
        StaffMember("bob", "Bob"),
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
        Gain("g", "acme", JANUARY, JANUARY, 1),
        Referral("pat", "acme"),
        Colleague("ada", "bob", ColleagueKind.HIRED),
        Departure("d", "ada", Destination.RIVAL),
        Outcome("d", "acme", AccountOutcome.STAYED),
        Attention("ada", JANUARY),
        Amendment("person", "c6c1", AmendmentKind.RETRACTED, NOON),
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
    altered(path, "INSERT INTO firm (only_row, name, domains, currency, time_zone) VALUES (1, 'Ours', '[', '', 'UTC')")
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


UNREADABLE: dict[str, tuple[type[Record], Key]] = {
    "buying SET approach = 7": (Buying, ("acme", JANUARY)),
    "employment SET decision_role = 5": (Employment, ("pat", "acme", None)),
    "touch SET at = 9223372036854775807": (Touch, ("t",)),
    "promise SET outcome = 3": (Promise, ("p",)),
    "booking SET line = char(0)": (Booking, ("acme", JANUARY, "", 1)),
    "gain SET until_day = start_day - 1": (Gain, ("g",)),
    "departure SET destination = 5": (Departure, ("d",)),
    "outcome SET outcome = 5": (Outcome, ("d", "acme")),
    "attention SET customer_hours = 745": (Attention, ("ada", JANUARY)),
    "amendment SET kind = 1": (Amendment, ("person", "c6c1")),
}


@pytest.mark.parametrize("change", UNREADABLE)
async def test_nonsense_in_a_row_is_told_whether_it_is_found_or_read_with_all_others(path: Path, change: str) -> None:
    kind, key = UNREADABLE[change]
    altered(path, "PRAGMA ignore_check_constraints = ON", f"UPDATE {change}")
    store = await open_store(path, "first")
    try:
        with pytest.raises(StoreDamaged, match="is damaged"):
            await store.find(kind, [key])
        async with store.snapshot() as snapshot:
            with pytest.raises(StoreDamaged, match="is damaged"):
                await anext(aiter(snapshot.records(kind)))
            for other in KEY_FIELDS.keys() - {kind}:
                async for chunk in snapshot.records(other):
                    assert chunk
    finally:
        await store.close()
