"""The plug is pulled in a backup, a restore and a rebuild: nothing is half done, and a repeat finishes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.domain.records import Person
from graph.engine.assumptions import VERSION
from graph.questions.verifying import FoldFault, verify
from graph.store.embedded import back_up, open_store
from tests.store.files import altered, made
from tests.store.test_backups import looked, looked_at, names, people
from tests.store.test_rebuilding import TIES, firm
from tests.store.test_restoring import entries, restored

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
MOST_SIGNS = 40

DYING = """
import asyncio, os, signal, sys
from pathlib import Path

signs = int(sys.argv[1])

def progress(done, total):
    global signs
    signs -= 1
    if signs == 0:
        os.kill(os.getpid(), signal.SIGKILL)

paths = [Path(name) for name in sys.argv[2:]]
"""
BACKUP = """
from graph.store.embedded import back_up
back_up(paths[0], paths[1], progress=progress)
"""
RESTORE = """
from graph.store.embedded import restore
restore(paths[0], paths[1], replace=True, progress=progress)
"""
REBUILD = """
from graph.changes import rebuilding
from graph.changes.pace import Pace
from graph.engine.assumptions import VERSION
from graph.store.embedded import open_store

class Steady(Pace):
    def __init__(self):
        super().__init__(largest=7)
    def took(self, rows, seconds):
        pass

rebuilding.Pace = Steady

async def main():
    store = await open_store(paths[0], VERSION)
    await rebuilding.rebuild(store, progress)
    await store.close()

asyncio.run(main())
"""


def killed(script: str, sign: int, *paths: Path) -> bool:
    """Run a script in a process that kills itself at a sign of progress; whether it came to that."""
    arguments = [sys.executable, "-c", DYING + script, str(sign), *map(str, paths)]
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.returncode in (0, -9), ended.stderr
    return ended.returncode == -9


def signs() -> Iterator[int]:
    """Signs of progress at which to pull the plug, from the first on."""
    return iter(range(1, MOST_SIGNS))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


async def test_a_backup_is_there_as_a_whole_or_not_at_all(path: Path, tmp_path: Path) -> None:
    await made(path, people=300)
    await looked_at(path, 1)
    backups = tmp_path / "backups"
    backups.mkdir()
    died = 0
    for sign in signs():
        if not killed(BACKUP, sign, path, backups / f"try-{sign}"):
            break
        died += 1
        assert not [name for name in names(backups) if name in {f"try-{sign}", f"try-{sign}.audit"}]
        assert await people(path) == 300
    assert died >= 2  # in the store and in the audit log
    assert await people(backups / f"try-{died + 1}") == 300
    assert await entries(backups / f"try-{died + 1}") == (looked(1),)


@pytest.mark.parametrize("served", [False, True])
async def test_a_store_holds_all_of_the_old_or_all_of_the_new_wherever_a_restore_was_killed(
    path: Path, tmp_path: Path, *, served: bool
) -> None:
    other = tmp_path / "other"
    await made(other, people=300)
    await looked_at(other, 1)
    back_up(other, tmp_path / "monday")
    await made(path, people=10)
    await looked_at(path, 2)
    serving = await open_store(path, VERSION) if served else None
    found = []
    for sign in signs():
        if not killed(RESTORE, sign, tmp_path / "monday", path):
            break
        store = serving or await open_store(path, VERSION)
        found.append((await store.count(Person), await store.revision()))
        assert (await verify(store)).clean
        if serving is None:
            await store.close()
        assert set(await entries(path)) >= {looked(2)}
        if found[-1] != (10, 1):
            break
    # killed in each of the two copies and, where others have it open, twice in the swap; then after its commit
    assert found == [*[(10, 1)] * (4 if served else 2), (300, 2)]
    assert 10 in [await people(kept) for kept in path.parent.glob("firm.whither.before-restore*")]
    assert (await restored(tmp_path / "monday", path, replace=True)).content.revision == 3
    if serving is not None:
        assert (await serving.count(Person), await serving.revision()) == (300, 3)
        await serving.close()
    assert sorted(entry.at.second for entry in await entries(path)) == [1, 2]


async def test_a_rebuild_that_was_killed_left_what_it_folded_and_a_repeat_folds_the_rest(path: Path) -> None:
    store = await firm(path)
    await store.close()
    for sign, left in ((1, TIES - 7), (4, TIES - 28)):
        altered(path, "UPDATE tie SET incoming = 1, days = 9")
        assert killed(REBUILD, sign, path)
        store = await open_store(path, VERSION)
        found = await verify(store)
        await store.close()
        assert found.problems == ()
        assert [(finding.fault, finding.count) for finding in found.findings] == [(FoldFault.WRONG_FOLD, left)]
    assert not killed(REBUILD, MOST_SIGNS, path)
    store = await open_store(path, VERSION)
    assert (await verify(store)).clean
    assert await store.revision() == 1
    await store.close()
