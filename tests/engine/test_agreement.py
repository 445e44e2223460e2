"""Two implementations written apart from one specification agree on every figure.

The oracle (tests/oracle) is plain Python, one account at a time, by somebody who had not seen the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from graph.domain.answers import AccountImpact, DepartureImpact
from tests.engine.asking import ask, by_account
from tests.engine.building import cached, network_of
from tests.engine.firms import questions
from tests.oracle.answers import Answer, Row
from tests.oracle.folder import read_folder
from tests.oracle.follow import departure
from tests.oracle.rows import Folder

NEAR = pytest.approx
Question = tuple[Folder, dict[str, str], date]


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_engine_and_oracle_agree_on_random_firms(question: Question) -> None:
    folder, leavers, day = question
    if leavers:
        compare(ask(network_of(folder, day), leavers, day), departure(folder, leavers, day))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_cached_statistics_answer_like_the_raw_touches(question: Question) -> None:
    folder, leavers, day = question
    network = network_of(folder, day)
    if leavers:
        assert ask(cached(network), leavers, day) == ask(network, leavers, day)


@pytest.mark.parametrize(
    ("name", "day"),
    [("northwind", "1998-05-06"), ("northwind", "1997-03-01"), ("adventureworks", "2020-05-31")],
)
def test_engine_and_oracle_agree_on_public_data(sample_data: Path, name: str, day: str) -> None:
    folder, on = read_folder(sample_data / name), date.fromisoformat(day)
    network = network_of(folder, on)
    singles = [{one.id: "rival"} for one in folder.staff[: 9 if name == "northwind" else 1]]
    together = {one.id: to for one, to in zip(folder.staff[3:6], ("rival", "out_of_field", "startup"), strict=True)}
    for leavers in (*singles, together):
        compare(ask(network, leavers, on), departure(folder, leavers, on))


def compare(answer: DepartureImpact, expected: Answer) -> None:
    """Every figure of an answer against the oracle's."""
    rows = by_account(answer)
    assert set(rows) == {row.account for row in expected.rows}
    for row in expected.rows:
        compare_row(rows[row.account], row)
    for name in (
        "value_held",
        "value_in_touch",
        "expected_loss",
        "baseline_loss",
        "additional_loss",
        "difference_from_singles",
    ):
        rounding = 1e-4 * (1 + 3 * len(rows))
        assert getattr(answer.totals, name).units() == NEAR(getattr(expected, name), abs=rounding, rel=1e-9), name


def compare_row(row: AccountImpact, expected: Row) -> None:
    """One row against the oracle's, to 1e-9; money to its rounding."""
    outcomes, going = expected.outcomes, expected.going
    assert row.status.value == expected.status.lower()
    assert row.barred == going.barred
    near = {"abs": 1e-9, "rel": 0}
    assert row.outcomes.follows.value == NEAR(outcomes.follows, **near)
    assert row.outcomes.follows.range.low == NEAR(going.low, **near)
    assert row.outcomes.follows.range.high == NEAR(going.high, **near)
    assert row.outcomes.strays.value == NEAR(outcomes.strays, **near)
    assert row.outcomes.shrinks.value == NEAR(outcomes.shrinks, **near)
    assert row.outcomes.stays.value == NEAR(outcomes.stays, **near)
    assert row.lost_share == NEAR(outcomes.lost_share, **near)
    assert row.attachment == NEAR(expected.share, **near)
    if not going.barred:
        assert row.pivotal is not None
        assert (row.pivotal.id or "") == (going.pivotal or "")
        assert [factor.log_odds for factor in row.waterfall] == NEAR(
            [term.contribution for term in going.terms], **near
        )
        assert [factor.missing for factor in row.waterfall] == [term.missing for term in going.terms]
    if row.value is not None and row.expected_loss is not None:
        assert row.value.units() == NEAR(expected.value, abs=1e-4, rel=0)
        assert row.expected_loss.units() == NEAR(expected.expected_loss, abs=1e-4, rel=0)


def test_the_comparison_itself_notices_a_difference(sample_data: Path) -> None:
    folder, on = read_folder(sample_data / "northwind"), date(1998, 5, 6)
    answer = ask(network_of(folder, on), {"E4": "rival"}, on)
    first = answer.accounts[0]
    bent = replace(first, attachment=first.attachment + 1e-7)
    expected: Mapping[str, Row] = {row.account: row for row in departure(folder, {"E4": "rival"}, on).rows}
    with pytest.raises(AssertionError):
        compare_row(bent, expected[first.account_id])
