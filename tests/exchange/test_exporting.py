"""An exported folder is there whole or not at all, for its owner alone, and says what the store holds."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exchange.exporting import ExportedFile, export_folder
from exchange.report import Progress, Stage
from graph.domain.records import Person
from graph.engine.assumptions import VERSION
from graph.errors import FolderError
from graph.store.embedded import EmbeddedStore, open_store
from tests.exchange.small_firm import FILES, FURTHER, brought_in, folder_of

GOOD = {**FILES, **FURTHER}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_every_file_that_has_rows_is_written_for_the_owner_alone(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    report = await export_folder(store, tmp_path / "deep" / "out")

    rows = {name: text.count("\n") - 1 for name, text in GOOD.items()}
    assert report.files == tuple(ExportedFile(file.name, rows[file.name]) for file in report.files)
    assert [file.name for file in report.files] == ["retractions.csv", *FILES, *list(FURTHER)[:-1]]
    assert report.rows == sum(rows.values())
    assert report.revision == await store.revision()
    out = tmp_path / "deep" / "out"
    assert mode(out) == 0o700
    assert {mode(path) for path in out.iterdir()} == {0o600}
    assert {path.name for path in out.iterdir()} == set(GOOD)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


async def test_rows_are_written_as_they_would_be_read(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    await export_folder(store, tmp_path / "out")

    def text(name: str) -> list[str]:
        return (tmp_path / "out" / name).read_text(encoding="utf-8").splitlines()

    assert text("touches.csv") == [
        "id,at,staff_id,person_id,account_id,channel,direction",
        "t1,2024-02-29T23:00:00Z,ada,pia,globex,meeting,both",
        "t2,2024-03-31T23:30:00Z,ada,pia,,email,out",
        "t3,2025-05-05T08:00:00Z,ben,quinn,initech,call,both",
        "t4,2025-06-05T08:00:00Z,ben,,globex,order,in",
    ]
    assert text("revenue.csv")[1:] == [
        "globex,2025-01-10,-100.00,EUR,,valves",
        "globex,2025-01-10,250.25,EUR,,pumps",
        "globex,2025-01-10,1000.50,EUR,r1,pumps",
    ]
    assert text("employments.csv")[1] == "pia,globex,Engineer,technical,25,no,,"
    assert text("attention.csv")[1:] == ["ada,2025-05,80.5,20", "ada,2025-06,,0"]
    assert text("gains.csv")[2] == "g2,globex,2025-01-01,2026-01-01,-3.00,EUR,,,"
    assert text("retractions.csv")[1:] == [
        "people.csv,retracted,0123456789abcdef0123456789abcdef,2025-05-31T22:00:00Z,",
        'touches.csv,retracted,"[""t9""]",2025-06-01T10:00:00Z,',
    ]


async def test_an_empty_store_gives_an_empty_folder(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await export_folder(store, tmp_path / "out")
    assert (report.files, report.rows, list((tmp_path / "out").iterdir())) == ((), 0, [])


async def test_an_empty_folder_may_be_there_already(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    (tmp_path / "out").mkdir(mode=0o755)
    await export_folder(store, tmp_path / "out")
    assert (mode(tmp_path / "out"), (tmp_path / "out" / "staff.csv").is_file()) == (0o700, True)


async def test_a_folder_with_something_in_it_is_left_alone(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    with pytest.raises(FolderError, match=r"^The folder .*/folder is not empty: name one that is not there yet\.$"):
        await export_folder(store, tmp_path / "folder")
    assert (tmp_path / "folder" / "staff.csv").read_text() == GOOD["staff.csv"]


async def test_a_file_in_the_place_of_the_folder_is_left_alone(store: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("precious")
    with pytest.raises(FolderError, match=r"/out is a file: name a folder that is not there yet\.$"):
        await export_folder(store, tmp_path / "out")
    with pytest.raises(FolderError, match=r"^The folder .*/out/below cannot be written \(.*\): make room, or name"):
        await export_folder(store, tmp_path / "out" / "below")
    assert (tmp_path / "out").read_text() == "precious"


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system lets nobody write more into a file, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


async def test_a_full_disk_gets_one_sentence_and_leaves_nothing_behind(store: EmbeddedStore, tmp_path: Path) -> None:
    people = FILES["people.csv"] + "".join(f"p{number},Somebody,,\n" for number in range(20_000))
    await brought_in(store, folder_of(tmp_path / "folder", {**GOOD, "people.csv": people}))
    (tmp_path / "place").mkdir()
    with (
        files_of_at_most(100_000),
        pytest.raises(
            FolderError, match=r"^The folder .*/out cannot be written \(File too large\): make room, or name"
        ),
    ):
        await export_folder(store, tmp_path / "place" / "out")

    assert list((tmp_path / "place").iterdir()) == []
    assert (await export_folder(store, tmp_path / "place" / "out")).rows > 20_000


async def test_an_export_that_nobody_waits_for_leaves_nothing_behind(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    (tmp_path / "place").mkdir()
    exporting: asyncio.Task[object] | None = None

    def stop(progress: Progress) -> None:
        if exporting is not None and progress.file == "touches.csv":
            exporting.cancel()

    exporting = asyncio.create_task(export_folder(store, tmp_path / "place" / "out", progress=stop))
    with pytest.raises(asyncio.CancelledError):
        await exporting
    assert list((tmp_path / "place").iterdir()) == []


_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from exchange.exporting import export_folder
from graph.engine.assumptions import VERSION
from graph.store.embedded import open_store

def die(progress):
    if progress.file == "touches.csv":
        os.kill(os.getpid(), signal.SIGKILL)

async def export():
    await export_folder(await open_store(Path(sys.argv[1]), VERSION), Path(sys.argv[2]), progress=die)

asyncio.run(export())
"""


