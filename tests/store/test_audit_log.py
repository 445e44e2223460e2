"""The audit log: what is acknowledged is there, numbered without gaps, and no writer of data is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from graph.domain.records import Person
from graph.errors import StoreUnavailable, StoreVersion
from graph.store import embedded, neo4j
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import AuditEntry
from tests.servers.finding import server_of
from tests.servers.lines import Line
from tests.servers.wiping import wipe
from tests.store.neo4j_places import address_of, empty_database

NOON = datetime(2024, 5, 1, 12, 0, 0, 250, tzinfo=UTC)


def entry(viewer: str, *subjects: str, hour: int = 0) -> AuditEntry:
    """Somebody asked about some staff members, ``hour`` hours after noon."""
    return AuditEntry(NOON + timedelta(hours=hour), viewer, "handover", "departureImpact", subjects, 7)


class Place:
    """Where one test keeps its audit log and its store. All that it opens is closed when the test ends."""

    def __init__(
        self, open_log: Callable[[], Awaitable[AuditLog]], open_store: Callable[[], Awaitable[GraphStore]]
    ) -> None:
        self._open_log = open_log
        self._open_store = open_store
        self._opened: list[AuditLog | GraphStore] = []

    async def log(self) -> AuditLog:
        """The audit log of this place, as another process would open it."""
        log = await self._open_log()
        self._opened.append(log)
        return log

    async def store(self) -> GraphStore:
        """The store of this place."""
        store = await self._open_store()
        self._opened.append(store)
        return store

    async def close(self) -> None:
        """Close whatever is still open."""
        for one in self._opened:
            await one.close()


@pytest.fixture(params=["embedded", *(line.value for line in Line)])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """A place without an entry yet, once for each adapter."""
    if request.param == "embedded":
        path = tmp_path / "firm.whither"
        place = Place(lambda: embedded.open_audit_log(path), lambda: embedded.open_store(path, "first"))
    else:
        address = empty_database(Line(request.param))
        place = Place(lambda: neo4j.open_audit_log(address), lambda: neo4j.open_store(address, "first"))
    yield place
    await place.close()


@pytest.fixture
async def log(place: Place) -> AuditLog:
    """An empty audit log that is open, once for each adapter."""
    return await place.log()


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


async def test_an_acknowledged_entry_is_there_when_the_log_is_opened_again(place: Place) -> None:
    first = await place.log()
    await first.append(entry("ida", "ada"))
    await first.close()
    assert await (await place.log()).entries(10) == (entry("ida", "ada"),)


async def test_entries_that_come_at_once_are_all_kept(log: AuditLog, place: Place) -> None:
    other = await place.log()
    entries = [entry(f"viewer {number}", "ada", hour=number) for number in range(20)]
    await asyncio.gather(*((log, other)[number % 2].append(one) for number, one in enumerate(entries)))
    found = await log.entries(100)
    assert sorted(found, key=lambda one: one.at) == entries
    assert [one.number for one in found] == list(range(20, 0, -1))


async def test_text_that_no_store_can_hold_is_mended_rather_than_lost(log: AuditLog) -> None:
    await log.append(AuditEntry(NOON, "id\ud800a", "pur\udfffpose", "question", ("a\ud800",), 1))
    assert await log.entries(10) == (AuditEntry(NOON, "id?a", "pur?pose", "question", ("a?",), 1),)


async def test_an_entry_never_waits_for_a_unit_of_work_nor_changes_the_revision(log: AuditLog, place: Place) -> None:
    store = await place.store()

    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("pat")])
        await log.append(entry("ida", "ada"))
        assert await log.entries(1) == (entry("ida", "ada"),)

    await store.write(work)
    await log.append(entry("ida", "ada"))
    assert await store.revision() == 1


async def test_a_closed_log_takes_no_more_entries(log: AuditLog) -> None:
    await log.close()
    with pytest.raises(StoreUnavailable, match="has been closed"):
        await log.append(entry("ida", "ada"))
    with pytest.raises(StoreUnavailable, match="has been closed"):
        await log.entries(1)
    await log.close()


async def test_a_question_about_nobody_is_an_entry_too_and_no_limit_no_page(log: AuditLog) -> None:
    await log.append(entry("ida"))
    assert await log.entries(10) == (entry("ida"),)
    assert await log.entries(0) == ()


async def test_an_instant_of_another_zone_comes_back_in_utc(log: AuditLog) -> None:
    there = datetime(2024, 5, 1, 14, 0, 0, 250, tzinfo=timezone(timedelta(hours=2)))
    await log.append(AuditEntry(there, "ida", "handover", "departureImpact", (), 7))
    (found,) = await log.entries(1)
    assert (found.at, found.at.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize("neo4j_line", list(Line), ids=str)
async def test_a_database_without_the_schema_has_no_log_and_gets_none_by_being_asked(neo4j_line: Line) -> None:
    server = server_of(neo4j_line)
    wipe(server)
    for _ in range(2):
        with pytest.raises(StoreVersion, match="has no audit log of Whither yet: run whither migrate"):
            await neo4j.open_audit_log(address_of(server))
