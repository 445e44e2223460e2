"""As of t equals truncation at t; shuffled rows, another load and the whole give the same bytes.

Folders are cut by a function that works on CSV text by column name and imports nothing from the product, imported into
stores of their own, and asked through the door that every reader uses.
"""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings

from exchange.demo import COMPANY
from exchange.importing import import_folder
from graph.domain.answers import Basis, DepartureImpact
from graph.domain.records import StaffMember
from graph.domain.vocabulary import Destination
from graph.engine.assumptions import VERSION
from graph.engine.departure import DepartureSettings, departure_impact
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.values import Filter, Slice
from tests.engine.firms import questions
from tests.exchange.writing import write_folder
from tests.oracle.rows import Folder
from tests.oracle.truncate import truncate

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DATES = 20
FEWER = 8
"""For a folder of which each day takes a second and more."""
LEAST_ASKED = 20


async def loaded(folder: Path, place: Path) -> EmbeddedStore:
    """A store of its own with a folder imported."""
    store = await open_store(place, VERSION)
    report = await import_folder(store, folder, now=NOW, rejects=None)
    assert report.rejected == 0, report.first_rejects
    return store


async def answers(store: EmbeddedStore, day: date, *, whole: bool = False) -> dict[str, bytes]:
    """What each staff member's departure means, and that of the first three together, but for the basis."""
    employed = [one.id for one in await store.entities(StaffMember, Slice(limit=100, only=Filter(employed_on=day)))]
    found = {}
    for leavers in [*([one] for one in employed), employed[:3]]:
        network = await (store.whole(day, 3) if whole else store.neighbourhood(leavers, day, 3))
        basis = Basis(network.revision, day, 7, VERSION, None, None)
        going = dict(
            zip(leavers, cycle((Destination.RIVAL, Destination.OUT_OF_FIELD, Destination.STARTUP)), strict=False)
        )
        if going:
            answer = departure_impact(network, DepartureSettings(leavers=going, draws=200, basis=basis))
            found["+".join(leavers)] = written(answer)
    return found


def written(answer: DepartureImpact) -> bytes:
    """An answer as bytes, but for what it says about its basis."""
    shown = asdict(replace(answer, basis=replace(answer.basis, revision=0)))
    return json.dumps(shown, default=str).encode()


def differences(found: Mapping[str, bytes], expected: Mapping[str, bytes]) -> list[str]:
    """Where two sets of answers differ, as paths with both values."""
    if set(found) != set(expected):
        return [f"asked about {sorted(found)} and {sorted(expected)}"]

    def walk(one: object, other: object, path: str) -> list[str]:
        if isinstance(one, dict) and isinstance(other, dict):
            return [line for key in one for line in walk(one[key], other.get(key), f"{path}.{key}")]
        if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            return [
                line for at, pair in enumerate(zip(one, other, strict=True)) for line in walk(*pair, f"{path}[{at}]")
            ]
        return [] if one == other else [f"{path}: {one} and {other}"]

    return [line for key in found for line in walk(json.loads(found[key]), json.loads(expected[key]), key)]


