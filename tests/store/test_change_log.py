"""The change log: whom each unit named, so that what was read before is known to be old."""

from __future__ import annotations

import pytest

from graph.domain.further_records import Departure, Outcome
from graph.domain.kinds import Record, key_of
from graph.domain.records import Account, Closeness, Employment, Firm, Person, Promise, Service, StaffMember, Touch
from graph.domain.vocabulary import AccountOutcome, Destination, ServiceRole
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Changed
from tests.store.changed_rows import CHANGES, ENTITIES
from tests.store.conftest import Place
from tests.store.writing import JANUARY, fold, put, put_by_hand, remove, retract, touch, write

NAMING = ("staff_id", "other_id", "manager_id", "person_id", "account_id", "parent_id")


def named_in(*rows: Record) -> dict[str, set[str]]:
    """The ids of staff members, people and accounts that rows are or refer to, found in the records alone."""
    named: dict[str, set[str]] = {"staff": set(), "people": set(), "accounts": set()}
    of_kind = {StaffMember: "staff", Person: "people", Account: "accounts"}
    of_field = {"person_id": "people", "account_id": "accounts", "parent_id": "accounts"}
    for row in rows:
        if isinstance(row, StaffMember | Person | Account):
            named[of_kind[type(row)]].add(row.id)
        for field in NAMING:
            value = getattr(row, field, None)
            if value is not None:
                named[of_field.get(field, "staff")].add(value)
        if isinstance(row, Outcome):
            named["staff"].add("bob")  # whose departure it is
    return named


def told(changed: Changed) -> dict[str, set[str]]:
    """The ids of a change."""
    return {"staff": set(changed.staff), "people": set(changed.people), "accounts": set(changed.accounts)}


@pytest.mark.parametrize("kind", sorted(CHANGES.keys() - {"firm"}))
async def test_a_row_names_whom_it_refers_to_or_is_before_and_after_each_change(store: GraphStore, kind: str) -> None:
    row, changed, _ = CHANGES[kind]
    await write(store, *ENTITIES)
    await put(store, row)
    assert told(await store.changed_since(1)) == named_in(row)
    await put(store, changed)
    assert told(await store.changed_since(2)) == named_in(row, changed)
    await put(store, changed)
    assert await store.changed_since(3) == Changed(3, everything=False)
    await put_by_hand(store, row)
    assert told(await store.changed_since(3)) == named_in(row, changed)
    await retract(store, type(row), key_of(row))
    assert told(await store.changed_since(4)) == named_in(row)
    assert not (await store.changed_since(1)).everything


async def test_nothing_has_changed_since_the_present_revision(store: GraphStore) -> None:
    assert await store.changed_since(0) == Changed(0, everything=False)
    await write(store, *ENTITIES)
    assert await store.changed_since(1) == Changed(1, everything=False)


async def test_several_units_are_told_together_each_from_its_own_revision_on(store: GraphStore) -> None:
    for name in ("pat", "quin", "rae"):
        await put(store, Person(name))
    assert (await store.changed_since(0)).people == {"pat", "quin", "rae"}
    found = await store.changed_since(1)
    assert (found.revision, set(found.people)) == (3, {"quin", "rae"})


async def test_all_that_a_unit_changes_stands_in_one_entry(store: GraphStore) -> None:
    async def work(transaction: Transaction) -> int:
        await transaction.put([StaffMember("eve", "Eve")])
        await transaction.put([Person("rae")])
        await transaction.remove(Person, [("rae",)])
        return await transaction.next_revision()

    await write(store, *ENTITIES)
    assert await store.write(work) == 2
    found = await store.changed_since(1)
    assert (found.revision, set(found.staff), set(found.people)) == (2, {"eve"}, {"rae"})


