"""A row of an answer is the same whether it is read alone, with some others, or with all."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.engine.asking import ask_folder
from tests.engine.firms import questions
from tests.oracle.rows import Folder

Question = tuple[Folder, dict[str, str], date]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(question=questions(), data=st.data())
def test_a_row_read_alone_is_the_row_read_with_all_others(question: Question, data: st.DataObject) -> None:
    folder, leavers, day = question
    assume(leavers)
    every = tuple(ask_folder(folder, leavers, day).accounts)
    assume(every)
    again = ask_folder(folder, leavers, day).accounts
    place = data.draw(st.integers(0, len(every) - 1))
    assert again[place] == every[place]
    assert again[place:] == every[place:]
    assert again == every


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_what_is_known_of_all_rows_is_what_they_show(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    rows = ask_folder(folder, leavers, day).accounts
    assert rows.ids == tuple(row.account_id for row in rows)
    assert rows.losses == tuple(None if row.expected_loss is None else row.expected_loss.amount for row in rows)
    assert rows.without_money == sum(row.value is None for row in rows)
    assert len(rows) == len(tuple(rows))
