"""Putting records: by natural key, counted row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import pytest

from graph.domain.kinds import KEY_FIELDS, Record, key_of
from graph.domain.network import Network
from graph.domain.records import Account, Covenant, Employment, Firm, Person, Service, StaffMember
from graph.domain.vocabulary import CovenantKind, ServiceRole
from graph.errors import InvalidRecord
from graph.store.protocol import GraphStore
from graph.store.values import Written
from tests.store.changed_rows import CHANGES, ENTITIES, FIRST_TWELVE, LATER
from tests.store.facts import rows
from tests.store.writing import put, write


def differing(row: Record, other: Record) -> dict[str, int]:
    """The fields in which two rows differ, each once."""
    names = [field.name for field in fields(row) if field.name != "version"]
    return {name: 1 for name in names if getattr(row, name) != getattr(other, name)}


def test_there_is_a_row_of_every_kind() -> None:
    assert {type(row) for row, _, _ in CHANGES.values()} == set(KEY_FIELDS)


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_row_is_new_then_unchanged_then_updated_and_another_key_is_another_row(
    store: GraphStore, kind: str
) -> None:
    row, changed, other = CHANGES[kind]
    await write(store, *ENTITIES)
    assert await put(store, row) == Written(new=1)
    assert await put(store, row) == Written(unchanged=1)
    assert await put(store, changed) == Written(updated=1, changed=differing(row, changed))
    assert await put(store, changed) == Written(unchanged=1)
    assert await put(store, row) == Written(updated=1, changed=differing(row, changed))
    if other is not None:
        assert await put(store, row, other) == Written(new=1, unchanged=1)


async def test_rows_of_one_call_are_counted_each_for_itself(store: GraphStore) -> None:
    await write(store, Person("old", "Old"), Person("same", "Same"))
    rows = (Person("new"), Person("old", "Older"), Person("same", "Same"))
    assert await put(store, *rows) == Written(1, 1, 1, changed={"name": 1})
    assert await put(store) == Written()


async def test_fields_are_counted_in_as_many_rows_as_they_changed(store: GraphStore) -> None:
    await write(store, *(Person(f"p{number}", "Pat", "pat@a.example") for number in range(4)))
    changed = [Person("p0", "Quin", "quin@a.example"), Person("p1", "Quin", "pat@a.example")]
    same = Person("p2", "Pat", "pat@a.example")
    written = await put(store, *changed, same, Person("p3", "Rae", "pat@a.example"))
    assert written == Written(updated=3, unchanged=1, changed={"name": 3, "email": 1})


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_row_has_the_revision_that_last_changed_it_for_its_version(store: GraphStore, kind: str) -> None:
    row, changed, _ = CHANGES[kind]
    await write(store, *ENTITIES)
    for given, version in ((row, 2), (row, 2), (changed, 3), (changed, 3), (row, 4)):
        await put(store, given)
        found = await store.find(type(row), [key_of(row)])
        assert found == {key_of(row): given}
        assert found[key_of(row)].version == version


async def test_rows_are_kept_as_they_were_given(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    for row, _, _ in FIRST_TWELVE.values():
        await put(store, row)
    for kind, name in ((StaffMember, "staff member"), (Account, "account"), (Person, "person")):
        given = CHANGES[name][0]
        assert isinstance(given, kind)
        assert await store.fetch(kind, [given.id]) == {given.id: given}
    assert await store.firm() == CHANGES["firm"][0]
    network = await store.whole(LATER)
    await _relations_are_those_given(network)


async def _relations_are_those_given(network: Network) -> None:
    january, later, still = 19723, 19875, 2**30
    never = 2**31 - 1
    assert rows(network, "employments") == [("acme", "pat", january, later, 0, 4.0, True, never)]
    assert rows(network, "services") == [("ada", "acme", 0, january, still)]
    assert rows(network, "ratings") == [("ada", "pat", 3, january)]
    assert rows(network, "promises") == [("P1", "ada", "pat", "acme", january, 2, never)]
    assert rows(network, "bookings") == [("acme", january, 12_345), ("acme", january, 12_345)]
    assert rows(network, "buying") == [("acme", january, 3, 0, 2.5, 3, later)]
    assert rows(network, "covenants") == [("ada", 0, "acme", -still, still)]


async def test_a_store_that_was_told_nothing_has_no_firm(store: GraphStore) -> None:
    assert await store.firm() is None


async def test_there_is_one_firm(store: GraphStore) -> None:
    await write(store, Firm("Ours"))
    assert await put(store, Firm("Ours and Sons")) == Written(updated=1, changed={"name": 1})
    assert await store.firm() == Firm("Ours and Sons")


async def test_an_empty_part_of_a_key_is_a_value_like_another(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    undated: Sequence[Record] = (
        Employment("pat", "acme"),
        Service("ada", "acme", ServiceRole.LEAD),
        Covenant("ada", CovenantKind.NON_COMPETE),
    )
    for row in undated:
        assert await put(store, row) == Written(new=1)
        assert await put(store, row) == Written(unchanged=1)


async def test_a_manager_may_be_set_later_and_may_stand_on_a_later_row_of_the_same_call(store: GraphStore) -> None:
    ada, bob = StaffMember("ada", "Ada"), StaffMember("bob", "Bob")
    led = StaffMember("ada", "Ada", manager_id="eve")
    assert await put(store, ada, bob) == Written(new=2)
    assert await put(store, led, bob, StaffMember("eve", "Eve", manager_id="bob")) == Written(
        1, 1, 1, changed={"manager_id": 1}
    )
    found = await store.fetch(StaffMember, ["ada", "bob", "eve"])
    assert {one.id: one.manager_id for one in found.values()} == {"ada": "eve", "bob": None, "eve": "bob"}
    assert await put(store, ada) == Written(updated=1, changed={"manager_id": 1})
    assert (await store.fetch(StaffMember, ["ada"]))["ada"].manager_id is None


async def test_a_parent_may_be_set_later_and_may_stand_on_a_later_row_of_the_same_call(store: GraphStore) -> None:
    assert await put(store, Account("acme", "Acme", parent_id="bolt"), Account("bolt", "Bolt")) == Written(new=2)
    assert (await store.fetch(Account, ["acme"]))["acme"].parent_id == "bolt"


async def test_text_that_holds_half_a_character_is_refused(store: GraphStore) -> None:
    with pytest.raises(InvalidRecord, match="all whole"):
        await write(store, Person("pat", "P\ud800t"))


async def test_rows_of_two_kinds_are_not_put_together(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    with pytest.raises(TypeError, match="Account, Person"):
        await put(store, Person("pat"), Account("acme", "Acme"))
