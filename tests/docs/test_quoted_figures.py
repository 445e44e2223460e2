"""README quotes figures that stand in docs/benchmarks.md, word for word."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = "<!-- figures of docs/benchmarks.md -->"
AT_SIZE = "<!-- benchmarks at the size of a customer -->"


def rows_after(mark: str, text: str) -> list[str]:
    """The rows of the first table after a mark, without its head."""
    lines = text[text.index(mark) :].splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("|---")) + 1
    end = next(place for place, line in enumerate([*lines[start:], ""]) if not line.startswith("|"))
    return lines[start : start + end]


def test_readme_quotes_the_latest_run_as_it_stands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    run = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    quoted, measured = rows_after(MARK, readme), rows_after(AT_SIZE, run)
    assert len(quoted) > 4
    assert [row for row in quoted if row not in measured] == []


def test_readme_quotes_what_misses_its_aim_too() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert any("missed" in row for row in rows_after(MARK, readme))
