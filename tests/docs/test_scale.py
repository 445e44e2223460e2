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
GROWTH = re.findall(
    r"^\| (?!.*GB)(.+?) \| ([\d,]+) MB \| ([\d,]+) MB \| ([\d.]+) \| (\d+) bytes \|$", TEXT, re.MULTILINE
)


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


@pytest.mark.parametrize(("what", "small", "large", "slope", "more"), GROWTH)
def test_slopes_and_bytes_follow_from_the_figures(what: str, small: str, large: str, slope: str, more: str) -> None:
    def sheet(ties: int, megabytes: str) -> slopes.Size:
        return slopes.Size(ties, {what: (f"{megabytes} MB", float(megabytes.replace(",", "")))})

    assert f" {slope} |" in slopes.table([sheet(100_000, small), sheet(1_000_000, large)])
    grown = (float(large.replace(",", "")) - float(small.replace(",", ""))) * 1e6 / 900_000
    assert grown == pytest.approx(float(more), abs=6)


def test_there_are_commands_and_figures_to_test() -> None:
    assert len(COMMANDS) >= 4
    assert len(GROWTH) >= 5