def spread_over(folder: Path, dates: int) -> list[date]:
    """Days spread evenly from before the first dated cell to after the last."""
    found = []
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                found += [cell[:10] for cell in row if len(cell) >= 10 and cell[4:5] == "-" and cell[7:8] == "-"]
    days = sorted(date.fromisoformat(text) for text in found if text[:4].isdigit())
    first, last = days[0] - timedelta(2), days[-1] + timedelta(2)
    return [first + (last - first) * step // (dates - 1) for step in range(dates)]


async def agree_when_cut(folder: Path, days: Sequence[date], place: Path) -> int:
    """Compare every answer as of each day with that of the folder cut at that day; returns how many were compared."""
    compared = 0
    whole = await loaded(folder, place / "all.sqlite")
    for number, day in enumerate(days):
        truncate(folder, place / f"cut{number}", day)
        cut = await loaded(place / f"cut{number}", place / f"cut{number}.sqlite")
        expected, found = await answers(cut, day), await answers(whole, day)
        assert found == expected, f"{day}: {differences(found, expected)}"
        compared += len(found)
        await cut.close()
    await whole.close()
    return compared


@pytest.mark.parametrize(("name", "days"), [("northwind", DATES), ("adventureworks", FEWER)])
async def test_as_of_a_day_equals_the_public_data_cut_at_that_day(
    sample_data: Path, tmp_path: Path, name: str, days: int
) -> None:
    folder = sample_data / name
    assert await agree_when_cut(folder, spread_over(folder, days), tmp_path) >= LEAST_ASKED


async def test_as_of_a_day_equals_the_demo_company_cut_at_that_day(tmp_path: Path) -> None:
    assert await agree_when_cut(COMPANY, spread_over(COMPANY, DATES), tmp_path) >= LEAST_ASKED


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_as_of_a_day_equals_any_firm_cut_at_that_day(question: tuple[Folder, Mapping[str, str], date]) -> None:
    firm, leavers, day = question
    assume(leavers)
    with TemporaryDirectory() as place:
        folder = write_folder(firm, Path(place) / "folder")
        assert asyncio.run(agree_when_cut(folder, [day], Path(place))) > 0


@pytest.mark.parametrize(("name", "day"), [("northwind", "1998-05-06"), ("adventureworks", "2020-05-31")])
async def test_the_neighbourhood_answers_like_the_whole(sample_data: Path, tmp_path: Path, name: str, day: str) -> None:
    store = await loaded(sample_data / name, tmp_path / "store.sqlite")
    near, far = await answers(store, date.fromisoformat(day)), await answers(store, date.fromisoformat(day), whole=True)
    await store.close()
    assert near == far
    assert len(near) in (10, 19)  # every staff member of the folder, and three together


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_the_neighbourhood_answers_like_the_whole_for_any_firm(
    question: tuple[Folder, Mapping[str, str], date],
) -> None:
    firm, leavers, day = question
    assume(leavers)

    async def compare(place: Path) -> None:
        store = await loaded(write_folder(firm, place / "folder"), place / "store.sqlite")
        near, far = await answers(store, day), await answers(store, day, whole=True)
        await store.close()
        assert near == far

    with TemporaryDirectory() as place:
        asyncio.run(compare(Path(place)))


@pytest.mark.parametrize("shuffle", range(2))
async def test_shuffled_rows_and_columns_of_public_data_change_no_byte(
    sample_data: Path, tmp_path: Path, shuffle: int
) -> None:
    await agree_when_shuffled(sample_data / "northwind", date(1998, 5, 6), Random(shuffle), tmp_path)


@pytest.mark.parametrize("shuffle", range(3))
async def test_shuffled_rows_and_columns_of_the_demo_company_change_no_byte(tmp_path: Path, shuffle: int) -> None:
    await agree_when_shuffled(COMPANY, date(2026, 6, 30), Random(shuffle), tmp_path)


async def agree_when_shuffled(source: Path, day: date, chance: Random, place: Path) -> None:
    """Compare every answer from a folder with that from the same rows and columns in another order."""
    first = await loaded(source, place / "first.sqlite")
    second = await loaded(shuffled(source, place / "shuffled", chance), place / "second.sqlite")
    assert await answers(first, day) == await answers(second, day)
    await first.close()
    await second.close()


def shuffled(source: Path, target: Path, chance: Random) -> Path:
    """A copy of a folder with rows and columns in another order."""
    target.mkdir()
    for path in source.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        columns = chance.sample(range(len(header)), len(header))
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            mixed = [header, *chance.sample(rows, len(rows))]
            csv.writer(file).writerows([row[column] for column in columns] for row in mixed)
    return target


async def test_the_comparison_notices_one_touch(tmp_path: Path) -> None:
    day = date(2026, 6, 30)
    folder = tmp_path / "folder"
    truncate(COMPANY, folder, day)
    lines = (folder / "touches.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "touches.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    whole, less = await loaded(COMPANY, tmp_path / "a.sqlite"), await loaded(folder, tmp_path / "b.sqlite")
    assert await answers(whole, day) != await answers(less, day)
    await whole.close()
    await less.close()
