"""Rows that come in many portions give the columns that all of them would give at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.network import AccountTable, BuyingTable
from graph.store.embedded.reading import columns
from graph.store.embedded.reading.columns import keyed_table_of, table_of

DAYS = st.integers(-(2**31), 2**31 - 1)
ACCOUNTS = st.lists(st.tuples(st.integers(0, 2**62), st.text(), st.text(), DAYS, DAYS, DAYS), max_size=40)
WAYS = st.lists(
    st.tuples(DAYS, DAYS, st.integers(-1, 9), st.integers(-1, 9), st.none() | st.floats(0, 1), DAYS, DAYS), max_size=40
)


@pytest.fixture(autouse=True, scope="module")
def few_at_once() -> Iterator[None]:
    """Three rows are a portion."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_ROWS_AT_ONCE", 3)
        yield


@given(ACCOUNTS)
def test_keys_texts_and_numbers_stay_row_by_row(rows: list[tuple[int, str, str, int, int, int]]) -> None:
    keys, table = keyed_table_of(AccountTable, iter(rows))
    found = zip(
        keys.tolist(),
        table.ids,
        table.names,
        table.since.tolist(),
        table.first_booking.tolist(),
        table.first_touch.tolist(),
        strict=True,
    )
    assert list(found) == rows


@given(WAYS)
def test_what_was_not_supplied_is_no_number(rows: list[tuple[int, int, int, int, float | None, int, int]]) -> None:
    table = table_of(BuyingTable, iter(rows))
    assert table.account.tolist() == [row[0] for row in rows]
    assert [None if np.isnan(cost) else cost for cost in table.switching_cost.tolist()] == [row[4] for row in rows]
