"""An import that is killed half-way can be run again, and ends as if it had run once."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from exchange.fingerprint import fingerprint
from exchange.folder import survey
from exchange.importing import import_folder
from exchange.report import Progress, Stage
from graph.changes.importing import write_records
from graph.changes.marking import Claim, begin_import
from graph.changes.pace import Pace
from graph.domain.records import Firm
from graph.engine.assumptions import VERSION
from graph.errors import FolderError, StoreBusy, StoreFilled
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.protocol import Transaction
from graph.store.values import ImportMark, TieKey
from tests.exchange.holding import rows_in
from tests.exchange.small_firm import FILES, FURTHER, NOW, ROWS, brought_in, folder_of, network_in, rejects_of

ROOT = Path(__file__).resolve().parents[2]

T = TypeVar("T")
Unit = Callable[[Transaction], Awaitable[T]]


class Killed(Exception):
    """Stands for the end of the process."""


def kill_in_unit(store: EmbeddedStore, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the given unit of work, counted from 1, do its work and die before it commits."""
    begun = 0
    write = store.write

    async def dying_write(work: Unit[T]) -> T:
        nonlocal begun
        begun += 1
        if begun < number:
            return await write(work)

        async def unit(transaction: Transaction) -> T:
            await work(transaction)
            raise Killed

        return await write(unit)

    monkeypatch.setattr(store, "write", dying_write)


