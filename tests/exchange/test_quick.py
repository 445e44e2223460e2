"""Touches that are read quickly are the ones that reading them cell by cell makes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.builders import touch
from exchange.columns import Cells, RowError
from exchange.layout import TOUCHES
from exchange.quick import QuickTouches
from graph.domain.records import Touch
from graph.errors import InvalidRecord

PLACES = {column.name: place for place, column in enumerate(TOUCHES.columns)}
PLAIN = {
    "id": "T1",
    "at": "2021-07-01T07:09Z",
    "staff_id": "S1",
    "person_id": "P1",
    "account_id": "A1",
    "channel": "email",
    "direction": "in",
}
ODD = {
    "id": ["", " T1", "T1 ", "\u00a0", "T" * 201, "T\x1b"],
    "at": [
        "",
        "2021-07-01",
        " 2021-07-01 ",
        "2021-07-01T",
        "20210701T0709",
        "2021-07-01T07:09+02:00",
        "44378",
        "x",
        "1899-12-31",
        "2200-01-01T00:00Z",
        "2021-07-01 07:09",
        "9999-12-31T23:59-12:00",
        "2021-10-31T02:30",
    ],
    "staff_id": ["", " ", "S 1", "S1 "],
    "person_id": ["", " ", "P1 "],
    "account_id": ["", "A1 "],
    "channel": ["", " Email ", "EMAIL", "letter", "crisis"],
    "direction": ["", " ", "Both", "out", "sideways"],
}
CELLS = st.fixed_dictionaries({name: st.sampled_from([plain] * 4 + ODD[name]) for name, plain in PLAIN.items()})


def slowly(row: list[str], zone: ZoneInfo) -> Touch | None:
    """What the row says by its columns; None when it says nothing that can be used."""
    cells = Cells(PLACES, zone)
    cells.current = row
    try:
        return touch(cells)
    except (RowError, InvalidRecord, OverflowError):
        return None


@pytest.mark.parametrize("name", PLAIN)
def test_each_odd_cell_is_read_as_slowly_or_left_to_it(name: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    for odd in ODD[name]:
        row = [odd if column.name == name else PLAIN[column.name] for column in TOUCHES.columns]
        assert quickly(row, zone) in (None, slowly(row, zone)), odd


@given(CELLS)
def test_what_is_read_quickly_is_what_is_read_slowly(cells: dict[str, str]) -> None:
    zone = ZoneInfo("Pacific/Apia")
    row = [cells[column.name] for column in TOUCHES.columns]
    assert quickly(row, zone) in (None, slowly(row, zone))


def test_a_plain_row_is_read_quickly_wherever_its_columns_stand() -> None:
    places = {column.name: len(PLACES) - place for place, column in enumerate(TOUCHES.columns)}
    row = ["not ours"] + [PLAIN[name] for name in sorted(places, key=places.__getitem__)]
    read = QuickTouches(places, ZoneInfo("UTC")).touch(row)
    assert read is not None
    assert read == slowly([PLAIN[column.name] for column in TOUCHES.columns], ZoneInfo("UTC"))


def quickly(row: list[str], zone: ZoneInfo) -> Touch | None:
    """What the row says, unless it has to be asked cell by cell."""
    try:
        return QuickTouches(PLACES, zone).touch(row)
    except OverflowError:  # a year so late that reading it slowly raises the same
        return None
