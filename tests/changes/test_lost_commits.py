"""What is not committed is not acknowledged, and what was acknowledged is committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from graph.changes.by_hand import Add, Change, Correct, Retract, Wish, change_by_hand
from graph.domain.records import Person
from graph.errors import StoreError, StoreUnavailable
from graph.store.protocol import AuditLog, GraphStore, Transaction
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
    assert await office.audited() == []
    again = await office.wish(change, idempotency_key=KEY)
    assert (again.replayed, again.changed, again.revision) == (False, True, revision + 1)


async def test_a_process_that_dies_committing_leaves_no_acknowledgement_no_replay_and_no_change(
    office: Office, path: Path
) -> None:
    rows, revision = await office.rows(), await office.store.revision()
    assert await at_once(path, ["dies"]) == [(DIED, [])]
    async with office_at(path) as later:
        assert (await later.rows(), await later.store.revision()) == (rows, revision)
        assert await later.audited() == []
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


async def test_without_its_audit_row_a_change_is_not_acknowledged_and_can_be_sent_again(office: Office) -> None:
    full: AuditLog = LosingAudit()
    wish = Wish(Add(SAM), idempotency_key=KEY, question="addPerson")
    with pytest.raises(StoreUnavailable):
        await change_by_hand(office.store, full, wish, office.asker)
    done = await change_by_hand(office.store, office.audit, wish, office.asker)
    assert (done.replayed, done.record) == (True, SAM)
    assert await office.audited() == [("addPerson", ("sam",))]


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
    assert (await change_by_hand(again, office.audit, wish, office.asker)).replayed
