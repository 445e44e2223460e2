"""Figures are rounded for the eye, and what adds up before adds up after."""

import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from app.printing import (
    console,
    counted,
    day_in_words,
    escaped,
    listed,
    money,
    money_range,
    nearest_unit,
    percent,
    percent_range,
    printable,
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


DRIVING = "\x1b\x07\x00\r\x7f\x9b\x9d\u2028\u2029\u202e\u2066"


@pytest.mark.parametrize("styled", [False, True])
def test_no_character_of_the_data_drives_the_terminal(styled: bool) -> None:
    written = io.StringIO()
    terminal = console()
    terminal.file = written
    table = Table("Name", title=f"T{DRIVING}")
    table.add_row(f"A{DRIVING}B")
    for said in (f"A{DRIVING}B", table):
        terminal.print(said, style="bold" if styled else None)
    terminal.print(f"A{DRIVING}B", soft_wrap=True)
    assert written.getvalue().count("AB") == 3
    assert not set(DRIVING) & set(written.getvalue())


@given(st.text())
def test_what_is_printable_stays_and_what_is_escaped_means_the_same(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert json.loads(escaped(json.dumps([text], ensure_ascii=False, indent=2))) == [text]
    assert not set(DRIVING) & set(escaped(json.dumps([text + DRIVING], ensure_ascii=False)))


@pytest.mark.parametrize("name", ["Zoë Åström", "王小明", "नमस्ते", "O\u2019Neil\u00a0& Söhne", "a\nb"])
def test_names_of_all_languages_are_printed_as_they_are(name: str) -> None:
    assert printable(name) == name
