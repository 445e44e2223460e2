"""Networks: what a neighbourhood holds, what the whole firm holds, and that neither depends on how rows came in."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from random import Random

import pytest

from graph.domain.calendar import NO_DAY, day_number
from graph.domain.kinds import KEY_FIELDS
from graph.domain.records import Account, Booking, Employment, Firm, Person, Service, StaffMember
from graph.domain.vocabulary import ServiceRole
from graph.store.protocol import GraphStore
from tests.store.conftest import ADAPTERS, Place
from tests.store.facts import ENTITIES, RELATIONS, content, facts, rows
from tests.store.invented import ACCOUNTS, LAST_DAY, STAFF, invented_firm
from tests.store.lawful import neighbourhood_of, own_rows_of
from tests.store.writing import JANUARY, fold, touch, write, write_in_units

MIDDLE = JANUARY + timedelta(days=250)

PEOPLE = (
    StaffMember("ada", "Ada"),
    StaffMember("bob", "Bob"),
    Account("acme", "Acme"),
    Account("bolt", "Bolt"),
    Person("pat", "Pat"),
    Person("quin", "Quin"),
)


async def folded_but_for_a_late_touch(store: GraphStore, seed: int) -> Random:
    """Write an invented firm, folded but for one touch; the dice that drew it."""
    await write(store, *invented_firm(seed))
    await fold(store)
    rng = Random(seed)
    await write(store, touch("late", rng.choice(STAFF), "p1"))
    return rng


@pytest.mark.parametrize("seed", range(8))
async def test_a_neighbourhood_holds_exactly_what_the_law_names(store: GraphStore, seed: int) -> None:
    rng = await folded_but_for_a_late_touch(store, seed)
    for day in (MIDDLE, LAST_DAY):
        whole = facts(await store.whole(day, evidence=2))
        for asked in [[one] for one in STAFF] + [rng.sample(STAFF, 3), list(STAFF)]:
            near = facts(await store.neighbourhood(asked, day, evidence=2))
            assert near == neighbourhood_of(whole, asked)


@pytest.mark.parametrize("seed", range(8))
async def test_a_neighbourhood_at_some_accounts_holds_exactly_what_the_law_names(store: GraphStore, seed: int) -> None:
    rng = await folded_but_for_a_late_touch(store, seed)
    for day in (MIDDLE, LAST_DAY):
        whole = facts(await store.whole(day, evidence=2))
        for asked in ([rng.choice(STAFF)], rng.sample(STAFF, 3)):
            for there in ([], rng.sample(ACCOUNTS, 1), rng.sample(ACCOUNTS, 7)):
                near = facts(await store.neighbourhood(asked, day, 2, [*there, "nowhere"]))
                assert near == neighbourhood_of(whole, asked, there)


@pytest.mark.parametrize("seed", range(8))
async def test_what_staff_members_have_is_exactly_what_the_law_names(store: GraphStore, seed: int) -> None:
    rng = await folded_but_for_a_late_touch(store, seed)
    for day in (MIDDLE, LAST_DAY):
        loaded = await store.whole(day)
        whole = facts(loaded)
        for asked in [[one] for one in STAFF] + [rng.sample(STAFF, 3), list(STAFF)]:
            own = await store.own_rows([*asked, "nobody", "ad\ud800a"], day)
            assert facts(own) == own_rows_of(whole, asked)
            assert (own.revision, own.day, own.firm) == (loaded.revision, loaded.day, loaded.firm)


async def test_the_law_is_tried_on_a_firm_of_which_every_table_has_rows_within_and_beyond_a_neighbourhood(
    store: GraphStore,
) -> None:
    await write(store, *invented_firm(0))
    whole = facts(await store.whole(LAST_DAY, evidence=1))
    near = [facts(await store.neighbourhood([one], LAST_DAY, evidence=1)) for one in STAFF]
    for name in ENTITIES + RELATIONS:
        assert any(some[name] for some in near)
        assert any(len(some[name]) < len(whole[name]) for some in near)


@pytest.mark.parametrize("seed", range(4))
async def test_equal_facts_give_equal_bytes_whatever_the_order_of_rows_and_units(
    place: Place, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, seed: int
) -> None:
    firm = invented_firm(seed)
    first = await place.open()
    await write(first, *firm)
    await fold(first)

    rng = Random(seed + 100)
    shuffled = rng.sample(firm, len(firm))
    kinds = list(KEY_FIELDS)
    shuffled.sort(key=lambda record: kinds.index(type(record)))  # stable: shuffled within each kind
    adapter: str = request.node.callspec.params["place"]
    elsewhere = Place(ADAPTERS[adapter](tmp_path_factory.mktemp("shuffled")))
    second = await elsewhere.open()
    await write_in_units(second, shuffled[: len(firm) - 25], 11)
    await fold(second)
    await write_in_units(second, shuffled[len(firm) - 25 :], 7)
    await fold(second, at_once=2)

    for day in (MIDDLE, LAST_DAY):
        assert content(await first.whole(day, 3)) == content(await second.whole(day, 3))
        for one in STAFF:
            near = [content(await store.neighbourhood([one], day, 3)) for store in (first, second)]
            assert near[0] == near[1]
    await elsewhere.close()


async def test_a_question_repeated_gives_the_same_bytes_also_beside_others(store: GraphStore) -> None:
    await write(store, *invented_firm(1))
    once = {one: content(await store.neighbourhood([one], MIDDLE, 2)) for one in STAFF}
    asked = list(STAFF) * 4
    together = await asyncio.gather(*(store.neighbourhood([one], MIDDLE, 2) for one in asked))
    assert [content(network) for network in together] == [once[one] for one in asked]


async def test_staff_members_whom_nobody_knows_are_simply_absent(store: GraphStore) -> None:
    await write(store, *PEOPLE, Service("ada", "acme", ServiceRole.LEAD))
    network = await store.neighbourhood(["nobody", "ada", "ada\x00", "ad\ud800a"], JANUARY)
    assert network.staff.ids == ("ada",)
    assert network.accounts.ids == ("acme",)
    nothing = await store.neighbourhood(["nobody"], JANUARY)
    assert nothing.staff.ids == nothing.people.ids == nothing.accounts.ids == ()


async def test_an_empty_store_gives_an_empty_network(store: GraphStore) -> None:
    network = await store.whole(JANUARY, evidence=5)
    assert all(found == [] for found in facts(network).values())
    assert (network.day, network.revision) == (day_number(JANUARY), 0)
    assert (network.firm.name, network.firm.currency) == ("", "")
    assert (network.firm.first_touch, network.firm.last_touch) == (NO_DAY, NO_DAY)


async def test_a_network_names_the_revision_it_was_read_at(store: GraphStore) -> None:
    await write(store, *PEOPLE)
    await write(store, Firm("Ours", currency="EUR"))
    for network in (await store.whole(JANUARY), await store.neighbourhood(["ada"], JANUARY)):
        assert network.revision == 2
        assert (network.firm.name, network.firm.currency) == ("Ours", "EUR")


async def test_every_neighbourhood_carries_the_days_of_the_firms_first_touch_and_of_the_last_one_until_the_day(
    store: GraphStore,
) -> None:
    days = [JANUARY + timedelta(days=number) for number in (0, 10, 20)]
    await write(store, *PEOPLE, *(touch(f"t{on}", "bob", "quin", on=on) for on in days))
    firm = (await store.neighbourhood(["ada"], JANUARY + timedelta(days=15))).firm
    assert (firm.first_touch, firm.last_touch) == (day_number(days[0]), day_number(days[1]))
    before = (await store.neighbourhood(["ada"], JANUARY - timedelta(days=1))).firm
    assert (before.first_touch, before.last_touch) == (day_number(days[0]), NO_DAY)


async def test_an_employment_knows_the_first_touch_of_its_person_by_anybody_since_it_began(store: GraphStore) -> None:
    def on(number: int) -> date:
        return JANUARY + timedelta(days=number)

    await write(
        store,
        *PEOPLE,
        Employment("pat", "acme", start=on(5), end=on(8)),
        Employment("pat", "bolt", start=on(10)),
        Employment("quin", "acme"),
        Employment("quin", "bolt", start=on(30)),
        touch("t1", "ada", "pat", on=on(4)),
        touch("t2", "bob", "pat", on=on(10)),
        touch("t3", "ada", "pat", on=on(12)),
        touch("t4", "bob", "quin", "bolt", on=on(2)),
    )
    employments = (await store.whole(JANUARY)).employments
    assert employments.first_touch.tolist() == [
        day_number(on(10)),  # pat at acme, though it ended on day 8: anybody's touch on or after the start
        day_number(on(2)),  # quin at acme, always
        day_number(on(10)),  # pat at bolt, on the very day
        NO_DAY,  # quin at bolt
    ]


async def test_an_account_knows_its_first_booking_and_the_first_touch_that_names_it(store: GraphStore) -> None:
    old, new = JANUARY - timedelta(days=3_000), JANUARY
    await write(
        store,
        *PEOPLE,
        Employment("pat", "bolt"),
        Booking("acme", new, 1, "R2"),
        Booking("acme", old, 1, "R1"),
        touch("t1", "ada", "pat", "acme", on=new),
        touch("t2", "bob", account="acme", on=old),
        touch("t3", "bob", "pat", on=old),
    )
    accounts = (await store.neighbourhood(["ada"], new)).accounts
    assert accounts.ids == ("bolt",)
    whole = (await store.whole(new)).accounts
    assert whole.first_booking.tolist() == [day_number(old), NO_DAY]
    assert whole.first_touch.tolist() == [day_number(old), NO_DAY]


async def test_bookings_are_those_of_the_365_days_that_end_with_the_day(store: GraphStore) -> None:
    days = {number: JANUARY - timedelta(days=number) for number in (-1, 0, 364, 365)}
    await write(store, *PEOPLE, Service("ada", "acme", ServiceRole.LEAD))
    await write(store, *(Booking("acme", on, number, f"R{number}") for number, on in days.items()))
    for network in (await store.neighbourhood(["ada"], JANUARY), await store.whole(JANUARY)):
        assert network.bookings.amount.tolist() == [364, 0]


async def test_lines_of_business_are_numbers_that_are_equal_when_the_lines_are(store: GraphStore) -> None:
    lines = ("wire", "", "pipe", "wire", "", "rope")
    await write(store, *PEOPLE)
    await write(store, *(Booking("acme", JANUARY, at, f"R{at}", line=line) for at, line in enumerate(lines)))
    numbers = (await store.whole(JANUARY)).bookings.line.tolist()
    assert [number == -1 for number in numbers] == [line == "" for line in lines]
    assert [[one == other for other in numbers] for one in numbers] == [
        [one == other for other in lines] for one in lines
    ]


async def test_bookings_of_one_day_and_amount_come_by_ref_whatever_their_order(place: Place) -> None:
    store = await place.open()
    await write(store, *PEOPLE)
    for ref, line in (("R3", "pipe"), ("R1", "wire"), ("R2", "")):
        await write(store, Booking("acme", JANUARY, 100, ref, line=line))
    assert (await store.whole(JANUARY)).bookings.line.tolist()[1] == -1


async def test_evidence_is_the_newest_touches_until_the_day_of_each_tie_of_those_asked_for(store: GraphStore) -> None:
    touches = [touch(f"t{number}", "ada", "pat", on=JANUARY + timedelta(days=number // 2)) for number in range(8)]
    await write(store, *PEOPLE, Employment("pat", "acme"), *touches, touch("b1", "bob", "pat"))
    await fold(store)
    day = JANUARY + timedelta(days=2)
    near = await store.neighbourhood(["ada"], day, evidence=3)
    assert near.evidence.touch_ids == ("t5", "t4", "t3")
    assert near.evidence.day.tolist() == [day_number(day), day_number(day), day_number(day) - 1]
    whole = rows(await store.whole(day, evidence=1), "evidence")
    assert [(tie[0], touch_id) for tie, *_, touch_id in whole] == [("ada", "t5"), ("bob", "b1")]  # type: ignore[index]
    assert len((await store.neighbourhood(["ada"], day)).evidence) == 0
