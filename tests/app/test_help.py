"""Help that can be read, and wrong usage that says so."""

from __future__ import annotations

import pytest

from app.refusals import ExitCode
from tests.app.commanding import Terminal

COMMANDS = (
    "demo",
    "serve",
    "import",
    "ask",
    "export",
    "copy",
    "verify",
    "rebuild",
    "migrate",
    "backup",
    "restore",
    "doctor",
)


def test_every_command_is_listed_with_a_whole_sentence(terminal: Terminal) -> None:
    lines = terminal.whither("--help").out.partition("Commands:")[2].splitlines()
    sentences = {line.split()[0]: line for line in lines if line.startswith("  ") and line.split()[0] in COMMANDS}
    assert tuple(sentences) == COMMANDS
    assert all(sentence.endswith(".") and not sentence.endswith("...") for sentence in sentences.values())


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_names_every_exit_code_and_fits_the_terminal(terminal: Terminal, command: tuple[str, ...]) -> None:
    ended = terminal.whither(*command, "--help")
    assert ended.code == 0
    said = " ".join(ended.out.split())
    assert all(f"{code.value} " in said.partition("Exit codes:")[2] for code in ExitCode)
    assert max(map(len, ended.out.splitlines())) <= 80


@pytest.mark.parametrize("usage", [("ask",), ("ask", "ada", "--sed", "1"), ("import",), ("conjure",)])
def test_wrong_usage_ends_with_two_and_says_what_is_wrong(terminal: Terminal, usage: tuple[str, ...]) -> None:
    ended = terminal.whither(*usage)
    assert ended.code == 2
    assert "Error:" in ended.err
    assert "Traceback" not in ended.err
