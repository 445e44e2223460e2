"""The file of an embedded store's audit log: where it lies, who may read it, and that it refuses changes."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.errors import StoreBusy, StoreDamaged
from graph.store.audit_log import AuditLog
from graph.store.embedded import audit_path, open_audit_log, open_store
from tests.store.files import content, made, replace
from tests.store.test_audit_log import entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is whose audit log is tested."""
    return tmp_path / "firm.whither"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[AuditLog]:
    """An empty audit log that is open."""
    log = await open_audit_log(path)
    yield log
    await log.close()


async def test_the_log_lies_beside_the_store_and_is_for_its_owner_alone(log: AuditLog, path: Path) -> None:
    await log.append(entry("ida", "ada"))
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == [f"firm.whither.audit{ending}" for ending in ("", "-shm", "-wal")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert audit_path(path) == files[0]


async def test_the_file_itself_refuses_to_change_or_drop_an_entry(log: AuditLog, path: Path) -> None:
    await log.append(entry("ida", "ada"))
    other = sqlite3.connect(audit_path(path), isolation_level=None)
    for statement in (
        "UPDATE entry SET viewer = ''",
        "DELETE FROM entry",
        "UPDATE subject SET id = ''",
        "DELETE FROM subject",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute(statement)
    other.close()


async def test_a_store_is_no_audit_log_and_an_audit_log_no_store(path: Path, tmp_path: Path) -> None:
    await made(path)
    replace(audit_path(tmp_path / "other"), content(path))
    with pytest.raises(StoreDamaged, match="is not a file of Whither"):
        await open_audit_log(tmp_path / "other")

    log = await open_audit_log(path)
    await log.close()
    with pytest.raises(StoreDamaged, match="is not a file of Whither"):
        await open_store(audit_path(path), "first")


async def test_a_log_held_by_another_process_for_too_long_says_so_and_keeps_nothing(path: Path) -> None:
    log = await open_audit_log(path, patience=0.01)
    holder = sqlite3.connect(audit_path(path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="held by another process"):
        await log.append(entry("ida", "ada"))
    holder.execute("ROLLBACK")
    holder.close()
    await log.append(entry("sam", "ada"))
    assert [one.viewer for one in await log.entries(10)] == ["sam"]
    await log.close()
