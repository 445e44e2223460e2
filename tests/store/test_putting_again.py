"""Putting rows that are there: what stays of them, and what comes of rows that would then contradict themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from graph.domain.further_records import Departure, Gain
from graph.domain.kinds import KEY_FIELDS, Record, key_of
from graph.domain.records import Account, Person, Promise, StaffMember
from graph.domain.vocabulary import Destination
from graph.errors import InvalidRecord
from graph.store.protocol import GraphStore
from graph.store.values import Written
from tests.store.changed_rows import CHANGES, ENTITIES, LATER
from tests.store.test_records import differing
from tests.store.writing import JANUARY, fold, put, standing, touch, with_person, write

SOON = JANUARY + timedelta(days=3)


@pytest.mark.parametrize("kind", sorted(CHANGES.keys() - {"amendment"}))
async def test_a_field_that_is_kept_stays_in_a_row_that_is_there(store: GraphStore, kind: str) -> None:
    row, changed, _ = CHANGES[kind]
    names = list(differing(row, changed))
    await write(store, *ENTITIES, row)
    for kept in names:
        await put(store, row)
        expected = {name: 1 for name in names if name != kept}
        written = await put(store, changed, keep=[kept])
        assert written == (Written(updated=1, changed=expected) if expected else Written(unchanged=1))
        assert await standing(store, row) == replace(changed, **{kept: getattr(row, kept)})


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_row_whose_every_change_is_kept_off_is_unchanged(store: GraphStore, kind: str) -> None:
    row, changed, _ = CHANGES[kind]
    await write(store, *ENTITIES, row)
    assert await put(store, changed, keep=differing(row, changed)) == Written(unchanged=1)
    assert await store.revision() == 1
    assert await standing(store, row) == row


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_new_row_takes_from_the_record_what_rows_that_are_there_keep(store: GraphStore, kind: str) -> None:
    row, changed, other = CHANGES[kind]
    await write(store, *ENTITIES)
    new = other or row
    keep = [name for name in differing(row, changed) if name not in KEY_FIELDS[type(row)]]
    assert await put(store, new, keep=keep) == Written(new=1)
    assert await standing(store, new) == new


async def test_keeping_a_part_of_the_key_changes_nothing_for_it_is_the_same_anyway(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    written = await put(store, Person("pat", "Patricia"), Person("quin", "Quin"), keep=["id"])
    assert written == Written(1, 1, changed={"name": 1})


async def test_a_name_that_is_kept_is_still_found_and_one_that_is_not_is_found_no_more(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat Plum", "pat@a.example"))
    await put(store, Person("pat", "", "pat@b.example"), keep=["name"])
    assert [one.id for one in await store.named(Person, "pat plum")] == ["pat"]
    assert await store.named(Person, "pat@a.example") == ()
    assert [one.id for one in await store.candidates(Person, ["plum"], 9)] == ["pat"]
    await put(store, Person("pat", "", "pat@b.example"))
    assert await store.named(Person, "pat plum") == ()
    assert await store.candidates(Person, ["plum"], 9) == ()


async def test_a_manager_or_a_parent_that_is_kept_stays(store: GraphStore) -> None:
    await write(
        store, *ENTITIES, StaffMember("eve", "Eve", manager_id="ada"), Account("coil", "Coil", parent_id="bolt")
    )
    await put(store, StaffMember("eve", "Eva", manager_id="bob"), keep=["manager_id"])
    await put(store, Account("coil", "Coils"), keep=["parent_id"])
    assert await standing(store, StaffMember("eve", "Eve")) == StaffMember("eve", "Eva", manager_id="ada")
    assert await standing(store, Account("coil", "Coil")) == Account("coil", "Coils", parent_id="bolt")


async def test_a_touch_that_keeps_its_person_stays_with_that_tie(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t", "ada", "pat"))
    await fold(store)
    await put(store, touch("t", "ada", account="acme", hour=10), keep=["person_id"])
    assert await standing(store, touch("t", "ada", "pat")) == touch("t", "ada", "pat", "acme", hour=10)
    assert await store.write(lambda transaction: transaction.unfolded(9)) == (with_person("ada", "pat"),)
    assert (await store.held()).ties == 1


AT_ODDS: dict[str, tuple[Record, Record, str, str, date]] = {
    "staff member": (
        StaffMember("eve", "Eve", start=LATER),
        StaffMember("eve", "Eve", end=JANUARY),
        "start",
        "end",
        JANUARY,
    ),
    "promise": (
        Promise("P", "ada", JANUARY, "pat", closed_on=SOON),
        Promise("P", "ada", LATER, "pat"),
        "closed_on",
        "closed_on",
        SOON,
    ),
    "gain": (Gain("G", "acme", JANUARY, SOON, 1), Gain("G", "acme", LATER, LATER, 1), "until", "until", SOON),
    "departure": (
        Departure("D1", "ada", Destination.RIVAL, noticed_on=LATER),
        Departure("D1", "ada", Destination.RIVAL, left_on=JANUARY),
        "noticed_on",
        "left_on",
        JANUARY,
    ),
}


@pytest.mark.parametrize("kind", AT_ODDS)
async def test_a_row_that_would_end_before_the_start_which_it_keeps_is_refused(store: GraphStore, kind: str) -> None:
    row, odd, kept, field, value = AT_ODDS[kind]
    await write(store, *ENTITIES, row)
    with pytest.raises(InvalidRecord, match="before its start") as refused:
        await put(store, odd, keep=[kept])
    assert (refused.value.field, refused.value.value) == (field, value.isoformat())
    assert await standing(store, row) == row
    assert (await put(store, odd)).updated == 1


async def test_a_departure_without_a_notice_may_keep_that_it_has_none(store: GraphStore) -> None:
    await write(store, *ENTITIES, Departure("D1", "ada", Destination.RIVAL))
    left = Departure("D1", "ada", Destination.RIVAL, left_on=JANUARY)
    assert (await put(store, left, keep=["noticed_on"])).updated == 1
    assert await standing(store, left) == left


async def test_a_field_that_no_row_of_the_kind_has_cannot_be_kept(store: GraphStore) -> None:
    with pytest.raises(TypeError, match="Person has no field team"):
        await put(store, Person("pat"), keep=["team"])


async def test_rows_of_several_kinds_have_their_own_keys(store: GraphStore) -> None:
    await write(store, *ENTITIES, *(row for row, _, _ in CHANGES.values()))
    for row, _, _ in CHANGES.values():
        assert await store.find(type(row), [key_of(row)]) == {key_of(row): row}
