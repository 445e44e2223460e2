"""A unit of work: all or nothing, one after another, and counted when it changed something."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from graph.domain.records import Account, Firm, Person, StaffMember
from graph.errors import InvalidRecord
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import ImportMark
from tests.store.conftest import Place
from tests.store.writing import fold, touch, write

ADA = StaffMember("ada", "Ada Byron")
BOB = StaffMember("bob", "Bob Noyce")


class Stop(Exception):
    """Raised by a unit that changes its mind."""


async def test_a_unit_returns_what_its_work_returned(store: GraphStore) -> None:
    async def work(transaction: Transaction) -> str:
        await transaction.put([ADA])
        return "done"

    assert await store.write(work) == "done"


async def test_nothing_stays_of_a_unit_whose_work_raises(store: GraphStore) -> None:
    await write(store, ADA)

    async def work(transaction: Transaction) -> None:
        await transaction.put([StaffMember("ada", "Ada Lovelace"), BOB])
        await transaction.put([Person("pat")])
        await transaction.put([touch("t", "ada", "pat")])
        raise Stop

    with pytest.raises(Stop):
        await store.write(work)
    assert await store.fetch(StaffMember, ["ada", "bob"]) == {"ada": ADA}
    assert await store.count(Person) == 0
    assert (await store.held()).touches == 0
    assert await store.revision() == 1


async def test_nothing_stays_of_a_unit_in_which_a_step_failed_though_its_work_went_on(store: GraphStore) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.put([ADA])
        try:
            await transaction.put([StaffMember("eve", "Eve", manager_id="nobody")])
        except InvalidRecord:
            return

    with pytest.raises(InvalidRecord):
        await store.write(work)
    assert await store.count(StaffMember) == 0


async def test_nothing_stays_of_a_unit_that_is_cancelled_and_the_next_one_is_served(store: GraphStore) -> None:
    entered = asyncio.Event()

    async def work(transaction: Transaction) -> None:
        await transaction.put([ADA])
        entered.set()
        await asyncio.Event().wait()

    unit = asyncio.create_task(store.write(work))
    await entered.wait()
    unit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await unit
    assert await store.count(StaffMember) == 0
    await write(store, BOB)
    assert await store.fetch(StaffMember, ["ada", "bob"]) == {"bob": BOB}


async def test_nothing_stays_of_a_unit_that_is_cancelled_twice_in_the_middle_of_a_step(store: GraphStore) -> None:
    entered = asyncio.Event()

    async def work(transaction: Transaction) -> None:
        await transaction.put([ADA])
        entered.set()
        while True:
            await transaction.put([BOB])

    unit = asyncio.create_task(store.write(work))
    await entered.wait()
    unit.cancel()
    unit.cancel()
    following = asyncio.create_task(write(store, Person("pat")))
    with pytest.raises(asyncio.CancelledError):
        await unit
    assert (await following).new == 1
    assert await store.count(StaffMember) == 0
    assert await store.revision() == 1


async def test_a_transaction_cannot_be_used_after_its_unit(store: GraphStore) -> None:
    async def work(transaction: Transaction) -> Transaction:
        return transaction

    kept = await store.write(work)
    with pytest.raises(RuntimeError, match="this unit of work is over"):
        await kept.put([ADA])
    assert await store.count(StaffMember) == 0


async def test_what_a_unit_wrote_is_there_when_the_store_is_opened_again(place: Place) -> None:
    first = await place.open()
    await write(first, ADA, Person("pat"), touch("t", "ada", "pat"))
    await first.close()
    second = await place.open()
    assert await second.fetch(StaffMember, ["ada"]) == {"ada": ADA}
    assert (await second.held()).touches == 1
    assert await second.revision() == 1


async def test_a_unit_reads_what_it_wrote_and_nobody_else_does_before_it_ends(store: GraphStore) -> None:
    await write(store, Person("pat"))

    async def work(transaction: Transaction) -> None:
        await transaction.put([ADA])
        await transaction.put([touch("t", "ada", "pat")])
        (tie,) = await transaction.unfolded(10)
        assert len((await transaction.touches_of([tie])).touches) == 1
        assert await store.count(StaffMember) == 0
        assert (await store.held()).touches == 0
        assert await store.revision() == 1

    await store.write(work)
    assert await store.count(StaffMember) == 1
    assert await store.revision() == 2


async def test_units_do_not_overlap(store: GraphStore) -> None:
    told: list[str] = []

    def unit(number: int) -> asyncio.Task[None]:
        async def work(transaction: Transaction) -> None:
            told.append(f"in {number}")
            await transaction.put([Person(f"p{number}")])
            await transaction.unfolded(1)
            told.append(f"out {number}")

        return asyncio.create_task(store.write(work))

    await asyncio.gather(*(unit(number) for number in range(8)))
    assert [line.split()[0] for line in told] == ["in", "out"] * 8
    assert [line.split()[1] for line in told[::2]] == [line.split()[1] for line in told[1::2]]


async def test_two_processes_may_write_and_each_unit_of_both_counts(place: Place) -> None:
    one, other = await place.open(), await place.open()
    units = [write(store, Person(f"{name}{n}")) for n in range(10) for name, store in (("a", one), ("b", other))]
    await asyncio.gather(*units)
    assert await one.count(Person) == await other.count(Person) == 20
    assert await one.revision() == await other.revision() == 20


async def test_a_question_sees_every_unit_whole_or_not_at_all(place: Place) -> None:
    writer, reader = await place.open(), await place.open()
    units = asyncio.gather(*(write(writer, Person(f"p{n}"), Account(f"a{n}", f"A{n}")) for n in range(12)))
    while not units.done():
        for held in await asyncio.gather(*(reader.held() for _ in range(3))):
            assert held.people == held.accounts
    await units
    network = await reader.whole(date(2024, 1, 1))
    assert len(network.people) == len(network.accounts) == network.revision == 12


async def test_the_revision_of_an_empty_store_is_0(store: GraphStore) -> None:
    assert await store.revision() == 0


async def test_the_revision_goes_up_by_one_with_a_unit_that_changed_something(store: GraphStore) -> None:
    await write(store, ADA, BOB, Account("acme", "Acme"))
    assert await store.revision() == 1
    await write(store, StaffMember("ada", "Ada Lovelace"))
    assert await store.revision() == 2
    await write(store, touch("t", "ada", account="acme"))
    assert await store.revision() == 3


async def test_the_revision_stays_with_a_unit_that_changed_nothing(store: GraphStore) -> None:
    rows = (Firm("Ours"), ADA, BOB, Person("pat"), touch("t", "ada", "pat"))
    await write(store, *rows)
    written = await write(store, *rows)
    assert (written.new, written.updated, written.unchanged) == (0, 0, 5)
    assert await store.revision() == 1


async def test_folding_never_changes_the_revision(store: GraphStore) -> None:
    await write(store, ADA, Person("pat"), touch("t", "ada", "pat"))
    assert await fold(store) == 1
    assert await store.revision() == 1


async def test_the_mark_of_an_import_stays_until_it_is_taken_away_and_never_changes_the_revision(place: Place) -> None:
    mark = ImportMark(
        datetime(2024, 5, 1, 9, tzinfo=UTC), datetime(2024, 5, 1, 9, 30, 0, 125, tzinfo=UTC), "folder", "owner"
    )
    store = await place.open()
    assert await store.import_mark() is None
    await store.write(lambda transaction: transaction.mark_import(mark))
    await store.close()
    again = await place.open()
    assert await again.import_mark() == mark
    await again.write(lambda transaction: transaction.mark_import(None))
    assert await again.import_mark() is None
    assert await again.revision() == 0


async def test_a_unit_sees_the_mark_of_an_import_and_two_that_look_first_never_both_set_it(place: Place) -> None:
    stores = [await place.open(), await place.open()]
    began = datetime(2024, 5, 1, 9, tzinfo=UTC)

    async def claimed(store: GraphStore, owner: str) -> bool:
        async def work(transaction: Transaction) -> bool:
            if await transaction.import_mark() is not None:
                return False
            mark = ImportMark(began, began, "folder", owner)
            await transaction.mark_import(mark)
            assert await transaction.import_mark() == mark
            return True

        return await store.write(work)

    claims = await asyncio.gather(*(claimed(stores[number % 2], str(number)) for number in range(8)))
    assert claims.count(True) == 1
    mark = await stores[0].import_mark()
    assert mark is not None
    assert mark.owner == str(claims.index(True))
