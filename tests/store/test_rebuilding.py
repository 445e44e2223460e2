"""Every tie folded again, in units, while others write; stopped half-way it can be run again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from graph.changes import rebuilding
from graph.changes.pace import Pace
from graph.changes.rebuilding import rebuild
from graph.domain.records import Person, StaffMember
from graph.engine.assumptions import VERSION
from graph.questions.verifying import FoldFault, verify
from graph.store.embedded import EmbeddedStore, open_store
from tests.store.files import altered
from tests.store.writing import JANUARY, touch, write

TIES = 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


@pytest.fixture(autouse=True)
def _small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven ties a unit, however fast this machine is."""

    class Steady(Pace):
        def __init__(self) -> None:
            super().__init__(largest=7)

    monkeypatch.setattr(rebuilding, "Pace", Steady)
    monkeypatch.setattr("graph.changes.pace._SMALLEST", 7)


async def firm(path: Path) -> EmbeddedStore:
    """A store with ties of two touches whose folds were all spoilt by hand."""
    store = await open_store(path, VERSION)
    people = [Person(f"p{number:02}") for number in range(TIES)]
    touches = [
        touch(f"{person.id}-{number}", "ada", person.id, on=JANUARY + timedelta(days=number))
        for person in people
        for number in range(2)
    ]
    await write(store, StaffMember("ada", "Ada"), *people, *touches)
    await rebuild(store)
    altered(path, "UPDATE tie SET incoming = 1, days = 9")
    return store


async def wrong(store: EmbeddedStore) -> int:
    """How many ties are folded wrongly, where nothing else is wrong."""
    found = await verify(store)
    assert found.problems == ()
    assert {finding.fault for finding in found.findings} <= {FoldFault.WRONG_FOLD}
    return sum(finding.count for finding in found.findings)


async def test_it_goes_through_the_ties_in_units_and_tells_how_far_it_is(path: Path) -> None:
    store = await firm(path)
    told: list[tuple[int, int]] = []
    assert await wrong(store) == TIES
    assert await rebuild(store, lambda done, total: told.append((done, total))) == TIES
    assert await wrong(store) == 0
    assert told == [(done, TIES) for done in (7, 14, 21, 28, 35, 40)]
    assert await store.revision() == 1
    await store.close()


async def test_stopped_half_way_what_is_folded_stays_and_it_can_be_run_again(path: Path) -> None:
    store = await firm(path)

    class Stopped(Exception):
        """Somebody pulled the plug."""

    def stop(done: int, _total: int) -> None:
        if done >= 20:
            raise Stopped

    with pytest.raises(Stopped):
        await rebuild(store, stop)
    assert await wrong(store) == TIES - 21
    assert await rebuild(store) == TIES
    assert await wrong(store) == 0
    await store.close()


async def test_others_write_between_its_units(path: Path) -> None:
    store = await firm(path)
    other = await open_store(path, VERSION)
    written = asyncio.Event()

    async def write_all_the_time() -> None:
        for number in range(20):
            await write(other, Person(f"new{number}"))
        written.set()

    writing = asyncio.create_task(write_all_the_time())
    assert await rebuild(store) == TIES
    await writing
    assert await store.revision() == 21
    assert await wrong(store) == 0
    await other.close()
    await store.close()


async def test_a_touch_that_comes_meanwhile_is_folded_by_whoever_brings_it_or_by_the_rebuild(path: Path) -> None:
    """The tie it comes to is marked in the same unit, and a rebuild folds what it reads in the same unit, so that
    neither can miss what the other wrote."""
    store = await firm(path)
    brought: list[int] = []

    async def bring(done: int) -> None:
        await write(store, touch(f"late-{done}", "ada", "p00"), touch(f"later-{done}", "ada", "p39"))

    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[None]] = []

    def between(done: int, _total: int) -> None:
        brought.append(done)
        tasks.append(loop.create_task(bring(done)))

    await rebuild(store, between)
    await asyncio.gather(*tasks)
    found = await verify(store)
    assert len(brought) >= 6
    assert {finding.fault for finding in found.findings} <= {FoldFault.WAITING}
    await rebuild(store)
    assert (await verify(store)).clean
    await store.close()
