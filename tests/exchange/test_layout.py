"""The layout of the folder, as users have written their exports against it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from exchange.columns import Cells, Column
from exchange.layout import LAYOUT, NOT_READ_YET, FileLayout
from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS
from graph.domain.records import Booking, Touch
from tests.exchange.small_firm import FILES, FURTHER

T = TypeVar("T")
WHOLE = {**FILES, **FURTHER}

COLUMNS = {
    "retractions.csv": "file* kind* key* at* imported",
    "firm.csv": "name* domains currency time_zone",
    "staff.csv": "id* name* email title team manager_id start end",
    "accounts.csv": "id* name* domain industry parent_id since",
    "buying.csv": "account_id* from* approach* decision_rule switching_cost other_suppliers renewal_on",
    "people.csv": "id* name email title",
    "employments.csv": "person_id* account_id* title decision_role decision_weight veto start end",
    "services.csv": "staff_id* account_id* role* start end",
    "touches.csv": "id* at* staff_id* person_id account_id channel* direction",
    "closeness.csv": "staff_id* person_id* closeness* on* by",
    "promises.csv": "id* staff_id* person_id account_id made_on* due_on outcome closed_on",
    "revenue.csv": "account_id* on* amount* currency ref line",
    "covenants.csv": "staff_id* kind* from account_id until",
    "gains.csv": (
        "id* account_id* from* until* amount* currency attributed_to against_alternative verified_by_customer"
    ),
    "referrals.csv": "person_id* account_id* on",
    "colleagues.csv": "staff_id* other_id* kind* since",
    "departures.csv": "id* staff_id* noticed_on left_on* destination*",
    "outcomes.csv": "departure_id* account_id* outcome* on value",
    "attention.csv": "staff_id* month* customer_hours internal_hours",
}
KEYS = {
    "retractions.csv": "file key",
    "firm.csv": "",
    "staff.csv": "id",
    "accounts.csv": "id",
    "buying.csv": "account_id from",
    "people.csv": "id",
    "employments.csv": "person_id account_id start",
    "services.csv": "staff_id account_id role start",
    "touches.csv": "id",
    "closeness.csv": "staff_id person_id on",
    "promises.csv": "id",
    "revenue.csv": "account_id on ref",
    "covenants.csv": "staff_id kind account_id from",
    "gains.csv": "id",
    "referrals.csv": "person_id account_id",
    "colleagues.csv": "staff_id other_id kind",
    "departures.csv": "id",
    "outcomes.csv": "departure_id account_id",
    "attention.csv": "staff_id month",
}


def test_files_and_columns_are_those_of_the_layout() -> None:
    found = {
        layout.name: " ".join(column.name + "*" * column.required for column in layout.columns) for layout in LAYOUT
    }
    assert found == COLUMNS
    assert list(found) == list(COLUMNS)
    assert {layout.name: " ".join(column.name for column in layout.key) for layout in LAYOUT} == KEYS


def test_what_a_row_refers_to_stands_in_an_earlier_file_or_in_the_same() -> None:
    seen: set[object] = set()
    for layout in LAYOUT:
        seen.add(layout.entity)
        assert all(column.refers in seen for column in layout.columns if column.refers is not None)


def test_files_for_later_are_named_and_none_of_them_is_read() -> None:
    assert not {layout.name for layout in LAYOUT} & set(NOT_READ_YET)
    assert NOT_READ_YET == ("decisions.csv",)


def test_files_are_written_in_the_order_of_the_kinds_and_what_was_decided_by_hand_comes_first() -> None:
    kinds = [layout.record for layout in LAYOUT]
    assert kinds == [Amendment, *(kind for kind in KEY_FIELDS if kind is not Amendment)]


@pytest.mark.parametrize("layout", LAYOUT, ids=lambda layout: layout.name)
def test_every_field_of_a_record_has_a_column_but_what_follows_from_others(layout: FileLayout) -> None:
    follows = {"version"} | {Touch: {"on"}, Booking: {"rank"}}.get(layout.record, set())
    assert {column.field for column in layout.columns} == {field.name for field in fields(layout.record)} - follows


@pytest.mark.parametrize("layout", LAYOUT, ids=lambda layout: layout.name)
def test_what_is_written_of_a_record_is_read_as_the_same_record(layout: FileLayout) -> None:
    header, *rows = csv.reader(WHOLE[layout.name].splitlines())
    for row in rows:
        read = layout.build(cells_of(header, row))
        written = layout.cells(read)
        assert layout.build(cells_of([column.name for column in layout.columns], written)) == read


class WatchedCells(Cells):
    """Cells that remember which columns were asked for."""

    def __init__(self, places: Mapping[str, int], zone: ZoneInfo, currency: str) -> None:
        super().__init__(places, zone, currency)
        self.asked: set[str] = set()

    def __getitem__(self, column: Column[T]) -> T:
        self.asked.add(column.name)
        return super().__getitem__(column)


def cells_of(names: Sequence[str], row: Sequence[str]) -> WatchedCells:
    cells = WatchedCells({name: at for at, name in enumerate(names)}, ZoneInfo("Europe/Berlin"), "EUR")
    cells.current = row
    return cells


@pytest.mark.parametrize("layout", LAYOUT, ids=lambda layout: layout.name)
def test_every_column_of_a_file_is_read_into_its_record(layout: FileLayout) -> None:
    header, row, *_ = csv.reader(WHOLE[layout.name].splitlines())
    cells = cells_of(header, row)
    record = layout.build(cells)
    assert type(record) is layout.record
    assert cells.asked == {column.name for column in layout.columns}
    assert layout.key_of()(record) is not None


def test_every_column_says_what_it_means_and_how_it_is_written() -> None:
    for layout in LAYOUT:
        assert layout.says
        for column in layout.columns:
            assert len(column.says) > 5
            assert column.kind.shape
