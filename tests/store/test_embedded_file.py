"""What is particular to the embedded store: its file, the modes and settings, threads, and what survives a crash."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.domain.records import Person
from graph.errors import StoreUnavailable
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.protocol import Transaction
from tests.store.files import chmod
from tests.store.writing import write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[EmbeddedStore]:
    """An empty store that is open, and not patient with others."""
    store = await open_store(path, "first", patience=0.05)
    yield store
    await store.close()


async def test_the_file_and_those_beside_it_are_for_their_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "firm.whither"
    mask = os.umask(0)
    try:
        store = await open_store(path, "first")
        await write(store, Person("pat"))
        await store.count(Person)
        files = sorted(path.parent.iterdir())
    finally:
        os.umask(mask)
    assert [file.name for file in files] == [f"firm.whither{ending}" for ending in ("", "-shm", "-wal")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o700}
    await store.close()


async def test_an_empty_file_becomes_a_store(path: Path) -> None:
    chmod(path, 0o600)
    store = await open_store(path, "first")
    await write(store, Person("pat"))
    assert await store.count(Person) == 1
    await store.close()


async def test_two_processes_may_make_the_store_at_the_same_time(path: Path) -> None:
    stores = await asyncio.gather(*(open_store(path, "first") for _ in range(4)))
    await asyncio.gather(*(write(store, Person(f"p{number}")) for number, store in enumerate(stores)))
    assert [await store.count(Person) for store in stores] == [4, 4, 4, 4]
    for store in stores:
        await store.close()


async def test_a_closed_store_is_one_file_that_holds_everything(path: Path) -> None:
    store = await open_store(path, "first")
    await write(store, Person("pat"))
    assert await store.count(Person) == 1
    await store.close()
    assert list(path.parent.iterdir()) == [path]
    only_asked = await open_store(path, "first")
    assert await only_asked.count(Person) == 1
    await only_asked.close()
    assert list(path.parent.iterdir()) == [path]


async def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "50% sure? #1 & ünïcode"
    store = await open_store(path, "first")
    await write(store, Person("pat"))
    await store.close()
    assert path.is_file()


SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "temp_store": 2,  # memory
    "busy_timeout": 50,
    "trusted_schema": 0,
}


def settings_of(connection: sqlite3.Connection) -> dict[str, object]:
    """The settings of a connection that durability and integrity rest on."""
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}


async def test_every_connection_writes_ahead_syncs_fully_and_keeps_references(store: EmbeddedStore) -> None:
    assert await store._writer.submit(settings_of) == SETTINGS
    assert await store._readers.submit(settings_of) == SETTINGS


async def test_a_connection_that_reads_cannot_write(store: EmbeddedStore) -> None:
    with pytest.raises(StoreUnavailable, match="readonly"):
        await store._readers.submit(lambda connection: connection.execute("UPDATE meta SET revision = 99"))


async def test_every_table_is_strict(store: EmbeddedStore) -> None:
    tables = await store._readers.submit(
        lambda connection: connection.execute("PRAGMA main.table_list").fetchall(),
    )
    assert {name for _, name, kind, _, _, strict in tables if kind == "table" and not strict} <= {"sqlite_schema"}


async def test_the_event_loop_never_waits_for_the_disk(store: EmbeddedStore) -> None:
    def thread(_: sqlite3.Connection) -> int:
        return threading.get_ident()

    readers = await asyncio.gather(*(store._readers.submit(thread) for _ in range(20)))
    writers = await asyncio.gather(*(store._writer.submit(thread) for _ in range(20)))
    assert len(set(writers)) == 1
    assert threading.get_ident() not in {*readers, *writers}


async def test_a_question_sees_one_state_of_the_file_from_its_beginning_to_its_end(store: EmbeddedStore) -> None:
    begun, written = threading.Event(), threading.Event()

    def question(connection: sqlite3.Connection) -> tuple[int, int]:
        before = connection.execute("SELECT count(*) FROM person").fetchone()[0]
        begun.set()
        assert written.wait(60)
        return before, connection.execute("SELECT count(*) FROM person").fetchone()[0]

    asking = asyncio.create_task(store._read(question))
    assert await asyncio.to_thread(begun.wait, 60)
    await write(store, Person("pat"))
    written.set()
    assert await asking == (0, 0)
    assert await store.count(Person) == 1


async def test_closing_waits_for_the_unit_that_runs(path: Path) -> None:
    store = await open_store(path, "first")
    entered, leave = asyncio.Event(), asyncio.Event()

    async def work(transaction: Transaction) -> None:
        entered.set()
        await leave.wait()
        await transaction.put([Person("pat")])

    unit = asyncio.create_task(store.write(work))
    await entered.wait()
    closing_store = asyncio.create_task(store.close())
    leave.set()
    await unit
    await closing_store
    again = await open_store(path, "first")
    assert await again.count(Person) == 1
    await again.close()


async def test_a_closed_store_answers_nothing_and_says_why(path: Path) -> None:
    store = await open_store(path, "first")
    await store.close()
    with pytest.raises(StoreUnavailable, match="has been closed"):
        await store.revision()
    with pytest.raises(StoreUnavailable, match="has been closed"):
        await write(store, Person("pat"))


DYING = """
import asyncio, os, sys
from pathlib import Path
from graph.domain.records import Person
from graph.store.embedded import open_store

async def main():
    store = await open_store(Path(sys.argv[1]), "first")
    await store.write(lambda transaction: transaction.put([Person("acknowledged")]))
    async def work(transaction):
        await transaction.put([Person(f"lost {number}") for number in range(5_000)])
        os._exit(9)
    await store.write(work)

asyncio.run(main())
"""


def die(path: Path) -> int:
    """Let another process write to the store and die in the middle of a unit; how it ended."""
    return subprocess.run([sys.executable, "-c", DYING, str(path)], cwd=ROOT, check=False).returncode


async def test_when_the_process_dies_what_was_acknowledged_stays_and_nothing_of_the_unit_under_way(path: Path) -> None:
    assert die(path) == 9
    store = await open_store(path, "first")
    assert await store.count(Person) == 1
    assert await store.revision() == 1
    assert (await store.condition()).problems == ()
    await store.close()