@pytest.fixture
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of two rows, so that a small folder takes many."""
    for module in ("exchange.writing", "exchange.completing", "graph.changes.importing"):
        monkeypatch.setattr(f"{module}.Pace", lambda: Pace(largest=2))
    monkeypatch.setattr("graph.changes.pace._SMALLEST", 2)


@pytest.mark.usefixtures("small_units")
async def test_killed_in_any_unit_and_run_again_it_ends_as_if_run_once(
    tmp_path: Path, good_network: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "folder", FILES)
    number = 0
    finished = False
    while not finished:
        number += 1
        opened = await open_store(tmp_path / f"{number}.sqlite", VERSION)
        with monkeypatch.context() as patch:
            kill_in_unit(opened, number, patch)
            try:
                await brought_in(opened, folder)
                finished = True
            except Killed:
                mark = await opened.import_mark()
                assert mark is None if number == 1 else mark is not None and mark.started == NOW
        if not finished:
            report = await brought_in(opened, folder)
            assert report.exit_code == 0
            assert [file.new + file.unchanged + file.updated for file in report.files] == list(ROWS.values())
        assert await network_in(opened) == good_network
        assert (await opened.import_mark(), (await opened.held()).unfolded) == (None, 0)
        await opened.close()
    assert number > 20


@pytest.mark.usefixtures("small_units")
async def test_a_second_import_killed_in_any_unit_and_run_again_ends_as_if_run_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = tmp_path / "filled.sqlite"
    first = await open_store(filled, VERSION)
    await brought_in(first, folder_of(tmp_path / "first", FILES))
    await first.close()
    later = {**FILES, **FURTHER, "staff.csv": FILES["staff.csv"].replace("Cora,,", "Cora,cora@ours.example,")}
    later["staff.csv"] += "dan,Dan,,,,ada,,\n"
    later["touches.csv"] = "".join(line for line in FILES["touches.csv"].splitlines(keepends=True) if "t2," not in line)
    folder = folder_of(tmp_path / "second", later)
    ended: list[tuple[object, object]] = []
    once: object = None
    while once is None:
        number = len(ended) + 1
        place = Path(shutil.copyfile(filled, tmp_path / f"{number}.sqlite"))
        opened = await open_store(place, VERSION)
        with monkeypatch.context() as patch:
            kill_in_unit(opened, number, patch)
            try:
                await import_folder(opened, folder, now=NOW, rejects=None, complete=["touches.csv"])
                once = await rows_in(opened)
            except Killed:
                pass
        await import_folder(opened, folder, now=NOW, rejects=None, complete=["touches.csv"])
        ended.append((await rows_in(opened), await network_in(opened)))
        assert (await opened.import_mark(), (await opened.held()).unfolded) == (None, 0)
        await opened.close()
        assert ended[-1] == ended[0]
    assert ended[0][0] == once
    assert len(ended) > 25


async def test_while_it_runs_the_store_says_so_and_since_when(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", FILES)

    marks: list[ImportMark | None] = []
    write = store.write

    async def watched(work: Unit[T]) -> T:
        marks.append(await store.import_mark())
        return await write(work)

    store.write = watched  # type: ignore[method-assign]  # the test looks on between two units
    await brought_in(store, folder)

    assert marks[0] is None
    assert all(mark is not None and mark.started == NOW for mark in marks[1:])
    beats = [mark.beat for mark in marks[1:] if mark is not None]
    assert beats == sorted(beats)
    assert beats[-1] > beats[0]
    assert await store.import_mark() is None


async def test_after_an_interruption_rows_that_arrived_are_unchanged(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "folder", FILES)
    with monkeypatch.context() as patch:
        kill_in_unit(store, 13, patch)  # that of the last file
        with pytest.raises(Killed):
            await brought_in(store, folder)
    report = await brought_in(store, folder)

    by_name = {file.name: (file.new, file.updated, file.unchanged) for file in report.files}
    assert by_name["firm.csv"] == (0, 0, 1)
    assert by_name["staff.csv"] == (0, 2, 1)  # the two who name a manager had to wait, and had not been put again
    assert by_name["touches.csv"] == (0, 0, 4)
    assert by_name["covenants.csv"] == (2, 0, 0)


@pytest.mark.parametrize("name", ["touches.csv", "firm.csv"])
async def test_an_interrupted_import_is_not_finished_with_another_folder(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = folder_of(tmp_path / "folder", FILES)
    with monkeypatch.context() as patch:
        kill_in_unit(store, 9, patch)  # that of the touches
        with pytest.raises(Killed):
            await brought_in(store, folder)
    mark, revision = await store.import_mark(), await store.revision()
    for other in ({name: FILES[name]}, {**FILES, name: FILES[name].replace("a", "b")}):
        with pytest.raises(StoreFilled, match="holds an interrupted import of another folder"):
            await brought_in(store, folder_of(tmp_path / f"other{len(other)}", other))
    assert (await store.import_mark(), await store.revision()) == (mark, revision)

    assert (await brought_in(store, folder_of(tmp_path / "elsewhere", FILES))).exit_code == 0
    assert await store.import_mark() is None


async def test_while_an_import_runs_no_other_begins(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", FILES)
    met: list[str] = []
    write = store.write

    async def watched(work: Unit[T]) -> T:
        if await store.import_mark() is not None and not met:
            with pytest.raises(StoreBusy) as busy:
                await brought_in(store, folder)
            met.append(str(busy.value))
        return await write(work)

    store.write = watched  # type: ignore[method-assign]  # another import comes between two units
    assert (await brought_in(store, folder)).exit_code == 0
    assert "is running since 2026-01-01 12:00 UTC: wait for it" in met[0]


async def test_a_file_that_changed_after_it_was_checked_is_not_written(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", FILES)

    def change(progress: Progress) -> None:
        if (progress.stage, progress.file) == (Stage.WRITING, "touches.csv"):
            with (folder / "revenue.csv").open("a") as file:
                file.write("globex,2025-01-10,7,,r9,\nglobex,2025-01-10,250.25,,,pumps\n")

    with pytest.raises(FolderError, match=r"revenue\.csv changed while it was read: import the folder again\.$"):
        await brought_in(store, folder, progress=change)
    held = await store.held()
    assert (held.touches, held.bookings) == (4, 0)


async def test_no_row_that_was_never_checked_is_written_when_a_file_changes_while_it_is_written(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    rows = "".join(f"m{n:05},2024-03-01,ada,pia,,call,\n" for n in range(20_000))
    folder = folder_of(tmp_path / "folder", {**FILES, "touches.csv": FILES["touches.csv"] + rows})
    path = folder / "touches.csv"

    def change(progress: Progress) -> None:
        if progress.stage is Stage.WRITING and progress.rows > 12_000:  # the first unit, of 2,000 rows, was written
            path.write_text(path.read_text().replace("m", "n"))
            found = path.stat()
            os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000_000))

    with pytest.raises(FolderError, match=r"touches\.csv changed while it was read"):
        await brought_in(store, folder, progress=change)
    written = (await store.held()).touches
    assert 0 < written < 20_000
    page = await store.touches([TieKey("ada", "pia", None)], date(2025, 1, 1), 20_000)
    assert not [touch.id for touch in page.touches if touch.id.startswith("n")]


async def test_the_currency_of_an_interrupted_import_stays(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", {"firm.csv": FILES["firm.csv"]})
    mark = ImportMark(NOW, NOW - timedelta(hours=1), fingerprint(survey(folder), lambda _count: None), "another")
    await begin_import(store, Claim(mark, None), lambda _owner: False)
    await write_records(store, [Firm("Ours", currency="USD")])
    report = await brought_in(store, folder)

    reason = "the store's one currency is USD: name a new store for another"
    assert rejects_of(report) == [("firm.csv", 2, "currency", reason)]
    assert await store.firm() == Firm("Ours", currency="USD")


async def test_a_process_that_is_killed_leaves_a_store_that_can_be_finished(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    touches = FILES["touches.csv"] + "".join(f"m{n},2024-03-01,ada,pia,,call,\n" for n in range(12_000))
    folder = folder_of(tmp_path / "folder", {**FILES, "touches.csv": touches})
    file = tmp_path / "killed.sqlite"
    dying = await asyncio.create_subprocess_exec(sys.executable, "-c", DYING, str(file), str(folder), cwd=ROOT)
    assert await asyncio.wait_for(dying.wait(), 120) == 75

    killed = await open_store(file, VERSION)
    assert await killed.import_mark() is not None
    assert 0 < (await killed.held()).touches < 12_004
    await brought_in(killed, folder)
    await brought_in(store, folder)
    assert await network_in(killed) == await network_in(store)
    await killed.close()


DYING = """
import asyncio, os, sys
from datetime import date, timedelta
from pathlib import Path
from exchange.report import Stage
from graph.engine.assumptions import VERSION
from graph.store.embedded import open_store
from tests.exchange.small_firm import brought_in

def die(progress):
    if progress.stage is Stage.WRITING and progress.rows >= 5000:
        os._exit(75)

async def main():
    store = await open_store(Path(sys.argv[1]), VERSION)
    await brought_in(store, Path(sys.argv[2]), progress=die)

asyncio.run(main())
"""
"""A process that dies, without a chance to tidy up, between two units of an import."""
