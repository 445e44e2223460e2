"""A copy holds what its source holds, to the row and the bit, wherever either is and however often it was stopped."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from graph.changes.copying import CopyStage, End
from graph.changes.marking import Claim, begin_import
from graph.changes.pace import Pace
from graph.domain.further_records import Amendment
from graph.domain.kinds import key_of
from graph.domain.records import Account, Person, StaffMember, Touch
from graph.errors import StoreBusy, StoreError, StoreFilled, StoreVersion
from graph.questions.verifying import verify
from graph.store.protocol import Transaction
from graph.store.values import AuditEntry, Condition, ImportMark
from tests.changes.copied import EMBEDDED, NOW, PAIRS, all_of, copy, fill, opened, place_on, said_by
from tests.servers.lines import Line
from tests.store.writing import put_by_hand, remove, touch, write

ANYWHERE = (EMBEDDED, *(line.value for line in Line))
"""Into a file, or into the one database of a line."""

T = TypeVar("T")
Unit = Callable[[Transaction], Awaitable[T]]


class Killed(Exception):
    """Stands for the end of the process."""


def kill_in_unit(end: End, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the given unit of work of an end, counted from 1, do its work and die before it commits."""
    begun = 0
    write_one = end.graph.write

    async def dying_write(work: Unit[T]) -> T:
        nonlocal begun
        begun += 1
        if begun < number:
            return await write_one(work)

        async def unit(transaction: Transaction) -> T:
            await work(transaction)
            raise Killed

        return await write_one(unit)

    monkeypatch.setattr(end.graph, "write", dying_write)


