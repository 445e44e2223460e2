"""What is not committed is not acknowledged, and what was acknowledged is committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from graph.changes.by_hand import Add, Change, Correct, Retract, Wish, change_by_hand
from graph.domain.records import Person
from graph.errors import StoreBusy, StoreError, StoreUnavailable
from graph.store.audit_log import AuditLog
from graph.store.embedded import open_audit_log
from graph.store.embedded.audit import audit_path
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import AuditEntry
from tests.changes.another_process import DIED, KEY, SAM, at_once
from tests.changes.office import NOW, Office, office_at, touch

T = TypeVar("T")

CHANGES = (
    Add(SAM),
    Add(touch("new", NOW.date(), "ada", "rex")),
    Correct(Person, ("pia",), {"name": "Pia Pane"}),
    Correct(type(touch("x", NOW.date(), "ada", "pia")), ("pia-1",), {"person_id": "quinn"}),
    Retract(Person, ("rex",)),
)


def refuse_commits(connection: sqlite3.Connection) -> None:
    """Let every commit of this connection fail, as a full disk would."""

    def watch(action: int, first: str | None, *_: str | None) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_TRANSACTION and first == "COMMIT" else sqlite3.SQLITE_OK

    connection.set_authorizer(watch)


def allow_commits(connection: sqlite3.Connection) -> None:
    """Let commits go through again."""
    connection.set_authorizer(None)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
async def test_a_commit_that_fails_leaves_no_acknowledgement_no_replay_and_no_change(
    office: Office, change: Change
) -> None:
    rows, revision = await office.rows(), await office.store.revision()
    await office.store._writer.submit(refuse_commits)  # type: ignore[attr-defined]
    with pytest.raises(StoreError):
        await office.wish(change, idempotency_key=KEY)
    await office.store._writer.submit(allow_commits)  # type: ignore[attr-defined]
    assert (await office.rows(), await office.store.revision()) == (rows, revision)
    assert (await office.store.held()).unfolded == 0
    tried = await office.audited()
    assert len(tried) == 1  # that somebody tried is noted before anything is committed
    again = await office.wish(change, idempotency_key=KEY)
    assert (again.replayed, again.changed, again.revision) == (False, True, revision + 1)
    assert await office.audited() == tried * 2


async def test_a_process_that_dies_committing_leaves_no_acknowledgement_no_replay_and_no_change(
    office: Office, path: Path
) -> None:
    rows, revision = await office.rows(), await office.store.revision()
    assert await at_once(path, ["dies"]) == [(DIED, [])]
    async with office_at(path) as later:
        assert (await later.rows(), await later.store.revision()) == (rows, revision)
        assert set(await later.audited()) == {("changeByHand", ("sam",))}
        again = await later.wish(Add(SAM), idempotency_key=KEY)
    assert (again.replayed, again.changed, again.revision) == (False, True, revision + 1)


@dataclass
class LosingAudit:
    """An audit log whose disk is full."""

    async def append(self, entry: AuditEntry) -> None:
        raise StoreUnavailable("the audit log", f"No place for {entry.question}: make some.")

    async def entries(
        self, limit: int, subject: str | None = None, before: int | None = None
    ) -> tuple[AuditEntry, ...]:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


@pytest.mark.parametrize("key", [KEY, None])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
async def test_without_its_audit_row_a_change_is_not_made_and_can_be_sent_again(
    office: Office, change: Change, key: str | None
) -> None:
    full: AuditLog = LosingAudit()
    rows, revision = await office.rows(), await office.store.revision()
    wish = Wish(change, idempotency_key=key)
    with pytest.raises(StoreUnavailable):
        await change_by_hand(office.store, full, wish, office.asker)
    assert (await office.rows(), await office.store.revision()) == (rows, revision)
    done = await change_by_hand(office.store, office.audit, wish, office.asker)
    assert (done.replayed, done.changed, done.revision) == (False, True, revision + 1)
    assert len(await office.audited()) == 1


async def test_a_change_whose_audit_log_another_holds_is_not_made_and_can_be_sent_again_without_a_key(
    office: Office, path: Path
) -> None:
    rows, revision = await office.rows(), await office.store.revision()
    wish = Wish(Add(SAM))
    hasty = await open_audit_log(path, patience=0.05)
    try:
        with closing(sqlite3.connect(audit_path(path), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusy, match="audit"):
                await change_by_hand(office.store, hasty, wish, office.asker)
        assert (await office.rows(), await office.store.revision()) == (rows, revision)
        assert await office.audited() == []
        done = await change_by_hand(office.store, hasty, wish, office.asker)
    finally:
        await hasty.close()
    assert (done.changed, done.revision, await office.store.revision()) == (True, revision + 1, revision + 1)
    (entry,) = await office.audit.entries(10)
    assert (entry.subjects, entry.revision) == (("sam",), revision + 1)


async def test_a_replay_that_cannot_be_noted_is_not_told(office: Office) -> None:
    wish = Wish(Add(SAM), idempotency_key=KEY)
    await change_by_hand(office.store, office.audit, wish, office.asker)
    full: AuditLog = LosingAudit()
    with pytest.raises(StoreUnavailable):
        await change_by_hand(office.store, full, wish, office.asker)
    assert (await change_by_hand(office.store, office.audit, wish, office.asker)).replayed
    assert await office.audited() == [("changeByHand", ("sam",))] * 2


class RunsAgain:
    """A real store in which each unit of work meets a conflict at first, so that it is run again."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run the unit, undo it, and run it again."""

        async def lost(transaction: Transaction) -> T:
            await work(transaction)
            raise ConflictElsewhere

        with pytest.raises(ConflictElsewhere):
            await self._store.write(lost)
        return await self._store.write(work)


class ConflictElsewhere(Exception):
    """Another server's transaction was quicker."""


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
async def test_a_unit_that_is_run_again_does_its_change_once(office: Office, change: Change) -> None:
    revision = await office.store.revision()
    wish = Wish(change, idempotency_key=KEY)
    again: GraphStore = RunsAgain(office.store)  # type: ignore[assignment]  # it passes on all the rest
    done = await change_by_hand(again, office.audit, wish, office.asker)
    assert (done.changed, done.replayed, done.revision) == (True, False, revision + 1)
    assert await office.store.revision() == revision + 1
    assert [entry.revision for entry in await office.audit.entries(10)] == [revision + 1]
    assert (await change_by_hand(again, office.audit, wish, office.asker)).replayed
