"""Touches that are read quickly are the ones that reading them cell by cell makes."""

from __future__ import annotations

from dataclasses import dataclass
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
        "2021-W27-4T07:15Z",
        "2021-07-01T23:59:59.5Z",
        "2021-07-01X07:15Z",
        "2021-07-01T07:15 Z",
        "2021-07-01T24:15Z",
        "1899-12-31T23:30Z",
        "2199-12-31T23:30Z",
        "0001-01-01T00:00Z",
        "9999-12-31T23:59Z",
    ],
    "staff_id": ["", " ", "S 1", "S1 "],
    "person_id": ["", " ", "P1 "],
    "account_id": ["", "A1 "],
    "channel": ["", " Email ", "EMAIL", "letter", "crisis"],
    "direction": ["", " ", "Both", "out", "sideways"],
}
CELLS = st.fixed_dictionaries({name: st.sampled_from([plain] * 4 + ODD[name]) for name, plain in PLAIN.items()})


KNOWN = {"staff_id": ["S1", "S 1"], "person_id": ["P1", "P2"], "account_id": ["A1"]}
"""The ids that a row may refer to."""


@dataclass(frozen=True)
class Ids:
    """Ids of one kind: the first is of the folder, the others are of the store."""

    ids: list[str]

    @property
    def found(self) -> list[str]:
        """Those of the folder."""
        return self.ids[:1]

    @property
    def held(self) -> list[str]:
        """Those of the store."""
        return self.ids[1:]


def slowly(row: list[str], zone: ZoneInfo) -> Touch | None:
    """What the row says by its columns; None when it says nothing that can be used."""
    cells = Cells(PLACES, zone)
    cells.current = row
    try:
        read = touch(cells)
    except (RowError, InvalidRecord, OverflowError):
        return None
    assert isinstance(read, Touch)
    return read if all(getattr(read, name) in [None, *ids] for name, ids in KNOWN.items()) else None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Apia", "America/New_York"])
@pytest.mark.parametrize("name", PLAIN)
def test_each_odd_cell_is_read_as_slowly_or_left_to_it(name: str, zone: str) -> None:
    for odd in ODD[name]:
        row = [odd if column.name == name else PLAIN[column.name] for column in TOUCHES.columns]
        assert quickly(row, ZoneInfo(zone)) in (None, slowly(row, ZoneInfo(zone))), odd


@given(CELLS)
def test_what_is_read_quickly_is_what_is_read_slowly(cells: dict[str, str]) -> None:
    zone = ZoneInfo("Pacific/Apia")
    row = [cells[column.name] for column in TOUCHES.columns]
    assert quickly(row, zone) in (None, slowly(row, zone))


@given(CELLS)
def test_what_a_plain_row_says_is_told_apart_as_its_touch_is(cells: dict[str, str]) -> None:
    said = quick(PLACES, ZoneInfo("Europe/Berlin")).said([cells[column.name] for column in TOUCHES.columns])
    assert said is None or hash(said) == hash(Touch(*said))


def test_a_plain_row_is_read_quickly_wherever_its_columns_stand() -> None:
    places = {column.name: len(PLACES) - place for place, column in enumerate(TOUCHES.columns)}
    row = ["not ours"] + [PLAIN[name] for name in sorted(places, key=places.__getitem__)]
    said = quick(places, ZoneInfo("UTC")).said(row)
    assert said is not None
    assert Touch(*said) == slowly([PLAIN[column.name] for column in TOUCHES.columns], ZoneInfo("UTC"))


@pytest.mark.parametrize("name", PLAIN)
def test_one_odd_cell_leaves_all_rows_unless_it_is_read_quickly_alone(name: str) -> None:
    reader = quick(PLACES, ZoneInfo("Pacific/Apia"))
    plain = [PLAIN[column.name] for column in TOUCHES.columns]
    for odd in ODD[name]:
        rows = [plain, [odd if column.name == name else PLAIN[column.name] for column in TOUCHES.columns]]
        said = [reader.said(row) for row in rows]
        lines = [f"{','.join(row)}\n".encode() for row in rows]
        assert reader.all_said(lines, ",", len(PLACES)) == (None if None in said else said), odd


@given(st.lists(CELLS, min_size=1, max_size=4), st.sampled_from([",", ";"]), st.sampled_from(["\n", "\r\n"]))
def test_plain_rows_together_say_what_each_says_and_one_that_is_odd_leaves_all(
    rows: list[dict[str, str]], separator: str, end: str
) -> None:
    reader = quick(PLACES, ZoneInfo("Europe/Berlin"))
    cells = [[row[column.name] for column in TOUCHES.columns] for row in rows]
    said = [reader.said(row) for row in cells]
    lines = [f"{separator.join(row)}{end}".encode() for row in cells]
    assert reader.all_said(lines, separator, len(PLACES)) == (None if None in said else said)


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b",,,,,,\n",
        b"T1,2021-07-01T07:09Z,S1,P1,A1,email,in",
        b"T1,2021-07-01T07:09Z,S1,P1,A1,email,in\r",
        b"T1,2021-07-01T07:09Z,S1,P1,A1,email\n",
        b"T1,2021-07-01T07:09Z,S1,P1,A1,email,in,\n",
        b'"T1",2021-07-01T07:09Z,S1,P1,A1,email,in\n',
        b"T\xff,2021-07-01T07:09Z,S1,P1,A1,email,in\n",
        b"T\x00,2021-07-01T07:09Z,S1,P1,A1,email,in\n",
        b"T1,2021-07-01T07:09Z,S1,,,email,in\n",
        b"id,at,staff_id,person_id,account_id,channel,direction\n",
        b"T" * 1_000_000 + b",2021-07-01T07:09Z,S1,P1,A1,email,in\n",
    ],
)
def test_a_line_that_is_no_plain_row_leaves_all_to_be_read_one_by_one(line: bytes) -> None:
    reader = quick(PLACES, ZoneInfo("UTC"))
    plain = b"T1,2021-07-01T07:09Z,S1,P1,A1,email,in\n"
    assert reader.all_said([plain, plain], ",", len(PLACES)) is not None
    assert reader.all_said([plain, line, plain], ",", len(PLACES)) is None


@pytest.mark.parametrize("cell", [b"\0", b"x" * 1_000_000])
def test_what_a_column_not_ours_holds_may_leave_all_to_be_read_one_by_one(cell: bytes) -> None:
    reader = quick(PLACES, ZoneInfo("UTC"))
    plain = b"T1,2021-07-01T07:09Z,S1,P1,A1,email,in,more\n"
    assert reader.all_said([plain, plain], ",", len(PLACES) + 1) is not None
    assert reader.all_said([plain, plain.replace(b"more", cell)], ",", len(PLACES) + 1) is None


@pytest.mark.parametrize("name", KNOWN)
def test_a_row_that_refers_to_nobody_known_is_left_to_be_read_slowly(name: str) -> None:
    row = ["somebody" if column.name == name else PLAIN[column.name] for column in TOUCHES.columns]
    assert quickly(row, ZoneInfo("UTC")) is None


def quick(places: dict[str, int], zone: ZoneInfo) -> QuickTouches:
    """Who reads rows whose columns stand there."""
    staff, people, accounts = (Ids(KNOWN[name]) for name in ("staff_id", "person_id", "account_id"))
    return QuickTouches(places, zone, (staff, people, accounts))


def quickly(row: list[str], zone: ZoneInfo) -> Touch | None:
    """What the row says, unless it has to be asked cell by cell."""
    said = quick(PLACES, zone).said(row)
    return None if said is None else Touch(*said)
