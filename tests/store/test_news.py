"""News: what changed since a revision, and the rows with which a whole that was read then is brought up to date."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from random import Random

import pytest

from graph.domain.network import Network
from graph.domain.records import Account, Booking, Employment, Firm, Person, Promise, StaffMember
from graph.domain.splicing import splice
from graph.store.embedded import EmbeddedStore
from graph.store.neo4j.reading import networks
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Changed
from tests.store.changed_rows import ENTITIES, LATER
from tests.store.changing_firm import ChangingFirm
from tests.store.facts import ENTITIES as ENTITY_TABLES
from tests.store.facts import RELATIONS, content, facts, with_plain_lines
from tests.store.invented import LAST_DAY
from tests.store.lawful import part_of
from tests.store.remembering import Memory
from tests.store.test_random_units import any_step
from tests.store.writing import JANUARY, NOON, fold, put, remove, touch, write

MIDDLE = JANUARY + timedelta(days=250)
STEPS = 25
FEWER = 5
"""On a server, where a step takes longer; the seeds are as many."""


def same(one: Network, other: Network) -> bool:
    """Whether two Networks are equal byte by byte, but for the numbers of lines of business."""
    return one.revision == other.revision and content(with_plain_lines(one)) == content(with_plain_lines(other))


def steps_on(store: GraphStore) -> int:
    """How many units to try."""
    return STEPS if isinstance(store, EmbeddedStore) else FEWER


async def brought_up_to_date(store: GraphStore, whole: Network, day: date) -> Network:
    """The whole as the news since its revision make it."""
    news = await store.news(whole.revision, day, rows=True)
    assert news.changed == await store.changed_since(whole.revision)
    assert news.part is not None
    assert news.firm == news.part.firm
    return splice(whole, news.changed, news.part)


@pytest.mark.parametrize("seed", range(8))
async def test_news_spliced_into_a_whole_make_the_whole_of_now_for_today_and_for_a_day_in_the_past(
    store: GraphStore, seed: int
) -> None:
    rng = Random(seed)
    firm = ChangingFirm(seed)
    await write(store, *firm.rows())
    await fold(store)
    wholes = {day: await store.whole(day) for day in (MIDDLE, LAST_DAY)}
    for _ in range(steps_on(store)):
        for _ in range(rng.choice((1, 1, 3))):
            await firm.change(store)
        for day, whole in wholes.items():
            wholes[day] = await brought_up_to_date(store, whole, day)
            assert same(wholes[day], await store.whole(day))
        if rng.random() < 0.3:
            await fold(store)
            wholes = {day: await store.whole(day) for day in wholes}


@pytest.mark.parametrize("seed", range(3))
async def test_news_tell_of_whatever_is_put_corrected_retracted_and_put_again(store: GraphStore, seed: int) -> None:
    rng = Random(seed)
    memory = Memory()
    await write(store, *ENTITIES)
    whole = await store.whole(LATER)

    async def unit(transaction: Transaction) -> None:
        await transaction.stamp(NOON)
        for _ in range(rng.choice((1, 1, 3))):
            await any_step(transaction, memory, rng)

    for _ in range(2 * steps_on(store)):
        await store.write(unit)
        whole = await brought_up_to_date(store, whole, LATER)
        assert same(whole, await store.whole(LATER))


@pytest.mark.parametrize("seed", range(4))
async def test_a_part_holds_exactly_what_the_law_names(store: GraphStore, seed: int) -> None:
    firm = ChangingFirm(seed)
    await write(store, *firm.rows())
    await fold(store)
    for _ in range(steps_on(store)):
        before = await store.revision()
        await firm.change(store)
        for day in (MIDDLE, LAST_DAY):
            news = await store.news(before, day, rows=True)
            assert news.part is not None
            assert news.part.revision == news.changed.revision
            assert facts(news.part) == part_of(facts(await store.whole(day)), news.changed)


async def test_a_part_is_the_same_however_few_a_store_reads_at_a_time(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = ChangingFirm(2)
    await write(store, *firm.rows())
    before = await store.revision()
    for _ in range(4):
        await firm.change(store)
    at_once = await store.news(before, LAST_DAY, rows=True)
    monkeypatch.setattr(networks, "_CHANGED", 2)
    by_twos = await store.news(before, LAST_DAY, rows=True)
    assert by_twos.part is not None
    assert at_once.part is not None
    assert min(map(len, (at_once.changed.staff, at_once.changed.people, at_once.changed.accounts))) > 2
    assert content(by_twos.part) == content(at_once.part)


async def test_news_asked_for_beside_units_tell_of_one_revision(store: GraphStore) -> None:
    async def units() -> None:
        for number in range(20):
            await put(store, Person(f"p{number}"))

    await put(store, Person("pat"))
    writing = asyncio.create_task(units())
    while not writing.done():
        news = await store.news(1, JANUARY, rows=True)
        assert news.part is not None
        assert set(news.part.people.ids) == news.changed.people
        assert news.part.revision == news.changed.revision == 1 + len(news.changed.people)
    await writing


async def test_the_law_is_tried_on_parts_of_which_every_table_has_rows_within_and_beyond(store: GraphStore) -> None:
    firm = ChangingFirm(1)
    await write(store, *firm.rows())
    tried = []
    for _ in range(6):
        before = await store.revision()
        await firm.change(store)
        part = (await store.news(before, LAST_DAY, rows=True)).part
        assert part is not None
        tried.append((facts(part), facts(await store.whole(LAST_DAY))))
    for name in set(ENTITY_TABLES + RELATIONS) - {"evidence"}:
        assert any(0 < len(found[name]) < len(whole[name]) for found, whole in tried), name


async def test_where_everything_changed_there_is_no_part(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t", "ada", "pat"))
    await write(store, Firm("Ours", currency="EUR"))
    news = await store.news(1, JANUARY, rows=True)
    assert (news.changed, news.part) == (Changed(2, everything=True), None)
    assert news.firm == (await store.whole(JANUARY)).firm
    assert (news.firm.name, news.firm.currency) == ("Ours", "EUR")


async def test_without_rows_there_is_no_part_and_the_firms_facts_are_those_of_the_day(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat", on=JANUARY), touch("t2", "ada", "pat", on=LATER))
    await put(store, Person("rae"))
    for day in (JANUARY - timedelta(days=1), JANUARY, LATER):
        news = await store.news(1, day, rows=False)
        assert (news.changed, news.part) == (Changed(2, everything=False, people=frozenset({"rae"})), None)
        assert news.firm == (await store.whole(day)).firm


async def test_nothing_new_is_an_empty_part_that_changes_nothing(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t", "ada", "pat"))
    whole = await store.whole(JANUARY)
    news = await store.news(1, JANUARY, rows=True)
    assert news.part is not None
    assert news.changed == Changed(1, everything=False)
    assert all(found == [] for found in facts(news.part).values())
    assert same(splice(whole, news.changed, news.part), whole)


async def test_who_came_and_left_again_is_named_and_not_there(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    whole = await store.whole(JANUARY)
    await write(
        store, StaffMember("eve", "Eve"), Account("coil", "Coil"), Person("rae"), touch("t", "eve", "rae", "coil")
    )
    await remove(store, type(touch("t", "eve", "rae")), ("t",))
    for kind, one in ((StaffMember, "eve"), (Account, "coil"), (Person, "rae")):
        await remove(store, kind, (one,))
    news = await store.news(1, JANUARY, rows=True)
    assert (news.changed.staff, news.changed.people, news.changed.accounts) == ({"eve"}, {"rae"}, {"coil"})
    assert news.part is not None
    assert all(found == [] for found in facts(news.part).values())
    assert facts(splice(whole, news.changed, news.part)) == facts(whole)


async def test_days_of_the_first_touch_and_booking_follow_a_touch_and_a_booking_that_go_elsewhere(
    store: GraphStore,
) -> None:
    await write(
        store,
        *ENTITIES,
        Employment("pat", "acme", start=JANUARY),
        Employment("quin", "bolt", start=JANUARY),
        Booking("acme", JANUARY, 1, "R1"),
        touch("t1", "ada", "pat", "acme", on=JANUARY),
        touch("t2", "ada", "pat", "acme", on=LATER),
    )
    whole = await store.whole(LATER)
    await put(store, touch("t1", "ada", "quin", "bolt", on=JANUARY))
    await put(store, Booking("bolt", JANUARY, 1, "R1"))
    await remove(store, Booking, ("acme", JANUARY, "R1", 0))
    spliced = await brought_up_to_date(store, whole, LATER)
    now = await store.whole(LATER)
    assert same(spliced, now)
    for table, column in (("accounts", "first_booking"), ("accounts", "first_touch"), ("employments", "first_touch")):
        assert (getattr(getattr(spliced, table), column) != getattr(getattr(whole, table), column)).all()


async def test_a_promise_that_turns_from_a_person_to_an_account_and_back_stands_once(store: GraphStore) -> None:
    await write(store, *ENTITIES, Promise("P", "ada", JANUARY, "pat", "acme"))
    whole = await store.whole(JANUARY)
    for person, account in ((None, "bolt"), ("quin", "bolt"), ("quin", None), (None, "acme")):
        await put(store, Promise("P", "ada", JANUARY, person, account))
        whole = await brought_up_to_date(store, whole, JANUARY)
        assert len(whole.promises) == 1
        assert same(whole, await store.whole(JANUARY))


async def test_a_tie_that_is_folded_meanwhile_stays_as_it_was_read_until_it_is_named(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"), touch("t2", "bob", "quin"))
    whole = await store.whole(JANUARY)
    await fold(store)
    spliced = await brought_up_to_date(store, whole, JANUARY)
    assert spliced.ties.unfolded.tolist() == [True, True]
    assert len(spliced.touches) == 2
    await put(store, Person("pat", "Pat Smith"))
    spliced = await brought_up_to_date(store, whole, JANUARY)
    assert spliced.ties.unfolded.tolist() == [False, True]
    assert len(spliced.touches) == 1
