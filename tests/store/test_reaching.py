"""Nobody is answered from before what they have seen: what a store hands out for that, and what it takes."""

from __future__ import annotations

from typing import Any

import pytest
from neo4j import READ_ACCESS, WRITE_ACCESS

from graph.domain.records import Person
from graph.errors import InvalidInput, Stale
from graph.store.neo4j import open_store
from graph.store.neo4j.connection import Connection
from graph.store.protocol import GraphStore
from tests.servers.lines import Line
from tests.store.conftest import Place
from tests.store.neo4j_places import empty_database
from tests.store.writing import write


async def test_what_one_process_has_written_the_other_reaches(place: Place) -> None:
    one, other = await place.open(), await place.open()
    await write(one, Person("pat"))
    await other.reach(1, await one.mark(), 5)
    assert await other.revision() == 1
    assert set(await other.find(Person, [("pat",)])) == {("pat",)}


async def test_a_revision_that_does_not_come_is_told_in_time(store: GraphStore) -> None:
    with pytest.raises(Stale):
        await store.reach(1, await store.mark(), 0.05)


@pytest.mark.parametrize("mark", ["garbage", "FB:kcwQ", "Umlaut-\xe4"])
async def test_a_mark_that_no_store_gave_is_refused_as_such(store: GraphStore, mark: str) -> None:
    with pytest.raises(InvalidInput, match="mark"):
        await store.reach(0, mark, 1)


async def test_reads_and_writes_name_their_access_and_carry_what_was_seen(
    neo4j_line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = empty_database(neo4j_line)
    one, other = await open_store(address, "first"), await open_store(address, "first")
    try:
        await write(one, Person("pat"))
        asked: list[tuple[str, frozenset[str]]] = []
        session = Connection.session

        def noted(self: Connection, access: str, bookmarks: frozenset[str] = frozenset()) -> Any:
            asked.append((access, bookmarks))
            return session(self, access, bookmarks)

        monkeypatch.setattr(Connection, "session", noted)
        mark = await one.mark()
        assert mark
        await other.reach(1, mark, 5)
        assert asked == [(READ_ACCESS, frozenset(mark.split()))]
        assert await other._connection.bookmarks() >= frozenset(mark.split())  # so every later question sees it too
        asked.clear()
        await other.firm()
        assert [access for access, _ in asked] == [READ_ACCESS]
        asked.clear()
        await write(other, Person("quin"))
        assert {access for access, _ in asked} == {WRITE_ACCESS}
    finally:
        await one.close()
        await other.close()
