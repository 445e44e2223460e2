"""Lists, names, counts and pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from graph.domain.further_records import Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.records import (
    Account,
    Booking,
    Closeness,
    Employment,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import AccountOutcome, Channel, ColleagueKind, Destination, Direction, ServiceRole
from graph.errors import InvalidCursor
from graph.store.protocol import GraphStore
from graph.store.values import Filter, Held, Slice
from tests.store.writing import JANUARY, fold, touch, with_account, with_person, write

IDS = ("10", "9", "Z", "a", "b-1", "b_1", "ä", "\U0001f600")
"""In the order of their code points."""
EMPLOYED = Filter(employed_on=JANUARY)


async def test_a_list_is_paged_forward_and_backward_in_the_order_of_ids(store: GraphStore) -> None:
    await write(store, *(Person(one) for one in reversed(IDS)))

    async def page(window: Slice) -> tuple[str, ...]:
        return tuple(one.id for one in await store.entities(Person, window))

    assert await page(Slice(100)) == IDS
    assert await page(Slice(3)) == IDS[:3]
    assert await page(Slice(3, "Z")) == IDS[3:6]
    assert await page(Slice(3, "a missing id")) == IDS[4:7]
    assert await page(Slice(100, IDS[-1])) == ()
    assert await page(Slice(3, backwards=True)) == IDS[-3:]
    assert await page(Slice(3, "b_1", backwards=True)) == IDS[2:5]
    assert await page(Slice(100, IDS[0], backwards=True)) == ()


@pytest.mark.parametrize("kind", [StaffMember, Person, Account])
async def test_every_kind_of_entity_is_listed_counted_and_fetched(
    store: GraphStore, kind: type[StaffMember | Person | Account]
) -> None:
    one, other = kind("one", "One"), kind("other", "Other")
    await write(store, one, other)
    assert await store.entities(kind, Slice(5)) == (one, other)
    assert await store.entities(kind, Slice(1, backwards=True)) == (other,)
    assert await store.count(kind) == 2
    assert await store.fetch(kind, iter(["other", "nobody", "other"])) == {"other": other}
    assert await store.fetch(kind, []) == {}


async def test_a_page_that_begins_at_what_can_be_no_id_is_refused(store: GraphStore) -> None:
    with pytest.raises(InvalidCursor):
        await store.entities(Person, Slice(5, "\ud800"))


async def test_ids_that_can_belong_to_nobody_are_simply_absent(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"), StaffMember("ada", "Ada"), touch("t", "ada", "pat"))
    assert await store.fetch(Person, ["pat\x00", "\x00", "p\ud800", ""]) == {}
    assert await store.named(Person, "pat\x00") == await store.named(Person, "\udfff") == ()
    assert await store.employers(["pat\x00"]) == {}
    assert (await store.touches([with_person("ada", "pat\x00"), with_person("\ud800", "pat")], JANUARY, 5)).total == 0


async def test_staff_members_are_listed_by_the_day_on_which_they_are_employed(store: GraphStore) -> None:
    day = timedelta(days=1)
    await write(
        store,
        StaffMember("always", "A"),
        StaffMember("from-today", "B", start=JANUARY),
        StaffMember("from-tomorrow", "C", start=JANUARY + day),
        StaffMember("until-today", "D", end=JANUARY),
        StaffMember("until-tomorrow", "E", start=JANUARY - day, end=JANUARY + day),
    )
    employed = ("always", "from-today", "until-tomorrow")
    for backwards in (False, True):
        found = await store.entities(StaffMember, Slice(10, backwards=backwards, only=EMPLOYED))
        assert tuple(one.id for one in found) == employed
    assert await store.count(StaffMember, EMPLOYED) == 3
    assert await store.count(StaffMember) == 5
    beyond = await store.entities(StaffMember, Slice(1, "always", only=EMPLOYED))
    assert [one.id for one in beyond] == ["from-today"]


async def test_names_and_addresses_are_found_whatever_their_case(store: GraphStore) -> None:
    loud, grace, other = (
        Person("s", "Ida STRASSE"),
        Person("g", "Grace", "Ida.Strasse@x.example"),
        Person("o", "Ida"),
    )
    sharp = Person("a", "ida straße")
    await write(store, loud, grace, other, sharp)
    assert await store.named(Person, "ida strasse") == (sharp, loud)
    assert await store.named(Person, "ida.strasse@x.example") == (grace,)
    assert await store.named(Person, "Ida") == ()
    assert await store.named(StaffMember, "ida") == ()


async def test_a_name_is_found_as_it_is_now_and_an_empty_address_is_nobodys(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada Byron"), Account("acme", "Acme", domain="acme.example"))
    await write(store, StaffMember("ada", "Ada Lovelace"))
    assert await store.named(StaffMember, "ada byron") == ()
    assert [one.id for one in await store.named(StaffMember, "ada lovelace")] == ["ada"]
    assert await store.named(StaffMember, "") == ()
    assert await store.named(Account, "acme.example") == ()
    assert [one.id for one in await store.named(Account, "acme")] == ["acme"]


async def test_employers_are_all_accounts_that_somebody_ever_worked_for(store: GraphStore) -> None:
    later = JANUARY + timedelta(days=90)
    await write(store, Person("pat"), Person("quin"), Account("acme", "Acme"), Account("bolt", "Bolt"))
    await write(
        store,
        Employment("pat", "bolt", start=later),
        Employment("pat", "acme", start=later),
        Employment("pat", "acme", start=JANUARY, end=later),
        Employment("pat", "acme", end=JANUARY),
    )
    assert await store.employers(["pat", "quin", "nobody"]) == {
        "pat": (
            ("acme", None, JANUARY),
            ("acme", JANUARY, later),
            ("acme", later, None),
            ("bolt", later, None),
        ),
        "quin": (),
    }


async def _firm_with_touches(store: GraphStore) -> list[Touch]:
    """A firm, and the touches of Ada with Pat and with Acme, newest first."""
    await write(store, StaffMember("ada", "Ada"), Person("pat"), Account("acme", "Acme"), Account("bolt", "Bolt"))
    touches = [
        touch("t1", "ada", "pat", hour=9, channel=Channel.EMAIL, direction=Direction.OUT),
        touch("t2", "ada", "pat", "acme", hour=9),
        touch("t10", "ada", account="acme", hour=9, channel=Channel.ORDER),
        touch("t0", "ada", "pat", hour=10, direction=Direction.IN),
        touch("t4", "ada", "pat", on=JANUARY + timedelta(days=1)),
    ]
    await write(store, *touches, touch("other", "ada", account="bolt"))
    return sorted(touches, key=lambda one: (one.at, one.id), reverse=True)


async def test_touches_of_ties_are_paged_from_the_newest_one_and_all_are_counted(store: GraphStore) -> None:
    newest_first = await _firm_with_touches(store)
    ties = [with_person("ada", "pat"), with_account("ada", "acme"), with_person("ada", "pat")]
    seen: list[Touch] = []
    before: tuple[datetime, str] | None = None
    while True:
        page = await store.touches(ties, date(2024, 2, 1), 2, before)
        assert page.total == 5
        if not page.touches:
            break
        seen += page.touches
        before = (seen[-1].at, seen[-1].id)
    assert seen == newest_first


async def test_touches_after_the_day_neither_come_nor_count(store: GraphStore) -> None:
    newest_first = await _firm_with_touches(store)
    page = await store.touches([with_person("ada", "pat"), with_account("ada", "acme")], JANUARY, 10)
    assert page.touches == tuple(newest_first[1:])
    assert page.total == 4


async def test_what_is_held_is_counted(store: GraphStore) -> None:
    await write(
        store,
        StaffMember("ada", "Ada"),
        StaffMember("bob", "Bob"),
        *(Account(one, one) for one in ("named", "employing", "formerly", "untouched")),
        *(Person(one) for one in ("pat", "quin", "rae", "sol")),
        Employment("pat", "employing"),
        Employment("pat", "formerly", end=JANUARY),
        Employment("quin", "untouched"),
        Gain("G1", "named", JANUARY, JANUARY, 1),
        Gain("G2", "named", JANUARY, JANUARY, 1),
        Referral("pat", "named"),
        Colleague("ada", "bob", ColleagueKind.HIRED),
        Departure("D", "bob", Destination.RIVAL),
        Outcome("D", "named", AccountOutcome.STAYED),
        Attention("ada", JANUARY),
        Service("ada", "named", ServiceRole.LEAD),
        Service("bob", "named", ServiceRole.BACKUP),
        Closeness("ada", "quin", 3, JANUARY),
        Promise("P", "ada", JANUARY, "quin"),
        Booking("named", JANUARY, 700, "R1"),
        Booking("untouched", JANUARY, -200, "R2"),
        touch("t1", "ada", "pat"),
        touch("t2", "ada", "pat", on=JANUARY + timedelta(days=3)),
        touch("t3", "bob", "pat"),
        touch("t4", "bob", account="named"),
        touch("t5", "bob", "rae", "named"),
    )
    expected = Held(
        staff=2,
        accounts=4,
        people=4,
        employments=3,
        services=2,
        touches=5,
        ratings=1,
        promises=1,
        bookings=2,
        booked=500,
        ties=4,
        unfolded=4,
        touched_accounts=3,
        touched_people=2,
        employed_people=2,
        thin_ties=3,
        further=7,
        last_touch=JANUARY + timedelta(days=3),
    )
    assert await store.held() == expected
    await fold(store)
    assert (await store.held()).unfolded == 0


async def test_an_empty_store_holds_nothing(store: GraphStore) -> None:
    assert await store.held() == Held(*[0] * 17, last_touch=None)


async def test_a_sound_store_tells_its_condition(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada"))
    condition = await store.condition()
    assert condition.problems == ()
    assert (condition.revision, condition.data_format) == (1, 1)
    assert condition.location


async def test_closing_twice_is_closing_once(store: GraphStore) -> None:
    await store.close()
    await store.close()
