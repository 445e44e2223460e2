"""A backup becomes the store again: checked first, swapped as a whole, and nothing that was there is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.domain.records import Person
from graph.errors import (
    MigrationDrift,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFilled,
    StoreUnavailable,
    StoreVersion,
)
from graph.store.embedded import Restored, back_up, open_audit_log, open_store, restore
from graph.store.embedded.upkeep import replacing
from graph.store.migrations import shipped
from graph.store.protocol import Transaction
from graph.store.values import AuditEntry, ImportMark
from tests.store.files import altered, chmod, content, made, replace
from tests.store.older import made_by_the_first_version
from tests.store.permissions import ordinary, public_folder
from tests.store.test_backups import folder, looked, looked_at, names, people, text
from tests.store.writing import write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


@pytest.fixture
async def backup(tmp_path: Path) -> Path:
    """A backup of 300 people at revision 1, at which two looked."""
    taken = tmp_path / "elsewhere"
    taken.mkdir()
    await made(taken / "firm.whither", people=300)
    await looked_at(taken / "firm.whither", 1, 2)
    back_up(taken / "firm.whither", taken / "monday")
    return taken / "monday"


async def restored(source: Path, path: Path, **named: Any) -> Restored:
    """Restore in a thread, as the event loop goes on."""
    return await asyncio.to_thread(restore, source, path, **{"patience": 2.0, **named})


async def entries(path: Path) -> tuple[AuditEntry, ...]:
    """The audit log of a store, newest first."""
    log = await open_audit_log(path)
    try:
        return await log.entries(100)
    finally:
        await log.close()


async def test_a_backup_is_restored_where_nothing_was_with_its_audit_log(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "machine" / "firm.whither"
    done = await restored(backup, path)
    assert (done.content.rows["person"], done.replaced, done.migrations, done.entries) == (300, None, (), 2)
    assert names(path.parent) == ["firm.whither", "firm.whither.audit"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert await people(path) == 300
    assert await entries(path) == (looked(2), looked(1))


async def test_a_store_that_holds_a_firm_is_not_replaced_unasked(backup: Path, path: Path) -> None:
    await made(path)
    given = content(path)
    with pytest.raises(StoreFilled, match="already holds a firm: name another --store, or put the backup"):
        await restored(backup, path)
    assert content(path) == given
    assert names(path.parent) == ["elsewhere", "firm.whither"]


async def test_an_empty_store_is_filled_without_being_asked_twice(backup: Path, path: Path) -> None:
    await (await open_store(path, "first")).close()
    assert (await restored(backup, path)).replaced is None
    assert await people(path) == 300


async def test_what_is_replaced_is_kept_aside_and_the_revision_is_above_both(backup: Path, path: Path) -> None:
    store = await open_store(path, "first")
    for number in range(5):
        await write(store, Person(f"old{number}"))
    await store.close()
    done = await restored(backup, path, replace=True)
    kept = path.with_name("firm.whither.before-restore")
    assert (done.content.revision, done.replaced) == (6, kept)
    assert (await people(path), await people(kept)) == (300, 5)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    again = await restored(backup, path, replace=True)
    assert (again.content.revision, again.replaced) == (7, path.with_name("firm.whither.before-restore.2"))
    assert names(path.parent) == [
        "elsewhere",
        "firm.whither",
        "firm.whither.audit",
        "firm.whither.before-restore",
        "firm.whither.before-restore.2",
    ]


async def test_a_backup_of_a_later_revision_is_restored_above_that_one(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later"
    assert (await restored(backup, later)).content.revision == 2
    await made(path)
    assert (await restored(later, path, replace=True)).content.revision == 3


async def test_a_served_store_answers_from_the_backup_at_once_and_says_that_everything_changed(
    backup: Path, path: Path
) -> None:
    store = await open_store(path, "first")
    for number in range(3):
        await write(store, Person(f"old{number}", "Old"))
    assert await store.count(Person) == 3
    done = await restored(backup, path, replace=True)
    assert (await store.revision(), await store.count(Person)) == (4, 300)
    assert (await store.changed_since(3)).everything
    assert await store.named(Person, "old") == ()
    assert done.replaced is not None
    assert await people(done.replaced) == 3
    await write(store, Person("next"))
    assert (await store.revision(), await store.count(Person)) == (5, 301)
    assert (await store.condition()).problems == ()
    assert await store.violations() == ()
    await store.close()


async def test_a_store_that_is_open_elsewhere_is_not_filled_unasked(backup: Path, path: Path) -> None:
    store = await open_store(path, "first")
    assert await store.count(Person) == 0
    with pytest.raises(StoreBusy, match=r"Another process has .* open: end it first, or .* --replace\."):
        await restored(backup, path)
    assert await store.count(Person) == 0
    assert (await restored(backup, path, replace=True)).content.rows["person"] == 300
    assert await store.count(Person) == 300
    await store.close()


async def test_every_write_acknowledged_before_the_swap_is_in_the_copy_and_every_later_one_in_the_store(
    backup: Path, path: Path
) -> None:
    """Somebody writes all the time; each write is either in what was kept aside or comes after the restored content."""
    store = await open_store(path, "first")
    begun, restored_already = asyncio.Event(), asyncio.Event()
    written: list[str] = []

    async def busy() -> None:
        after = 0
        while after < 5:
            name = f"w{len(written)}"
            await write(store, Person(name))
            written.append(name)
            begun.set()
            after += restored_already.is_set()

    writing = asyncio.create_task(busy())
    await begun.wait()
    done = await restored(backup, path, replace=True, patience=30.0)
    restored_already.set()
    await writing
    after = set(await store.fetch(Person, written))
    await store.close()
    assert done.replaced is not None
    kept = await open_store(done.replaced, "first")
    before = set(await kept.fetch(Person, written))
    assert await kept.revision() == len(before)
    await kept.close()
    assert before | after == set(written)
    assert not before & after
    assert len(before) > 1
    assert len(after) >= 5


async def test_an_import_that_ran_in_the_backup_counts_as_interrupted_and_never_goes_on(
    path: Path, tmp_path: Path
) -> None:
    await made(path)
    store = await open_store(path, "first")
    now = datetime.now(UTC)
    mark = ImportMark(now, now, "the folder", "this very process")

    async def begin(transaction: Transaction) -> None:
        await transaction.mark_import(mark)

    await store.write(begin)
    back_up(path, tmp_path / "monday")
    await restored(tmp_path / "monday", path, replace=True)
    left = await store.import_mark()
    await store.close()
    assert left is not None
    assert (left.started, left.folder, left.owner) == (mark.started, mark.folder, "")
    assert left.beat.year == 1970


async def test_a_backup_of_an_older_schema_is_migrated_in_a_copy_before_it_is_put_in_place(
    path: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    made_by_the_first_version(older)
    given = content(older)
    await made(path, people=1)
    store = await open_store(path, "first")
    done = await restored(older, path, replace=True)
    assert done.migrations == tuple(migration.label for migration in shipped("embedded")[1:])
    assert (await store.count(Person), await store.revision()) == (3, 8)
    found = await store.candidates(Person, ["pa"], 10)
    assert {person.id for person in found} == {"p0000", "p0001", "p0002"}
    assert (await store.condition()).problems == ()
    await store.close()
    assert content(older) == given
    assert names(tmp_path) == ["firm.whither", "firm.whither.before-restore", "older"]


async def test_a_store_of_an_older_schema_is_replaced_while_nobody_has_it_open(backup: Path, path: Path) -> None:
    made_by_the_first_version(path)
    done = await restored(backup, path, replace=True)
    assert (done.content.revision, done.content.rows["person"]) == (8, 300)
    assert done.replaced is not None
    assert await people(done.replaced) == 3


async def test_a_store_of_another_version_is_not_replaced_under_the_process_that_has_it_open(
    backup: Path, path: Path
) -> None:
    made_by_the_first_version(path)
    with closing(sqlite3.connect(path)) as another:
        assert another.execute("SELECT count(*) FROM person").fetchone() == (3,)
        with pytest.raises(StoreBusy, match="open in a process of another version of Whither: end that first"):
            await restored(backup, path, replace=True)
        assert another.execute("SELECT count(*) FROM person").fetchone() == (3,)
    assert names(path.parent) == ["elsewhere", "firm.whither", "firm.whither.audit"]


async def test_the_audit_log_keeps_its_entries_and_gains_what_it_lacks_once(backup: Path, path: Path) -> None:
    await made(path)
    await looked_at(path, 2, 7)
    assert (await restored(backup, path, replace=True)).entries == 1
    assert await entries(path) == (looked(1), looked(7), looked(2))
    assert (await restored(backup, path, replace=True)).entries == 0
    assert len(await entries(path)) == 3


async def test_entries_that_are_alike_are_as_many_as_in_the_log_that_has_more(path: Path, tmp_path: Path) -> None:
    await made(path)
    await looked_at(path, 1, 1, 1, 2)
    back_up(path, tmp_path / "monday")
    other = tmp_path / "other"
    await made(other)
    await looked_at(other, 1, 2, 2)
    assert (await restored(tmp_path / "monday", other, replace=True)).entries == 2
    assert sorted(entry.at.second for entry in await entries(other)) == [1, 1, 1, 2, 2]


async def test_a_backup_without_an_audit_log_leaves_the_stores_own_as_it_is(backup: Path, path: Path) -> None:
    backup.with_name("monday.audit").unlink()
    await made(path)
    await looked_at(path, 4)
    assert (await restored(backup, path, replace=True)).entries == 0
    assert await entries(path) == (looked(4),)


async def test_an_audit_log_that_outlived_its_store_is_kept(backup: Path, path: Path) -> None:
    await made(path)
    await looked_at(path, 9)
    missing(path)
    await restored(backup, path)
    assert await entries(path) == (looked(2), looked(1), looked(9))


@pytest.mark.parametrize("served", [False, True])
async def test_a_swap_that_the_disk_has_no_room_for_changes_nothing(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch, *, served: bool
) -> None:
    await made(path, people=10)
    store = await open_store(path, "first") if served else None
    connect, alone = replacing.connect, replacing.alone

    def narrow(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **named)
        connection.execute("PRAGMA max_page_count = 60")
        return connection

    @contextmanager
    def narrow_alone(*arguments: Any) -> Iterator[sqlite3.Connection]:
        with alone(*arguments) as connection:
            connection.execute("PRAGMA max_page_count = 60")
            yield connection

    monkeypatch.setattr(replacing, "connect", narrow)
    monkeypatch.setattr(replacing, "alone", narrow_alone)
    with pytest.raises(StoreUnavailable, match="is full: make room and try again"):
        await restored(backup, path, replace=True)
    if store is not None:
        assert await store.count(Person) == 10
        await store.close()
    assert await people(path) == 10
    assert not list(path.parent.glob("*.partial*"))
    assert not list(path.parent.glob("*.before-restore*"))


def missing(path: Path) -> None:
    path.unlink()


def torn(path: Path) -> None:
    """Only half of it arrived."""
    replace(path, content(path)[: path.stat().st_size // 2])


def dangling(path: Path) -> None:
    altered(
        path,
        "PRAGMA foreign_keys = OFF",
        "INSERT INTO service (staff, account, role, start_day, end_day) VALUES (77, 78, 0, 0, 0)",
    )


def impossible(path: Path) -> None:
    """A value that the table itself forbids."""
    altered(path, "PRAGMA ignore_check_constraints = ON", "UPDATE staff SET end_day = 5000000")


def drifted(path: Path) -> None:
    altered(path, "UPDATE migration SET checksum = checksum + 1 WHERE version = 1")


def newer_schema(path: Path) -> None:
    altered(path, "INSERT INTO migration (version, name, checksum) VALUES (99, 'later', 1)")


def newer_format(path: Path) -> None:
    altered(path, "UPDATE meta SET data_format = 99")


def written_over(path: Path) -> None:
    path.unlink()
    text(path)


def a_folder(path: Path) -> None:
    path.unlink()
    folder(path)


BAD: dict[str, tuple[Callable[[Path], None], type[StoreError], str]] = {
    "missing": (missing, StoreUnavailable, "it is not there"),
    "folder": (a_folder, StoreUnavailable, "it is a folder or a device"),
    "text": (written_over, StoreDamaged, "is not a file of Whither"),
    "torn": (torn, StoreDamaged, "is damaged"),
    "dangling": (dangling, StoreDamaged, "rows of its table service refer to rows that are not there"),
    "impossible": (impossible, StoreDamaged, "CHECK constraint failed in staff"),
    "drifted": (drifted, MigrationDrift, "is not the one that made"),
    "newer schema": (newer_schema, StoreVersion, "has schema 99"),
    "newer format": (newer_format, StoreVersion, "holds data format 99"),
}


@pytest.mark.parametrize("what", sorted(BAD))
async def test_a_source_that_is_not_sound_is_refused_before_anything_is_touched(
    backup: Path, path: Path, what: str
) -> None:
    spoil, kind, said = BAD[what]
    await made(path)
    await looked_at(path, 3)
    spoil(backup)
    before = {name: content(path.with_name(name)) for name in ("firm.whither", "firm.whither.audit")}
    with pytest.raises(kind) as caught:
        await restored(backup, path, replace=True)
    assert said in str(caught.value)
    assert str(backup) in str(caught.value)
    assert {name: content(path.with_name(name)) for name in before} == before
    assert names(path.parent) == ["elsewhere", *sorted(before)]


@pytest.mark.parametrize("what", ["text", "torn", "drifted"])
async def test_a_source_whose_audit_log_is_not_sound_is_refused_before_anything_is_touched(
    backup: Path, path: Path, what: str
) -> None:
    spoil, kind, said = BAD[what]
    await made(path)
    await looked_at(path, 3)
    spoil(backup.with_name("monday.audit"))
    with pytest.raises(kind, match=said):
        await restored(backup, path, replace=True)
    assert await people(path) == 3
    assert await entries(path) == (looked(3),)


async def test_the_store_itself_is_no_backup_of_it(path: Path) -> None:
    await made(path)
    with pytest.raises(StoreError, match="is the store itself: name a backup of it"):
        await restored(path, path, replace=True)


@pytest.mark.parametrize("replacing_it", [False, True])
async def test_a_file_of_something_else_is_never_replaced(backup: Path, path: Path, *, replacing_it: bool) -> None:
    text(path)
    with pytest.raises(StoreDamaged, match="is not a file of Whither: choose another path, or move it away"):
        await restored(backup, path, replace=replacing_it)
    assert content(path) == b"a letter to Ada"


async def test_a_damaged_store_is_moved_aside_and_restored(backup: Path, path: Path) -> None:
    await made(path, people=500)
    torn(path)
    broken = content(path)
    with pytest.raises(StoreFilled, match="--replace"):
        await restored(backup, path)
    done = await restored(backup, path, replace=True)
    assert done.replaced is not None
    assert content(done.replaced) == broken
    assert await people(path) == 300


HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM person").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


async def test_a_damaged_store_is_not_moved_away_from_the_process_that_has_it_open(backup: Path, path: Path) -> None:
    await made(path, people=500)
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDING, str(path), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"open\n"
    torn(path)
    with pytest.raises(StoreBusy, match="open, which is damaged: end it first"):
        await restored(backup, path, replace=True)
    await holder.communicate(b"")
    assert (await restored(backup, path, replace=True)).content.rows["person"] == 300


async def test_a_store_that_may_not_be_written_is_one_sentence(backup: Path) -> None:
    with public_folder() as public:
        path = public / "firm.whither"
        await made(path)
        chmod(path, 0o444)
        chmod(public, 0o777)
        replace(public / "monday", content(backup))
        with ordinary(), pytest.raises(StoreUnavailable, match="cannot be read and written"):
            restore(public / "monday", path, replace=True)
        assert await people(path) == 3


async def test_a_store_that_is_written_to_all_the_time_is_given_up_on_in_the_end(backup: Path, path: Path) -> None:
    await made(path)
    store = await open_store(path, "first")
    entered, leave = asyncio.Event(), asyncio.Event()

    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        entered.set()
        await leave.wait()

    unit = asyncio.create_task(store.write(work))
    await entered.wait()
    with pytest.raises(StoreBusy, match="is written to all the time: try again when that has ended"):
        await restored(backup, path, replace=True, patience=0.2)
    leave.set()
    await unit
    assert await store.count(Person) == 4
    await store.close()
    assert not list(path.parent.glob("*.before-restore*"))


async def test_a_backup_that_may_not_be_read_is_one_sentence(backup: Path, path: Path) -> None:
    chmod(backup.parent, 0o000)
    with ordinary(), pytest.raises(StoreUnavailable, match="Permission denied"):
        restore(backup, path)
    chmod(backup.parent, 0o700)
