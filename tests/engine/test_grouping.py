"""Sorting and looking up in large tables gives what it gives in small ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import ordering
from graph.domain.ordering import in_order, ordered_by
from graph.engine import grouping
from graph.engine.grouping import Runs, find, group_by, runs_of

CODES = st.lists(st.integers(0, 2**34) | st.sampled_from([0, 65_535, 65_536, 2**32]), max_size=60)


@pytest.fixture(autouse=True, params=["as small tables are", "as large tables are"])
def many(request: pytest.FixtureRequest) -> Iterator[None]:
    """From one row on tables count as large, or none do."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (grouping, ordering):
            patch.setattr(module, "_MANY", 1 if "large" in request.param else 2**40)
        yield


@given(CODES)
def test_rows_are_sorted_by_their_group_and_equals_stay_in_their_order(codes: list[int]) -> None:
    found = in_order(np.array(codes, dtype=np.int64), max(codes, default=0) + 1)
    assert found.tolist() == sorted(range(len(codes)), key=codes.__getitem__)


@given(st.lists(st.tuples(*[st.sampled_from([-1, 0, 1, 65_534, 65_535, 2**30])] * 3), max_size=60))
def test_rows_are_sorted_by_several_columns_and_equals_stay_in_their_order(rows: list[tuple[int, int, int]]) -> None:
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3).T
    assert ordered_by(*columns).tolist() == sorted(range(len(rows)), key=rows.__getitem__)


@given(CODES, CODES)
def test_what_is_looked_up_is_found_where_it_stands_or_not_at_all(there: list[int], wanted: list[int]) -> None:
    ascending = sorted(set(there))
    found = find(np.array(ascending, dtype=np.int64), np.array(wanted, dtype=np.int64))
    assert found.tolist() == [ascending.index(one) if one in there else -1 for one in wanted]


@given(st.lists(st.integers(0, 9), max_size=40), st.lists(st.integers(0, 9), max_size=12))
def test_rows_that_ascend_are_joined_as_all_others_are(column: list[int], asked: list[int]) -> None:
    groups = np.array(asked, dtype=np.int64)
    ascending = np.array(sorted(column), dtype=np.int64)
    expected = [(place, row) for place, one in enumerate(asked) for row in np.flatnonzero(ascending == one).tolist()]
    for grouped in (runs_of(ascending, 10), group_by(ascending, 10)):
        assert isinstance(grouped, Runs)
        left, row = grouped.expand(groups)
        assert list(zip(left.tolist(), row.tolist(), strict=True)) == expected
