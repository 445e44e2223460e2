"""docs/scale.md says what there is: its commands can be run, its links lead somewhere, its reckoning follows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from benchmarks import scale, slopes, spread

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/python -m (benchmarks\.\w+) ?(.*?)(?:   #.*)?$", TEXT, re.MULTILINE)
MARK = "<!-- slopes -->"
HEADER, _, *GROWTH = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT[TEXT.index(MARK) + len(MARK) :].strip().split("\n\n", 1)[0].splitlines()
]


@pytest.mark.parametrize(("module", "options"), COMMANDS, ids=" ".join)
def test_every_command_is_one(module: str, options: str, capsys: pytest.CaptureFixture[str]) -> None:
    main = {one.__name__: one.main for one in (scale, slopes, spread)}[module]
    with pytest.raises(SystemExit) as ended:
        main([*shlex.split(options), "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert [option for option in re.findall(r"--[a-z-]+", options) if option not in told] == []


def test_every_link_leads_to_a_page_and_the_readme_leads_here() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []
    assert [path for path in re.findall(r"`(\w+/[\w/]+\.py)`", TEXT) if not (ROOT / path).is_file()] == []
    assert "(docs/scale.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_slopes_and_bytes_follow_from_the_figures() -> None:
    ties = [int(cell.split()[0].replace(",", "")) for cell in HEADER if cell.endswith(" ties")]
    sheets = []
    for place, size in enumerate(ties, start=1):
        rows = "\n".join(f"| {row[0]} | 1 | {row[place]} |  |  |" for row in GROWTH)
        sheets.append(slopes.size_of(f"* Firm: {size:,} ties\n\n{rows}\n"))
    again = [[cell.strip() for cell in line.strip("|").split("|")] for line in slopes.table(sheets).splitlines()]
    assert again[0] == HEADER
    assert again[2:] == GROWTH


def test_there_are_commands_and_figures_to_test() -> None:
    assert len(COMMANDS) >= 4
    assert len(GROWTH) >= 10
    assert len(HEADER) == 7
