"""Rows that are taken away: what stays because others refer to it, and what becomes of ties."""

from __future__ import annotations

import pytest

from graph.domain.further_records import Amendment, Departure, Gain, Outcome
from graph.domain.kinds import KIND_NAMES, Record, amended_key, key_of
from graph.domain.records import Account, Covenant, Employment, Firm, Person, StaffMember, Touch
from graph.domain.vocabulary import AccountOutcome, AmendmentKind, CovenantKind, Destination
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Removed, Written
from tests.store.changed_rows import CHANGES, ENTITIES, LATER
from tests.store.writing import (
    JANUARY,
    NOON,
    fold,
    put,
    remove,
    retract,
    standing,
    touch,
    with_account,
    with_person,
    write,
)


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_row_that_is_removed_is_gone_and_nothing_is_remembered(store: GraphStore, kind: str) -> None:
    row, _, other = CHANGES[kind]
    await write(store, *ENTITIES, row, *([] if other is None else [other]))
    assert await remove(store, type(row), key_of(row)) == Removed(1, ())
    assert await standing(store, row) is None
    assert other is None or await standing(store, other) == other
    assert await store.revision() == 2
    assert await put(store, row) == Written(new=1)


@pytest.mark.parametrize("kind", [kind for kind in CHANGES if kind != "firm"])  # which is never retracted
async def test_a_key_that_nobody_has_is_not_gone_but_remembered_when_it_is_retracted(
    store: GraphStore, kind: str
) -> None:
    row, _, _ = CHANGES[kind]
    await write(store, *ENTITIES)
    assert await remove(store, type(row), key_of(row)) == Removed(0, ())
    assert await store.revision() == 1
    assert await retract(store, type(row), key_of(row)) == Removed(0, ())
    assert await store.revision() == 2
    assert await retract(store, type(row), key_of(row)) == Removed(0, ())
    assert await store.revision() == 2
    assert await put(store, row) == Written(withheld=1)


async def test_several_rows_go_at_once_and_a_key_given_twice_is_one(store: GraphStore) -> None:
    await write(store, *(Person(f"p{number}") for number in range(5)))
    keys = [("p1",), ("p3",), ("p1",), ("nobody",)]
    assert await retract(store, Person, *keys) == Removed(2, ())
    assert sorted(await store.fetch(Person, [f"p{number}" for number in range(5)])) == ["p0", "p2", "p4"]
    assert await retract(store, Person) == Removed(0, ())


REFERRING: dict[str, tuple[Record, ...]] = {
    "employment's person": (Person("rae"), Employment("rae", "acme")),
    "employment's account": (Account("coil", "Coil"), Employment("pat", "coil")),
    "report's manager": (StaffMember("eve", "Eve"), StaffMember("eva", "Eva", manager_id="eve")),
    "subsidiary's parent": (Account("coil", "Coil"), Account("core", "Core", parent_id="coil")),
    "touch's staff member": (StaffMember("eve", "Eve"), touch("t", "eve", "pat")),
    "touch's person": (Person("rae"), touch("t", "ada", "rae")),
    "touch's account": (Account("coil", "Coil"), touch("t", "ada", account="coil")),
    "account named beside a touch's person": (Account("coil", "Coil"), touch("t", "ada", "pat", "coil")),
    "gain's staff member": (StaffMember("eve", "Eve"), Gain("G", "acme", JANUARY, LATER, 1, staff_id="eve")),
    "outcome's departure": (
        Departure("D1", "ada", Destination.RIVAL),
        Outcome("D1", "acme", AccountOutcome.STAYED),
    ),
    "covenant's account": (Account("coil", "Coil"), Covenant("ada", CovenantKind.NON_SOLICIT, account_id="coil")),
}


@pytest.mark.parametrize("reference", REFERRING)
async def test_a_row_that_others_refer_to_stays_and_is_told(store: GraphStore, reference: str) -> None:
    row, referring = REFERRING[reference]
    await write(store, *ENTITIES)
    await put(store, row)
    await put(store, referring)
    for refuse in (remove, retract):
        assert await refuse(store, type(row), key_of(row)) == Removed(0, (key_of(row),))
    assert await standing(store, row) == row
    assert await store.revision() == 3
    amended = (KIND_NAMES[type(row)], amended_key(type(row), key_of(row)))
    assert await store.find(Amendment, [amended]) == {}

    assert await remove(store, type(referring), key_of(referring)) == Removed(1, ())
    assert await remove(store, type(row), key_of(row)) == Removed(1, ())


