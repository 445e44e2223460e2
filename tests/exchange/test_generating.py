"""A generated firm is as large as asked, the same for the same seed, sound, and made in bounded memory."""

from __future__ import annotations

import csv
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from exchange.generating import LAST_DAY, Generated, Size, generate
from exchange.generating.chance import apportioned, within
from exchange.importing import import_folder
from graph.errors import FolderError, InvalidInput
from graph.store.embedded import EmbeddedStore

SIZE = Size(staff=40, people=300, accounts=80, ties=1_500, touches=9_000)
NOW = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, tzinfo=UTC)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("generated") / "folder", SIZE, seed=7)


def test_the_same_seed_and_size_write_the_same_bytes(firm: Generated, tmp_path: Path) -> None:
    again = generate(tmp_path / "again", SIZE, seed=7)

    assert bytes_of(again.folder) == bytes_of(firm.folder)
    assert again.rows == firm.rows


def test_another_seed_writes_other_rows_in_every_file(firm: Generated, tmp_path: Path) -> None:
    other = generate(tmp_path / "other", SIZE, seed=8)

    same = {name for name, content in bytes_of(other.folder).items() if content == bytes_of(firm.folder)[name]}
    assert same == set()  # the firm's name says the seed


def test_more_touches_leave_who_is_there_as_they_were(firm: Generated, tmp_path: Path) -> None:
    busier = generate(tmp_path / "busier", replace(SIZE, touches=12_000), seed=7)

    kept = ("staff.csv", "people.csv", "accounts.csv", "employments.csv", "revenue.csv", "covenants.csv")
    assert {name: bytes_of(busier.folder)[name] for name in kept} == {
        name: bytes_of(firm.folder)[name] for name in kept
    }


async def test_every_row_is_accepted_and_every_count_is_as_asked(firm: Generated, store: EmbeddedStore) -> None:
    report = await import_folder(store, firm.folder, now=NOW, rejects=None)

    assert (report.rejected, report.unusable) == (0, 0)
    assert {file.name: file.new for file in report.files} == firm.rows
    assert not any(file.unknown_columns or file.repeated for file in report.files)
    held = await store.held()
    assert (held.staff, held.people, held.accounts, held.ties, held.touches) == (40, 300, 80, 1_500, 9_000)
    assert held.last_touch is not None
    assert LAST_DAY - timedelta(days=7) < held.last_touch <= LAST_DAY


@pytest.mark.parametrize(
    "size",
    [
        Size(staff=1, people=1, accounts=1, ties=1, touches=1),
        Size(staff=3, people=4, accounts=9, ties=12, touches=12),
        Size(staff=50, people=2, accounts=1, ties=60),
        Size(staff=2, people=5, accounts=3, ties=0),
    ],
    ids=["one of each", "everybody knows everybody", "more staff than people", "no ties"],
)
async def test_a_firm_of_an_odd_size_is_as_asked_too(size: Size, store: EmbeddedStore, tmp_path: Path) -> None:
    firm = generate(tmp_path / "folder", size, seed=3)

    report = await import_folder(store, firm.folder, now=NOW, rejects=None)
    held = await store.held()
    assert report.rejected == 0
    assert (held.staff, held.people, held.accounts) == (size.staff, size.people, size.accounts)
    assert (held.ties, held.touches) == (size.ties, size.all_touches)


def test_touches_stand_in_the_order_in_which_they_happened(firm: Generated) -> None:
    touches = rows_of(firm.folder, "touches.csv")

    assert [row["at"] for row in touches] == sorted(row["at"] for row in touches)
    assert [row["id"] for row in touches] == [f"T{number}" for number in range(1, 9_001)]


def test_nobody_is_in_touch_with_anybody_before_or_after_they_were_with_us(firm: Generated) -> None:
    with_us = {row["id"]: (row["start"], row["end"] or "9") for row in rows_of(firm.folder, "staff.csv")}

    assert any(end != "9" for _, end in with_us.values())
    for row in rows_of(firm.folder, "touches.csv"):
        start, end = with_us[row["staff_id"]]
        assert start <= row["at"][:10] < end


def test_most_ties_have_few_touches_and_a_few_have_many(tmp_path: Path) -> None:
    size = Size(staff=100, people=4_000, accounts=1_000, ties=20_000)
    firm = generate(tmp_path / "folder", size, seed=1)

    ties = Counter(
        (row["staff_id"], row["person_id"] or row["account_id"]) for row in rows_of(firm.folder, "touches.csv")
    )
    counts = np.array(list(ties.values()))
    assert len(counts) == 20_000
    assert 2 <= np.median(counts) <= 4
    assert counts.max() > 200


def test_people_move_and_a_touch_names_the_account_that_employed_them(firm: Generated) -> None:
    jobs = Counter(row["person_id"] for row in rows_of(firm.folder, "employments.csv"))
    worked = {(row["person_id"], row["account_id"]) for row in rows_of(firm.folder, "employments.csv")}

    assert sum(count > 1 for count in jobs.values()) > 300 / 20
    named = [row for row in rows_of(firm.folder, "touches.csv") if row["person_id"] and row["account_id"]]
    assert named
    assert {(row["person_id"], row["account_id"]) for row in named} <= worked


def test_memory_does_not_grow_with_the_touches(tmp_path: Path) -> None:
    size = Size(staff=500, people=5_000, accounts=1_000, ties=100_000, touches=200_000)
    tracemalloc.start()
    try:
        generate(tmp_path / "folder", size, seed=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 20_000_000  # the text of the touches alone takes 11 megabytes, their rows as tuples 100


def test_progress_ends_with_all_touches_drawn_and_written(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    generate(tmp_path / "folder", SIZE, seed=1, progress=lambda done, of: told.append((done, of)))

    assert told == sorted(told)
    assert told[-1] == (18_000, 18_000)


@pytest.mark.parametrize(
    ("field", "number"), [("staff", 0), ("people", 0), ("accounts", 0), ("ties", 12_001), ("touches", 1_499)]
)
def test_a_size_that_no_firm_has_is_refused(field: str, number: int) -> None:
    with pytest.raises(InvalidInput, match=field):
        replace(SIZE, **{field: number})


def test_a_seed_out_of_range_is_refused_and_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="seed"):
        generate(tmp_path / "folder", SIZE, seed=-1)

    assert not (tmp_path / "folder").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(FolderError, match="not empty"):
        generate(tmp_path, SIZE, seed=1)
    assert bytes_of(tmp_path) == {"note.txt": b"mine"}


def test_shares_add_up_and_nobody_without_weight_gets_any() -> None:
    shares = apportioned(10, np.array([0.0, 1.0, 3.0, 0.0]))
    assert (shares.tolist(), int(shares.sum())) == ([0, 2, 8, 0], 10)


def test_what_is_above_the_most_goes_to_others() -> None:
    assert within(np.array([9, 0, 1]), 4).tolist() == [4, 4, 2]
    with pytest.raises(ValueError, match="do not add up"):
        within(np.array([9, 0, 1]), 3)
