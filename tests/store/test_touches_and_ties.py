"""Touches make and mark ties, and come back in one order; folds are kept until the next touch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import numpy as np
import pytest

from graph.domain.calendar import day_number
from graph.domain.records import Account, Person, StaffMember, Touch
from graph.domain.vocabulary import Channel, Direction
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import TieKey, TieTouches, Written
from tests.store.conftest import Place
from tests.store.facts import rows
from tests.store.writing import JANUARY, fold, statistics, touch, with_account, with_person, write

ENTITIES = (
    StaffMember("ada", "Ada"),
    StaffMember("bob", "Bob"),
    Account("acme", "Acme"),
    Account("bolt", "Bolt"),
    Person("pat", "Pat"),
    Person("quin", "Quin"),
)


async def unfolded(store: GraphStore, limit: int = 100) -> tuple[TieKey, ...]:
    """The ties that wait to be folded."""
    return await store.write(lambda transaction: transaction.unfolded(limit))


async def touches_of(store: GraphStore, *ties: TieKey) -> TieTouches:
    """The touches of these ties."""
    return await store.write(lambda transaction: transaction.touches_of(ties))


async def test_a_touch_is_new_once(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"))
    written = await write(store, touch("t1", "ada", "pat"), touch("t2", "ada", "pat"))
    assert written == Written(new=1, unchanged=1)
    assert (await store.held()).touches == 2


async def test_a_touch_that_says_what_it_said_leaves_its_tie_folded(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"))
    await fold(store)
    assert await write(store, touch("t1", "ada", "pat")) == Written(unchanged=1)
    assert await unfolded(store) == ()
    assert await store.revision() == 1


async def test_a_touch_that_says_something_else_marks_the_tie_it_leaves_and_the_one_it_comes_to(
    store: GraphStore,
) -> None:
    await write(
        store,
        *ENTITIES,
        touch("t1", "ada", "pat"),
        touch("t2", "ada", "pat"),
        touch("t3", "bob", account="acme"),
        touch("t4", "ada", "quin"),
    )
    await fold(store)
    moved = touch("t1", "bob", account="acme", hour=17)
    assert await write(store, moved) == Written(updated=1)
    assert set(await unfolded(store)) == {with_person("ada", "pat"), with_account("bob", "acme")}
    page = await store.touches([with_account("bob", "acme")], JANUARY, 10)
    assert [one.id for one in page.touches] == ["t1", "t3"]
    assert page.touches[0] == moved
    assert (await store.held()).ties == 3


async def test_a_tie_that_loses_its_last_touch_is_gone(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"), touch("t2", "bob", account="acme"))
    await fold(store)
    await write(store, touch("t1", "ada", "quin"), touch("t2", "bob", account="bolt"))
    assert set(await unfolded(store)) == {with_person("ada", "quin"), with_account("bob", "bolt")}
    assert (await store.held()).ties == 2


async def test_a_tie_that_loses_its_touch_and_gets_another_in_one_call_stays(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"))
    await write(store, touch("t1", "ada", "quin"), touch("t2", "ada", "pat"), touch("t3", "ada", "quin"))
    found = await touches_of(store, with_person("ada", "pat"), with_person("ada", "quin"))
    assert found.touches.tie.tolist() == [0, 1, 1]
    assert (await store.held()).touches == 3


async def test_a_touch_that_gets_a_person_beside_its_account_becomes_one_of_the_tie_with_the_person(
    store: GraphStore,
) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", account="acme"))
    assert await write(store, touch("t1", "ada", "pat", "acme")) == Written(updated=1)
    assert await unfolded(store) == (with_person("ada", "pat"),)
    assert (await touches_of(store, with_person("ada", "pat"))).touches.tie.tolist() == [0]


async def test_a_touch_that_names_a_person_makes_that_tie_and_one_that_names_only_an_account_the_tie_with_it(
    store: GraphStore,
) -> None:
    await write(store, *ENTITIES)
    await write(store, touch("t1", "ada", "pat"), touch("t2", "ada", "pat", "acme"), touch("t3", "bob", account="acme"))
    assert set(await unfolded(store)) == {with_person("ada", "pat"), with_account("bob", "acme")}
    assert (await store.held()).ties == 2


async def test_unfolded_ties_come_in_the_order_of_the_staff_members_and_no_more_than_asked_for(
    store: GraphStore,
) -> None:
    await write(store, *reversed(ENTITIES), touch("t1", "bob", "pat"), touch("t2", "ada", "quin"))
    await write(store, touch("t3", "ada", "pat"))
    assert [tie.staff_id for tie in await unfolded(store)] == ["ada", "ada", "bob"]
    assert [tie.staff_id for tie in await unfolded(store, 2)] == ["ada", "ada"]
    assert await unfolded(store, 0) == ()


async def test_a_folded_tie_waits_no_more_until_it_is_touched_again(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"), touch("t2", "bob", account="acme"))
    assert await fold(store) == 2
    assert await unfolded(store) == ()
    await write(store, touch("t3", "bob", account="acme"))
    assert await unfolded(store) == (with_account("bob", "acme"),)


async def test_the_touches_of_a_tie_come_by_instant_and_those_of_one_instant_by_id(store: GraphStore) -> None:
    days = {"t9": 4, "t1": 2, "t10": 2, "ä": 2, "t2": 2, "Z": 2, "t5": 0}
    for number, touch_id in enumerate(days):
        channel = Channel(number)
        on = JANUARY + timedelta(days=days[touch_id])
        await write(store, *ENTITIES, touch(touch_id, "ada", "pat", on=on, channel=channel))
    found = await touches_of(store, with_person("ada", "pat"))
    order = ["t5", "Z", "t1", "t10", "t2", "ä", "t9"]
    assert [Channel(code) for code in found.touches.channel.tolist()] == [
        Channel(list(days).index(touch_id)) for touch_id in order
    ]
    assert found.touches.day.tolist() == [day_number(JANUARY + timedelta(days=days[one])) for one in order]


async def test_touches_are_those_of_the_ties_asked_for_in_the_order_asked(store: GraphStore) -> None:
    await write(
        store,
        *ENTITIES,
        touch("t1", "ada", "pat", channel=Channel.EMAIL, direction=Direction.IN),
        touch("t2", "bob", "pat", channel=Channel.VISIT),
        touch("t3", "ada", account="acme", channel=Channel.ORDER, direction=Direction.OUT),
        touch("t4", "ada", "quin", channel=Channel.SOCIAL),
    )
    asked = (with_account("ada", "acme"), with_person("nobody", "pat"), with_person("ada", "pat"))
    found = await touches_of(store, *asked)
    assert found.keys == asked
    assert found.touches.tie.tolist() == [0, 2]
    assert found.touches.channel.tolist() == [Channel.ORDER, Channel.EMAIL]
    assert found.touches.direction.tolist() == [Direction.OUT, Direction.IN]


async def test_a_fold_is_kept_for_each_tie_it_was_made_for(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"), touch("t2", "bob", account="acme"))
    first, last = day_number(JANUARY), day_number(JANUARY) + 3
    kept = statistics([(0.1, 0.7, first, last, 4, 0b101, 5), (1e-12, 3.25, first + 1, last, 2, 0b10, 9)])
    ties = (with_account("bob", "acme"), with_person("ada", "pat"))
    await store.write(lambda transaction: transaction.put_statistics(ties, kept, "first"))
    network = await store.whole(JANUARY + timedelta(days=9))
    assert rows(network, "ties") == [
        ("ada", None, "pat", False, (1e-12, 3.25, first + 1, last, 2, 0b10, 9)),
        ("bob", "acme", None, False, (0.1, 0.7, first, last, 4, 0b101, 5)),
    ]
    assert len(network.touches) == 0


async def test_a_tie_that_waits_to_be_folded_brings_its_raw_touches_and_no_old_fold(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t1", "ada", "pat"), touch("t2", "bob", account="acme"))
    await fold(store)
    await write(store, touch("t3", "ada", "pat", hour=8, channel=Channel.VISIT))
    network = await store.whole(JANUARY)
    assert network.ties.unfolded.tolist() == [True, False]
    assert [(tie[0], channel) for tie, _, channel, _ in rows(network, "touches")] == [  # type: ignore[index]
        ("ada", Channel.VISIT),
        ("ada", Channel.CALL),
    ]
    assert network.ties.statistics.count.tolist() == [0, 1]


async def test_before_its_last_touch_a_tie_brings_all_its_raw_touches(store: GraphStore) -> None:
    later = JANUARY + timedelta(days=5)
    await write(
        store, *ENTITIES, touch("t1", "ada", "pat"), touch("t2", "ada", "pat", on=later), touch("t3", "ada", "quin")
    )
    await fold(store)
    assert (await store.whole(later)).ties.unfolded.tolist() == [False, False]
    network = await store.whole(later - timedelta(days=1))
    assert network.ties.unfolded.tolist() == [True, False]
    assert network.touches.day.tolist() == [day_number(JANUARY), day_number(later)]


async def test_ties_folded_with_other_assumptions_wait_to_be_folded_again(place: Place) -> None:
    first = await place.open("first")
    await write(first, *ENTITIES, touch("t1", "ada", "pat"), touch("t2", "bob", "pat"))
    await fold(first, "first")
    second = await place.open("second")
    assert len(await unfolded(second)) == 2
    assert (await second.held()).unfolded == 2
    network = await second.whole(JANUARY)
    assert network.ties.unfolded.all()
    assert len(network.touches) == 2
    assert await fold(second, "second", at_once=1) == 2
    assert not (await second.whole(JANUARY)).ties.unfolded.any()
    assert (await first.held()).unfolded == 2


async def test_putting_statistics_of_no_tie_and_of_one_that_nobody_holds_changes_nothing(store: GraphStore) -> None:
    await write(store, *ENTITIES)
    kept = statistics([(1.0, 1.0, 1, 1, 1, 1, 1)])
    await store.write(lambda transaction: transaction.put_statistics([with_person("ada", "pat")], kept, "first"))
    await store.write(lambda transaction: transaction.put_statistics([], statistics([]), "first"))
    assert (await store.held()).ties == 0
    assert np.array_equal((await store.whole(JANUARY)).ties.staff, [])


async def listed(store: GraphStore, limit: int, between: Callable[[], Awaitable[object]] | None = None) -> list[TieKey]:
    """All ties, ``limit`` at a time; ``between`` happens after the first ones."""
    found: list[TieKey] = []
    while page := await store.write(_ties_after(found[-1] if found else None, limit)):
        assert len(page) <= limit
        found += page
        if between is not None:
            await between()
            between = None
    return found


def _ties_after(after: TieKey | None, limit: int) -> Callable[[Transaction], Awaitable[tuple[TieKey, ...]]]:
    return lambda transaction: transaction.ties(after, limit)


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_whoever_asks_on_with_the_last_tie_gets_each_tie_once(store: GraphStore, limit: int) -> None:
    ties = [("ada", "pat", None), ("bob", "pat", None), ("ada", None, "acme"), ("ada", "quin", None)]
    ties += [("bob", None, "acme"), ("bob", None, "bolt")]
    await write(store, *ENTITIES, *(touch(f"t{number}", *tie) for number, tie in enumerate(ties)))
    found = await listed(store, limit)
    assert sorted(found, key=str) == sorted((TieKey(*tie) for tie in ties), key=str)


async def test_a_tie_that_goes_while_somebody_asks_on_takes_no_other_with_it(store: GraphStore) -> None:
    others = [touch("t2", "ada", "quin"), touch("t3", "bob", "pat"), touch("t4", "bob", account="acme")]
    await write(store, *ENTITIES, touch("t1", "ada", "pat"), *others)
    first, *_ = await listed(store, 1)
    last_touch_of_first = {with_person("ada", "pat"): "t1", with_person("ada", "quin"): "t2"}[first]
    found = await listed(
        store, 1, lambda: store.write(lambda transaction: transaction.remove(Touch, [(last_touch_of_first,)]))
    )
    assert len(found) == len(set(found)) == 4
    assert len(await listed(store, 1)) == 3
