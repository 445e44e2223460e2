"""The README says what the commands do: every setting, every exit code, and the demo's answer as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.refusals import ExitCode
from app.settings import PREFIX, SETTINGS
from tests.app.commanding import Terminal

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text(encoding="utf-8")


def test_every_setting_is_documented_and_no_other(readme: str) -> None:
    assert set(re.findall(rf"{PREFIX}[A-Z_0-9]+", readme)) == {setting.name for setting in SETTINGS}


def test_every_exit_code_is_documented(readme: str) -> None:
    said = readme[readme.index("xit code") :]
    assert [code for code in ExitCode if not re.search(rf"\b{code.value}\b", said)] == []


def test_the_demos_answer_is_quoted_as_it_is_printed(readme: str, tmp_path: Path) -> None:
    printed = Terminal(tmp_path).whither("demo", "--no-serve").out
    answer = printed[printed.index("If Ada Lindqvist") :].splitlines()
    total = next(number for number, line in enumerate(answer) if line.startswith("all 12 accounts"))
    quoted = {line.rstrip() for line in readme.splitlines()}
    assert [line for line in answer[: total + 1] if line.rstrip() not in quoted] == []
