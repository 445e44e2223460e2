"""Migrations of the embedded store: each wholly or not at all, with a copy aside, and with nobody else in the file."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.domain.records import Person, StaffMember
from graph.errors import MigrationDrift, StoreBusy, StoreError, StoreVersion
from graph.store.embedded import open_store
from graph.store.embedded.upkeep import migrating
from graph.store.migrations import DATA_FORMAT, Migration, shipped
from tests.store.writing import write

SHIPPED = shipped("embedded")
NEXT = len(SHIPPED) + 1
NOTED = Migration(
    NEXT,
    "notes",
    "CREATE TABLE note (text TEXT NOT NULL) STRICT;\n"
    "INSERT INTO note VALUES ('one; two -- three');\n"
    "CREATE TRIGGER noted AFTER INSERT ON person BEGIN INSERT INTO note VALUES (new.id); END;\n"
    "INSERT INTO note VALUES ('the last statement has no semicolon') -- but a comment",
)
BROKEN = Migration(NEXT, "notes", "CREATE TABLE note (text TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);")
DANGLING = Migration(NEXT, "notes", "INSERT INTO service SELECT 77, 78, 0, 0, 0;")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


async def made(path: Path) -> None:
    """A store of today's schema with two rows."""
    store = await open_store(path, "first")
    await write(store, StaffMember("ada", "Ada"), Person("pat", "Pat"))
    await store.close()


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """What a statement gives, read by nobody of ours."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


async def test_a_new_store_has_run_every_shipped_migration_and_says_which(path: Path) -> None:
    await made(path)
    assert rows(path, "SELECT version, name, checksum FROM migration") == [
        (one.version, one.name, one.checksum) for one in SHIPPED
    ]
    assert rows(path, "SELECT data_format FROM meta") == [(DATA_FORMAT,)]
    assert rows(path, "PRAGMA application_id") == [(0x57485452,)]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_opening_again_runs_nothing_and_copies_nothing(path: Path) -> None:
    await made(path)
    before = rows(path, "SELECT * FROM migration")
    await made(path)
    assert rows(path, "SELECT * FROM migration") == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_store_is_copied_aside_and_then_brought_forward(path: Path) -> None:
    await made(path)
    mask = os.umask(0)
    try:
        store = await open_store(path, "first", chain=(*SHIPPED, NOTED))
    finally:
        os.umask(mask)
    assert await store.count(Person) == 1
    assert (await store.condition()).schema_version == str(NEXT)
    await write(store, Person("quin"))
    await store.close()
    assert rows(path, "SELECT text FROM note") == [
        ("one; two -- three",),
        ("the last statement has no semicolon",),
        ("quin",),
    ]
    copy = path.with_name(f"firm.whither.before-{NEXT:04}")
    assert sorted(path.parent.iterdir()) == [path, copy]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600

    as_before = await open_store(copy, "first")
    assert await as_before.fetch(Person, ["pat", "quin"]) == {"pat": Person("pat", "Pat")}
    assert await as_before.revision() == 1
    await as_before.close()


async def test_a_copy_never_takes_the_place_of_an_older_one(path: Path) -> None:
    await made(path)
    older = path.with_name(f"firm.whither.before-{NEXT:04}")
    older.write_text("an older copy", encoding="utf-8")
    await (await open_store(path, "first", chain=(*SHIPPED, NOTED))).close()
    assert older.read_text(encoding="utf-8") == "an older copy"
    assert path.with_name(f"{older.name}.2").stat().st_size > 0


@pytest.mark.parametrize("failing", [BROKEN, DANGLING])
async def test_nothing_stays_of_a_migration_that_fails(path: Path, failing: Migration) -> None:
    await made(path)
    with pytest.raises(StoreError):
        await open_store(path, "first", chain=(*SHIPPED, failing))
    assert rows(path, "SELECT count(*) FROM migration") == [(len(SHIPPED),)]
    assert rows(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'note'") == [(0,)]
    assert rows(path, "SELECT count(*) FROM service") == [(0,)]
    store = await open_store(path, "first")
    assert await store.count(Person) == 1
    await store.close()


async def test_a_migration_after_one_that_ran_fails_alone(path: Path) -> None:
    later = Migration(NEXT + 1, "later", "INSERT INTO nowhere VALUES (1);")
    await made(path)
    with pytest.raises(StoreError, match="nowhere"):
        await open_store(path, "first", chain=(*SHIPPED, NOTED, later))
    assert rows(path, "SELECT max(version) FROM migration") == [(NEXT,)]


async def test_an_edited_migration_is_refused_before_anything_runs(path: Path) -> None:
    await made(path)
    edited = Migration(SHIPPED[0].version, SHIPPED[0].name, SHIPPED[0].text + "\n-- edited")
    with pytest.raises(MigrationDrift, match=SHIPPED[0].label):
        await open_store(path, "first", chain=(edited, *SHIPPED[1:], NOTED))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_store_of_a_newer_version_is_refused(path: Path) -> None:
    await made(path)
    await (await open_store(path, "first", chain=(*SHIPPED, NOTED))).close()
    with pytest.raises(StoreVersion, match="upgrade Whither"):
        await open_store(path, "first")


async def test_a_migration_that_raises_the_data_format_shuts_out_this_version(path: Path) -> None:
    await made(path)
    raised = Migration(NEXT, "raised", "UPDATE meta SET data_format = data_format + 1;")
    with pytest.raises(StoreVersion, match=f"data format {DATA_FORMAT + 1}"):
        await open_store(path, "first", chain=(*SHIPPED, raised))


async def test_a_store_that_somebody_else_has_open_is_not_migrated(path: Path) -> None:
    await made(path)
    other = await open_store(path, "first")
    assert await other.count(Person) == 1
    with pytest.raises(StoreBusy, match="held by another process"):
        await open_store(path, "first", chain=(*SHIPPED, NOTED), patience=0.05)
    assert rows(path, "SELECT max(version) FROM migration") == [(len(SHIPPED),)]
    assert not list(path.parent.glob("*.before-*"))
    await other.close()
    store = await open_store(path, "first", chain=(*SHIPPED, NOTED))
    assert (await store.condition()).schema_version == str(NEXT)
    await store.close()


async def test_a_store_that_somebody_else_has_just_migrated_is_used_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_pending = migrating._run_pending

    def too_late(
        path: Path, location: str, kind: migrating.FileKind, patience: float, *, aside: bool
    ) -> migrating.Migrated:
        run_pending(path, location, kind, patience, aside=aside)
        raise StoreBusy(location, "somebody else holds it, and has migrated it")

    monkeypatch.setattr(migrating, "_run_pending", too_late)
    store = await open_store(path, "first")
    assert (await store.condition()).problems == ()
    await store.close()


async def test_what_is_pending_is_told_without_running_it(path: Path) -> None:
    await made(path)
    store = await open_store(path, "first", chain=(*SHIPPED, NOTED), migrate=False)
    (sentence,) = (await store.condition()).problems
    assert NOTED.label in sentence
    with pytest.raises(StoreVersion, match="older schema"):
        await store.count(Person)
    await store.close()
    assert rows(path, "SELECT max(version) FROM migration") == [(len(SHIPPED),)]
