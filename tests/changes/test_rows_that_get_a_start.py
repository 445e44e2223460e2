"""A row of a file that now has a start takes the place of the one that stood without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph.changes.importing import write_records
from graph.domain.kinds import Key, Record, key_of
from graph.domain.records import Account, Covenant, Employment, Person, Service, StaffMember
from graph.domain.vocabulary import CovenantKind, ServiceRole
from graph.engine.assumptions import VERSION
from graph.store.embedded import open_store
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Written

MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)
UNDATED: dict[str, Employment | Service | Covenant] = {
    "employment": Employment("pat", "acme", "Buyer"),
    "service": Service("ada", "acme", ServiceRole.LEAD),
    "covenant": Covenant("ada", CovenantKind.NON_SOLICIT, account_id="acme"),
    "covenant that binds everywhere": Covenant("ada", CovenantKind.NON_COMPETE),
}
BUYER = Employment("pat", "acme", "Buyer")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[GraphStore]:
    """A store with somebody of each kind."""
    opened = await open_store(tmp_path / "firm.whither", VERSION)
    await write_records(opened, [StaffMember("ada", "Ada")])
    await write_records(opened, [Person("pat", "Pat"), Person("quin", "Quin")])
    await write_records(opened, [Account("acme", "Acme"), Account("bolt", "Bolt")])
    yield opened
    await opened.close()


async def employments(store: GraphStore) -> list[Employment]:
    """All employments there are."""
    async with store.snapshot() as snapshot:
        return [row async for rows in snapshot.records(Employment) for row in rows]


async def retract(store: GraphStore, row: Record) -> None:
    """Retract a row by hand."""

    async def work(transaction: Transaction) -> None:
        await transaction.stamp(datetime(2024, 8, 1, tzinfo=UTC))
        await transaction.retract(type(row), [key_of(row)])

    await store.write(work)


@pytest.mark.parametrize("kind", UNDATED)
async def test_a_row_that_now_has_a_start_updates_the_one_without(store: GraphStore, kind: str) -> None:
    undated = UNDATED[kind]
    dated = replace(undated, start=MAY)
    await write_records(store, [undated])
    assert await write_records(store, [dated]) == Written(updated=1, changed={"start": 1})
    assert await store.find(type(dated), [key_of(undated), key_of(dated)]) == {key_of(dated): dated}
    assert await write_records(store, [dated]) == Written(unchanged=1)


async def test_all_that_such_a_row_changes_is_counted(store: GraphStore) -> None:
    await write_records(store, [BUYER, Employment("quin", "acme"), Employment("quin", "bolt")])
    rows = [
        replace(BUYER, title="Head of buying", start=MAY, end=JULY),
        Employment("quin", "acme", start=JUNE),
        Employment("quin", "bolt"),
        Employment("pat", "bolt", start=JUNE),
    ]
    written = await write_records(store, rows)
    assert written == Written(new=1, updated=2, unchanged=1, changed={"start": 2, "title": 1, "end": 1})
    assert await employments(store) == [rows[0], rows[3], rows[1], rows[2]]


async def test_fields_that_are_kept_are_taken_over(store: GraphStore) -> None:
    await write_records(store, [replace(BUYER, decision_weight=2.5, end=JULY)])
    written = await write_records(store, [Employment("pat", "acme", start=MAY)], keep=frozenset({"title", "end"}))
    assert written == Written(updated=1, changed={"start": 1, "decision_weight": 1})
    assert await employments(store) == [Employment("pat", "acme", "Buyer", start=MAY, end=JULY)]


async def test_a_row_that_starts_after_the_end_which_it_would_keep_is_a_row_of_its_own(store: GraphStore) -> None:
    over = replace(BUYER, end=MAY)
    await write_records(store, [over])
    again = Employment("pat", "acme", start=JUNE)
    assert await write_records(store, [again], keep=frozenset({"end"})) == Written(new=1)
    assert await employments(store) == [over, again]


async def test_a_row_without_a_start_that_the_file_has_itself_stays(store: GraphStore) -> None:
    await write_records(store, [BUYER])
    in_file: frozenset[Key] = frozenset({key_of(BUYER)})
    rows = [replace(BUYER, start=MAY), BUYER]
    assert await write_records(store, rows, alone=in_file) == Written(new=1, unchanged=1)
    assert await employments(store) == [BUYER, rows[0]]


async def test_a_row_that_stands_with_its_start_leaves_the_one_without_alone(store: GraphStore) -> None:
    dated = replace(BUYER, start=MAY)
    await write_records(store, [dated])
    await write_records(store, [BUYER])
    ended = replace(dated, end=JULY)
    assert await write_records(store, [ended]) == Written(updated=1, changed={"end": 1})
    assert await employments(store) == [BUYER, ended]


async def test_of_several_rows_that_have_a_start_the_first_takes_the_place(store: GraphStore) -> None:
    await write_records(store, [BUYER])
    rows = [Employment("pat", "acme", start=start) for start in (JULY, MAY, JUNE)]
    written = await write_records(store, rows, keep=frozenset({"title"}))
    assert written == Written(new=2, updated=1, changed={"start": 1})
    assert [(row.start, row.title) for row in await employments(store)] == [(MAY, "Buyer"), (JUNE, ""), (JULY, "")]


async def test_a_row_with_another_role_or_account_is_another_row(store: GraphStore) -> None:
    lead = Service("ada", "acme", ServiceRole.LEAD)
    await write_records(store, [lead])
    others = [Service("ada", "acme", ServiceRole.BACKUP, MAY), Service("ada", "bolt", ServiceRole.LEAD, MAY)]
    assert await write_records(store, others) == Written(new=2)
    assert await store.find(Service, [key_of(lead)]) == {key_of(lead): lead}


async def test_a_row_that_was_retracted_with_its_start_does_not_take_the_other_with_it(store: GraphStore) -> None:
    dated = replace(BUYER, start=MAY)
    await write_records(store, [BUYER])
    await retract(store, dated)
    assert await write_records(store, [dated]) == Written(withheld=1)
    assert await employments(store) == [BUYER]


async def test_whom_such_a_row_names_has_changed(store: GraphStore) -> None:
    await write_records(store, [BUYER])
    before = await store.revision()
    await write_records(store, [replace(BUYER, start=MAY)])
    changed = await store.changed_since(before)
    assert (changed.revision, set(changed.people), set(changed.accounts)) == (before + 1, {"pat"}, {"acme"})
