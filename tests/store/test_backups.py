"""A backup is a whole store and its audit log, checked before it has its name; nothing else is ever touched."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.domain.records import Person
from graph.errors import StoreDamaged, StoreError, StoreUnavailable, StoreVersion
from graph.store.embedded import back_up, open_audit_log, open_store
from graph.store.embedded.upkeep import copying
from graph.store.values import AuditEntry
from tests.store.files import altered, chmod, content, made, replace
from tests.store.older import made_by_the_first_version
from tests.store.permissions import ordinary, public_folder
from tests.store.writing import write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the backup goes."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "monday"


def looked(number: int) -> AuditEntry:
    """Somebody looked, at a second of their own."""
    return AuditEntry(datetime(2026, 5, 4, 9, 0, number, tzinfo=UTC), "local", "plan", "departureImpact", ("ada",), 1)


async def looked_at(path: Path, *numbers: int) -> None:
    """Let these entries be in the audit log of a store."""
    log = await open_audit_log(path)
    for number in numbers:
        await log.append(looked(number))
    await log.close()


async def people(path: Path) -> int:
    """How many people a store holds."""
    store = await open_store(path, "first")
    try:
        return await store.count(Person)
    finally:
        await store.close()


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(file.name for file in folder.iterdir())


async def test_a_backup_is_a_store_with_its_audit_log_for_its_owner_alone(path: Path, target: Path) -> None:
    await made(path, people=300)
    await looked_at(path, 1, 2)
    done = await asyncio.to_thread(back_up, path, target)
    assert (done.store.revision, done.store.rows["person"]) == (1, 300)
    assert done.audit is not None
    assert done.audit.rows["entry"] == 2
    assert names(target.parent) == ["monday", "monday.audit"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in target.parent.iterdir()} == {0o600}
    assert done.size == sum(file.stat().st_size for file in target.parent.iterdir())
    assert await people(target) == 300
    log = await open_audit_log(target)
    assert await log.entries(5) == (looked(2), looked(1))
    await log.close()


async def test_a_store_at_which_nobody_has_looked_is_backed_up_without_an_audit_log(path: Path, target: Path) -> None:
    await made(path)
    assert (await asyncio.to_thread(back_up, path, target)).audit is None
    assert names(target.parent) == ["monday"]
    assert names(path.parent) == ["backups", "firm.whither"]


async def test_a_backup_holds_one_revision_while_others_write(
    path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_AT_ONCE", 20)  # pages: far fewer than there are
    await made(path, people=2_000)
    store = await open_store(path, "first")
    loop = asyncio.get_running_loop()
    written: list[int] = []

    def meanwhile(done: int, of: int) -> None:
        """After some pages are copied, and before the others are, two more people come."""
        if not written:
            assert done < of / 2
            written.append(1)
            asyncio.run_coroutine_threadsafe(write(store, Person("late"), Person("later")), loop).result(timeout=30)

    done = await asyncio.to_thread(back_up, path, target, progress=meanwhile)
    assert await store.count(Person) == 2_002
    await store.close()
    assert (done.store.revision, done.store.rows["person"]) == (1, 2_000)
    assert await people(target) == 2_000


@pytest.mark.parametrize("name", ["monday", "monday.audit", "monday-wal", "monday.audit-journal"])
async def test_what_is_there_already_is_never_overwritten(path: Path, target: Path, name: str) -> None:
    await made(path)
    there = target.with_name(name)
    there.write_text("last week's", encoding="utf-8")
    with pytest.raises(StoreUnavailable) as caught:
        back_up(path, target)
    assert str(caught.value) == f"There is something at {there} already: name a file that is not there yet."
    assert there.read_text(encoding="utf-8") == "last week's"
    assert names(target.parent) == [name]


async def test_a_file_that_comes_to_the_target_meanwhile_is_not_overwritten_either(path: Path, target: Path) -> None:
    await made(path)
    await looked_at(path, 1)

    def meanwhile(_done: int, _of: int) -> None:
        target.write_text("somebody else's", encoding="utf-8")

    with pytest.raises(StoreUnavailable, match="File exists"):
        back_up(path, target, progress=meanwhile)
    assert content(target) == b"somebody else's"
    assert names(target.parent) == ["monday"]


async def test_a_target_in_a_folder_that_is_not_there_is_refused(path: Path, tmp_path: Path) -> None:
    await made(path)
    with pytest.raises(StoreUnavailable, match="make it first, or name a file in another one"):
        back_up(path, tmp_path / "nowhere" / "monday")


async def test_a_target_that_is_a_folder_is_refused(path: Path, target: Path) -> None:
    await made(path)
    with pytest.raises(StoreUnavailable, match="There is something at"):
        back_up(path, target.parent)


def nothing(path: Path) -> None:
    """No file."""


def text(path: Path) -> None:
    replace(path, b"a letter to Ada")


def folder(path: Path) -> None:
    path.mkdir()


def empty(path: Path) -> None:
    chmod(path, 0o600)


SOURCES: dict[str, tuple[Callable[[Path], None], str]] = {
    "nothing": (nothing, "it is not there"),
    "text": (text, "is not a file of Whither"),
    "folder": (folder, "it is a folder or a device"),
    "empty": (empty, "Nothing was ever stored in"),
}


@pytest.mark.parametrize("what", sorted(SOURCES))
async def test_what_is_no_store_is_not_backed_up(path: Path, target: Path, what: str) -> None:
    make, said = SOURCES[what]
    make(path)
    with pytest.raises(StoreError, match=said):
        back_up(path, target)
    assert names(target.parent) == []


async def test_a_store_of_a_newer_version_is_not_backed_up_for_nobody_could_tell_that_it_is_whole(
    path: Path, target: Path
) -> None:
    await made(path)
    altered(path, "UPDATE meta SET data_format = data_format + 1")
    with pytest.raises(StoreVersion, match="upgrade Whither"):
        back_up(path, target)
    assert names(target.parent) == []


async def test_a_store_of_an_older_schema_can_be_backed_up_before_it_is_migrated(path: Path, target: Path) -> None:
    made_by_the_first_version(path)
    assert back_up(path, target).store.rows["migration"] == 1


async def test_a_backup_that_could_not_be_restored_is_refused_while_the_store_is_there(
    path: Path, target: Path
) -> None:
    await made(path, people=2_000)
    given = content(path)
    page = 4096
    at = next(place for place in range(page, len(given), page) if b"Name 1500" in given[place : place + page])
    replace(path, given[:at] + b"\xff" * 100 + given[at + 100 :])
    with pytest.raises(StoreDamaged, match=f"{path} is damaged"):
        back_up(path, target)
    replace(path, given)
    altered(
        path,
        "PRAGMA foreign_keys = OFF",
        "INSERT INTO service (staff, account, role, start_day, end_day) VALUES (77, 78, 0, 0, 0)",
    )
    with pytest.raises(StoreDamaged, match="rows of its table service refer to rows that are not there"):
        back_up(path, target)
    assert names(target.parent) == []


async def test_a_copy_that_does_not_hold_what_was_read_is_told_and_goes(
    path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made(path)
    fill = copying._fill

    def losing(source: sqlite3.Connection, location: str, partial: Path, *rest: Any) -> None:
        fill(source, location, partial, *rest)
        altered(partial, "DELETE FROM person WHERE id = 'p0001'")

    monkeypatch.setattr(copying, "_fill", losing)
    with pytest.raises(StoreError, match="does not hold what was read from"):
        back_up(path, target)
    assert names(target.parent) == []


@pytest.mark.parametrize("pages", [1, 5, 30])
async def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(
    path: Path, target: Path, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    await made(path, people=500)
    given = content(path)
    connect = copying.connect

    def narrow(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **named)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(copying, "connect", narrow)
    with pytest.raises(StoreUnavailable) as caught:
        back_up(path, target)
    assert str(caught.value) == f"The disk that holds {target} is full: make room and try again."
    assert names(target.parent) == []
    assert content(path) == given


async def test_a_folder_that_may_not_be_written_is_one_sentence() -> None:
    with public_folder() as public:
        path = public / "firm.whither"
        await made(path)
        chmod(path, 0o666)
        chmod(public, 0o777)
        (public / "backups").mkdir()
        chmod(public / "backups", 0o555)
        with ordinary(), pytest.raises(StoreUnavailable, match="Permission denied"):
            back_up(path, public / "backups" / "monday")


async def test_a_backup_is_one_file_that_can_be_read_where_nothing_may_be_written(path: Path, target: Path) -> None:
    await made(path)
    back_up(path, target)
    with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (3,)


async def test_a_backup_that_is_used_as_a_store_lets_its_readers_and_its_writer_work_side_by_side(
    path: Path, target: Path
) -> None:
    await made(path)
    back_up(path, target)
    assert await people(target) == 3
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
