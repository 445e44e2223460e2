"""Whatever was imported before, a folder that holds all its rows ends as if it had come alone."""

from __future__ import annotations

import asyncio
import csv
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.layout import LAYOUT, FileLayout
from graph.domain.kinds import DATED
from graph.engine.assumptions import VERSION
from graph.store.embedded import EmbeddedStore, open_store
from tests.engine.firms import questions
from tests.exchange.holding import rows_in
from tests.exchange.small_firm import FILES, FURTHER, brought_in, folder_of, network_in
from tests.exchange.writing import write_folder
from tests.oracle.rows import Folder


def an_earlier_state(folder: Path, earlier: Path, chance: Random) -> Path:
    """A copy of a folder with fewer rows and columns and with other contents, but with no key that the folder lacks."""
    earlier.mkdir()
    for layout in LAYOUT:
        path = folder / layout.name
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file)
            with (earlier / layout.name).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(_earlier(layout, header, rows, chance))
    return earlier


def _earlier(layout: FileLayout, header: list[str], rows: list[list[str]], chance: Random) -> list[list[str]]:
    if layout.name == "firm.csv":  # time zone and currency are those of the first import, whatever comes
        return [header, *rows]
    keys = {column.name for column in layout.key}
    optional = [column.name for column in layout.columns if not column.required and column.name not in keys]
    dropped = {name for name in optional if chance.random() < 0.1}
    start = next((column.name for column in layout.key if column.field == "start"), None)
    found = []
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        for name in header:
            if name not in keys and chance.random() < 0.1:
                cells[name] = (
                    "" if name in optional and chance.random() < 0.3 else _of_another(name, header, rows, chance)
                )
        if layout.record in DATED and start in cells and chance.random() < 0.2:
            cells[start] = ""
        if chance.random() < 0.85:
            found.append([cells[name] for name in header if name not in dropped])
    return [[name for name in header if name not in dropped], *found]


def _of_another(name: str, header: list[str], rows: list[list[str]], chance: Random) -> str:
    return chance.choice(rows)[header.index(name)]


async def ends_alike(folder: Path, earlier: Path, place: Path) -> None:
    """Compare a store into which both folders came with one into which the later came alone; then import it again."""
    stores: list[EmbeddedStore] = []
    try:
        for number, folders in enumerate(((earlier, folder), (folder,))):
            stores.append(await open_store(place / f"{number}.sqlite", VERSION))
            for one in folders:
                await brought_in(stores[number], one)
        both, alone = stores
        assert await rows_in(both) == await rows_in(alone)
        assert await network_in(both) == await network_in(alone)
        revision = await both.revision()
        again = await brought_in(both, folder)
        assert sum(file.new + file.updated for file in again.files) == 0
        assert await both.revision() == revision
        assert ((await both.held()).unfolded, await both.import_mark()) == (0, None)
    finally:
        for store in stores:
            await store.close()


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_the_small_firm_ends_as_if_it_had_come_alone(seed: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = folder_of(Path(place) / "folder", {**FILES, **FURTHER})
        earlier = an_earlier_state(folder, Path(place) / "earlier", Random(seed))
        asyncio.run(ends_alike(folder, earlier, Path(place)))


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(questions(), st.integers(0, 2**32))
def test_any_firm_ends_as_if_it_had_come_alone(question: tuple[Folder, Mapping[str, str], date], seed: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = write_folder(question[0], Path(place) / "folder")
        earlier = an_earlier_state(folder, Path(place) / "earlier", Random(seed))
        asyncio.run(ends_alike(folder, earlier, Path(place)))


def test_the_comparison_notices_what_an_earlier_folder_leaves_behind(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", FILES)
    earlier = Path(shutil.copytree(folder, tmp_path / "earlier"))
    with (earlier / "touches.csv").open("a", encoding="utf-8") as file:
        file.write("t0,2024-01-01,ada,pia,,call,\n")

    async def differ() -> bool:
        try:
            await ends_alike(folder, earlier, tmp_path)
        except AssertionError:
            return True
        return False

    assert asyncio.run(differ())
