"""The audit log: what is acknowledged is there, nothing is ever changed, and no writer of data is waited for."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.domain.records import Person
from graph.errors import StoreBusy, StoreDamaged, StoreUnavailable
from graph.store.embedded import audit_path, open_audit_log, open_store
from graph.store.protocol import AuditLog, Transaction
from graph.store.values import AuditEntry
from tests.store.files import content, made, replace

NOON = datetime(2024, 5, 1, 12, 0, 0, 250, tzinfo=UTC)


def entry(viewer: str, *subjects: str, hour: int = 0) -> AuditEntry:
    """Somebody asked about some staff members, ``hour`` hours after noon."""
    return AuditEntry(NOON + timedelta(hours=hour), viewer, "handover", "departureImpact", subjects, 7)


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


async def test_entries_come_as_they_were_appended_the_last_one_first_whatever_their_instant(log: AuditLog) -> None:
    early, late, middle = entry("ida", "ada", hour=1), entry("sam", "bob", "ada", hour=3), entry("ida", hour=2)
    for one in (early, late, middle):
        await log.append(one)
    found = await log.entries(10)
    assert found == (middle, late, early)
    assert [one.number for one in found] == [3, 2, 1]
    assert await log.entries(2) == (middle, late)


async def test_the_log_is_paged_by_number_and_what_is_appended_meanwhile_neither_skips_nor_repeats(
    log: AuditLog,
) -> None:
    entries = [entry(f"viewer {number}", "ada", hour=-number) for number in range(7)]
    for one in entries:
        await log.append(one)
    seen: list[AuditEntry] = []
    before: int | None = None
    while page := await log.entries(3, before=before):
        assert before is None or page[0].number < before
        seen += page
        before = page[-1].number
        await log.append(entry("meanwhile", "ada"))
    assert seen == entries[::-1]
    assert await log.entries(3, before=1) == await log.entries(3, before=-(2**70)) == ()
    assert [one.number for one in await log.entries(2, before=2**70)] == [10, 9]


async def test_the_entries_about_somebody_are_paged_past_those_about_others(log: AuditLog) -> None:
    for number in range(9):
        await log.append(entry("ida", *(("ada", "ada", "bob") if number % 3 == 0 else ("bob",))))
    first = await log.entries(2, "ada")
    assert [one.number for one in first] == [7, 4]
    assert [one.subjects for one in first] == [("ada", "ada", "bob")] * 2
    assert [one.number for one in await log.entries(2, "ada", before=4)] == [1]
    assert await log.entries(2, "ada", before=1) == ()


async def test_somebody_is_shown_the_entries_about_them_and_no_others(log: AuditLog) -> None:
    about_both, about_bob = entry("ida", "bob", "ada"), entry("ida", "bob", hour=1)
    await log.append(about_both)
    await log.append(about_bob)
    assert await log.entries(10, "ada") == (about_both,)
    assert await log.entries(1, "bob") == (about_bob,)
    assert await log.entries(10, "ad") == await log.entries(10, "\ud800") == ()


async def test_an_acknowledged_entry_is_there_when_the_log_is_opened_again(path: Path) -> None:
    first = await open_audit_log(path)
    await first.append(entry("ida", "ada"))
    await first.close()
    again = await open_audit_log(path)
    assert await again.entries(10) == (entry("ida", "ada"),)
    await again.close()


async def test_entries_that_come_at_once_are_all_kept(log: AuditLog, path: Path) -> None:
    other = await open_audit_log(path)
    entries = [entry(f"viewer {number}", "ada", hour=number) for number in range(20)]
    await asyncio.gather(*((log, other)[number % 2].append(one) for number, one in enumerate(entries)))
    await other.close()
    found = await log.entries(100)
    assert sorted(found, key=lambda one: one.at) == entries
    assert [one.number for one in found] == list(range(20, 0, -1))


async def test_text_that_no_file_can_hold_is_mended_rather_than_lost(log: AuditLog) -> None:
    await log.append(AuditEntry(NOON, "id\ud800a", "pur\udfffpose", "question", ("a\ud800",), 1))
    assert await log.entries(10) == (AuditEntry(NOON, "id?a", "pur?pose", "question", ("a?",), 1),)


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


async def test_an_entry_never_waits_for_a_unit_of_work_nor_changes_the_revision(log: AuditLog, path: Path) -> None:
    store = await open_store(path, "first")

    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        await log.append(entry("ida", "ada"))
        assert await log.entries(1) == (entry("ida", "ada"),)

    await store.write(work)
    await log.append(entry("ida", "ada"))
    assert await store.revision() == 1
    await store.close()


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


async def test_a_closed_log_takes_no_more_entries(log: AuditLog) -> None:
    await log.close()
    with pytest.raises(StoreUnavailable, match="has been closed"):
        await log.append(entry("ida", "ada"))
    await log.close()
