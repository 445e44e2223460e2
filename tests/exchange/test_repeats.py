"""Which rows share a key, and the ranks of bookings, held against the obvious way to find them."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.repeats import REPEATED, KeyTable, Ranking
from graph.domain.records import Booking
from graph.errors import FolderError

KEYED = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-2, 2)), max_size=12)


HELD = st.sampled_from([1, 2, 5, 1_000])
"""How many rows are held in memory; beyond, they are in a temporary file."""


@given(KEYED, HELD)
def test_rows_that_share_a_key_are_found_as_by_comparing_each_with_each(rows: list[tuple[str, int]], held: int) -> None:
    with KeyTable(held) as table:
        for line, (key, content) in enumerate(rows, start=2):
            table.add(line, key, content)
        walk = table.findings().walk()

    for line, (key, content) in enumerate(rows, start=2):
        same = [(at, other) for at, (name, other) in enumerate(rows, start=2) if name == key]
        differing = [at for at, other in same if other != content]
        expected = differing[0] if differing else None if same[0][0] == line else REPEATED
        assert walk.other(line) == expected


@pytest.mark.parametrize("rows", [4, 30_000])
def test_a_long_table_says_the_same_from_a_temporary_file_as_from_memory(rows: int) -> None:
    random = Random(rows)
    keyed = [(random.randrange(rows), random.randrange(2)) for _ in range(rows)]
    said = []
    for held in (rows + 1, rows, rows // 4, 7 if rows < 100 else rows // 13):
        with KeyTable(held) as table:
            for line, (key, content) in enumerate(keyed, start=2):
                table.add(line, key, content)
            findings = table.findings()
            said.append((findings.lines.tolist(), findings.others.tolist()))

    assert said[0][0]
    assert said[1:] == said[:1] * 3


def test_no_file_is_left_where_temporary_files_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with KeyTable(held=2) as table:
        for line in range(2, 9):
            table.add(line, line, line)
        assert not list(tmp_path.iterdir())  # it has no name, so that it goes however the process ends


def test_no_room_for_the_temporary_file_gets_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    sentence = (
        f"The import finds no room for its temporary file in {tmp_path}/nowhere (No such file or directory): "
        "make room, or set TMPDIR to a folder on another disk, and import the folder again."
    )
    with KeyTable(held=2) as table:
        table.add(2, "a", "one")
        with pytest.raises(FolderError) as refused:
            table.add(3, "b", "one")
    assert str(refused.value) == sentence


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 1), st.integers(-2, 2), st.sampled_from("xy"))))
def test_ranks_count_the_bookings_of_an_account_and_day_by_amount(rows: list[tuple[str, int, int, str]]) -> None:
    bookings = [
        Booking(account, date(2025, 1, 1) + timedelta(day), amount, rank=1, line=business)
        for account, day, amount, business in rows
    ]
    ranking = Ranking()
    for booking in bookings:
        ranking.add(booking)

    groups: defaultdict[object, list[tuple[int, int]]] = defaultdict(list)
    for booking, rank in zip(bookings, ranking.ranks().tolist(), strict=True):
        groups[booking.account_id, booking.on].append((rank, booking.amount))
    for group in groups.values():
        assert [rank for rank, _ in sorted(group)] == list(range(1, len(group) + 1))
        amounts = [amount for _, amount in sorted(group)]
        assert amounts == sorted(amounts)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("xyz")), max_size=8), st.randoms())
def test_the_order_of_rows_never_decides_which_booking_has_which_rank(
    rows: list[tuple[int, str]], random: Random
) -> None:
    def ranked(order: list[tuple[int, str]]) -> set[tuple[int, int, str]]:
        ranking = Ranking()
        for amount, business in order:
            ranking.add(Booking("a", date(2025, 1, 1), amount, rank=1, line=business))
        return {(rank, *row) for rank, row in zip(ranking.ranks().tolist(), order, strict=True)}

    shuffled = list(rows)
    random.shuffle(shuffled)
    assert ranked(rows) == ranked(shuffled)
