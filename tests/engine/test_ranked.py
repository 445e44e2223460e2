"""The highest number is found whatever changes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.engine.ranked import Ranked

NUMBERS = st.lists(st.sampled_from([-1.0, 0.0, 0.5, 2.0, 2.0, 7.0]), min_size=1, max_size=40)
CHANGES = st.lists(st.dictionaries(st.integers(0, 39), st.sampled_from([-1.0, 0.0, 1.0, 2.0, 9.0])), max_size=8)


@given(NUMBERS, CHANGES, st.integers(2, 5))
def test_the_highest_is_the_first_of_all_that_are_as_high(
    numbers: list[float], changes: list[dict[int, float]], block: int
) -> None:
    ranked, plain = Ranked(np.array(numbers), block), list(numbers)
    for change in changes:
        assert ranked.highest() == plain.index(max(plain))
        there = {place: number for place, number in change.items() if place < len(plain)}
        for place, number in there.items():
            plain[place] = ranked.values[place] = number
        ranked.changed(np.array(list(there), dtype=np.int64))
        assert ranked.values.tolist() == plain
    assert ranked.highest() == plain.index(max(plain))