async def test_folding_and_marks_and_replays_are_no_changes(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t", "ada", "pat"))
    await fold(store)
    assert await store.changed_since(1) == Changed(1, everything=False)


async def test_nothing_of_a_unit_that_fails_is_told(store: GraphStore) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        raise KeyError("changed its mind")

    with pytest.raises(KeyError):
        await store.write(work)
    await put(store, Person("quin"))
    assert (await store.changed_since(0)).people == {"quin"}


async def test_a_change_of_the_firm_changes_everything(store: GraphStore) -> None:
    await write(store, *ENTITIES, Firm("Ours"))
    assert (await store.changed_since(0)).everything
    await put(store, Person("rae"))
    assert not (await store.changed_since(1)).everything
    await put(store, Firm("Ours and Sons"))
    assert (await store.changed_since(2)).everything
    await remove(store, Firm, ())
    assert (await store.changed_since(3)).everything


async def test_a_staff_member_who_changes_names_the_accounts_where_they_matter(store: GraphStore) -> None:
    await write(
        store,
        StaffMember("ada", "Ada"),
        StaffMember("bob", "Bob"),
        *(Account(name, name) for name in ("served", "tied", "worked", "once", "rated", "promised", "bobs")),
        *(Person(name) for name in ("pat", "quin")),
        Service("ada", "served", ServiceRole.LEAD, end=JANUARY),
        touch("t1", "ada", account="tied"),
        touch("t2", "ada", "pat"),
        Employment("pat", "worked"),
        Employment("pat", "once", end=JANUARY),
        Closeness("ada", "quin", 3, JANUARY),
        Employment("quin", "rated"),
        Promise("P", "ada", JANUARY, account_id="promised"),
        touch("t3", "bob", account="bobs"),
    )
    await put(store, StaffMember("ada", "Ada Byron"))
    found = await store.changed_since(1)
    assert (set(found.staff), set(found.people)) == ({"ada"}, set())
    assert found.accounts == {"served", "tied", "worked", "once", "rated"}
    assert not found.everything


async def test_a_staff_member_who_changes_names_what_the_same_unit_brings_them(store: GraphStore) -> None:
    await write(store, *ENTITIES, Employment("pat", "acme"))
    await write(store, StaffMember("ada", "Ada Byron"), touch("t", "ada", "pat"))
    assert (await store.changed_since(1)).accounts == {"acme"}


async def test_an_outcome_names_whose_departure_it_is(store: GraphStore) -> None:
    await write(store, *ENTITIES, Departure("D1", "ada", Destination.RIVAL))
    await put(store, Outcome("D1", "acme", AccountOutcome.STAYED))
    found = await store.changed_since(1)
    assert (set(found.staff), set(found.accounts)) == ({"ada"}, {"acme"})


async def test_a_unit_that_names_very_many_changes_everything(store: GraphStore) -> None:
    await put(store, *(Person(f"p{number}") for number in range(2_000)))
    assert len((await store.changed_since(0)).people) == 2_000
    await put(store, *(Person(f"q{number}") for number in range(2_001)))
    assert (await store.changed_since(1)).everything
    await put(store, Person("pat"))
    assert await store.changed_since(2) == Changed(3, everything=False, people=frozenset({"pat"}))


async def test_a_unit_may_name_very_many_in_several_calls_and_touches(store: GraphStore) -> None:
    people = [Person(f"p{number}") for number in range(2_500)]
    await put(store, *people)
    await write(store, StaffMember("ada", "Ada"))

    async def work(transaction: Transaction) -> None:
        for start in (0, 1_000, 2_000):
            await transaction.put([touch(f"t{one.id}", "ada", one.id) for one in people[start : start + 1_000]])

    await store.write(work)
    assert (await store.changed_since(2)).everything
    await remove(store, Touch, *((f"tp{number}",) for number in range(1_999)))
    assert len((await store.changed_since(3)).people) == 1_999


async def test_very_many_staff_members_who_change_change_everything(store: GraphStore) -> None:
    await put(store, *(StaffMember(f"s{number}", "Eve") for number in range(101)))
    assert (await store.changed_since(0)).everything


async def test_a_revision_that_is_yet_to_come_means_another_store_in_its_place(store: GraphStore) -> None:
    await put(store, Person("pat"))
    assert (await store.changed_since(7)).everything


async def test_what_one_process_changed_another_is_told(place: Place) -> None:
    one, other = await place.open(), await place.open()
    await put(one, Person("pat"))
    await put(other, Person("quin"))
    assert (await one.changed_since(1)).people == {"quin"}
