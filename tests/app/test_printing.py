"""Figures are rounded for the eye, and what adds up before adds up after."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing import (
    counted,
    day_in_words,
    listed,
    money,
    money_range,
    nearest_unit,
    percent,
    percent_range,
    whole_units,
)
from graph.domain.answers import MoneyRange, Range
from graph.domain.money import Money

AMOUNTS = st.lists(st.integers(-(10**12), 10**12), max_size=30)


@given(AMOUNTS)
def test_rounded_parts_add_up_to_the_rounded_whole(amounts: list[int]) -> None:
    assert sum(whole_units(amounts)) == nearest_unit(sum(amounts))


@given(AMOUNTS)
def test_no_part_is_a_whole_unit_away_from_what_it_was(amounts: list[int]) -> None:
    for amount, rounded in zip(amounts, whole_units(amounts), strict=True):
        assert abs(rounded * 10_000 - amount) <= 10_000


def test_the_largest_fraction_takes_what_is_left_over_and_of_equals_the_first() -> None:
    assert whole_units([4_000, 6_000, 0]) == [0, 1, 0]
    assert whole_units([5_000, 5_000]) == [1, 0]


def test_an_amount_has_its_currency_and_separated_thousands() -> None:
    assert money(Money(12_588_164_999, "EUR")) == "EUR 1,258,816"
    assert money(Money(0, "")) == "0"
    assert money_range(MoneyRange(Money(10_000_000, "EUR"), Money(20_000_000, "EUR"))) == "1,000 to 2,000"


@pytest.mark.parametrize(
    ("chance", "written"),
    [(0.0, "0 %"), (0.004, "<1 %"), (0.05, "5 %"), (0.446, "45 %"), (0.997, ">99 %"), (1.0, "100 %")],
)
def test_what_is_merely_unlikely_is_never_written_as_impossible(chance: float, written: str) -> None:
    assert percent(chance) == written


def test_ranges_days_and_numbers_are_written_as_people_do() -> None:
    assert percent_range(Range(0.2216, 0.6923)) == "22-69 %"
    assert day_in_words(date(2026, 6, 3)) == "3 June 2026"
    assert (counted(1, "account"), counted(1_200, "account")) == ("1 account", "1,200 accounts")
    assert counted(2, "person", "people") == "2 people"
    assert [listed(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
