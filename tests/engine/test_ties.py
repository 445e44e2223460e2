"""Laws of a tie's strength (section 1 of the specification)."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.network import Reals, TouchTable
from graph.domain.vocabulary import Channel, Direction
from graph.engine.fold import fold
from graph.engine.strength import Rating, observed, strength

DAY = 20_000
Touch = tuple[int, Channel, Direction]
touches = st.lists(
    st.tuples(st.integers(DAY - 4_000, DAY), st.sampled_from(Channel), st.sampled_from(Direction)),
    min_size=1,
    max_size=30,
)
promises = st.integers(0, 5)


def seen(history: list[Touch], day: int) -> Reals:
    """What the touches alone are worth on a day."""
    rows = sorted(history, key=lambda touch: touch[0])
    table = TouchTable(
        tie=np.zeros(len(rows), dtype=np.int32),
        day=np.array([day for day, _, _ in rows], dtype=np.int32),
        channel=np.array([channel for _, channel, _ in rows], dtype=np.int8),
        direction=np.array([direction for _, _, direction in rows], dtype=np.int8),
    )
    return observed(fold(table, 1), float(day))


def strong(history: list[Touch], day: int, kept: int = 0, broken: int = 0, rating: float = np.nan) -> float:
    """The strength of a tie on a day; a rating is of that day."""
    rated = Rating(np.array([rating]), np.zeros(1))
    return float(strength(seen(history, day), rated, np.array([float(kept)]), np.array([float(broken)]))[0])


@settings(max_examples=500)
@given(touches, promises, promises, st.sampled_from((np.nan, 0.0, 2.0, 4.0)))
def test_strength_stays_between_nothing_and_one(history: list[Touch], kept: int, broken: int, rating: float) -> None:
    assert 0 <= strong(history, DAY, kept, broken, rating) <= 1


@settings(max_examples=500)
@given(touches, promises, promises)
def test_a_meeting_today_never_weakens_a_tie(history: list[Touch], kept: int, broken: int) -> None:
    met = [*history, (DAY, Channel.MEETING, Direction.BOTH)]
    assert strong(met, DAY, kept, broken) >= strong(history, DAY, kept, broken) - 1e-12


@settings(max_examples=500)
@given(touches, promises, promises, st.integers(1, 2_000))
def test_silence_never_strengthens_a_tie_that_nobody_rated(
    history: list[Touch], kept: int, broken: int, silence: int
) -> None:
    assert strong(history, DAY + silence, kept, broken) <= strong(history, DAY, kept, broken) + 1e-12


@given(touches, promises, promises)
def test_a_kept_promise_never_weakens_and_a_broken_one_never_strengthens(
    history: list[Touch], kept: int, broken: int
) -> None:
    now = strong(history, DAY, kept, broken)
    assert strong(history, DAY, kept + 1, broken) >= now - 1e-12
    assert strong(history, DAY, kept, broken + 1) <= now + 1e-12


@given(st.floats(0.01, 0.4), st.floats(0.5, 0.9))
def test_a_broken_promise_costs_a_closer_tie_a_larger_share(far: float, close: float) -> None:
    def share_left(mixed: float) -> float:
        unrated = Rating(np.array([np.nan]), np.zeros(1))
        whole = strength(np.array([mixed]), unrated, np.zeros(1), np.zeros(1))
        return float((strength(np.array([mixed]), unrated, np.zeros(1), np.ones(1)) / whole)[0])

    assert share_left(close) < share_left(far)


@given(touches)
def test_mail_answered_is_worth_more_than_mail_unanswered(history: list[Touch]) -> None:
    days = sorted({day for day, _, _ in history})
    unanswered = [(day, Channel.EMAIL, Direction.OUT) for day in days] * 2
    answered = [(day, Channel.EMAIL, way) for day in days for way in (Direction.OUT, Direction.IN)]
    assert strong(answered, DAY) > strong(unanswered, DAY)


@given(touches, st.integers(0, 29))
def test_the_fold_of_a_prefix_is_what_the_day_after_it_saw(history: list[Touch], cut: int) -> None:
    rows = sorted(history, key=lambda touch: touch[0])
    until = rows[min(cut, len(rows) - 1)][0]
    before = [touch for touch in rows if touch[0] <= until]
    assert strong(before, until) == strong([touch for touch in history if touch[0] <= until], until)
