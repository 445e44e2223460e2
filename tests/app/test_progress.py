"""How far an import is, while it runs."""

from __future__ import annotations

import io

from rich.console import Console

from app.printing_import import pace, progress_bar
from exchange.report import Progress, Stage


def test_rows_rate_and_time_left_are_told() -> None:
    assert (
        pace(Progress(Stage.WRITING, "touches.csv", 12_000, 0.25, 3.0)) == "12,000 rows, 4,000/s, 9 s left, touches.csv"
    )
    assert pace(Progress(Stage.FOLDING, "", 1, 0.5, 0.5)) == "1 tie, 2/s, 0 s left"


def test_before_anything_is_known_nothing_is_guessed() -> None:
    assert pace(Progress(Stage.CHECKING, "staff.csv", 0, 0.0, 0.0)) == "0 rows, staff.csv"
    assert pace(Progress(Stage.CHECKING, "staff.csv", 10, 0.0, 1.0)) == "10 rows, 10/s, staff.csv"


def test_a_terminal_sees_a_bar() -> None:
    shown = io.StringIO()
    with progress_bar(Console(file=shown, force_terminal=True, width=80)) as listen:
        assert listen is not None
        listen(Progress(Stage.WRITING, "touches.csv", 12_000, 0.25, 3.0))
    assert "writing" in shown.getvalue()
    assert "25%" in shown.getvalue()
    assert "9 s left" in shown.getvalue()


def test_a_file_or_a_pipe_sees_none() -> None:
    shown = io.StringIO()
    with progress_bar(Console(file=shown, width=80)) as listen:
        assert listen is None
    assert shown.getvalue() == ""
