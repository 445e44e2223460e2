"""An import is killed without warning, wherever it is, and run again: it ends as if it had run once.

``make durability`` runs 20 rounds; each says where it was hit.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.durability.invented_folder import AS_OF, Size, invent
from tests.durability.looking import Stage, rows, stage
from tests.end_to_end.processes import PATIENCE, started, whither

SIZE = Size(staff=40, accounts=200, people=2_000, touches=20_000)
AIMS = (Stage.CHECKING, Stage.WRITING, Stage.FOLDING)
HITS: Counter[str] = Counter()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is imported."""
    return invent(tmp_path_factory.mktemp("killed") / "folder", SIZE)


@pytest.fixture(scope="module")
def clean(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The export after one import that nobody disturbed."""
    data = tmp_path_factory.mktemp("clean")
    imported = whither(data, "import", str(folder))
    assert imported.returncode == 0, imported.stderr
    return exported(data)


def exported(data: Path) -> dict[str, bytes]:
    ended = whither(data, "export", str(data / "exported"))
    assert ended.returncode == 0, ended.stderr
    return rows(data / "exported")


def kill_while(aim: Stage, data: Path, folder: Path, chance: random.Random) -> Stage:
    """Import, and kill the process at a random moment of the stage aimed at; where it was hit."""
    store = data / "whither.sqlite"
    process = started(data, "import", str(folder))
    try:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and stage(store, SIZE.touches) is not aim:
            assert time.monotonic() < deadline
        try:
            process.wait(timeout=chance.uniform(0, 0.5 if aim is not Stage.FOLDING else 0.05))
        except subprocess.TimeoutExpired:
            process.kill()
    finally:
        process.communicate(timeout=PATIENCE)
    return stage(store, SIZE.touches)


def test_a_killed_import_run_again_ends_as_one_that_ran_once(
    round_number: int, chance: random.Random, folder: Path, clean: dict[str, bytes], tmp_path: Path
) -> None:
    for kill in range(2):
        hit = kill_while(AIMS[(round_number + kill) % len(AIMS)], tmp_path, folder, chance)
        HITS[hit.value] += 1
        if hit in (Stage.WRITING, Stage.FOLDING):
            asked = whither(tmp_path, "ask", "s1", "--as-of", AS_OF.isoformat())
            assert asked.returncode == 0, asked.stderr
            assert "An import begun at " in asked.stdout.partition("If Staff 1")[0]
    again = whither(tmp_path, "import", str(folder))
    assert again.returncode == 0, again.stderr
    verified = whither(tmp_path, "verify")
    assert verified.returncode == 0, verified.stdout
    asked = whither(tmp_path, "ask", "s1", "--as-of", AS_OF.isoformat())
    assert "An import begun at " not in asked.stdout
    assert exported(tmp_path) == clean
    print(f"killed {', '.join(f'{count} times {where}' for where, count in sorted(HITS.items()))}")  # noqa: T201
