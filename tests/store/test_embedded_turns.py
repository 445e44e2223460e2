"""Two processes that write into one file: each gets its turn, though one begins unit after unit."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.changes.importing import fold_marked_ties, write_records
from graph.changes.marking import Claim, begin_import
from graph.changes.pace import gap_after
from graph.domain.records import Person, StaffMember
from graph.errors import StoreBusy
from graph.store.embedded import open_store
from graph.store.protocol import Transaction
from graph.store.values import ImportMark
from tests.store.writing import put

MARK = ImportMark(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "folder", "owner")
UNITS = 24


async def test_whoever_waits_beside_an_import_is_served_between_two_of_its_units(tmp_path: Path) -> None:
    importer = await open_store(tmp_path / "firm.whither", "first")
    other = await open_store(tmp_path / "firm.whither", "first")
    await begin_import(importer, Claim(MARK, None), lambda _owner: False)
    done = 0

    async def imports() -> None:
        nonlocal done
        for unit in range(UNITS):
            rows = [Person(f"p{unit}-{number}", "Pat Plum") for number in range(1_000)]
            await write_records(importer, rows, lambda: MARK)
            done += 1

    importing = asyncio.create_task(imports())
    waited = []
    for number in range(5):
        before = done
        await put(other, StaffMember(f"s{number}", "Eve"))
        waited.append(done - before)
    assert not importing.done()
    await importing
    assert max(waited) <= 3
    assert await other.count(Person) == UNITS * 1_000
    await importer.close()
    await other.close()


async def test_whoever_waits_gets_the_file_soon_after_it_is_let_go(tmp_path: Path) -> None:
    holder = await open_store(tmp_path / "firm.whither", "first")
    waiter = await open_store(tmp_path / "firm.whither", "first")
    entered, leave = asyncio.Event(), asyncio.Event()

    async def hold(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        entered.set()
        await leave.wait()

    holding = asyncio.create_task(holder.write(hold))
    await entered.wait()
    waiting = asyncio.create_task(put(waiter, Person("quin")))
    done, _ = await asyncio.wait([waiting], timeout=0.3)  # long enough for SQLite's own waiting to become slow
    assert not done
    leave.set()
    await holding
    began = asyncio.get_running_loop().time()
    await waiting
    assert asyncio.get_running_loop().time() - began < 0.05
    await holder.close()
    await waiter.close()


async def test_whoever_waits_too_long_is_told_so_and_may_try_again(tmp_path: Path) -> None:
    holder = await open_store(tmp_path / "firm.whither", "first")
    waiter = await open_store(tmp_path / "firm.whither", "first", patience=0.05)

    async def hold(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        with pytest.raises(StoreBusy, match="held by another process"):
            await put(waiter, Person("quin"))

    await holder.write(hold)
    assert (await put(waiter, Person("quin"))).new == 1
    assert await holder.count(Person) == 2
    await holder.close()
    await waiter.close()


async def test_an_import_leaves_a_gap_after_each_unit_and_nobody_else_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(tmp_path / "firm.whither", "first")
    await begin_import(store, Claim(MARK, None), lambda _owner: False)
    gaps: list[float] = []

    async def sleep(seconds: float) -> None:
        gaps.append(seconds)

    monkeypatch.setattr("graph.changes.importing.asyncio.sleep", sleep)
    await write_records(store, [Person(f"p{number}") for number in range(1_000)], lambda: MARK)
    await write_records(store, [Person("pat")])
    assert len(gaps) == 1
    assert 0 < gaps[0] <= 0.015
    await fold_marked_ties(store, None, lambda: MARK)
    assert len(gaps) == 2
    await store.close()


def test_a_gap_is_no_longer_than_the_unit_before_it_and_never_long() -> None:
    assert gap_after(0.002) == 0.002
    assert gap_after(0.25) == gap_after(60.0) == 0.015
