"""The README says what the commands do: every setting, every exit code, and the demo's answer as it is printed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from app.options import EXIT_CODES
from app.refusals import ExitCode
from app.settings import PREFIX, SETTINGS, Settings
from tests.app.commanding import JUNE, Terminal

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text(encoding="utf-8")


def test_every_setting_is_documented_and_no_other(readme: str) -> None:
    assert set(re.findall(rf"{PREFIX}[A-Z_0-9]+", readme)) == {setting.name for setting in SETTINGS}


def test_every_exit_code_is_documented(readme: str) -> None:
    said = readme[readme.index("xit code") :]
    assert [code for code in ExitCode if not re.search(rf"\b{code.value}\b", said)] == []


def test_readme_and_help_say_the_same_of_each_exit_code(readme: str) -> None:
    """That a service which is told to stop ends with 0 is tested in tests/end_to_end/test_serving.py."""
    (line,) = re.findall(r"^Exit codes: .*$", readme, re.MULTILINE)
    told = line.replace(" (also an id nobody has, or a name that several have)", "").replace("`", "")
    assert told == EXIT_CODES
    assert f"{ExitCode.DONE.value} done (also serve and demo ended by Ctrl-C or SIGTERM)" in EXIT_CODES


def test_the_demos_answer_is_quoted_as_it_is_printed(readme: str, tmp_path: Path) -> None:
    printed = Terminal(tmp_path).whither("demo", "--no-serve").out
    answer = printed[printed.index("If Ada Lindqvist") :].splitlines()
    total = next(number for number, line in enumerate(answer) if line.startswith("all 12 accounts"))
    quoted = {line.rstrip() for line in readme.splitlines()}
    assert [line for line in answer[: total + 1] if line.rstrip() not in quoted] == []


def test_whom_the_demo_depends_on_is_quoted_as_it_is_printed(readme: str, tmp_path: Path) -> None:
    demo = Terminal(tmp_path)
    demo.whither("demo", "--no-serve", "--store", str(demo.store))
    found = demo.whither("key-people", "--as-of", JUNE)
    assert (found.code, found.err) == (0, "")
    printed = "\n".join(line.rstrip() for line in found.out.splitlines())
    start, end = printed.index("Whom the firm depends on"), printed.index("Basis:")
    assert f"$ whither key-people --as-of {JUNE}\n...\n{printed[start:end].rstrip()}\n```" in readme


def test_the_password_file_that_it_tells_to_make_is_for_its_owner_alone_and_is_read(
    readme: str, tmp_path: Path
) -> None:
    (line,) = re.findall(r"^(\(umask 077 .*?\))  +#", readme, re.MULTILINE)
    (name,) = re.findall(rf'{PREFIX}NEO4J_PASSWORD_FILE="\$PWD/(.*?)"', readme)
    subprocess.run(["sh", "-euc", f"umask 022; {line}"], cwd=tmp_path, input=b"geheim\n", check=True)
    file = tmp_path / name
    assert file.stat().st_mode & 0o777 == 0o600
    settings = Settings.read({"WHITHER_NEO4J_PASSWORD_FILE": str(file)})
    assert settings.password_of_neo4j() == "geheim"
    ignored = (README.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert name in ignored
