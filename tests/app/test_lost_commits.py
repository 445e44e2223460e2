"""A change whose commit fails is not acknowledged over HTTP either, and the same key makes it later, also after a
restart."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph.domain.records import Person
from tests.app.served import Served, code_of, served
from tests.changes.test_lost_commits import allow_commits, refuse_commits
from tests.schema.changing import WRITTEN

TOUCH = {"id": "t", "at": "2026-06-20T12:00:00Z", "staffId": "ada", "personId": "petra", "channel": "CALL"}
CHANGES: dict[str, dict[str, Any]] = {
    "personAdd": {"id": "sam", "name": "Sam"},
    "personCorrect": {"id": "rita", "expectedVersion": WRITTEN, "title": "Buyer"},
    "touchRecord": TOUCH,
    "touchRetract": {"id": "petra-01", "expectedVersion": WRITTEN},
    "closenessSet": {"staffId": "ada", "personId": "petra", "on": "2026-06-01", "closeness": 3},
    "employmentOpen": {"personId": "rita", "accountId": "cog", "start": "2026-06-01"},
}


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Served]:
    """A service whose store will not commit."""
    async with served(tmp_path) as one:
        yield one


async def what_stands(service: Served) -> tuple[int, int]:
    """The revision, and how many touches there are."""
    store = service.firm.store
    return await store.revision(), (await store.held()).touches


async def noted(service: Served) -> list[tuple[str, tuple[str, ...], int]]:
    """What the audit log says was done, about whom, leading to which revision; the newest first."""
    return [(entry.question, entry.subjects, entry.revision) for entry in await service.firm.audit.entries(100)]


@pytest.mark.parametrize("field", CHANGES)
async def test_a_change_whose_commit_fails_is_a_typed_error_and_leaves_nothing_after_a_restart(
    service: Served, field: str
) -> None:
    given = {**CHANGES[field], "idempotencyKey": "one"}
    before = await what_stands(service)
    writer = service.firm.store._writer  # type: ignore[attr-defined]
    await writer.submit(refuse_commits)
    for _ in range(2):
        assert code_of(await service.change(field, **given)) == "STORE_ERROR"
    await writer.submit(allow_commits)
    assert await what_stands(service) == before
    first, second = await noted(service)  # that somebody tried stands, though nothing came of it
    assert first == second
    assert (first[0], first[2]) == (field, before[0] + 1)
    async with served(service.folder, empty=True) as later:
        assert await what_stands(later) == before
        payload = await later.made(field, **given)
        assert (payload["changed"], payload["replayed"], payload["revision"]) == (True, False, before[0] + 1)
        again = await later.made(field, **given)
        assert again == {**payload, "replayed": True}
        assert (await what_stands(later))[0] == before[0] + 1
        assert await noted(later) == [first] * 4


def refuse_one_commit(connection: sqlite3.Connection) -> None:
    """Let the next commit of this connection fail, and no other."""
    left = [1]

    def watch(action: int, first: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_TRANSACTION and first == "COMMIT" and left:
            left.clear()
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    connection.set_authorizer(watch)


async def test_of_several_changes_in_one_operation_the_one_that_was_not_committed_is_the_one_that_failed(
    service: Served,
) -> None:
    await service.firm.store._writer.submit(refuse_one_commit)  # type: ignore[attr-defined]
    response = await service.post("""mutation {
      lost: personAdd(input: {id: "sue"}) { ... on PersonSaved { revision } }
      made: personAdd(input: {id: "sam"}) { ... on PersonSaved { revision } } }""")
    body = response.json()
    assert body["data"] == {"lost": None, "made": {"revision": 2}}
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [(["lost"], "STORE_ERROR")]
    assert set(await service.firm.store.fetch(Person, ["sue", "sam"])) == {"sam"}
