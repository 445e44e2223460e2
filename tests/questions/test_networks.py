"""What a service keeps in memory: after whatever change it is what a process that has just begun would read."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from graph.domain.calendar import day_number
from graph.domain.network import Network
from graph.domain.records import Account, Closeness, Employment, Person, Service, StaffMember
from graph.domain.vocabulary import ServiceRole
from graph.engine.as_of import as_of
from graph.engine.firm_risk import members_of
from graph.engine.sweep import sweep
from graph.errors import StoreUnavailable, WhitherError
from graph.questions.loaded import Loaded
from graph.questions.networks import Networks
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.values import News
from tests.engine.asking import ask
from tests.store.changing_firm import ChangingFirm
from tests.store.facts import facts
from tests.store.invented import LAST_DAY, STAFF
from tests.store.writing import JANUARY, fold, touch, write

MIDDLE = JANUARY + timedelta(days=250)
FIRM = (
    StaffMember("ada", "Ada"),
    StaffMember("bob", "Bob"),
    Account("acme", "Acme"),
    Account("bolt", "Bolt"),
    Person("pat", "Pat"),
    Employment("pat", "acme"),
    Service("ada", "acme", ServiceRole.LEAD),
    Service("bob", "bolt", ServiceRole.LEAD),
)


class CountingStore(EmbeddedStore):
    """An embedded store that counts how often it was read for Networks, and can be told to fail."""

    neighbourhoods = 0
    wholes = 0
    broken = False
    behind = 0
    at_once = 0
    most_at_once = 0

    async def revision(self) -> int:
        """The revision, or an earlier one."""
        return await super().revision() - self.behind

    async def own_rows(self, staff_ids: Sequence[str], day: date) -> Network:
        """Count and read: with this every reading of a neighbourhood begins."""
        self.neighbourhoods += 1
        return await super().own_rows(staff_ids, day)

    async def whole(self, day: date, evidence: int = 0) -> Network:
        """Count and read, or fail."""
        self.wholes += 1
        if self.broken:
            raise StoreUnavailable("there", "It is not there: see why.")
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        found = await super().whole(day, evidence)
        self.at_once -= 1
        return replace(found, revision=found.revision - self.behind)

    async def news(self, revision: int, day: date, *, rows: bool) -> News:
        """What changed; everything where the revision is one to come."""
        return await super().news(revision if not self.behind else revision + 100, day, rows=rows)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[CountingStore]:
    """A store in a file."""
    opened = await open_store(tmp_path / "store.sqlite", "first")
    opened.__class__ = CountingStore
    assert isinstance(opened, CountingStore)
    yield opened
    await opened.close()


@pytest.fixture
async def networks(store: CountingStore) -> AsyncIterator[Networks]:
    """What is kept of it."""
    kept = Networks(store)
    yield kept
    await kept.close()


def state(network: Network) -> object:
    """All that a Network says."""
    return network.revision, network.day, network.firm, facts(network)


def answer(network: Network, leavers: Sequence[str], day: date) -> object:
    """All that is answered about these leavers from a Network; what is wrong with the question, if anything."""
    try:
        return ask(network, dict.fromkeys(leavers, "rival"), day, draws=100)
    except WhitherError as error:
        return str(error)


def figures(loaded: Loaded) -> object:
    """All that is told of the whole firm."""
    found, members = loaded.swept, loaded.members
    tables = (found.stakes, found.standings, members)
    columns = [getattr(table, name).tolist() for table in tables for name in table.__dataclass_fields__]
    strengths = [round(strength, 9) for strength in found.holders.strength.tolist()]
    return columns, found.holders.account.tolist(), found.holders.staff.tolist(), strengths


def of_now(network: Network) -> Loaded:
    """The firm as a process that has just begun loads it."""
    swept = sweep(as_of(network))
    return Loaded(None, swept, members_of(network, swept))  # type: ignore[arg-type]  # its rows are compared apart


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_change_what_is_kept_is_what_a_fresh_process_would_read(
    store: CountingStore, networks: Networks, seed: int
) -> None:
    chance, firm = Random(seed), ChangingFirm(seed)
    await write(store, *firm.rows())
    await fold(store)
    for step in range(12):
        day, evidence = chance.choice((MIDDLE, LAST_DAY)), chance.choice((0, 0, 2))
        if step % 3 == seed % 3:
            await networks.whole(day, fresh=True)
        for asked in [*([one] for one in STAFF), chance.sample(STAFF, 2)]:
            near, fresh = (
                await networks.neighbourhood(asked, day, evidence),
                await store.neighbourhood(asked, day, evidence),
            )
            assert (near.revision, near.day, near.firm) == (fresh.revision, fresh.day, fresh.firm)
            assert answer(near, asked, day) == answer(fresh, asked, day)
        loaded = await networks.whole(day, fresh=True)
        whole = await store.whole(day)
        assert state(loaded.network) == state(whole)
        assert figures(loaded) == figures(of_now(whole))
        await firm.change(store)


async def test_a_neighbourhood_is_read_once_while_nothing_in_it_changes(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    for _ in range(3):
        near = await networks.neighbourhood(["ada"], LAST_DAY)
    assert store.neighbourhoods == 1

    await write(store, touch("elsewhere", "bob", account="bolt"))
    again = await networks.neighbourhood(["ada"], LAST_DAY)
    assert store.neighbourhoods == 1
    assert (again.revision, near.revision) == (await store.revision(), await store.revision() - 1)
    assert again.firm.last_touch > 0
    assert again.firm != near.firm  # the firm's last touch travels with each neighbourhood

    for read, changed in enumerate((touch("there", "bob", account="acme"), touch("with pat", "bob", "pat")), start=2):
        await write(store, changed)
        fresh = await networks.neighbourhood(["ada"], LAST_DAY)
        assert store.neighbourhoods == read
        assert len(fresh.ties) == read - 1


async def test_a_colleague_who_leaves_is_gone_also_where_a_rating_alone_tied_them(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM, Closeness("bob", "pat", 4, JANUARY))
    await networks.neighbourhood(["ada"], LAST_DAY)
    await write(store, StaffMember("bob", "Bob", end=LAST_DAY))
    near = await networks.neighbourhood(["ada"], LAST_DAY)
    assert state(near) == state(await store.neighbourhood(["ada"], LAST_DAY))


async def test_what_does_not_fit_is_forgotten_first_come_first(store: CountingStore) -> None:
    await write(store, *FIRM)
    tiny = Networks(store, room=1)
    for _ in range(2):
        await tiny.neighbourhood(["ada"], LAST_DAY)
    assert store.neighbourhoods == 2
    small = Networks(store, room=850)
    for asked in ("ada", "bob", "ada", "bob"):
        await small.neighbourhood([asked], LAST_DAY)
    assert store.neighbourhoods == 6


async def test_the_firm_is_loaded_once_for_all_who_ask_together_and_then_only_renewed(
    store: CountingStore,
) -> None:
    await write(store, *FIRM)
    told: list[int] = []
    networks = Networks(store, on_loaded=lambda: told.append(store.wholes))
    together = await asyncio.gather(*(networks.whole(LAST_DAY) for _ in range(5)))
    assert store.wholes == 1
    assert len({id(one) for one in together}) == 1
    await write(store, touch("new", "bob", account="acme"))
    renewed = await networks.whole(LAST_DAY, fresh=True)
    assert store.wholes == 1
    assert renewed.revision == await store.revision()
    assert len(renewed.network.ties) == 1
    assert told == [1]


async def test_the_firm_of_another_day_beside_it_holds_what_is_the_same_but_once(
    store: CountingStore, networks: Networks
) -> None:
    others = (Account(f"other-{number}", "Other") for number in range(8))
    await write(store, *FIRM, *others, touch("once", "ada", person="pat"), touch("new", "bob", account="acme"))
    await fold(store)
    today, earlier = await networks.whole(LAST_DAY), await networks.whole(LAST_DAY - timedelta(days=1))
    await write(store, touch("again", "bob", account="acme"))
    for other in (earlier, await networks.whole(LAST_DAY, fresh=True)):
        assert other.network.people.ids is today.network.people.ids
        assert other.network.ties.person is today.network.ties.person
        assert other.network.employments.account is today.network.employments.account
        assert other.whole.ties_by_person is today.whole.ties_by_person
    assert earlier.network.day < today.network.day


async def test_an_answer_that_may_lag_names_an_earlier_revision_and_the_next_has_caught_up(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    first = await networks.whole(LAST_DAY)
    await write(store, touch("new", "bob", account="acme"))
    assert (await networks.whole(LAST_DAY)).revision == first.revision
    await asyncio.sleep(0)
    assert (await networks.whole(LAST_DAY, at_least=first.revision + 1)).revision == first.revision + 1
    assert (await networks.whole(LAST_DAY)).revision == first.revision + 1
    assert store.wholes == 1


async def test_a_neighbourhood_is_cut_from_the_loaded_firm_while_nothing_in_it_has_changed(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    await networks.whole(LAST_DAY)
    cut = await networks.neighbourhood(["ada", "nobody"], LAST_DAY)
    assert store.neighbourhoods == 0
    assert cut.staff.ids == ("ada",)
    await write(store, touch("elsewhere", "bob", account="bolt"))
    again = await networks.neighbourhood(["ada"], LAST_DAY)
    assert (store.neighbourhoods, again.revision) == (0, await store.revision())
    assert again.firm.last_touch > 0
    assert again.firm != cut.firm
    await write(store, touch("new", "bob", account="acme"))
    assert "bob" in (await networks.neighbourhood(["ada"], LAST_DAY)).staff.ids
    assert store.neighbourhoods == 1
    assert (await networks.neighbourhood(["ada"], LAST_DAY, 1)).revision == await store.revision()
    assert store.neighbourhoods == 2  # the loaded firm has no evidence


async def test_the_firm_is_kept_for_two_days_of_which_the_one_asked_about_longest_ago_goes(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    for day in (LAST_DAY, MIDDLE, LAST_DAY, JANUARY, LAST_DAY):
        await networks.whole(day)
    assert store.wholes == 3
    await networks.whole(MIDDLE)
    assert store.wholes == 4


async def test_the_firm_of_a_day_that_is_no_longer_kept_takes_no_memory(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    loaded = [weakref.ref(await networks.whole(LAST_DAY - timedelta(days=number))) for number in range(6)]
    await asyncio.sleep(0)
    gc.collect()
    assert [one() is not None for one in loaded] == [False] * 4 + [True] * 2


async def test_many_days_can_be_asked_about_together_and_one_firm_is_read_at_a_time(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    days = [LAST_DAY - timedelta(days=number) for number in range(6)]
    found = await asyncio.gather(*(networks.whole(day) for day in days))
    assert [one.network.day for one in found] == [day_number(day) for day in days]
    assert store.most_at_once == 1


async def test_a_store_of_an_earlier_revision_in_the_place_of_another_is_read_anew(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    await write(store, touch("new", "bob", account="acme"))
    await networks.whole(LAST_DAY)
    store.behind = 1
    found = await networks.whole(LAST_DAY)
    assert found.revision == await store.revision() == 1
    assert store.wholes == 2


async def test_rows_that_do_not_fit_what_is_kept_lead_to_reading_it_anew(
    store: CountingStore, networks: Networks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Network:
        raise ValueError("rows name somebody who is there no more")

    await write(store, *FIRM)
    await networks.whole(LAST_DAY)
    await write(store, touch("new", "bob", account="acme"))
    monkeypatch.setattr("graph.questions.loaded.splice", refuse)
    told: list[int] = []
    networks._on_loaded = lambda: told.append(store.wholes)
    assert (await networks.whole(LAST_DAY, fresh=True)).revision == await store.revision()
    assert told == [store.wholes]
    assert store.wholes == 2


async def test_whoever_reads_for_one_operation_brings_nothing_up_to_date_beforehand(store: CountingStore) -> None:
    await write(store, *FIRM)
    once = Networks(store, beforehand=False)
    first = await once.whole(LAST_DAY)
    await write(store, touch("new", "bob", account="acme"))
    await once.whole(LAST_DAY)
    await asyncio.sleep(0.05)
    assert (await once.whole(LAST_DAY)).revision == first.revision


async def test_a_firm_that_cannot_be_loaded_is_told_to_all_who_wait_and_tried_again_by_the_next(
    store: CountingStore, networks: Networks
) -> None:
    await write(store, *FIRM)
    store.broken = True
    networks.begin(LAST_DAY)
    told = await asyncio.gather(*(networks.whole(LAST_DAY) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in told] == [StoreUnavailable] * 3
    store.broken = False
    assert (await networks.whole(LAST_DAY)).revision == await store.revision()


async def test_whoever_stops_waiting_leaves_the_loading_to_the_others(store: CountingStore, networks: Networks) -> None:
    await write(store, *FIRM)
    impatient, patient = (asyncio.create_task(networks.whole(LAST_DAY)) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).revision == await store.revision()
    assert store.wholes == 1
