"""Migrations run when they are asked for: what is to come is told first, and what cannot be done changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.domain.records import Person
from graph.errors import StoreDamaged, StoreError, StoreUnavailable, StoreVersion
from graph.store.embedded import open_store, pending, upgrade
from graph.store.embedded.upkeep import copying, migrating
from graph.store.migrations import shipped
from tests.store.files import altered, chmod, content, made, replace
from tests.store.older import made_by_the_first_version
from tests.store.permissions import ordinary, public_folder

LATER = tuple(migration.label for migration in shipped("embedded")[1:])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


def names(path: Path) -> list[str]:
    """The files beside a store, and its own."""
    return sorted(file.name for file in path.parent.iterdir() if file.stat().st_size and file.suffix != ".whither-shm")


def made_older(path: Path) -> None:
    """A store of the first schema, one file alone."""
    made_by_the_first_version(path)
    altered(path, "PRAGMA journal_mode = DELETE")


async def test_what_is_to_come_is_told_by_file_and_then_run(path: Path) -> None:
    made_older(path)
    given = content(path)
    (waiting,) = pending(path)
    assert (waiting.path, waiting.migrations, waiting.copy) == (path, LATER, None)
    assert content(path) == given
    (ran,) = upgrade(path)
    assert (ran.path, ran.migrations, ran.copy) == (path, LATER, path.with_name("firm.whither.before-0002"))
    assert (pending(path), upgrade(path)) == ((), ())
    store = await open_store(path, "first")
    assert await store.count(Person) == 3
    await store.close()


@contextmanager
def no_room(monkeypatch: pytest.MonkeyPatch, module: Any, pages: int) -> Iterator[None]:
    """Connections of a module find a disk that is full after so many pages of a file."""
    connect = module.connect

    def narrow(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **named)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection  # type: ignore[no-any-return]

    with monkeypatch.context() as patched:
        patched.setattr(module, "connect", narrow)
        yield


@pytest.mark.parametrize("module", [copying, migrating], ids=["the copy aside", "the migration"])
async def test_a_disk_that_is_full_while_migrating_is_one_sentence_and_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, module: Any
) -> None:
    made_older(path)
    with closing(sqlite3.connect(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    full = pages + 1 if module is migrating else pages // 2
    with no_room(monkeypatch, module, full), pytest.raises(StoreUnavailable) as caught:
        upgrade(path)
    assert str(caught.value) == f"The disk that holds {path} is full: make room and try again."
    assert [upgrade.migrations for upgrade in pending(path)] == [LATER]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (3,)
    assert not list(path.parent.glob("*.partial*"))
    upgrade(path)
    assert pending(path) == ()


async def test_no_space_that_the_system_itself_tells_of_is_the_same_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_older(path)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying.os, "fsync", full)
    with pytest.raises(StoreUnavailable, match="is full: make room and try again"):
        upgrade(path)
    assert [upgrade.migrations for upgrade in pending(path)] == [LATER]
    assert not list(path.parent.glob("*.partial*"))


async def test_a_store_that_may_not_be_written_is_not_migrated() -> None:
    with public_folder() as public:
        path = public / "firm.whither"
        made_older(path)
        chmod(path, 0o444)
        chmod(public, 0o555)
        with ordinary():
            assert [upgrade.migrations for upgrade in pending(path)] == [LATER]
            with pytest.raises(StoreUnavailable, match="cannot be read and written"):
                upgrade(path)


@pytest.mark.parametrize("change", ["text", "newer", "drifted"])
async def test_what_must_be_refused_is_refused_when_it_is_looked_at(path: Path, change: str) -> None:
    await made(path)
    kind: type[StoreError] = StoreError
    if change == "text":
        replace(path, b"a letter to Ada")
        kind = StoreDamaged
    elif change == "newer":
        altered(path, "INSERT INTO migration (version, name, checksum) VALUES (99, 'later', 1)")
        kind = StoreVersion
    else:
        altered(path, "UPDATE migration SET checksum = 1")
    for ask in (pending, upgrade):
        with pytest.raises(kind):
            ask(path)
