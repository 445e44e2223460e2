"""What grows how is read off the sheets of runs at several sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.judged import Figure, Sheet, held, paced, timed
from benchmarks.slopes import main, size_of, table


def sheet(ties: int, *figures: Figure) -> str:
    return Sheet(
        (f"Firm: 5 staff, 7 people, 9 accounts, {ties:,} ties, 80 touches.",), figures, judged=False
    ).markdown()


def test_a_slope_is_one_where_a_figure_grows_as_the_ties_and_nought_where_it_stays() -> None:
    small = sheet(100_000, timed("swept", [0.2], peak=10**8), paced("rows", 30_000), held("memory", 10**8, 10**9))
    large = sheet(1_000_000, timed("swept", [2.0], peak=10**9), paced("rows", 30_000), held("memory", 10**10, 10**9))

    assert table([size_of(large), size_of(small)]).splitlines()[2:] == [
        "| swept | 200 ms | 2 s | 1.00 |  |",
        "| swept: peak memory | 100 MB | 1,000 MB | 1.00 | 1,000 bytes |",
        "| rows | 30,000/s | 30,000/s | 0.00 |  |",
        "| memory | 100 MB | 10,000 MB | 2.00 | 11,000 bytes |",
    ]


def test_of_several_runs_of_one_thing_the_median_is_compared() -> None:
    sizes = [
        size_of(sheet(ties, timed("asked", [seconds, seconds, 9.0]))) for ties, seconds in ((100, 1.5), (1000, 3.0))
    ]

    assert "| asked | p50 1.5 s | p50 3 s | 0.30 |  |" in table(sizes)


def test_what_only_one_sheet_has_is_left_out() -> None:
    both, one = timed("both", [1.0]), timed("one", [1.0])

    assert "one" not in table([size_of(sheet(100, both, one)), size_of(sheet(1000, both))])


def test_the_page_of_the_latest_run_is_a_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(Path(__file__).parents[2] / "docs" / "benchmarks.md")]) == 0
    printed = capsys.readouterr().out
    assert "| what | 1,000,000 ties | a tie more takes |" in printed
    assert "| sweep of everybody, loaded firm |" in printed


def test_two_sheets_of_one_size_and_a_sheet_that_is_not_there_end_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(sheet(100, timed("asked", [1.0])), encoding="utf-8")

    assert main([str(page), str(page)]) == 1
    assert "give one of each size" in capsys.readouterr().err
    assert main([str(tmp_path / "none.md")]) == 1
    assert "none.md cannot be read (No such file" in capsys.readouterr().err


def test_a_page_without_a_run_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.md").write_text("nothing", encoding="utf-8")

    assert main([str(tmp_path / "page.md")]) == 1
    assert "no line that tells of a firm" in capsys.readouterr().err
