"""The benchmarks run from beginning to end, and fail where what they measure would prove nothing."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from benchmarks.answers import AccountAnswer, Answered, BenchmarkFailed, check_same
from benchmarks.figures import HEADER, Aim, Report, Row, Timed
from benchmarks.neo4j import main
from benchmarks.plan import Plan, Section, Way
from benchmarks.running import Beside, run
from exchange.generating import Size
from tests.servers.admin import run_admin
from tests.servers.jars import jars_of
from tests.servers.jdks import jdk_for
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database

TINY = Size(staff=12, people=120, accounts=40, ties=300, touches=1_500)


def plan_in(scratch: Path) -> Plan:
    return Plan(TINY, scratch, asked=5, ties_of_asked=25)


def test_a_run_without_neo4j_measures_the_embedded_store(tmp_path: Path) -> None:
    said: list[str] = []
    report = run(plan_in(tmp_path), None, said.append)

    assert said
    assert [set(row.timed) for row in report.rows] == [{Way.EMBEDDED}] * len(report.rows)
    touches = report.rows[0].timed[Way.EMBEDDED]
    assert touches.rate > 0
    assert touches.amount == 1_500
    assert touches.peak > 10_000_000


def test_one_section_can_be_measured_alone(tmp_path: Path) -> None:
    plan = replace(plan_in(tmp_path), sections=frozenset({Section.WHOLE}))

    (row,) = run(plan, None, lambda _: None).rows
    assert len(row.timed[Way.EMBEDDED].seconds) == 1


@pytest.mark.parametrize("neo4j_line", [Line.LTS], ids=str)  # the other line is busy with what neo4j-admin loads
def test_a_run_beside_neo4j_compares_every_way_of_asking(neo4j_line: Line, tmp_path: Path) -> None:
    address = empty_database(neo4j_line)
    has_admin = jars_of(neo4j_line.profile) is not None and jdk_for(neo4j_line) is not None
    admin = partial(run_admin, neo4j_line) if has_admin else None
    report = run(plan_in(tmp_path), Beside(address, "as the tests start it", admin), lambda _: None)

    by_hand = [row for row in report.rows if Way.BY_HAND in row.timed]
    assert [len(row.timed[Way.BY_HAND].seconds) for row in by_hand] == [5]
    both = [row for row in report.rows if Way.EMBEDDED in row.timed]
    assert len(both) >= 8
    assert all(Way.NEO4J in row.timed for row in both)
    assert len(report.rows) - len(both) == (2 if has_admin else 1)
    for fact in report.facts:
        assert f"* {fact}" in report.markdown()
    assert any(fact.startswith("Neo4j ") for fact in report.facts)


def test_a_run_that_cannot_be_made_says_why_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_JARS_FOLDER", str(tmp_path / "nothing"))

    assert main(["--try-out", "--scratch", str(tmp_path)]) == 1
    assert "There are no jars or no JDK" in " ".join(capsys.readouterr().err.split())


def test_a_size_that_no_firm_has_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--try-out", "--ties", "100000000", "--scratch", str(tmp_path)]) == 1
    assert "ties 100000000 cannot be used" in " ".join(capsys.readouterr().err.split())


def row_of(account: str = "A1", strength: float = 0.5, follows: float = 0.25, loss: float | None = 10.0) -> Answered:
    return Answered((0.1,), ((AccountAnswer(account, strength, follows, loss),),))


@pytest.mark.parametrize(
    "other",
    [
        row_of(account="A2"),
        row_of(strength=0.500001),
        row_of(follows=0.250001),
        row_of(loss=10.1),
        row_of(loss=None),
        Answered((0.1,), ((),)),
    ],
    ids=["account", "strength", "follows", "loss", "no loss", "no row"],
)
def test_ways_that_answer_differently_fail_the_run(other: Answered) -> None:
    check_same(["S1"], row_of(), row_of(), ("one", "another"))
    with pytest.raises(BenchmarkFailed, match="differ"):
        check_same(["S1"], row_of(), other, ("one", "another"))


def test_percentiles_are_runs_that_were_made() -> None:
    timed = Timed(tuple(number / 1000 for number in range(100, 0, -1)))

    assert (timed.percentile(50), timed.percentile(99)) == (0.050, 0.099)
    assert timed.shown() == "p50 50 ms, p99 99 ms"
    assert Timed((2.0,), amount=10_000).shown() == "5,000/s"


def test_an_aim_is_judged_on_neo4j_and_only_where_it_is_meant() -> None:
    assert Aim(seconds=0.03).shown(Timed((0.02,)), 10) == "30 ms: met"
    assert Aim(seconds=0.03).shown(Timed((0.04,)), 10) == "30 ms: missed"
    assert Aim(rate=6_000).shown(Timed((1.0,), amount=5_999), 10) == "6,000/s: missed"
    assert Aim(seconds=6, ties=1_000).shown(Timed((0.1,)), 999) == "6 s at 1,000 ties"
    assert Aim(seconds=6).shown(None, 10) == "6 s"


def test_ratios_say_how_many_times_as_long_each_way_takes() -> None:
    rate = Row("import", {Way.EMBEDDED: Timed((1.0,), 900), Way.NEO4J: Timed((3.0,), 900)})
    asked = Row("asked", {Way.EMBEDDED: Timed((1.0,)), Way.NEO4J: Timed((2.5,)), Way.BY_HAND: Timed((4.0,))})
    report = Report(("Run today.",), 1, (rate, asked))

    shown = [dict(zip(HEADER, cells, strict=True))["times as long"] for cells in report.cells()]
    assert shown == ["1 : 3", "1 : 2.5 : 4"]
    assert report.markdown().count("\n| ") == 3
    assert math.isclose(rate.timed[Way.NEO4J].rate, 300)
