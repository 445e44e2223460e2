"""Snapshots: the whole firm at one revision, in the order of what the rows say, whoever writes meanwhile."""

from __future__ import annotations

import asyncio
import tempfile
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given

from graph.domain.kinds import KEY_FIELDS, R, Record, key_of
from graph.domain.records import Account, Booking, Person, StaffMember, Touch
from graph.errors import StoreUnavailable
from graph.store.protocol import GraphStore, Snapshot, Transaction
from graph.store.values import CachedTies, TieKey, TieTouches
from tests.store.any_records import firms
from tests.store.conftest import ADAPTERS, Place, tried
from tests.store.invented import invented_firm
from tests.store.writing import JANUARY, fold, statistics_of, touch, write, write_in_units


async def rows_of(snapshot: Snapshot, kind: type[R]) -> list[R]:
    """Every row of a kind, in the order in which they come."""
    return [row async for chunk in snapshot.records(kind) for row in chunk]


async def all_records(snapshot: Snapshot) -> dict[type[Record], list[Record]]:
    """Every row, by kind, in the order in which it comes."""
    return {kind: list(await rows_of(snapshot, kind)) for kind in KEY_FIELDS}


async def all_ties(snapshot: Snapshot) -> list[CachedTies]:
    """Every tie, as the ties come."""
    return [ties async for ties in snapshot.ties()]


def place_of(row: Record) -> list[tuple[bool, object]]:
    """Where the law puts a row among those of its kind: empty parts first."""
    parts: tuple[object, ...] = key_of(row)
    if isinstance(row, Booking):
        parts = (row.account_id, row.on, row.ref, row.amount, row.line, row.rank)
    return [(part is not None, part) for part in parts]


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_the_rows_of_any_firm_come_whole_and_in_the_order_of_their_keys_however_they_were_written(adapter: str) -> None:
    @tried(adapter, 60)
    @given(firms())
    def hold(rows: tuple[Record, ...]) -> None:
        kinds = list(KEY_FIELDS)
        shuffled = sorted(Random(len(rows)).sample(rows, len(rows)), key=lambda row: kinds.index(type(row)))

        async def put(transaction: Transaction) -> None:
            for kind in kinds:
                await transaction.put([row for row in shuffled if type(row) is kind])

        async def read() -> dict[type[Record], list[Record]]:
            with tempfile.TemporaryDirectory() as folder:
                place = Place(ADAPTERS[adapter](Path(folder)))
                try:
                    store = await place.open()
                    await store.write(put)
                    async with store.snapshot() as snapshot:
                        return await all_records(snapshot)
                finally:
                    await place.close()

        found = asyncio.run(read())
        assert found == {kind: sorted((row for row in rows if type(row) is kind), key=place_of) for kind in kinds}
        assert {row.version for those in found.values() for row in those} == {1}

    hold()


async def test_a_snapshot_of_some_kinds_holds_their_rows_and_nothing_else(store: GraphStore) -> None:
    await write(store, *invented_firm(4))
    async with store.snapshot() as snapshot:
        whole = await all_records(snapshot)
    async with store.snapshot([Person, Booking]) as snapshot:
        assert await rows_of(snapshot, Person) == whole[Person] != []
        assert await rows_of(snapshot, Booking) == whole[Booking] != []
        with pytest.raises(LookupError, match="no rows of StaffMember"):
            await rows_of(snapshot, StaffMember)
        with pytest.raises(LookupError, match="no ties"):
            await all_ties(snapshot)


async def test_bookings_without_a_ref_come_by_amount_and_line_whatever_their_rank(store: GraphStore) -> None:
    await write(store, Account("acme", "Acme"))
    rows = (
        Booking("acme", JANUARY, 500, rank=1, line="b"),
        Booking("acme", JANUARY, -500, rank=2, line="z"),
        Booking("acme", JANUARY, 500, rank=3, line="a"),
        Booking("acme", JANUARY, 1, "R", line="a"),
    )
    await write(store, *rows)
    async with store.snapshot() as snapshot:
        assert await rows_of(snapshot, Booking) == [rows[1], rows[2], rows[0], rows[3]]


async def test_a_snapshot_sees_nothing_of_what_is_written_while_it_is_read(place: Place) -> None:
    store, writer = await place.open(), await place.open()
    before = tuple(Person(f"p{number:05}", f"Name {number}") for number in range(5_000))
    await write(store, StaffMember("ada", "Ada"), *before, touch("t0", "ada", "p00000"))
    async with store.snapshot() as snapshot:
        seen: list[Person] = []
        async for chunk in snapshot.records(Person):
            await write(writer, Person(f"later-{len(seen)}"), touch(f"t{len(seen)}-later", "ada", "p00001"))
            await write(store, Person(f"p{len(seen):05}", "Renamed"))
            seen += chunk
        assert tuple(seen) == before
        assert snapshot.revision == 1
        assert [key for ties in await all_ties(snapshot) for key in ties.keys] == [TieKey("ada", "p00000", None)]
        assert [row.id for row in await rows_of(snapshot, Touch)] == ["t0"]
    assert await store.count(Person) > len(before)
    async with store.snapshot() as snapshot:
        assert snapshot.revision == await store.revision() > 1
        assert len(await rows_of(snapshot, Person)) == await store.count(Person)


