"""How an embedded store finds the rows of an owner: by an index, whichever kind, direction and place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.domain.kinds import KIND_NAMES, Record
from graph.domain.owners import OWNED
from graph.domain.records import Account, Booking, Buying, Entity
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.embedded.reading import owned
from graph.store.embedded.reading.owned import page_statement
from graph.store.embedded.reading.rows import TABLES
from graph.store.values import Stretch
from tests.store.plans import Steps, plan, scanned

PAIRS = [(kind, owner) for owner, kinds in OWNED.items() for kind in kinds]
STRETCHES = [Stretch(3), Stretch(3, backwards=True), Stretch(3, ()), Stretch(3, (), backwards=True)]
ASKED = {"i", "w"}
"""The list of owners, and the page that was just read."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    """An empty store that is open."""
    store = await open_store(tmp_path / "firm.whither", "first")
    yield store
    await store.close()


async def steps_of(store: EmbeddedStore, statement: str) -> Steps:
    """How a question of this store would be answered."""
    return await store._readers.submit(lambda connection: plan(connection, statement))


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
@pytest.mark.parametrize(("kind", "owner"), PAIRS, ids=lambda kind: KIND_NAMES[kind])
async def test_the_rows_of_an_owner_are_found_by_an_index(
    store: EmbeddedStore, kind: type[Record], owner: type[Entity], stretch: Stretch
) -> None:
    steps = await steps_of(store, page_statement(kind, owner, stretch))
    assert scanned(steps) <= ASKED
    searches = [step for *_, step in steps if step.startswith("SEARCH") and " x " in step]
    assert len(searches) == (2 if stretch.beyond is None else 3)
    assert all("INDEX" in step and "=?" in step for step in searches), searches


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
@pytest.mark.parametrize("kind", [Buying, Booking])
async def test_the_long_lists_of_an_account_are_read_on_from_their_place_and_never_sorted(
    store: EmbeddedStore, kind: type[Record], stretch: Stretch
) -> None:
    steps = [step for *_, step in await steps_of(store, page_statement(kind, Account, stretch))]
    assert not any("TEMP B-TREE" in step for step in steps)
    assert sum(">" in step or "<" in step for step in steps) == (0 if stretch.beyond is None else 2)


def test_every_list_has_its_statement_and_every_statement_says_what_it_is_for() -> None:
    assert set(owned.OWNED) == {"page", *(f"{TABLES[kind]} of {TABLES[owner]}" for kind, owner in PAIRS)}
    assert [name for name, one in owned.OWNED.items() if not one.text.startswith("-- ")] == []
