"""A disk that really is full: a small file system of its own, on which whole processes run out of room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.commanding import Terminal
from tests.durability.invented_folder import Size, invent
from tests.durability.looking import rows
from tests.end_to_end.processes import PATIENCE, ROOT

SMALL, LARGE = "900k", "64m"
SIZE = Size(staff=30, accounts=50, people=2_000, touches=4_000)
OWN_NAMES = ("unshare", "--map-root-user", "--mount")
MOUNT = 'mount -t tmpfs -o size="$SMALL" tmpfs "$DISK" && '
STEPS = """
step() {
  name=$1
  shift
  "$PYTHON" -c 'from app.entry import main; main()' "$@" >"$SAID/$name" 2>&1
  echo $? >>"$SAID/$name"
}
step crowded import "$FOLDER"
cat /dev/zero >"$DISK/filler" 2>/dev/null
step unlisted export "$DISK/export"
ls -A "$DISK" >"$SAID/left"
rm "$DISK/filler"
mount -o remount,size="$LARGE" "$DISK"
step again import "$FOLDER"
cp -R "$DISK/data" "$SAID/data"
"""


@dataclass(frozen=True)
class Said:
    """What each step said, and how it ended."""

    folder: Path

    def code(self, step: str) -> int:
        return int(self._lines(step)[-1])

    def sentence(self, step: str) -> str:
        """The last line before the exit code."""
        said = self._lines(step)
        assert "Traceback" not in "".join(said)
        return said[-2]

    def _lines(self, step: str) -> list[str]:
        return (self.folder / step).read_text(encoding="utf-8").splitlines()


def on_a_small_disk(script: str, disk: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the shell on a small file system, which nobody else sees and which is gone after it."""
    return subprocess.run(
        [*OWN_NAMES, "sh", "-c", MOUNT + script],
        cwd=ROOT,
        env={**os.environ, "SMALL": SMALL, "LARGE": LARGE, "DISK": str(disk), "COLUMNS": "300", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Where the small file system is to be; skipped where an ordinary user may not have one of their own."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which(OWN_NAMES[0]) is None or on_a_small_disk("true", place).returncode:
        pytest.skip("a small file system of its own cannot be mounted here: tests/app/test_full_disk.py limits SQLite")
    return place


def test_an_import_on_a_full_disk_is_one_sentence_and_ends_as_one_clean_run_when_there_is_room(
    disk: Path, tmp_path: Path
) -> None:
    folder = invent(tmp_path / "folder", SIZE)
    told = Said(tmp_path / "said")
    told.folder.mkdir()
    paths = {"PYTHON": sys.executable, "FOLDER": str(folder), "SAID": str(told.folder)}
    ran = on_a_small_disk(STEPS, disk, **paths, WHITHER_DATA=str(disk / "data"))
    assert ran.returncode == 0, ran.stderr

    for step in ("crowded", "unlisted"):
        assert told.code(step) == 1
        assert "full" in told.sentence(step)
        assert told.sentence(step).endswith("try again.")
    assert (told.folder / "left").read_text(encoding="utf-8").split() == ["data", "filler"]
    assert told.code("again") == 0

    survived, clean = Terminal(told.folder / "data"), Terminal(tmp_path / "clean")
    assert clean.whither("import", str(folder)).code == 0
    assert survived.whither("verify").code == 0
    for terminal in (survived, clean):
        assert terminal.whither("export", str(terminal.data / "export")).code == 0
    assert rows(survived.data / "export") == rows(clean.data / "export")
