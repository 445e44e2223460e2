"""A dry run tells beforehand what the import then does."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.importing import import_folder
from exchange.report import FileReport
from graph.domain.records import Employment, Touch
from graph.domain.vocabulary import DecisionRole
from graph.engine.assumptions import VERSION
from graph.store.embedded import EmbeddedStore, open_store
from tests.exchange.holding import corrected, retracted
from tests.exchange.small_firm import FILES, FURTHER, NOW, brought_in, folder_of
from tests.exchange.test_any_two_imports import an_earlier_state


async def foretold(store: EmbeddedStore, folder: Path, *complete: str) -> list[FileReport]:
    """What became of each file, when a dry run told all of it beforehand and wrote nothing."""
    revision = await store.revision()
    dry = await import_folder(store, folder, now=NOW, rejects=None, dry_run=True, complete=complete)
    assert (dry.loaded, await store.revision(), await store.import_mark()) == (False, revision, None)
    done = await import_folder(store, folder, now=NOW, rejects=None, complete=complete)
    assert list(dry.files) == list(done.files)
    return list(done.files)


async def test_into_an_empty_store_everything_is_new(store: EmbeddedStore, tmp_path: Path) -> None:
    files = await foretold(store, folder_of(tmp_path / "folder", {**FILES, **FURTHER}))
    assert all(file.new == file.rows for file in files)


async def test_what_is_kept_withheld_dated_and_absent_is_foretold(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    await corrected(store, Employment("quinn", "initech", "Chair", start=(await _quinn(store)).start))
    await corrected(store, replace(await _pia(store), decision_role=DecisionRole.ECONOMIC))
    await retracted(store, Touch, ("t1",))
    second = {
        "staff.csv": "id,name,manager_id\nada,Ada,dan\nben,Ben the Elder,\ndan,Dan,\n",
        "employments.csv": (
            "person_id,account_id,title,start\npia,globex,Engineer,\nquinn,initech,,2023-01-01\nrex,globex,,\n"
        ),
        "services.csv": "staff_id,account_id,role,start\nada,globex,lead,2015-01-01\n",
        "touches.csv": "".join(FILES["touches.csv"].splitlines(keepends=True)[:-2]),
    }
    files = {file.name: file for file in await foretold(store, folder_of(tmp_path / "second", second), "touches.csv")}
    assert (files["staff.csv"].new, files["staff.csv"].updated) == (1, 2)
    assert (files["employments.csv"].new, files["employments.csv"].withheld) == (1, 1)
    assert (files["services.csv"].updated, dict(files["services.csv"].changed)) == (1, {"start": 1})
    assert (files["touches.csv"].withheld, files["touches.csv"].retracted) == (1, 2)


async def _quinn(store: EmbeddedStore) -> Employment:
    return await _employment(store, "quinn", "initech")


async def _pia(store: EmbeddedStore) -> Employment:
    return await _employment(store, "pia", "globex")


async def _employment(store: EmbeddedStore, person: str, account: str) -> Employment:
    async with store.snapshot() as snapshot:
        async for rows in snapshot.records(Employment):
            for row in rows:
                if (row.person_id, row.account_id) == (person, account):
                    return row
    raise AssertionError


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_whatever_was_there_before_a_dry_run_tells_the_truth(seed: int) -> None:
    async def compare(place: Path) -> None:
        folder = folder_of(place / "folder", {**FILES, **FURTHER})
        store = await open_store(place / "store.sqlite", VERSION)
        try:
            await brought_in(store, an_earlier_state(folder, place / "earlier", Random(seed)))
            await foretold(store, folder)
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as place:
        asyncio.run(compare(Path(place)))
