"""An import's memory does not grow with the rows of its files, but for a few dozen bytes each."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exchange.exporting import export_folder
from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, brought_in, folder_of, of

LONG = 30
"""Seconds that no machine takes for 100 megabytes once through; work that grows with its square would take hours."""


@contextmanager
def memory_below(megabytes: int) -> Iterator[None]:
    """Fail when Python held more than this at any one time of the block."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < megabytes * 1_000_000


def many_touches(tmp_path: Path, rows: int) -> Path:
    folder = folder_of(tmp_path / "folder", FILES)
    with (folder / "touches.csv").open("a") as file:
        file.writelines(f"many-touches-{n},2024-03-01T10:{n % 60:02},ada,pia,globex,call,out\n" for n in range(rows))
    return folder


async def test_checking_streams_its_rows(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = many_touches(tmp_path, 200_000)
    with memory_below(20):  # the text of the rows alone takes 24, records 100
        report = await brought_in(store, folder, dry_run=True)

    assert of(report, "touches.csv").rows == 200_004


async def test_writing_streams_its_rows(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = many_touches(tmp_path, 160_000)
    with memory_below(50):  # two units of rows take 40 in a store that was made for them; the records of all of them 80
        report = await brought_in(store, folder)

    assert of(report, "touches.csv").new == 160_004


async def test_writing_beside_others_takes_less_at_once(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    folder = many_touches(tmp_path, 60_000)
    with memory_below(12):  # a unit of rows takes 5; the text of all of them 7, records 30
        report = await brought_in(store, folder)

    assert of(report, "touches.csv").new == 60_000


async def test_exporting_streams_its_rows(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, many_touches(tmp_path, 40_000))
    with memory_below(8):  # some thousand rows take 3; the text of all of them 5, records 20
        report = await export_folder(store, tmp_path / "out")

    assert next(file.rows for file in report.files if file.name == "touches.csv") == 40_004


@pytest.mark.parametrize("begin", ["sam,", 'sam,"'], ids=["bare", "in quotes"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
async def test_a_line_of_100_megabytes_is_not_held(
    store: EmbeddedStore, tmp_path: Path, begin: str, encoding: str
) -> None:
    folder = folder_of(tmp_path / "folder", FILES)
    with (folder / "people.csv").open("w", encoding=encoding) as file:
        file.write(FILES["people.csv"] + begin)
        for _ in range(100 // (2 if encoding == "utf-16" else 1)):
            file.write("x" * 1_000_000)
        file.write(",,\ntom,Tom,,\n")

    began = time.monotonic()
    with memory_below(10):
        report = await brought_in(store, folder)

    people = of(report, "people.csv")
    assert (people.new, people.rejected) == (4, 1)
    assert time.monotonic() - began < LONG
