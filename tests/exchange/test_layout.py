"""The layout of the folder, as users have written their exports against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from exchange.columns import Cells, Column
from exchange.layout import LAYOUT, NOT_READ_YET, REVENUE, FileLayout
from tests.exchange.small_firm import FILES

T = TypeVar("T")

COLUMNS = {
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
}
KEYS = {
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
    assert len(NOT_READ_YET) == 7


class WatchedCells(Cells):
    """Cells that remember which columns were asked for."""

    def __init__(self, places: Mapping[str, int], zone: ZoneInfo) -> None:
        super().__init__(places, zone)
        self.asked: set[str] = set()

    def __getitem__(self, column: Column[T]) -> T:
        self.asked.add(column.name)
        return super().__getitem__(column)


@pytest.mark.parametrize("layout", LAYOUT, ids=lambda layout: layout.name)
def test_every_column_of_a_file_is_read_into_its_record(layout: FileLayout) -> None:
    header, row, *_ = FILES[layout.name].splitlines()
    names = header.split(",")
    cells = WatchedCells({name: at for at, name in enumerate(names)}, ZoneInfo("UTC"))
    cells.current = row.split(",")
    record = layout.build(cells)
    read_apart = {"currency"} if layout is REVENUE else set()  # it is compared, not kept
    assert cells.asked | read_apart == {column.name for column in layout.columns}
    assert layout.key_of()(record) is not None


def test_every_column_says_what_it_means_and_how_it_is_written() -> None:
    for layout in LAYOUT:
        assert layout.says
        for column in layout.columns:
            assert len(column.says) > 5
            assert column.kind.shape
