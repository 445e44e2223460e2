"""Pages of entities: by id and by name, forwards and backwards, with cursors that hold their order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from graph.domain.records import Account, Person, StaffMember
from graph.domain.tokens import folded
from graph.errors import InvalidCursor, InvalidInput
from graph.questions.entities import employed_staff
from graph.questions.paging import Page, PageRequest, cursor_at, entity_page
from graph.store.embedded import open_store
from graph.store.protocol import GraphStore
from graph.store.values import EVERYTHING, Filter, Order
from tests.store.writing import write

PEOPLE = tuple(Person(f"p{number}", f"Name {'BbaA'[number % 4]}{number % 3}") for number in range(11))
IN_ORDER = {
    Order.ID: sorted(one.id for one in PEOPLE),
    Order.NAME: [one.id for one in sorted(PEOPLE, key=lambda one: (folded(one.name), one.id))],
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[GraphStore]:
    """A store with some people, two of whom often share a name."""
    store = await open_store(tmp_path / "firm.whither", "first")
    await write(store, *PEOPLE)
    yield store
    await store.close()


def ids(page: Page[Person]) -> list[str]:
    """The ids of a page's rows."""
    return [one.id for one in page.rows]


@pytest.mark.parametrize(("order", "size"), list(product(Order, (1, 3, 11, 20))))
async def test_pages_forwards_and_backwards_are_the_list_cut_up(store: GraphStore, order: Order, size: int) -> None:
    seen: list[str] = []
    page = await entity_page(store, Person, PageRequest(first=size), order=order)
    assert not page.more_before
    while True:
        assert page.total == len(PEOPLE)
        assert not set(ids(page)) & set(seen)
        seen += ids(page)
        if not page.more_after:
            break
        page = await entity_page(store, Person, PageRequest(first=size, after=page.cursors[-1]), order=order)
        assert page.more_before
    assert seen == IN_ORDER[order]

    back: list[str] = []
    page = await entity_page(store, Person, PageRequest(last=size), order=order)
    assert not page.more_after
    while True:
        assert not set(ids(page)) & set(back)
        back = ids(page) + back
        if not page.more_before:
            break
        page = await entity_page(store, Person, PageRequest(last=size, before=page.cursors[0]), order=order)
        assert page.more_after
    assert back == IN_ORDER[order]


@pytest.mark.parametrize("order", Order)
async def test_rows_that_come_and_go_between_pages_are_neither_skipped_nor_repeated(
    store: GraphStore, order: Order
) -> None:
    first = await entity_page(store, Person, PageRequest(first=4), order=order)
    await store.write(lambda transaction: transaction.remove(Person, [(ids(first)[-1],)]))
    await write(store, Person("a-new-one", "A"), Person("zz", "Zz"))
    rest = await entity_page(store, Person, PageRequest(first=20, after=first.cursors[-1]), order=order)
    assert ids(rest) == [*IN_ORDER[order][4:], "zz"]


@pytest.mark.parametrize("order", Order)
async def test_a_page_beyond_a_row_that_is_gone_says_whether_anything_is_left_behind_it(
    store: GraphStore, order: Order
) -> None:
    (first,) = (await entity_page(store, Person, PageRequest(first=1), order=order)).cursors
    (last,) = (await entity_page(store, Person, PageRequest(last=1), order=order)).cursors
    gone = (IN_ORDER[order][0], IN_ORDER[order][-1])
    await store.write(lambda transaction: transaction.remove(Person, [(one,) for one in gone]))
    ahead = await entity_page(store, Person, PageRequest(first=3, after=first), order=order)
    assert (ids(ahead), ahead.more_before, ahead.more_after) == (IN_ORDER[order][1:4], False, True)
    back = await entity_page(store, Person, PageRequest(last=3, before=last), order=order)
    assert (ids(back), back.more_before, back.more_after) == (IN_ORDER[order][-4:-1], True, False)


async def test_a_cursor_of_another_order_or_list_is_refused(store: GraphStore) -> None:
    by_id = (await entity_page(store, Person, PageRequest(first=1))).cursors[0]
    by_name = (await entity_page(store, Person, PageRequest(first=1), order=Order.NAME)).cursors[0]
    for cursor, order in ((by_id, Order.NAME), (by_name, Order.ID)):
        for request in (PageRequest(after=cursor), PageRequest(last=1, before=cursor)):
            with pytest.raises(InvalidCursor):
                await entity_page(store, Person, request, order=order)
    for kind in (StaffMember, Account):
        with pytest.raises(InvalidCursor):
            await entity_page(store, kind, PageRequest(after=by_name), order=Order.NAME)


@pytest.mark.parametrize(
    "cursor", [cursor_at("people by name", "\x00", "p1"), cursor_at("people by name", "name", "p\x00"), "?", ""]
)
async def test_a_cursor_that_nobody_handed_out_is_refused(store: GraphStore, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        await entity_page(store, Person, PageRequest(after=cursor), order=Order.NAME)


@pytest.mark.parametrize("order", Order)
async def test_a_page_beyond_the_end_is_empty_and_knows_what_lies_behind(store: GraphStore, order: Order) -> None:
    last = (await entity_page(store, Person, PageRequest(last=1), order=order)).cursors[0]
    page = await entity_page(store, Person, PageRequest(first=2, after=last), order=order)
    assert (page.rows, page.more_before, page.more_after, page.total) == ((), True, False, 11)


@pytest.mark.parametrize("order", Order)
async def test_a_filtered_list_counts_and_pages_only_what_it_holds(store: GraphStore, order: Order) -> None:
    only = Filter(tokens=("name", "a"))
    expected = [one for one in IN_ORDER[order] if folded(next(p.name for p in PEOPLE if p.id == one))[5] == "a"]
    first = await entity_page(store, Person, PageRequest(first=2), only, order)
    rest = await entity_page(store, Person, PageRequest(first=20, after=first.cursors[-1]), only, order)
    assert ids(first) + ids(rest) == expected
    assert first.total == rest.total == len(expected) < len(PEOPLE)
    assert (first.more_after, rest.more_before, rest.more_after) == (True, True, False)


async def test_the_list_of_staff_holds_those_employed_on_the_day_whatever_else_is_stated(store: GraphStore) -> None:
    day = date(2024, 5, 1)
    await write(
        store,
        StaffMember("1", "Zoe", team="north"),
        StaffMember("2", "Ada", team="north", start=day),
        StaffMember("3", "Bea", team="north", end=day),
        StaffMember("4", "Cy", team="south"),
    )
    request = PageRequest(first=10)
    assert [one.id for one in (await employed_staff(store, request, day)).rows] == ["1", "2", "4"]
    by_name = await employed_staff(store, request, day, Filter(team="north"), Order.NAME)
    assert [one.id for one in by_name.rows] == ["2", "1"]
    elsewhen = await employed_staff(store, request, day, Filter(employed_on=date(2020, 1, 1)), Order.NAME)
    assert [one.id for one in elsewhen.rows] == ["2", "4", "1"]
    with pytest.raises(InvalidInput, match="asOf"):
        await employed_staff(store, request, date(1899, 12, 31), EVERYTHING)
