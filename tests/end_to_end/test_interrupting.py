"""Ctrl-C while the program is still being loaded: it ends at once, and no traceback is printed."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest

from tests.end_to_end.processes import PATIENCE, ROOT

PRESSED = """
import os, signal, sys

class Pressing:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Pressing())
sys.argv = ["whither", {command!r}]
from {entry} import {function}
{function}()
print("it went on")
"""


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("app.command_line", "--help"),
        ("typer", "--help"),
        ("numpy", "--help"),
        ("fastapi", "serve"),
        ("schema.api", "serve"),
    ],
)
def test_interrupted_while_it_is_loaded_it_ends_without_a_traceback(module: str, command: str) -> None:
    """The key is pressed at the moment in which the module is looked for, in what the installed command runs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    entry, _, function = project["project"]["scripts"]["whither"].partition(":")
    script = PRESSED.format(module=module, command=command, entry=entry, function=function)
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")
