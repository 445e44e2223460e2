"""A generated firm is like a real one: few hold most, most ties are weak, much hangs on one thread, contact is uneven.

The figures are those of the model, of a store into which the firm was imported.
"""

from __future__ import annotations

import asyncio
import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from exchange.generating import LAST_DAY, Generated, generate, size_with
from exchange.importing import import_folder
from graph.engine.assumptions import VERSION
from graph.questions.generated_firm import Likeness, ask_likeness, pace_of
from graph.store.embedded import open_store

NOW = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, tzinfo=UTC)


def told_of(store: Path, folder: Path) -> Likeness:
    """The figures of a folder in a new store."""

    async def tell() -> Likeness:
        opened = await open_store(store, VERSION)
        try:
            await import_folder(opened, folder, now=NOW, rejects=None)
            return await ask_likeness(opened, LAST_DAY)
        finally:
            await opened.close()

    return asyncio.run(tell())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("like-real")


@pytest.fixture(scope="module")
def generated(place: Path) -> Generated:
    return generate(place / "folder", size_with(staff=50, ties=6_000), seed=1)


@pytest.fixture(scope="module")
def firm(generated: Generated, place: Path) -> Likeness:
    return told_of(place / "whither.sqlite", generated.folder)


def test_the_top_tenth_of_staff_hold_two_fifths_of_the_value_at_least(firm: Likeness) -> None:
    assert firm.top_tenth == 5
    assert firm.top_share >= 0.4


def test_nobody_holds_nearly_all_of_it(firm: Likeness) -> None:
    assert firm.holders[0].share < firm.top_share / 2


def test_at_least_half_of_the_ties_are_weak(firm: Likeness) -> None:
    assert 0.0 < firm.median_strength < 0.25


def test_a_part_of_the_value_hangs_on_a_single_thread(firm: Likeness) -> None:
    assert 0.15 <= firm.single_thread <= 0.30


def test_most_of_the_value_is_held_by_somebody(firm: Likeness) -> None:
    assert firm.unheld < 0.15


def test_a_tie_has_three_touches_and_a_few_have_hundreds(firm: Likeness) -> None:
    assert firm.habits.median_touches == 3
    assert firm.habits.most_touches > 200
    assert 0 < firm.habits.ties_with_many < firm.habits.ties / 100


def test_touches_come_in_bursts_with_silences_between(generated: Generated) -> None:
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    with (generated.folder / "touches.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            days[row["staff_id"], row["person_id"] or row["account_id"]].append(date.fromisoformat(row["at"][:10]))
    tie = np.repeat(np.arange(len(days)), [len(of_tie) for of_tie in days.values()])
    day = np.array([one.toordinal() for of_tie in days.values() for one in of_tie])
    evenly = np.concatenate(
        [np.linspace(min(of_tie).toordinal(), max(of_tie).toordinal(), len(of_tie)) for of_tie in days.values()]
    )
    as_it_is, spread = pace_of(tie, day), pace_of(tie, evenly)

    assert as_it_is == generated.habits.pace
    assert as_it_is.short_share > max(0.5, 1.5 * spread.short_share)
    assert as_it_is.long_share > max(0.1, 1.5 * spread.long_share)


def test_people_moved_and_staff_members_left_in_the_past(firm: Likeness) -> None:
    assert 0.05 < firm.habits.moved / firm.habits.people < 0.25
    assert 0.02 < firm.habits.left / firm.habits.staff < 0.20


def test_what_is_counted_while_it_is_written_is_what_the_store_holds(generated: Generated, firm: Likeness) -> None:
    counted, held = generated.habits, firm.habits

    assert (counted.ties, counted.median_touches, counted.most_touches, counted.ties_with_many) == (
        held.ties,
        held.median_touches,
        held.most_touches,
        held.ties_with_many,
    )
    assert (counted.people, counted.moved, counted.staff, counted.left) == (
        held.people,
        held.moved,
        held.staff,
        held.left,
    )


def test_in_a_firm_of_a_few_the_pace_is_that_of_all_ties(tmp_path: Path) -> None:
    few = generate(tmp_path / "folder", size_with(staff=12, ties=300), seed=1)
    held = told_of(tmp_path / "whither.sqlite", few.folder)

    assert held.habits == few.habits
    assert held.habits.pace.pauses == few.rows["touches.csv"] - 300


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_a_small_firm_is_like_a_real_one_too(seed: int, tmp_path: Path) -> None:
    small = generate(tmp_path / "folder", size_with(staff=50, ties=2_000), seed)
    found = told_of(tmp_path / "whither.sqlite", small.folder)

    assert found.top_share >= 0.4
    assert found.median_strength < 0.25
    assert 0.15 <= found.single_thread <= 0.30
    assert found.habits.median_touches == 3
    assert found.habits.most_touches > 200
