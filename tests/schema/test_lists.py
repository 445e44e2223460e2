"""Lists page by page: what is on a page, and where the next one starts."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.records import Account, Person, StaffMember
from tests.schema.firm import TODAY, SmallFirm

STAFF = """query ($asOf: Date, $first: Int, $after: String, $last: Int, $before: String) {
  page: staff(asOf: $asOf, first: $first, after: $after, last: $last, before: $before) { ...Page }
} fragment Page on StaffConnection {
  totalCount edges { cursor node { ownId } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"""
PEOPLE = STAFF.replace("$asOf: Date, ", "").replace("asOf: $asOf, ", "")
PEOPLE = PEOPLE.replace("staff(", "people(").replace("StaffConnection", "PersonConnection")
ACCOUNTS = PEOPLE.replace("people(", "accounts(").replace("PersonConnection", "AccountConnection")


def ids(page: Any) -> list[str]:
    return [edge["node"]["ownId"] for edge in page["edges"]]


async def page_of(firm: SmallFirm, query: str, **variables: Any) -> Any:
    return (await firm.data(query, **variables))["page"]


async def test_staff_are_those_employed_today_where_the_firm_is(firm: SmallFirm) -> None:
    page = await page_of(firm, STAFF)
    assert ids(page) == ["ada", "bob", "cleo", "flo", "gus"]
    assert page["totalCount"] == 5


@pytest.mark.parametrize(
    ("as_of", "employed"),
    [
        ("2023-12-31", ["ada", "bob", "cleo", "dora", "gus"]),
        ("2024-01-01", ["ada", "bob", "cleo", "gus"]),
        ("2027-01-01", ["ada", "bob", "cleo", "evan", "flo", "gus"]),
        ("2009-12-31", ["dora"]),
    ],
)
async def test_staff_as_of_a_day_are_those_employed_on_it(firm: SmallFirm, as_of: str, employed: list[str]) -> None:
    page = await page_of(firm, STAFF, asOf=as_of)
    assert ids(page) == employed
    assert page["totalCount"] == len(employed)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
async def test_pages_forwards_hold_every_row_once_in_order(firm: SmallFirm, size: int) -> None:
    found: list[str] = []
    after = None
    for _ in range(10):
        page = await page_of(firm, PEOPLE, first=size, after=after)
        assert page["totalCount"] == 4
        assert page["pageInfo"]["hasPreviousPage"] is bool(found)
        found += ids(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == ["paul", "petra", "quinn", "rita"]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
async def test_pages_backwards_hold_every_row_once_in_order(firm: SmallFirm, size: int) -> None:
    found: list[str] = []
    before = None
    for _ in range(10):
        page = await page_of(firm, ACCOUNTS, last=size, before=before)
        assert page["pageInfo"]["hasNextPage"] is bool(found)
        found = ids(page) + found
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert found == ["acme", "bolt", "cog", "dune"]


async def test_rows_added_between_two_pages_are_neither_skipped_nor_repeated(firm: SmallFirm) -> None:
    first = await page_of(firm, ACCOUNTS, first=2)
    await firm.add(Account("aaa", "Added before"), Account("cab", "Added after"))
    second = await page_of(firm, ACCOUNTS, first=10, after=first["pageInfo"]["endCursor"])
    assert ids(first) + ids(second) == ["acme", "bolt", "cab", "cog", "dune"]
    assert second["totalCount"] == 6


async def test_a_row_that_leaves_the_list_between_two_pages_skips_nobody(firm: SmallFirm) -> None:
    first = await page_of(firm, STAFF, first=2)
    await firm.add(StaffMember("bob", "Bob Brown", end=TODAY))
    second = await page_of(firm, STAFF, first=10, after=first["pageInfo"]["endCursor"])
    assert ids(first) == ["ada", "bob"]
    assert ids(second) == ["cleo", "flo", "gus"]


async def test_a_page_beyond_the_end_is_empty_and_says_that_rows_come_before(firm: SmallFirm) -> None:
    last = await page_of(firm, PEOPLE, last=1)
    page = await page_of(firm, PEOPLE, first=5, after=last["pageInfo"]["endCursor"])
    assert ids(page) == []
    assert page["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": None,
        "endCursor": None,
    }


async def test_without_a_size_a_page_holds_twenty_rows(firm: SmallFirm) -> None:
    await firm.add(*(Person(f"x{number:02}") for number in range(30)))
    assert len(ids(await page_of(firm, PEOPLE))) == 20


@pytest.mark.parametrize(
    "arguments",
    [
        *({"first": 0}, {"first": -1}, {"first": 101}, {"last": 0}, {"last": 101}, {"first": 1, "last": 1}),
        *({"last": 1, "after": "x"}, {"before": "x"}, {"first": 1, "before": "x"}),
    ],
)
async def test_a_page_that_makes_no_sense_is_refused(firm: SmallFirm, arguments: dict[str, Any]) -> None:
    assert await firm.codes(PEOPLE, **arguments) == ("INVALID_INPUT",)


async def test_a_cursor_of_another_list_is_refused(firm: SmallFirm) -> None:
    page = await page_of(firm, PEOPLE, first=1)
    assert await firm.codes(ACCOUNTS, first=1, after=page["pageInfo"]["endCursor"]) == ("INVALID_CURSOR",)


@pytest.mark.parametrize("cursor", ["", "x", "ü", "====", "cGVvcGxl", "\x00", "a" * 5_000])
async def test_a_cursor_that_nobody_handed_out_is_refused(firm: SmallFirm, cursor: str) -> None:
    assert await firm.codes(PEOPLE, first=1, after=cursor) == ("INVALID_CURSOR",)


async def test_a_list_of_a_store_that_was_never_told_anything_is_empty(nobody: SmallFirm) -> None:
    for query in (STAFF, PEOPLE, ACCOUNTS):
        page = await page_of(nobody, query)
        assert page["edges"] == []
        assert page["totalCount"] == 0
