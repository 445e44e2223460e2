"""Days, money, words and columns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.assembly import Keys, assemble
from graph.domain.calendar import (
    ALWAYS,
    EARLIEST,
    LATEST,
    NO_DAY,
    STILL,
    check_day,
    date_of,
    date_or_none,
    day_number,
    end_number,
    event_number,
    instant_number,
    instant_of,
    local_date,
    start_number,
)
from graph.domain.money import Money, parse_amount
from graph.domain.network import PersonTable, RatingTable
from graph.domain.vocabulary import BuyingApproach, Channel, Direction
from graph.errors import AmbiguousName, InvalidCursor, InvalidInput
from tests.engine.building import network_of
from tests.oracle.rows import Folder, Staff

possible_days = st.dates(EARLIEST, LATEST)


@given(possible_days)
def test_a_day_number_is_a_day_and_back(day: date) -> None:
    assert date_of(day_number(day)) == day == date_or_none(day_number(day))
    assert ALWAYS < day_number(day) < STILL < NO_DAY


def test_what_is_not_dated_lies_outside_all_days() -> None:
    assert (start_number(None), end_number(None), event_number(None)) == (ALWAYS, STILL, NO_DAY)
    assert [date_or_none(number) for number in (ALWAYS, STILL, NO_DAY)] == [None] * 3


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_an_impossible_day_is_refused(day: date) -> None:
    with pytest.raises(InvalidInput, match="1900-01-01 to 2199-12-31"):
        check_day("on", day)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds
def test_an_instant_is_a_number_and_back(at: datetime) -> None:
    assert instant_of(instant_number(at)) == at


def test_an_instant_falls_on_the_day_of_the_stores_time_zone() -> None:
    late = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    assert local_date(late, ZoneInfo("Europe/Berlin")) == date(2024, 7, 1)


@given(st.integers(-(10**16), 10**16))
def test_money_is_written_and_read_without_loss(amount: int) -> None:
    assert parse_amount(Money(amount, "EUR").decimal()) == amount


@pytest.mark.parametrize(
    ("text", "amount"), [("12.5", 125_000), ("-0.00005", 0), ("0.00015", 2), ("+7", 70_000), ("440.0", 4_400_000)]
)
def test_an_amount_is_rounded_half_to_even_beyond_four_places(text: str, amount: int) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize("text", ["\uff11\uff12", "٣", "१.५", "1.٣"])
def test_an_amount_in_the_digits_of_another_script_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="write digits with a point"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1." + "0" * 3_000, "at most four decimals"),
        ("0" * 3_000 + "1." + "0" * 30, "at most four decimals"),
        ("1000000000000.01", "beyond a trillion"),
        ("1" + "0" * 3_000, "beyond a trillion"),
        ("10000000000000." + "0" * 3_000, "beyond a trillion"),
    ],
)
def test_a_long_amount_is_told_what_is_wrong_with_it(text: str, remedy: str) -> None:
    with pytest.raises(InvalidInput, match=remedy):
        parse_amount(text)


def test_zeros_before_an_amount_do_not_make_it_long() -> None:
    assert parse_amount("0" * 3_000 + "12.5") == 125_000


@pytest.mark.parametrize("text", ["", "1,000", "1.000,5", "$5", "1e5", "NaN", "12.", "--1", "1" * 30, "1" * 40_000])
def test_an_amount_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="amount"):
        parse_amount(text)


def test_money_shows_two_places_or_four() -> None:
    assert [Money(amount, "EUR").decimal() for amount in (12_657_930_400, 1, -5_000)] == [
        "1265793.04",
        "0.0001",
        "-0.50",
    ]
    assert Money(125_000, "EUR").units() == Decimal("12.5")


def test_words_are_trimmed_and_case_folded() -> None:
    assert Channel.of(" Email ") is Channel.EMAIL
    assert BuyingApproach.of("standard_parts").word == "standard_parts"
    assert Direction.IN.word == "in"
    with pytest.raises(KeyError):
        Channel.of("fax")


def test_columns_are_of_one_length_and_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="lengths"):
        PersonTable(ids=("a", "b"), names=("one",))
    ratings = RatingTable(
        staff=np.zeros(1, dtype=np.int32),
        person=np.zeros(1, dtype=np.int32),
        closeness=np.zeros(1, dtype=np.int8),
        on=np.zeros(1, dtype=np.int32),
    )
    with pytest.raises(ValueError, match="read-only"):
        ratings.closeness[0] = 4


@pytest.mark.parametrize("people", [0, 1])
def test_a_row_that_names_somebody_who_was_not_loaded_is_refused(people: int) -> None:
    network = network_of(
        Folder((Staff("ada", None, None, None),), (), (), (), (), (), (), (), (), ()), date(2024, 1, 1)
    )
    dangling = RatingTable(
        staff=np.zeros(1, dtype=np.int32),
        person=np.full(1, 7, dtype=np.int32),
        closeness=np.zeros(1, dtype=np.int8),
        on=np.zeros(1, dtype=np.int32),
    )
    known = PersonTable(ids=("kim",) * people, names=("Kim",) * people)
    raw = type(network)(**{**vars(network), "ratings": dangling, "people": known})
    keys = Keys(staff=np.arange(1), people=np.arange(people), accounts=np.arange(0), ties=np.arange(0))
    with pytest.raises(ValueError, match="person that was not loaded"):
        assemble(raw, keys)


def test_errors_say_in_one_sentence_what_mends_them() -> None:
    assert str(InvalidCursor("x")) == "cursor 'x' cannot be used: take it from pageInfo or an edge of the same list."
    several = AmbiguousName("kim", [("k1", "buyer"), ("k2", "owner")])
    assert str(several) == "'kim' fits 2: k1 (buyer); k2 (owner). Ask again with the id."
