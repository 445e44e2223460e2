"""Which rows share a key, and the ranks of bookings, held against the obvious way to find them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from exchange.repeats import REPEATED, KeyTable, Ranking
from graph.domain.records import Booking

KEYED = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-2, 2)), max_size=12)


@given(KEYED)
def test_rows_that_share_a_key_are_found_as_by_comparing_each_with_each(rows: list[tuple[str, int]]) -> None:
    table = KeyTable()
    for line, (key, content) in enumerate(rows, start=2):
        table.add(line, key, content)
    walk = table.findings().walk()

    for line, (key, content) in enumerate(rows, start=2):
        same = [(at, other) for at, (name, other) in enumerate(rows, start=2) if name == key]
        differing = [at for at, other in same if other != content]
        expected = differing[0] if differing else None if same[0][0] == line else REPEATED
        assert walk.other(line) == expected


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
