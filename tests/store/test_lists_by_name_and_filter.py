"""Lists by name, and what filters hold of them, in both directions."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from graph.domain.records import Account, Employment, Person, StaffMember
from graph.domain.tokens import folded
from graph.errors import InvalidCursor
from graph.store.protocol import GraphStore
from graph.store.values import EVERYTHING, Filter, Order, Slice
from tests.store.writing import JANUARY, write

DAY = timedelta(days=1)

NAMED = (
    Person("e", ""),
    Person("n", ""),
    Person("2", "Ada"),
    Person("1", "ADA B"),
    Person("5", "Ada B"),
    Person("3", "ada ba"),
    Person("b", "Zoe"),
    Person("a", "Ärmel"),
    Person("s", "STRASSE"),
    Person("t", "straße"),
    Person("z", "\U0001f600"),
)


def in_order(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """By folded name, then id, both by code point."""
    return tuple(sorted(people, key=lambda one: (folded(one.name), one.id)))


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_list_by_name_is_paged_from_either_end_by_folded_name_and_then_id(
    store: GraphStore, *, backwards: bool
) -> None:
    await write(store, *NAMED)
    seen: list[Person] = []
    window = Slice(2, backwards=backwards, order=Order.NAME)
    while page := await store.entities(Person, window):
        assert page == in_order(page)
        assert not set(page) & set(seen)
        seen = [*page, *seen] if backwards else [*seen, *page]
        edge = page[0] if backwards else page[-1]
        window = Slice(2, edge.id, backwards, folded(edge.name), Order.NAME)
    assert tuple(seen) == in_order(NAMED)


async def test_a_page_by_name_begins_at_a_place_whether_or_not_somebody_stands_there(store: GraphStore) -> None:
    await write(store, *NAMED)

    async def ids(beyond: str, name: str, *, backwards: bool = False) -> list[str]:
        page = await store.entities(Person, Slice(2, beyond, backwards, name, Order.NAME))
        return [one.id for one in page]

    assert await ids("1", "ada b") == ["5", "3"]
    assert await ids("3", "ada b") == ["5", "3"]
    assert await ids("", "ada b") == ["1", "5"]
    assert await ids("5", "ada b", backwards=True) == ["2", "1"]
    assert await ids("zzz", "\U0001f600") == []
    assert await ids("e", "", backwards=True) == []


@pytest.mark.parametrize("window", [Slice(1, "\ud800"), Slice(1, "a", beyond_name="\x00")])
async def test_a_page_that_begins_at_what_can_be_no_place_is_refused(store: GraphStore, window: Slice) -> None:
    with pytest.raises(InvalidCursor):
        await store.entities(Person, window)


STAFF = (
    StaffMember("1", "Zoe", team="north", start=JANUARY),
    StaffMember("2", "Yves", team="North", manager_id="1", end=JANUARY),
    StaffMember("3", "Xenia", team="north", manager_id="1", end=JANUARY + DAY),
    StaffMember("4", "Wim", manager_id="2", start=JANUARY + DAY, end=JANUARY + 2 * DAY),
    StaffMember("5", "Vera", team="north", manager_id="2"),
)
ACCOUNTS = (
    Account("a", "Acme", industry="wire"),
    Account("b", "Bolt", industry="wire", parent_id="a"),
    Account("c", "Coil", industry="wires", parent_id="a"),
    Account("d", "Dyno", parent_id="b"),
)
PEOPLE = (Person("p", "Pat Lee", "p@wire.example"), Person("q", "Quin Lee"), Person("r", "Rae Lean"))
JOBS = (
    Employment("p", "a", end=JANUARY - DAY),
    Employment("p", "a", start=JANUARY),
    Employment("q", "b"),
    Employment("q", "a", start=JANUARY + 99 * DAY),
)
FILTERS: dict[str, tuple[type[StaffMember | Person | Account], Filter, set[str]]] = {
    "nothing stated": (StaffMember, EVERYTHING, {"1", "2", "3", "4", "5"}),
    "employed on a day": (StaffMember, Filter(employed_on=JANUARY), {"1", "3", "5"}),
    "an end ahead": (StaffMember, Filter(ends_after=JANUARY), {"3", "4"}),
    "team": (StaffMember, Filter(team="north"), {"1", "3", "5"}),
    "no team": (StaffMember, Filter(team=""), {"4"}),
    "manager": (StaffMember, Filter(manager_id="1"), {"2", "3"}),
    "a manager nobody is": (StaffMember, Filter(manager_id="nobody"), set()),
    "a manager nobody can be": (StaffMember, Filter(manager_id="\ud800"), set()),
    "team, manager and day": (StaffMember, Filter(employed_on=JANUARY, team="north", manager_id="1"), {"3"}),
    "a token": (StaffMember, Filter(tokens=("x",)), {"3"}),
    "a token and a manager": (StaffMember, Filter(manager_id="2", tokens=("v",)), {"5"}),
    "industry": (Account, Filter(industry="wire"), {"a", "b"}),
    "no industry": (Account, Filter(industry=""), {"d"}),
    "parent": (Account, Filter(parent_id="a"), {"b", "c"}),
    "industry and parent": (Account, Filter(industry="wire", parent_id="a"), {"b"}),
    "employer, in whatever time": (Person, Filter(employer_id="a"), {"p", "q"}),
    "no employer": (Person, Filter(employer_id="c"), set()),
    "two tokens": (Person, Filter(tokens=("le", "pa")), {"p"}),
    "employer and token": (Person, Filter(employer_id="a", tokens=("lee",)), {"p", "q"}),
    "tokens of which one is nobody's": (Person, Filter(tokens=("lee", "\ud800")), set()),
}


@pytest.mark.parametrize("stated", FILTERS)
async def test_a_filter_holds_the_same_rows_in_every_order_and_direction_and_counts_them(
    store: GraphStore, stated: str
) -> None:
    await write(store, *STAFF, *ACCOUNTS, *PEOPLE, *JOBS)
    kind, only, expected = FILTERS[stated]
    for order, backwards in product(Order, (False, True)):
        seen: list[StaffMember | Person | Account] = []
        window = Slice(2, backwards=backwards, order=order, only=only)
        while page := await store.entities(kind, window):
            assert not set(page) & set(seen)
            seen = [*page, *seen] if backwards else [*seen, *page]
            edge = page[0] if backwards else page[-1]
            window = Slice(2, edge.id, backwards, folded(edge.name), order, only)
        assert {one.id for one in seen} == expected
        assert seen == sorted(seen, key=lambda one: one.id if order is Order.ID else folded(one.name))
        assert len(seen) == len(expected)
    assert await store.count(kind, only) == len(expected)


async def test_what_a_filter_says_of_another_kind_leaves_nobody_out(store: GraphStore) -> None:
    await write(store, Person("pat"), Account("acme", "Acme"))
    for kind in (Person, Account):
        only = Filter(employed_on=JANUARY, team="north")
        assert len(await store.entities(kind, Slice(5, only=only))) == 1
        assert await store.count(kind, only) == 1
