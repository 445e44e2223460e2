"""Every way in which a file cannot be used: one sentence with the remedy, and the file left as it is."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.domain.records import Person
from graph.errors import StoreBusy, StoreDamaged, StoreError, StoreUnavailable, StoreVersion
from graph.store.embedded import EmbeddedStore, open_store
from tests.store.files import altered, chmod, content, made, replace
from tests.store.permissions import ordinary
from tests.store.writing import write


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


async def refused(path: Path, kind: type[StoreError]) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(StoreError) as caught:
        await open_store(path, "first", patience=0.05)
    assert type(caught.value) is kind
    assert caught.value.location == str(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert sentence.endswith(".")
    return sentence


async def test_a_file_of_something_else_is_refused_and_left_as_it_is(path: Path) -> None:
    for given in (b"id,name\nada,Ada\n", b"\x00" * 5_000, b"SQLite format 3\x00 but no more"):
        replace(path, given)
        sentence = await refused(path, StoreDamaged)
        assert sentence == f"{path} is not a file of Whither: choose another path, or move it away."
        assert content(path) == given


async def test_the_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    altered(path, "CREATE TABLE staff (id TEXT)", "PRAGMA user_version = 3")
    given = content(path)
    assert "is not a file of Whither" in await refused(path, StoreDamaged)
    assert content(path) == given
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_store_that_was_cut_short_is_refused(path: Path) -> None:
    await made(path, people=500)
    given = content(path)
    replace(path, given[: len(given) // 2])
    sentence = await refused(path, StoreDamaged)
    assert sentence == f"{path} is damaged (database disk image is malformed): restore it from a backup."


async def test_a_store_without_its_register_or_its_meta_row_is_refused_as_damaged(path: Path) -> None:
    await made(path)
    altered(path, "DELETE FROM meta")
    assert "is damaged (its row of meta is gone)" in await refused(path, StoreDamaged)
    altered(path, "DROP TABLE migration")
    assert "is damaged (no such table: migration)" in await refused(path, StoreDamaged)


async def test_a_newer_schema_or_data_format_is_refused_with_the_remedy(path: Path) -> None:
    await made(path)
    altered(path, "UPDATE meta SET data_format = 2")
    assert "holds data format 2 and this version reads 1: upgrade Whither." in await refused(path, StoreVersion)
    altered(path, "INSERT INTO migration (version, name, checksum) VALUES (3, 'later', 1)")
    assert "has schema 3 and this version of Whither knows 2: upgrade Whither." in await refused(path, StoreVersion)


async def test_a_folder_a_device_and_a_path_through_a_file_are_refused(path: Path, tmp_path: Path) -> None:
    assert "it is a folder or a device" in await refused(tmp_path, StoreUnavailable)
    assert "it is a folder or a device" in await refused(Path(os.devnull), StoreUnavailable)
    replace(path, b"")
    through = path / "firm.whither"
    assert "Not a directory" in await refused(through, StoreUnavailable)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that even nobody may enter."""
    with tempfile.TemporaryDirectory() as folder:
        chmod(Path(folder), 0o755)
        yield Path(folder)
        chmod(Path(folder), 0o700)


async def test_without_the_right_to_write_no_store_is_made(public: Path) -> None:
    chmod(public, 0o555)
    with ordinary():
        sentence = await refused(public / "firm.whither", StoreUnavailable)
    assert "cannot be used (Permission denied): check the path, and the permissions" in sentence


async def test_without_the_right_to_write_a_store_is_not_opened(public: Path) -> None:
    path = public / "firm.whither"
    await made(path)
    for file_mode, folder_mode in ((0o444, 0o555), (0o666, 0o555), (0o444, 0o777), (0o000, 0o777)):
        chmod(path, file_mode)
        chmod(public, folder_mode)
        with ordinary():
            assert "cannot be used (it cannot be read and written)" in await refused(path, StoreUnavailable)


async def test_a_store_held_by_another_process_for_too_long_says_so_and_can_still_be_read(
    store: EmbeddedStore, path: Path
) -> None:
    await write(store, Person("pat"))
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy) as caught:
            await write(store, Person("quin"))
        assert str(caught.value) == (
            f"{path} is held by another process: try again when that one has finished or is closed."
        )
        assert await store.count(Person) == 1
        holder.execute("ROLLBACK")
    await write(store, Person("quin"))
    assert await store.count(Person) == 2


async def test_an_error_that_nobody_foresaw_is_still_one_of_ours(store: EmbeddedStore) -> None:
    with pytest.raises(StoreError, match="refused what was asked \\(no such table: nowhere\\)"):
        await store._readers.submit(lambda connection: connection.execute("SELECT * FROM nowhere"))
