"""The built wheel works in an environment of its own: everything it needs is in it, the SQL and the demo included."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, place: Path) -> str:
    """Run outside the project, so that nothing is found there by chance."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WHITHER_", "PYTHON"))}
    environment |= {"WHITHER_DATA": str(place / "data"), "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [str(part) for part in command], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_answers_the_demos_question_in_an_environment_of_its_own(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, ROOT, place=tmp_path)
    (wheel,) = wheels.glob("whither_graph-*.whl")
    rooms = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist() if "dist-info" not in name}
    assert rooms == {"app", "exchange", "graph", "migrations", "schema"}

    run(sys.executable, "-m", "venv", tmp_path / "own", place=tmp_path)
    python = tmp_path / "own" / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-deps", wheel, place=tmp_path)
    (site,) = (tmp_path / "own" / "lib").glob("python3*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")

    where = run(python, "-c", "import graph, pathlib; print(pathlib.Path(graph.__file__))", place=tmp_path)
    assert Path(where.strip()).is_relative_to(site)
    printed = run(tmp_path / "own" / "bin" / "whither", "demo", "--no-serve", place=tmp_path)
    assert "If Ada Lindqvist (ada) goes to a rival" in printed
