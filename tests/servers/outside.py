"""Runs parts of the tests as processes of their own, on a machine that has only what is given.

Decides: what such a process finds around it. Does not decide: what is expected of it (the tests say it).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.servers.jars import FOLDER_SETTING

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 120


def bare_environment(jars: Path) -> dict[str, str]:
    """What a machine knows that has no Docker engine, no named server, no CI, and its jars, if any, in ``jars``."""
    ours = ("PYTEST_", "WHITHER_", "CI", "DOCKER_", "JAVA_HOME")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, FOLDER_SETTING: str(jars), "DOCKER_HOST": "unix:///nowhere/docker.sock", "COLUMNS": "300"}


def run_python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with ``arguments`` in the project's folder, to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )
