"""What a departure can touch is read in two steps, and is of one revision all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from graph.domain.kinds import Record
from graph.domain.network import Network
from graph.domain.records import Service, StaffMember
from graph.domain.vocabulary import ServiceRole
from graph.questions.near import read_near
from graph.store.embedded import EmbeddedStore, open_store
from tests.engine.asking import ask
from tests.questions.test_networks import FIRM
from tests.store.invented import LAST_DAY, STAFF, invented_firm
from tests.store.writing import fold, touch, write

BOB_AT_BOLT = touch("elsewhere", "bob", account="bolt")
ADA_AT_BOLT = Service("ada", "bolt", ServiceRole.BACKUP)
PAT_TOUCHED = touch("with pat", "bob", "pat")


class Interrupted(EmbeddedStore):
    """An embedded store into which somebody writes between the two steps."""

    meanwhile: Record | None = None
    read: list[Sequence[str] | None]

    async def own_rows(self, staff_ids: Sequence[str], day: date) -> Network:
        """Read, then write."""
        own = await super().own_rows(staff_ids, day)
        if self.meanwhile is not None:
            await write(self, self.meanwhile)
        return own

    async def neighbourhood(
        self, staff_ids: Sequence[str], day: date, evidence: int = 0, accounts: Sequence[str] | None = None
    ) -> Network:
        """Take note of where, and read."""
        self.read.append(accounts)
        return await super().neighbourhood(staff_ids, day, evidence, accounts)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Interrupted]:
    """A store in a file."""
    opened = await open_store(tmp_path / "store.sqlite", "first")
    opened.__class__ = Interrupted
    assert isinstance(opened, Interrupted)
    opened.read = []
    yield opened
    await opened.close()


@pytest.mark.parametrize("seed", range(3))
async def test_the_answer_is_that_of_the_neighbourhood_and_less_is_read(store: Interrupted, seed: int) -> None:
    await write(store, *invented_firm(seed))
    await fold(store)
    smaller = 0
    for one in STAFF:
        near = (await read_near(store, [one], LAST_DAY)).network
        around = await EmbeddedStore.neighbourhood(store, [one], LAST_DAY)
        smaller += len(near.ties) < len(around.ties)
        if employed(around, one):
            assert ask(near, {one: "rival"}, LAST_DAY, draws=100) == ask(around, {one: "rival"}, LAST_DAY, draws=100)
    assert smaller


def employed(network: Network, one: str) -> bool:
    place = network.staff.ids.index(one)
    return bool(network.staff.start[place] <= network.day < network.staff.end[place])


@pytest.mark.parametrize(
    ("meanwhile", "read"),
    [
        (None, [("acme",)]),
        (BOB_AT_BOLT, [("acme",)]),
        (ADA_AT_BOLT, [("acme",), None]),
        (PAT_TOUCHED, [("acme",), None]),
    ],
)
async def test_what_is_written_between_the_steps_makes_the_whole_neighbourhood_be_read_when_it_may_matter(
    store: Interrupted, meanwhile: Record | None, read: list[Sequence[str] | None]
) -> None:
    await write(store, *FIRM, touch("ada with pat", "ada", "pat"))
    store.meanwhile = meanwhile
    near = await read_near(store, ["ada"], LAST_DAY)
    assert store.read == read
    assert near.network.revision == await store.revision()
    now = await EmbeddedStore.neighbourhood(store, ["ada"], LAST_DAY)
    assert ask(near.network, {"ada": "rival"}, LAST_DAY, draws=100) == ask(now, {"ada": "rival"}, LAST_DAY, draws=100)


async def test_of_somebody_on_whom_nothing_hangs_the_whole_neighbourhood_tells_why(store: Interrupted) -> None:
    await write(store, *FIRM, StaffMember("cleo", "Cleo"))
    await read_near(store, ["ada", "cleo"], LAST_DAY)
    assert store.read == [None]
