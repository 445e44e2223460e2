"""Putting records: by natural key, counted row by row, never pointing at nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from graph.domain.network import Network
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
    Record,
    Service,
    StaffMember,
)
from graph.domain.vocabulary import (
    BuyingApproach,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    PromiseOutcome,
    ServiceRole,
)
from graph.errors import InvalidRecord
from graph.store.protocol import GraphStore, Written
from tests.store.facts import rows
from tests.store.writing import JANUARY, touch, write

LATER = date(2024, 6, 1)
ENTITIES = (
    StaffMember("ada", "Ada"),
    StaffMember("bob", "Bob"),
    Account("acme", "Acme"),
    Account("bolt", "Bolt"),
    Person("pat", "Pat"),
    Person("quin", "Quin"),
)

# a row, the same row changed, and a row that differs from the first in its key alone
CHANGES: dict[str, tuple[Record, Record, Record | None]] = {
    "firm": (
        Firm("Ours", ("a.example", "b.example"), "EUR", "Europe/Berlin"),
        Firm("Ours", ("a.example",), "EUR"),
        None,
    ),
    "staff member": (
        StaffMember("eve", "Eve", "eve@ours.example", "Director", "north", "ada", JANUARY, LATER),
        StaffMember("eve", "Eve", "eve@ours.example", "Director", "north", "bob", JANUARY, LATER),
        StaffMember("eva", "Eve", "eve@ours.example", "Director", "north", "ada", JANUARY, LATER),
    ),
    "account": (
        Account("coil", "Coil", "coil.example", "wire", "acme", JANUARY),
        Account("coil", "Coil", "coil.example", "wire"),
        Account("core", "Coil", "coil.example", "wire", "acme", JANUARY),
    ),
    "person": (
        Person("rae", "Rae", "rae@coil.example", "Buyer"),
        Person("rae", "Rae", "rae@coil.example", "Head of buying"),
        Person("ray", "Rae", "rae@coil.example", "Buyer"),
    ),
    "buying": (
        Buying("acme", JANUARY, BuyingApproach.MIXED, DecisionRule.SINGLE, 2.5, 3, LATER),
        Buying("acme", JANUARY, BuyingApproach.MIXED, None, None, None, None),
        Buying("acme", LATER, BuyingApproach.MIXED, DecisionRule.SINGLE, 2.5, 3, LATER),
    ),
    "employment": (
        Employment("pat", "acme", "Buyer", DecisionRole.ECONOMIC, 4.0, veto=True, start=JANUARY, end=LATER),
        Employment("pat", "acme", "Buyer", DecisionRole.ECONOMIC, 4.0, veto=False, start=JANUARY, end=LATER),
        Employment("pat", "acme", "Buyer", DecisionRole.ECONOMIC, 4.0, veto=True, end=LATER),
    ),
    "service": (
        Service("ada", "acme", ServiceRole.LEAD, JANUARY),
        Service("ada", "acme", ServiceRole.LEAD, JANUARY, LATER),
        Service("ada", "acme", ServiceRole.BACKUP, JANUARY),
    ),
    "closeness": (
        Closeness("ada", "pat", 3, JANUARY, "Bob"),
        Closeness("ada", "pat", 4, JANUARY, "Bob"),
        Closeness("ada", "pat", 3, LATER, "Bob"),
    ),
    "promise": (
        Promise("P1", "ada", JANUARY, "pat", "acme", LATER),
        Promise("P1", "ada", JANUARY, "pat", "acme", LATER, PromiseOutcome.KEPT, LATER),
        Promise("P2", "ada", JANUARY, "pat", "acme", LATER),
    ),
    "booking with a ref": (
        Booking("acme", JANUARY, 12_345, "R1", line="wire"),
        Booking("acme", JANUARY, -12_345, "R1", line="wire"),
        Booking("acme", JANUARY, 12_345, "R2", line="wire"),
    ),
    "booking with a rank": (
        Booking("acme", JANUARY, 12_345, rank=1),
        Booking("acme", JANUARY, 12_346, rank=1),
        Booking("acme", JANUARY, 12_345, rank=2),
    ),
    "covenant": (
        Covenant("ada", CovenantKind.NON_SOLICIT, account_id="acme"),
        Covenant("ada", CovenantKind.NON_SOLICIT, account_id="acme", until=LATER),
        Covenant("ada", CovenantKind.NON_SOLICIT),
    ),
}


async def put(store: GraphStore, *records: Record) -> Written:
    """Put the rows, in one call."""
    return await store.write(lambda transaction: transaction.put(records))


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_row_is_new_then_unchanged_then_updated_and_another_key_is_another_row(
    store: GraphStore, kind: str
) -> None:
    row, changed, other = CHANGES[kind]
    await write(store, *ENTITIES)
    assert await put(store, row) == Written(new=1)
    assert await put(store, row) == Written(unchanged=1)
    assert await put(store, changed) == Written(updated=1)
    assert await put(store, changed) == Written(unchanged=1)
    assert await put(store, row) == Written(updated=1)
    if other is not None:
        assert await put(store, row, other) == Written(new=1, unchanged=1)


async def test_rows_of_one_call_are_counted_each_for_itself(store: GraphStore) -> None:
    await write(store, Person("old", "Old"), Person("same", "Same"))
    assert await put(store, Person("new"), Person("old", "Older"), Person("same", "Same")) == Written(1, 1, 1)
    assert await put(store) == Written()


async def test_rows_are_kept_as_they_were_given(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    for row, _, _ in CHANGES.values():
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
    assert await put(store, Firm("Ours and Sons")) == Written(updated=1)
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
    assert await put(store, led, bob, StaffMember("eve", "Eve", manager_id="bob")) == Written(1, 1, 1)
    found = await store.fetch(StaffMember, ["ada", "bob", "eve"])
    assert {one.id: one.manager_id for one in found.values()} == {"ada": "eve", "bob": None, "eve": "bob"}
    assert await put(store, ada) == Written(updated=1)
    assert (await store.fetch(StaffMember, ["ada"]))["ada"].manager_id is None


async def test_a_parent_may_be_set_later_and_may_stand_on_a_later_row_of_the_same_call(store: GraphStore) -> None:
    assert await put(store, Account("acme", "Acme", parent_id="bolt"), Account("bolt", "Bolt")) == Written(new=2)
    assert (await store.fetch(Account, ["acme"]))["acme"].parent_id == "bolt"


DANGLING: dict[str, tuple[Record, str, str]] = {
    "manager": (StaffMember("eve", "Eve", manager_id="nobody"), "manager_id", "staff member"),
    "parent": (Account("coil", "Coil", parent_id="nobody"), "parent_id", "account"),
    "buying's account": (Buying("nobody", JANUARY, BuyingApproach.MIXED), "account_id", "account"),
    "employment's person": (Employment("nobody", "acme"), "person_id", "person"),
    "employment's account": (Employment("pat", "nobody"), "account_id", "account"),
    "service's staff member": (Service("nobody", "acme", ServiceRole.LEAD), "staff_id", "staff member"),
    "service's account": (Service("ada", "nobody", ServiceRole.LEAD), "account_id", "account"),
    "rating's staff member": (Closeness("nobody", "pat", 1, JANUARY), "staff_id", "staff member"),
    "rating's person": (Closeness("ada", "nobody", 1, JANUARY), "person_id", "person"),
    "promise's staff member": (Promise("P", "nobody", JANUARY, "pat"), "staff_id", "staff member"),
    "promise's person": (Promise("P", "ada", JANUARY, "nobody", "acme"), "person_id", "person"),
    "promise's account": (Promise("P", "ada", JANUARY, "pat", "nobody"), "account_id", "account"),
    "booking's account": (Booking("nobody", JANUARY, 1, "R"), "account_id", "account"),
    "covenant's staff member": (Covenant("nobody", CovenantKind.NON_SOLICIT), "staff_id", "staff member"),
    "covenant's account": (Covenant("ada", CovenantKind.NON_SOLICIT, account_id="nobody"), "account_id", "account"),
    "touch's staff member": (touch("t", "nobody", "pat"), "staff_id", "staff member"),
    "touch's person": (touch("t", "ada", "nobody", "acme"), "person_id", "person"),
    "touch's account": (touch("t", "ada", "pat", "nobody"), "account_id", "account"),
}


@pytest.mark.parametrize("reference", DANGLING)
async def test_a_row_that_refers_to_nobody_is_refused_by_column_and_value(store: GraphStore, reference: str) -> None:
    row, column, kind = DANGLING[reference]
    await write(store, *ENTITIES)
    with pytest.raises(InvalidRecord) as refused:
        await write(store, row)
    assert (refused.value.field, refused.value.value) == (column, "nobody")
    assert str(refused.value) == f"{column} 'nobody' cannot be used: no {kind} has this id."
    assert await store.revision() == 1


async def test_text_that_holds_half_a_character_is_refused(store: GraphStore) -> None:
    with pytest.raises(InvalidRecord, match="all whole"):
        await write(store, Person("pat", "P\ud800t"))


async def test_rows_of_two_kinds_are_not_put_together_and_touches_not_at_all(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    with pytest.raises(TypeError, match="Account, Person"):
        await put(store, Person("pat"), Account("acme", "Acme"))
    with pytest.raises(TypeError, match="Touch"):
        await put(store, touch("t", "ada", "pat"))