async def test_a_killed_export_leaves_no_half_folder_and_can_be_done_again(tmp_path: Path) -> None:
    path, out = tmp_path / "whither.sqlite", tmp_path / "place" / "out"
    store = await open_store(path, VERSION)
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    await store.close()
    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _KILLED, path, out], check=False, timeout=60, env=dict(os.environ)
    )

    assert (killed.returncode, out.exists()) == (-signal.SIGKILL, False)  # one look
    store = await open_store(path, VERSION)
    try:
        assert len((await export_folder(store, out)).files) == len(GOOD)
    finally:
        await store.close()


async def test_what_is_written_meanwhile_is_not_in_it(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    before = await store.revision()
    meanwhile: list[asyncio.Task[object]] = []

    def write(progress: Progress) -> None:
        if progress.file == "staff.csv":
            meanwhile.append(asyncio.create_task(store.write(lambda tx: tx.put([Person("zoe", "Zoe")]))))

    report = await export_folder(store, tmp_path / "out", progress=write)
    await asyncio.gather(*meanwhile)

    assert (report.revision, await store.revision()) == (before, before + 1)
    assert "zoe" not in (tmp_path / "out" / "people.csv").read_text()
    await export_folder(store, tmp_path / "after")
    assert "zoe" in (tmp_path / "after" / "people.csv").read_text()


async def test_progress_rises_to_the_end(store: EmbeddedStore, tmp_path: Path) -> None:
    touches = FILES["touches.csv"] + "".join(f"m{n},2024-03-01,ada,pia,,call,\n" for n in range(12_000))
    await brought_in(store, folder_of(tmp_path / "folder", {**GOOD, "touches.csv": touches}))
    told: list[Progress] = []
    report = await export_folder(store, tmp_path / "out", progress=told.append)

    assert {progress.stage for progress in told} == {Stage.EXPORTING}
    assert [progress.rows for progress in told] == sorted(progress.rows for progress in told)
    assert [progress.share for progress in told] == sorted(progress.share for progress in told)
    assert (told[-1].rows, told[-1].share) == (report.rows, 1.0)
    assert sum(progress.file == "touches.csv" for progress in told) >= 3