def count_units(end: End, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One None for each unit of work of an end from now on."""
    begun: list[None] = []
    write_one = end.graph.write

    async def counted_write(work: Unit[T]) -> T:
        begun.append(None)
        return await write_one(work)

    monkeypatch.setattr(end.graph, "write", counted_write)
    return begun


@pytest.fixture
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of two rows, so that a small firm takes many."""
    for module in ("copying_rows", "copying_ties", "importing"):
        monkeypatch.setattr(f"graph.changes.{module}.Pace", lambda: Pace(largest=2))
    monkeypatch.setattr("graph.changes.pace._SMALLEST", 2)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file that holds a firm, and its audit log."""
    place = tmp_path_factory.mktemp("filled")

    async def made() -> None:
        async with opened(place / "source.sqlite") as end:
            await fill(end, place / "folder")

    asyncio.run(made())
    return place


@pytest.fixture
async def source(filled: Path, tmp_path: Path) -> AsyncIterator[End]:
    """A file that holds a firm, of its own for each test."""
    for name in ("source.sqlite", "source.sqlite.audit"):
        shutil.copyfile(filled / name, tmp_path / name)
        (tmp_path / name).chmod(0o600)
    async with opened(tmp_path / "source.sqlite") as end:
        yield end


@pytest.fixture
async def target(tmp_path: Path) -> AsyncIterator[End]:
    """A file that holds nothing."""
    async with opened(tmp_path / "target.sqlite") as end:
        yield end


@pytest.mark.parametrize(("where", "to"), PAIRS)
async def test_a_copy_holds_every_row_tie_decision_and_audit_entry_of_its_source(
    tmp_path: Path, where: str, to: str
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "target").mkdir()
    async with opened(place_on(where, tmp_path / "source")) as source:
        await fill(source, tmp_path / "folder")
        async with opened(place_on(to, tmp_path / "target")) as target:
            done = await copy(source, target)

            said = await said_by(source)
            assert await said_by(target) == said
            assert all(said.values())  # there is something of every kind
            assert done.rows == sum(len(rows) for kind, rows in said.items() if kind != "entries")
            assert (done.written + done.counts["tie"], done.entries, done.appended) == (done.rows, 3, 3)
            assert (done.revision, done.resumed) == (await source.graph.revision(), False)
            assert await target.graph.import_mark() is None
            assert (await verify(target.graph)).clean


@pytest.mark.parametrize("to", ANYWHERE)
async def test_a_copy_can_be_corrected_and_its_files_come_again_as_in_its_source(
    source: End, tmp_path: Path, to: str
) -> None:
    (tmp_path / "to").mkdir()
    async with opened(place_on(to, tmp_path / "to")) as target:
        await copy(source, target)
        for end in (source, target):
            again = StaffMember("ada", "Ada", title="What the file says now")
            await write(
                end.graph,
                again,
                Touch("t9", NOW, NOW.date(), "ada", (await all_of(end.graph, Touch))[0].channel, "pia"),
            )
        assert await said_by(target) == await said_by(source)


@pytest.mark.usefixtures("small_units")
async def test_killed_in_any_unit_and_run_again_it_ends_as_if_run_once(
    source: End, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await said_by(source)
    number, finished = 0, False
    while not finished:
        number += 1
        (tmp_path / str(number)).mkdir()
        async with opened(place_on(EMBEDDED, tmp_path / str(number))) as target:
            with monkeypatch.context() as patch:
                kill_in_unit(target, number, patch)
                try:
                    done = await copy(source, target, owner="killed")
                    finished = True
                except Killed:
                    mark = await target.graph.import_mark()
                    assert (mark is None) == (number == 1)
            if not finished:
                done = await copy(source, target, owner="second")
                assert done.resumed == (number > 1)
            assert await said_by(target) == said
            assert await target.graph.import_mark() is None
    assert number > 30


@pytest.mark.usefixtures("small_units")
@pytest.mark.parametrize("to", [line.value for line in Line])
async def test_killed_on_its_way_into_neo4j_and_run_again_it_ends_as_if_run_once(
    source: End, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    """In a few units spread over the copy, for each takes a while; the copy after it opens the database anew."""
    said = await said_by(source)
    with monkeypatch.context() as patch:
        async with opened(place_on(to, tmp_path)) as target:
            units = count_units(target, patch)
            await copy(source, target)
    assert len(units) > 25
    for number in (2, 9, 20, len(units) - 1):
        place = place_on(to, tmp_path)
        with monkeypatch.context() as patch:
            async with opened(place) as target:
                kill_in_unit(target, number, patch)
                with pytest.raises(Killed):
                    await copy(source, target, owner="killed")
        async with opened(place) as target:
            assert await target.graph.import_mark() is not None
            assert await said_by(target) != said
            assert (await copy(source, target, owner="second")).resumed
            assert await said_by(target) == said
            assert await target.graph.import_mark() is None
            assert (await verify(target.graph)).clean


@pytest.mark.usefixtures("small_units")
async def test_rows_that_arrived_before_it_was_stopped_are_not_written_again(
    source: End, target: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        kill_in_unit(target, 15, patch)
        with pytest.raises(Killed):
            await copy(source, target)
    async with target.graph.snapshot() as snapshot:
        there = [row async for rows in snapshot.records(Person) for row in rows]
    done = await copy(source, target)
    assert there
    assert done.resumed
    assert done.rows - done.counts["tie"] - done.written > len(there)
    assert {row.version for row in there} == {row.version for row in await all_of(target.graph, Person) if row in there}


@pytest.mark.usefixtures("small_units")
@pytest.mark.parametrize("stopped_in", [3, 9, 20, 30])
async def test_a_source_that_moved_on_while_the_copy_was_stopped_is_copied_as_it_is_now(
    source: End, target: End, monkeypatch: pytest.MonkeyPatch, stopped_in: int
) -> None:
    with monkeypatch.context() as patch:
        kill_in_unit(target, stopped_in, patch)
        with pytest.raises(Killed):
            await copy(source, target)
    first, *others = await all_of(source.graph, Touch)
    await remove(source.graph, Touch, key_of(first), key_of(others[-1]))
    ada, ben, _ = await all_of(source.graph, StaffMember)
    await put_by_hand(source.graph, replace(ada, manager_id="cora"), replace(ben, manager_id=None))
    await write(source.graph, Person("new", "New"), touch("x1", "ada", "new"), touch("x2", "ben", "new"))
    await remove(source.graph, Amendment, key_of((await all_of(source.graph, Amendment))[0]))
    done = await copy(source, target)
    assert done.resumed
    assert await said_by(target) == {**await said_by(source), "ties": (await said_by(target))["ties"]}
    assert (await verify(target.graph)).clean


async def test_a_copy_that_ended_is_found_to_be_one_and_nothing_is_written(source: End, target: End) -> None:
    await copy(source, target)
    revision = await target.graph.revision()
    done = await copy(source, target)
    assert (done.written, done.appended, done.resumed) == (0, 0, False)
    assert await target.graph.revision() == revision


@pytest.mark.parametrize("more", [Account("other", "Other"), Person("pia", "Another Pia")])
async def test_a_store_that_holds_something_else_is_never_written_over(
    source: End, target: End, more: Account | Person
) -> None:
    await copy(source, target)
    await write(target.graph, more)
    before = await said_by(target)
    with pytest.raises(StoreFilled, match=r"holds another firm and not what .*: copy into an empty store\.$"):
        await copy(source, target)
    assert await said_by(target) == before


async def test_an_interrupted_import_is_no_place_for_a_copy(source: End, target: End) -> None:
    mark = ImportMark(NOW, NOW - timedelta(hours=1), "another", "another")
    await begin_import(target.graph, Claim(mark, None), lambda _owner: True)
    with pytest.raises(StoreFilled, match="holds an interrupted import, or an interrupted copy of another store"):
        await copy(source, target)
    assert await target.graph.import_mark() == mark


async def test_a_copy_of_another_store_is_not_taken_up(
    source: End, target: End, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        kill_in_unit(target, 4, patch)
        with pytest.raises(Killed):
            await copy(source, target)
    async with opened(tmp_path / "third.sqlite") as third:
        await copy(source, third)
        with pytest.raises(StoreFilled, match="an interrupted copy of another store"):
            await copy(third, target)
    assert (await copy(source, target)).resumed


async def test_while_a_copy_runs_no_other_begins(source: End, target: End) -> None:
    met: list[str] = []
    write_one = target.graph.write

    async def watched(work: Unit[T]) -> T:
        if await target.graph.import_mark() is not None and not met:
            met.append("")
            with pytest.raises(StoreBusy) as busy:
                await copy(source, target, owner="second", alone=False)
            met[0] = str(busy.value)
        return await write_one(work)

    target.graph.write = watched  # type: ignore[method-assign]  # another copy comes between two units
    await copy(source, target, alone=False)
    assert "is running since 2026-01-01 12:00 UTC: wait for it" in met[0]
    assert await said_by(target) == await said_by(source)


async def test_half_a_firm_is_not_copied(source: End, target: End) -> None:
    mark = ImportMark(NOW, NOW, "a folder", "somebody")
    await begin_import(source.graph, Claim(mark, await source.graph.firm()), lambda _owner: True)
    with pytest.raises(StoreBusy, match="holds an import or a copy that has not ended"):
        await copy(source, target)
    assert (await target.graph.revision(), await target.graph.import_mark()) == (0, None)


@pytest.mark.usefixtures("small_units")
async def test_what_somebody_writes_into_a_copy_while_it_runs_is_told_and_gone_when_it_is_run_again(
    source: End, target: End
) -> None:
    def disturb(stage: CopyStage, _done: int, _total: int) -> None:
        if stage is CopyStage.COPYING:
            disturbed.append(stage)

    disturbed: list[CopyStage] = []
    write_one = target.graph.write

    async def watched(work: Unit[T]) -> T:
        done = await write_one(work)
        if disturbed:
            target.graph.write = write_one  # type: ignore[method-assign]  # once is enough
            await write(target.graph, Account("intruder", "Intruder"))
        return done

    target.graph.write = watched  # type: ignore[method-assign]  # somebody comes between two units
    with pytest.raises(StoreError, match="rows of these kinds differ: account; see that nobody else writes to it"):
        await copy(source, target, progress=disturb)
    assert await target.graph.import_mark() is not None
    assert (await copy(source, target)).resumed
    assert await said_by(target) == await said_by(source)


async def test_ties_that_waited_in_the_source_are_folded_in_the_copy(source: End, target: End) -> None:
    await write(source.graph, touch("late", "ada", "pia"))
    waiting = (await source.graph.held()).unfolded
    await copy(source, target)
    assert (waiting, (await target.graph.held()).unfolded) == (1, 0)
    assert (await copy(source, target)).written == 0
    assert (await verify(target.graph)).clean


async def test_sums_of_the_source_arrive_to_the_last_bit_though_another_machine_made_them(
    source: End, target: End
) -> None:
    async with source.graph.snapshot() as snapshot:
        (some,) = [chunk async for chunk in snapshot.ties()]
    other = replace(some.statistics, incoming=some.statistics.incoming * (1 + 2**-50))
    await source.graph.write(lambda transaction: transaction.put_statistics(some.keys, other, some.assumptions[0]))
    await copy(source, target)
    assert (await said_by(target))["ties"] == (await said_by(source))["ties"]


@pytest.mark.parametrize("to", ANYWHERE)
async def test_a_copy_that_is_stopped_among_the_audit_entries_brings_none_twice(
    source: End, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    (tmp_path / "to").mkdir()
    async with opened(place_on(to, tmp_path / "to")) as target:
        append = target.audit.append

        async def dying_append(entry: AuditEntry) -> None:
            await append(entry)
            if entry.number == 2:
                raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(target.audit, "append", dying_append)
            with pytest.raises(Killed):
                await copy(source, target)
        assert await target.graph.import_mark() is not None
        done = await copy(source, target)
        assert (done.entries, done.appended) == (3, 1)
        assert await said_by(target) == await said_by(source)


async def test_an_audit_log_with_entries_of_its_own_is_not_gone_on_with(source: End, target: End) -> None:
    await target.audit.append(AuditEntry(NOW, "me", "to see", "departure", ("somebody else",), 0))
    with pytest.raises(StoreFilled, match="has entries of its own: copy into a store that nobody has used yet"):
        await copy(source, target)
    assert (await target.graph.revision(), await target.graph.import_mark()) == (0, None)


async def test_stores_of_two_data_formats_are_not_copied_into_each_other(
    source: End, target: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    condition = replace(await target.graph.condition(), data_format=2)

    async def newer() -> Condition:
        return condition

    monkeypatch.setattr(target.graph, "condition", newer)
    with pytest.raises(StoreVersion, match=r"has data format 1 and .* has 2: bring both to the schema of this version"):
        await copy(source, target)


async def test_progress_never_falls_and_ends_with_all_rows_copied_and_compared(source: End, target: End) -> None:
    told: list[tuple[CopyStage, int, int]] = []
    done = await copy(source, target, progress=lambda *one: told.append(one))
    stages = [stage for stage, _, _ in told]
    assert stages == sorted(stages, key=list(CopyStage).index)
    for stage in CopyStage:
        counts = [(count, total) for one, count, total in told if one is stage]
        assert counts == sorted(counts)
        assert counts[-1][0] == done.rows
        assert all(count <= total for count, total in counts)
