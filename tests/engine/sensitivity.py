"""Run by hand: every constant of the assumptions, changed by 10 %, makes some test of the engine fail.

    python -m tests.engine.sensitivity [NAME ...]

Each constant is changed in a copy of the project, and the golden values, the single constants and the agreement with
the oracle are run on that copy. Prints one line a constant and ends with 1 if any change went unnoticed. Takes about
ten minutes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from graph.engine.assumptions import listed

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("tests/engine/test_goldens.py", "tests/engine/test_constants.py", "tests/engine/test_agreement.py")


def main(names: list[str]) -> int:
    """Change the constants named (all without names) one after the other; 1 when a change went unnoticed."""
    unnoticed = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis"))
        target = copy / "graph" / "engine" / "assumptions.py"
        source = target.read_text(encoding="utf-8")
        for assumption in listed():
            if names and assumption.name not in names:
                continue
            group, name = assumption.name.split(".")
            target.write_text(_changed(source, group, name), encoding="utf-8")
            noticed = _fails(copy)
            print(f"{assumption.name:40} {'noticed' if noticed else 'NOT NOTICED'}", flush=True)
            unnoticed += [] if noticed else [assumption.name]
    print(f"{len(unnoticed)} changes went unnoticed: {', '.join(unnoticed) or 'none'}")
    return 1 if unnoticed else 0


def _changed(source: str, group: str, name: str) -> str:
    """The source with one default made 10 % larger, inside the class of its group."""
    start = source.index(f"class {group.capitalize()}Assumptions")
    pattern = re.compile(rf"(\n    {name}: float = _assume\()([^,]+)(,)")
    changed, times = pattern.subn(r"\g<1>1.1 * (\g<2>)\g<3>", source[start:], count=1)
    if times != 1:
        raise ValueError(f"cannot find the default of {group}.{name}")
    return source[:start] + changed


def _fails(project: Path) -> bool:
    options = (
        "-x",
        "-q",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "--hypothesis-seed=1",
        "--hypothesis-profile=unshrunk",
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--numprocesses=0", *options, *TESTS],
        cwd=project,
        capture_output=True,
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stdout.decode())
    return run.returncode == 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