async def test_rows_come_some_thousands_at_a_time(store: GraphStore) -> None:
    await write(store, *(Person(f"p{number:05}") for number in range(7_000)))
    async with store.snapshot() as snapshot:
        sizes = [len(chunk) async for chunk in snapshot.records(Person)]
    assert sum(sizes) == 7_000
    assert max(sizes) <= 5_000
    assert 0 not in sizes


async def test_two_readings_of_one_snapshot_do_not_disturb_each_other(store: GraphStore) -> None:
    people = tuple(Person(f"p{number:05}") for number in range(5_000))
    await write(store, *people)
    async with store.snapshot() as snapshot, store.snapshot() as another:
        one, other = snapshot.records(Person), snapshot.records(Person)
        first = await anext(one)
        assert tuple([row async for chunk in other for row in chunk]) == people
        assert (*first, *[row async for chunk in one for row in chunk]) == people
        assert await rows_of(another, Person) == list(people)


async def test_an_empty_store_gives_no_rows_and_no_ties(store: GraphStore) -> None:
    async with store.snapshot() as snapshot:
        assert snapshot.revision == 0
        assert not any((await all_records(snapshot)).values())
        assert await all_ties(snapshot) == []


async def test_every_tie_comes_once_with_its_touches_in_order_and_what_is_cached_for_it(store: GraphStore) -> None:
    await write_in_units(store, invented_firm(3), 40)
    await fold(store, at_once=5)
    await write(store, touch("new", "s0", "p0"), touch("newer", "s1", account="A1"))
    stale = {TieKey("s0", "p0", None), TieKey("s1", None, "A1")}
    async with store.snapshot() as snapshot:
        found, touches = await all_ties(snapshot), await rows_of(snapshot, Touch)
    wanted: dict[TieKey, list[Touch]] = {}
    for one in sorted(touches, key=lambda one: (one.at, one.id)):
        wanted.setdefault(_tie_of(one), []).append(one)
    keys = [key for ties in found for key in ties.keys]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(wanted)
    for ties in found:
        folded = statistics_of(await _touches(store, ties.keys))
        for place, key in enumerate(ties.keys):
            mine = ties.touches.tie == place
            assert ties.touches.channel[mine].tolist() == [int(one.channel) for one in wanted[key]]
            assert ties.touches.direction[mine].tolist() == [int(one.direction) for one in wanted[key]]
            assert ties.assumptions[place] == ("" if key in stale else "first")
            if key not in stale:
                assert ties.statistics.incoming[place] == folded.incoming[place]
                assert ties.statistics.outgoing[place] == folded.outgoing[place]
                assert ties.statistics.count[place] == len(wanted[key])
                assert ties.statistics.channels[place] == folded.channels[place]
        assert np.all(np.diff(ties.touches.tie) >= 0)


def _tie_of(one: Touch) -> TieKey:
    return TieKey(one.staff_id, one.person_id, one.account_id if one.person_id is None else None)


async def _touches(store: GraphStore, keys: tuple[TieKey, ...]) -> TieTouches:
    return await store.write(lambda transaction: transaction.touches_of(keys))


async def test_ties_come_some_hundreds_at_a_time(store: GraphStore) -> None:
    people = [Person(f"p{number}") for number in range(1_000)]
    await write(store, StaffMember("ada", "Ada"), *people)
    await write(store, *(touch(f"t{one.id}", "ada", one.id) for one in people))
    async with store.snapshot() as snapshot:
        found = await all_ties(snapshot)
    assert sum(len(ties.keys) for ties in found) == 1_000
    assert max(len(ties.keys) for ties in found) <= 500
    assert {tuple(ties.touches.tie) for ties in found} == {tuple(range(len(ties.keys))) for ties in found}


async def test_others_have_their_turn_before_every_chunk(store: GraphStore) -> None:
    await write(store, *(Person(f"p{number:05}") for number in range(10_000)))
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    taking = asyncio.create_task(take_turns())
    async with store.snapshot() as snapshot:
        seen = [0] + [turns async for _ in snapshot.records(Person)]
    taking.cancel()
    assert len(seen) > 2
    assert all(later > earlier for earlier, later in pairwise(seen))


async def test_a_snapshot_is_of_no_use_after_its_block(store: GraphStore) -> None:
    await write(store, Person("pat"))
    async with store.snapshot() as snapshot:
        pass
    with pytest.raises(StoreUnavailable):
        await all_records(snapshot)
    with pytest.raises(StoreUnavailable):
        await all_ties(snapshot)


async def test_a_block_that_fails_lets_go_of_its_snapshot(place: Place) -> None:
    store = await place.open()
    await write(store, *(Person(f"p{number:05}") for number in range(5_000)))

    async def fail() -> None:
        async with store.snapshot() as snapshot:
            async for _ in snapshot.records(Person):
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await write(store, Person("pat"))
    assert await store.count(Person) == 5_001
