"""An import is killed without warning, wherever it is, and run again: it ends as if it had run once.

``make durability`` runs 20 rounds; each says where it was hit.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.durability.invented_folder import AS_OF, Size, invent
from tests.durability.looking import Stage, found, is_reading, rows, stage
from tests.end_to_end.processes import PATIENCE, started, whither

SIZE = Size(staff=40, accounts=200, people=2_000, touches=20_000)
AIMS = {Stage.CHECKING: 0.15, Stage.WRITING: 0.5, Stage.FOLDING: 0.02}
"""Each stage, and for how many seconds of it at most the process lives on."""
HITS: Counter[Stage] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _every_stage_was_hit() -> Iterator[None]:
    """Say where the processes were hit, and do not take a miss for a proof."""
    yield
    print(f"killed {', '.join(f'{count} times {where.value}' for where, count in HITS.items())}")  # noqa: T201
    assert set(AIMS) <= set(HITS)


@dataclass(frozen=True, slots=True)
class Editions:
    """A folder, the one of the month before, and the export after one import that nobody disturbed."""

    folder: Path
    earlier: Path
    clean: dict[str, bytes]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """What is imported, and what must come of it."""
    within, data = tmp_path_factory.mktemp("killed"), tmp_path_factory.mktemp("clean")
    folder = invent(within / "folder", SIZE)
    imported = whither(data, "import", str(folder))
    assert imported.returncode == 0, imported.stderr
    return Editions(folder, month_before(folder, within / "earlier"), exported(data))


def month_before(folder: Path, before: Path) -> Path:
    """Fewer touches, each with another channel, and other names."""
    shutil.copytree(folder, before)
    touches = (before / "touches.csv").read_text(encoding="utf-8").splitlines()[: SIZE.touches // 4]
    changed = [line.rpartition(",")[0] + ",social" for line in touches[1:]]
    (before / "touches.csv").write_text("\n".join([touches[0], *changed]) + "\n", encoding="utf-8")
    people = (before / "people.csv").read_text(encoding="utf-8")
    (before / "people.csv").write_text(people.replace("Person p1", "Somebody p1"), encoding="utf-8")
    return before


def exported(data: Path) -> dict[str, bytes]:
    ended = whither(data, "export", str(data / "exported"))
    assert ended.returncode == 0, ended.stderr
    return rows(data / "exported")


def kill_while(aim: Stage, data: Path, folder: Path, chance: random.Random) -> Stage:
    """Import, and kill the process at a random moment of the stage aimed at; where it was hit."""
    store = data / "whither.sqlite"
    before = found(store)
    process = started(data, "import", str(folder))
    try:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and not (
            stage(store, SIZE.touches, before) is aim and (aim is not Stage.CHECKING or is_reading(process.pid, folder))
        ):
            assert time.monotonic() < deadline
        try:
            process.wait(timeout=chance.uniform(0, AIMS[aim]))
        except subprocess.TimeoutExpired:
            process.kill()
    finally:
        process.communicate(timeout=PATIENCE)
    return Stage.ENDED if process.returncode == 0 else stage(store, SIZE.touches, before)


def assert_told(data: Path) -> None:
    """Whoever asks is told first that an import was interrupted."""
    asked = whither(data, "ask", "s1", "--as-of", AS_OF.isoformat())
    assert asked.returncode == 0, asked.stderr
    assert "An import begun at " in asked.stdout.partition("If Staff 1")[0]


def test_a_killed_import_run_again_ends_as_one_that_ran_once(
    round_number: int, chance: random.Random, editions: Editions, tmp_path: Path
) -> None:
    """Every other round begins with a store that holds an earlier edition of the folder."""
    if round_number % 2:
        assert whither(tmp_path, "import", str(editions.earlier)).returncode == 0
    for aim in AIMS:
        hit = kill_while(aim, tmp_path, editions.folder, chance)
        HITS[hit] += 1
        if hit in (Stage.WRITING, Stage.FOLDING):
            assert_told(tmp_path)
    again = whither(tmp_path, "import", str(editions.folder))
    assert again.returncode == 0, again.stderr
    verified = whither(tmp_path, "verify")
    assert verified.returncode == 0, verified.stdout
    asked = whither(tmp_path, "ask", "s1", "--as-of", AS_OF.isoformat())
    assert "An import begun at " not in asked.stdout
    assert exported(tmp_path) == editions.clean
