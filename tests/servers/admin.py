"""Runs ``neo4j-admin`` from the jars of a server, on the home of one that is stopped.

Decides: how the tool is started, which is as the distributed script does it. Does not decide: what it is asked to do.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers.jars import jars_of
from tests.servers.jdks import jdk_for
from tests.servers.lines import Line

_PATIENCE = 300


def run_admin(line: Line, home: Path, arguments: Sequence[str]) -> str:
    """Run the tool of a line to its end and return what it printed; AssertionError when it ends badly."""
    jars, jdk = jars_of(line.profile), jdk_for(line)
    assert jars is not None
    assert jdk is not None
    options = Path(__file__).with_name("jvm.args")
    home = home.resolve()
    done = subprocess.run(
        [jdk.java, f"@{options}", "-Xmx1g", "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", *arguments],
        cwd=home,  # where the tool leaves its report
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said
