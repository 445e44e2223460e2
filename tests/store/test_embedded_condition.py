"""The condition of a file: what is wrong with it in sentences, also when it can only be inspected."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.domain.records import Account, Person, StaffMember
from graph.errors import MigrationDrift, StoreDamaged, StoreUnavailable, StoreVersion
from graph.store.embedded import EmbeddedStore, open_store
from tests.store.files import altered, chmod, content, made, problems_of, replace
from tests.store.writing import JANUARY, touch, write


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


async def test_the_condition_names_place_schema_format_and_revision(store: EmbeddedStore, path: Path) -> None:
    await write(store, Person("pat"))
    condition = await store.condition()
    assert (condition.location, condition.schema_version, condition.data_format) == (str(path), "2", 1)
    assert (condition.revision, condition.problems) == (1, ())


async def test_files_that_others_may_read_are_named_with_the_remedy(store: EmbeddedStore, path: Path) -> None:
    await write(store, Person("pat"))
    chmod(path, 0o640)
    chmod(path.with_name("firm.whither-wal"), 0o606)
    chmod(path.with_name("firm.whither.audit"), 0o644)
    assert [sentence.split(" can be read ")[0] for sentence in (await store.condition()).problems] == [
        str(path),
        f"{path}-wal",
        f"{path}.audit",
    ]
    assert (await store.condition()).problems[0].endswith(f"chmod 600 {path}.")


async def test_ties_that_wait_to_be_folded_are_no_problem_for_they_only_take_longer(store: EmbeddedStore) -> None:
    await write(store, StaffMember("ada", "Ada"), Person("pat"), Account("acme", "Acme"))
    await write(store, touch("t1", "ada", "pat"), touch("t2", "ada", account="acme"))
    assert (await store.held()).unfolded == 2
    assert (await store.condition()).problems == ()


async def test_rows_that_refer_to_nothing_are_told_by_table(store: EmbeddedStore, path: Path) -> None:
    altered(path, "PRAGMA foreign_keys = OFF", "INSERT INTO service VALUES (77, 78, 0, 0, 0, 1)")
    assert (await store.condition()).problems == (
        "Rows of the table service refer to rows that are not there: restore a backup.",
    )


async def test_a_broken_page_is_found(path: Path) -> None:
    await made(path, people=2_000)
    given = content(path)
    page = 4096
    at = next(place for place in range(page, len(given), page) if b"Name 1500" in given[place : place + page])
    replace(path, given[:at] + b"\xff" * 100 + given[at + 100 :])
    found = await problems_of(path)
    assert any(str(path) in sentence or sentence.startswith("The file is damaged") for sentence in found)


async def test_inspecting_changes_nothing_and_tells_what_refuses_the_store(path: Path) -> None:
    await made(path)
    altered(
        path, "UPDATE migration SET checksum = 1", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE"
    )
    given = content(path)
    store = await open_store(path, "first", migrate=False)
    (sentence,) = (await store.condition()).problems
    assert "is not the one that made" in sentence
    with pytest.raises(MigrationDrift):
        await store.revision()
    with pytest.raises(MigrationDrift):
        await write(store, Person("pat"))
    await store.close()
    assert content(path) == given


async def test_inspecting_a_file_in_which_nothing_is_stored_yet_tells_what_is_to_come(path: Path) -> None:
    chmod(path, 0o600)
    store = await open_store(path, "first", migrate=False)
    condition = await store.condition()
    assert (condition.schema_version, condition.data_format, condition.revision) == ("0", 0, 0)
    chain = "V0001__records_touches_and_ties, V0002__versions_amendments_and_later_rows"
    assert condition.problems == (f"These migrations are still to come: {chain}; run whither migrate.",)
    with pytest.raises(StoreVersion, match="older schema"):
        await store.whole(JANUARY)
    await store.close()
    assert content(path) == b""


async def test_inspecting_makes_no_file_and_refuses_what_is_none(path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="it is not there"):
        await open_store(path, "first", migrate=False)
    assert list(path.parent.iterdir()) == []
    replace(path, b"a letter to Ada")
    with pytest.raises(StoreDamaged, match="is not a file of Whither"):
        await open_store(path, "first", migrate=False)


async def test_a_sound_store_that_is_inspected_answers_every_question(path: Path) -> None:
    await made(path)
    store = await open_store(path, "first", migrate=False)
    assert (await store.condition()).problems == ()
    assert await store.count(Person) == 3
    assert (await store.neighbourhood(["ada"], JANUARY)).staff.ids == ("ada",)
    await store.close()
