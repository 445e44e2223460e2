"""Indexes that an import into a new file does without until its rows are there: never missing where nobody imports."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from exchange.demo import COMPANY
from exchange.importing import give_up_import, import_folder
from graph.changes.marking import Claim, begin_import
from graph.domain.records import Person, StaffMember, Touch
from graph.domain.vocabulary import Channel
from graph.engine.assumptions import VERSION
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.embedded.writing.late import LATE
from graph.store.values import ImportMark, TieKey
from tests.store.writing import write

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TOUCH = Touch("t1", NOW, NOW.date(), "sam", Channel.EMAIL, person_id="pat")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


def schema(path: Path) -> set[tuple[str, str]]:
    """Every table and index of a file, as it was made."""
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def missing(path: Path) -> set[str]:
    """The late indexes that the file has not."""
    return set(LATE) - {name for name, _ in schema(path)}


async def begun(store: EmbeddedStore, beat: datetime) -> None:
    """Begin an import whose last sign is of ``beat``, and write some rows."""
    await begin_import(store, Claim(ImportMark(beat, beat, "a folder", "elsewhere:1:x"), None), lambda _: False)
    await store.begin_filling()
    await write(store, StaffMember("sam", "Sam"), Person("pat"), TOUCH)


async def test_after_an_import_into_a_new_file_it_has_every_index_as_the_migrations_make_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(path, VERSION)
    whole, seen = schema(path), list[set[str]]()
    ending = store.end_filling

    async def watched() -> None:
        seen.append(missing(path))
        await ending()
        seen.append(missing(path))

    monkeypatch.setattr(store, "end_filling", watched)
    await import_folder(store, COMPANY, now=NOW, rejects=None)
    await store.close()
    assert seen == [set(LATE), set()]
    assert schema(path) == whole


async def test_a_file_that_was_there_before_or_holds_a_touch_keeps_its_indexes(path: Path) -> None:
    store = await open_store(path, VERSION)
    await write(store, StaffMember("sam", "Sam"), Person("pat"), TOUCH)
    await store.begin_filling()
    assert missing(path) == set()
    await store.close()
    path.with_name("earlier").touch(0o600)
    await (await open_store(path.with_name("earlier"), VERSION)).close()
    again = await open_store(path.with_name("earlier"), VERSION)
    await again.begin_filling()
    assert missing(path.with_name("earlier")) == set()
    await again.close()


async def test_whoever_opens_a_file_whose_import_was_interrupted_makes_what_is_missing(path: Path) -> None:
    store = await open_store(path, VERSION)
    await begun(store, datetime.now(UTC) - timedelta(days=1))
    await store.close()
    assert missing(path) == set(LATE)
    await (await open_store(path, VERSION)).close()
    assert missing(path) == set()


async def test_beside_an_import_that_lives_answers_are_the_same_and_the_indexes_are_left_to_it(path: Path) -> None:
    store = await open_store(path, VERSION)
    await begun(store, datetime.now(UTC))
    beside = await open_store(path, VERSION)
    assert missing(path) == set(LATE)
    ties = [TieKey("sam", "pat", None)]
    during = await beside.touches(ties, NOW.date(), 10)
    await store.end_filling()
    assert missing(path) == set()
    assert during.total == 1
    assert await beside.touches(ties, NOW.date(), 10) == during
    await beside.close()
    await store.close()


async def test_who_gives_up_an_import_makes_what_it_left_out(path: Path) -> None:
    store = await open_store(path, VERSION)
    beat = datetime.now(UTC)
    await begun(store, beat)
    await give_up_import(store, beat + timedelta(hours=1))
    assert missing(path) == set()
    await store.close()