async def test_rows_of_one_call_that_refer_to_each_other_in_a_chain_all_go(store: GraphStore) -> None:
    managers = ["s1", "s2", "s3", "s4", None]
    chain = [StaffMember(f"s{number}", "Eve", manager_id=manager) for number, manager in enumerate(managers)]
    await put(store, *chain, StaffMember("far", "Far", manager_id="s2"))
    removed = await retract(store, StaffMember, *(key_of(one) for one in chain))
    assert removed == Removed(2, (("s2",), ("s3",), ("s4",)))


async def test_rows_that_refer_to_each_other_in_a_ring_stay(store: GraphStore) -> None:
    ring = [Account("a", "A", parent_id="b"), Account("b", "B", parent_id="a")]
    await put(store, *ring)
    assert await remove(store, Account, ("a",), ("b",)) == Removed(0, (("a",), ("b",)))


async def test_a_covenant_with_an_account_that_nobody_is_is_not_the_one_that_binds_everywhere(
    store: GraphStore,
) -> None:
    everywhere = Covenant("ada", CovenantKind.NON_SOLICIT)
    await write(store, *ENTITIES, everywhere)
    nobody = (*key_of(everywhere)[:2], "nobody", None)
    assert await remove(store, Covenant, nobody, (*key_of(everywhere)[:2], "acme", None)) == Removed(0, ())
    assert await standing(store, everywhere) == everywhere
    assert await remove(store, Covenant, key_of(everywhere)) == Removed(1, ())


async def test_what_could_never_be_stored_is_neither_there_nor_remembered(store: GraphStore) -> None:
    for odd in ("\ud800", "a\x00b"):
        assert await retract(store, Person, (odd,)) == Removed(0, ())
        assert await remove(store, Touch, (odd,)) == Removed(0, ())
    assert await store.revision() == 0


async def test_the_ties_of_touches_that_go_wait_to_be_folded_or_are_gone(store: GraphStore) -> None:
    touches = (touch("t1", "ada", "pat"), touch("t2", "ada", "pat"), touch("t3", "bob", account="acme"))
    await write(store, *ENTITIES, *touches, touch("t4", "ada", "quin"))
    await fold(store)
    assert await retract(store, Touch, ("t1",), ("t3",), ("nobody",)) == Removed(2, ())
    assert await store.write(lambda transaction: transaction.unfolded(9)) == (with_person("ada", "pat"),)
    held = await store.held()
    assert (held.touches, held.ties) == (2, 2)
    page = await store.touches([with_person("ada", "pat"), with_account("bob", "acme")], LATER, 9)
    assert [one.id for one in page.touches] == ["t2"]
    assert await put(store, touches[0], touches[1]) == Written(unchanged=1, withheld=1)


async def test_a_name_that_was_retracted_is_found_no_more(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    await retract(store, Person, ("pat",))
    assert await store.named(Person, "pat") == ()
    assert await store.candidates(Person, ["pat"], 9) == ()
    assert [one.id for one in await store.candidates(Person, ["quin"], 9)] == ["quin"]


async def test_the_firm_itself_can_be_taken_away(store: GraphStore) -> None:
    await write(store, Firm("Ours"))
    assert await remove(store, Firm, ()) == Removed(1, ())
    assert await store.firm() is None


async def test_a_unit_sees_what_it_has_retracted_and_nothing_stays_of_one_that_fails(store: GraphStore) -> None:
    await write(store, *ENTITIES)

    async def work(transaction: Transaction) -> None:
        await transaction.stamp(NOON)
        await transaction.retract(Person, [("pat",)])
        assert await transaction.find(Person, [("pat",)]) == {}
        raise KeyError("changed its mind")

    with pytest.raises(KeyError):
        await store.write(work)
    assert await standing(store, Person("pat")) == Person("pat", "Pat")
    assert await store.find(Amendment, [("person", amended_key(Person, ("pat",)))]) == {}


async def test_the_key_of_a_row_that_names_a_person_is_remembered_as_a_hash(store: GraphStore) -> None:
    await write(store, *ENTITIES, Employment("pat", "acme"), touch("t", "ada", "pat"))
    await retract(store, Employment, ("pat", "acme", None))
    await retract(store, Touch, ("t",))
    await retract(store, Person, ("pat",))
    for kind, key in ((Employment, ("pat", "acme", None)), (Touch, ("t",)), (Person, ("pat",))):
        remembered = amended_key(kind, key)
        found = await store.find(Amendment, [(KIND_NAMES[kind], remembered)])
        assert [one.kind for one in found.values()] == [AmendmentKind.RETRACTED]
        assert "pat" not in remembered
