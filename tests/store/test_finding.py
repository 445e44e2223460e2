"""Rows found again by natural key: every kind, as it was put, with the revision that last changed it."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS, KIND_NAMES, Key, Record, amended_key, key_of
from graph.domain.records import Account, Booking, Covenant, Employment, Firm, Person, Service, StaffMember
from graph.domain.vocabulary import AmendmentKind, CovenantKind, ServiceRole
from graph.store.protocol import GraphStore, Transaction
from tests.store.any_records import firms
from tests.store.conftest import ADAPTERS, Place, tried
from tests.store.writing import JANUARY, NOON, write

LATER = date(2024, 6, 1)


def by_kind(rows: tuple[Record, ...]) -> dict[type[Record], dict[Key, Record]]:
    """The rows of every kind by natural key."""
    return {kind: {key_of(row): row for row in rows if type(row) is kind} for kind in KEY_FIELDS}


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_any_row_of_any_kind_is_found_as_it_was_put_inside_its_unit_and_after_it(adapter: str) -> None:
    @tried(adapter, 60)
    @given(firms())
    def hold(rows: tuple[Record, ...]) -> None:
        wanted = by_kind(rows)

        async def work(transaction: Transaction) -> dict[type[Record], dict[Key, Record]]:
            for those in wanted.values():
                await transaction.put(list(those.values()))
            return {kind: await transaction.find(kind, list(those)) for kind, those in wanted.items()}

        async def found_again() -> None:
            with tempfile.TemporaryDirectory() as folder:
                place = Place(ADAPTERS[adapter](Path(folder)))
                try:
                    store = await place.open()
                    inside = await store.write(work)
                    after = {kind: await store.find(kind, list(those)) for kind, those in wanted.items()}
                finally:
                    await place.close()
            assert inside == after == wanted
            assert {row.version for those in (*inside.values(), *after.values()) for row in those.values()} == {1}

        asyncio.run(found_again())

    hold()


async def test_a_row_has_the_revision_that_last_changed_it(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"), Person("quin", "Quin"))
    await write(store, Person("pat", "Patricia"), Person("quin", "Quin"))
    found = await store.find(Person, [("pat",), ("quin",)])
    assert {key: row.version for key, row in found.items()} == {("pat",): 2, ("quin",): 1}
    assert {key: row.version for key, row in (await store.fetch(Person, ["pat", "quin"])).items()} == {
        "pat": 2,
        "quin": 1,
    }
    (named,) = await store.named(Person, "patricia")
    assert named.version == 2


@pytest.mark.parametrize("kind", KEY_FIELDS, ids=lambda kind: KIND_NAMES[kind])
async def test_keys_that_nobody_has_are_absent_and_no_keys_find_nothing(store: GraphStore, kind: type[Record]) -> None:
    nobody: tuple[Key, ...] = (
        tuple("nobody" for _ in KEY_FIELDS[kind]),
        tuple(None for _ in KEY_FIELDS[kind]),
        tuple("\ud800\x00" for _ in KEY_FIELDS[kind]),
    )
    assert await store.find(kind, nobody) == {}
    assert await store.find(kind, []) == {}


async def test_a_key_of_another_kind_is_the_askers_mistake_and_no_damage(store: GraphStore) -> None:
    with pytest.raises(TypeError, match="a key of Service has 4 parts"):
        await store.find(Service, [("ada", "acme")])


async def test_a_key_asked_for_twice_is_found_once_and_the_others_are_not_mixed_up(store: GraphStore) -> None:
    people = [Person(f"p{number}", f"Name {number}") for number in range(3_000)]
    await write(store, *people)
    keys: list[Key] = [(one.id,) for one in people]
    assert await store.find(Person, [*keys, *keys[:5], ("nobody",)]) == {(one.id,): one for one in people}


async def test_an_empty_part_of_a_key_is_a_value_of_its_own(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada"), Account("acme", "Acme"), Account("bolt", "Bolt"), Person("pat"))
    everywhere = Covenant("ada", CovenantKind.NON_SOLICIT)
    there = Covenant("ada", CovenantKind.NON_SOLICIT, account_id="acme", until=LATER)
    dated = Covenant("ada", CovenantKind.NON_SOLICIT, JANUARY)
    await write(store, everywhere, there, dated, Employment("pat", "acme"), Employment("pat", "acme", start=JANUARY))
    for covenant in (everywhere, there, dated):
        assert await store.find(Covenant, [key_of(covenant)]) == {key_of(covenant): covenant}
    nowhere: list[Key] = [
        ("ada", CovenantKind.NON_SOLICIT, "bolt", None),
        ("ada", CovenantKind.NON_SOLICIT, "no", None),
    ]
    assert await store.find(Covenant, nowhere) == {}
    assert await store.find(Employment, [("pat", "acme", None)]) == {("pat", "acme", None): Employment("pat", "acme")}


async def test_each_part_of_a_key_tells_rows_apart(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada"), Account("acme", "Acme"))
    services = [Service("ada", "acme", role, start) for role in ServiceRole for start in (None, JANUARY, LATER)]
    bookings = [
        Booking("acme", JANUARY, 1, "R"),
        Booking("acme", LATER, 2, "R"),
        Booking("acme", JANUARY, 3, rank=1),
        Booking("acme", JANUARY, 4, rank=2),
    ]
    await write(store, *services, *bookings)
    for service in services:
        assert await store.find(Service, [key_of(service)]) == {key_of(service): service}
    for booking in bookings:
        assert await store.find(Booking, [key_of(booking)]) == {key_of(booking): booking}


async def test_the_firm_is_found_by_the_key_without_parts(store: GraphStore) -> None:
    assert await store.find(Firm, [()]) == {}
    await write(store, Firm("Ours", ("ours.example", "our.example"), "EUR", "Europe/Berlin"))
    assert (
        await store.find(Firm, [()])
        == {(): await store.firm()}
        == {(): Firm("Ours", ("ours.example", "our.example"), "EUR", "Europe/Berlin")}
    )


async def test_amendments_are_rows_like_others(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))

    async def retract(transaction: Transaction) -> None:
        await transaction.stamp(NOON)
        await transaction.retract(Person, [("pat",)])

    await store.write(retract)
    assert await store.find(Person, [("pat",)]) == {}
    key = ("person", amended_key(Person, ("pat",)))
    assert await store.find(Amendment, [key]) == {key: Amendment(*key, AmendmentKind.RETRACTED, NOON)}
