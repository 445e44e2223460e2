"""Filters and orders of the lists: who is on one, by which name or id it is ordered, and what a name leaves behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph.domain.records import Account, Person, StaffMember
from schema.global_ids import global_id
from tests.schema.firm import TODAY, SmallFirm

LIST = """query ($filter: {0}, $by: ListOrder, $first: Int, $after: String, $last: Int, $before: String) {{
  page: {1}(filter: $filter, orderBy: $by, first: $first, after: $after, last: $last, before: $before) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ node {{ ownId }} }} }} }}"""
STAFF = LIST.format("StaffFilter", "staff")
PEOPLE = LIST.format("PersonFilter", "people")
ACCOUNTS = LIST.format("AccountFilter", "accounts")
BY_NAME = {"field": "NAME"}


def ids(page: Any) -> list[str]:
    return [edge["node"]["ownId"] for edge in page["edges"]]


async def page_of(firm: SmallFirm, query: str, **variables: Any) -> Any:
    page = (await firm.data(query, **variables))["page"]
    assert page["totalCount"] >= len(page["edges"])
    return page


TODAY_NEXT_YEAR = TODAY.replace(year=2027)
CLEO, ACME = global_id(StaffMember, "cleo"), global_id(Account, "acme")


@pytest.mark.parametrize(
    ("query", "stated", "listed"),
    [
        (STAFF, {}, ["ada", "bob", "cleo", "flo", "gus"]),
        (STAFF, None, ["ada", "bob", "cleo", "flo", "gus"]),
        (STAFF, {"team": "north"}, ["ada", "bob"]),
        (STAFF, {"team": "North"}, []),
        (STAFF, {"team": ""}, ["cleo", "flo"]),
        (STAFF, {"managerId": "cleo"}, ["ada", "bob"]),
        (STAFF, {"managerId": CLEO}, ["ada", "bob"]),
        (STAFF, {"managerId": "nobody"}, []),
        (STAFF, {"name": "bro bo"}, ["bob", "gus"]),
        (STAFF, {"name": "BOB", "team": "south"}, ["gus"]),
        (STAFF, {"name": "able.example"}, ["ada"]),
        (STAFF, {"name": "dora"}, []),
        (PEOPLE, {"employerId": "acme"}, ["paul", "petra", "quinn"]),
        (PEOPLE, {"employerId": ACME}, ["paul", "petra", "quinn"]),
        (PEOPLE, {"employerId": "acme", "name": "p"}, ["paul", "petra"]),
        (PEOPLE, {"name": "päne"}, ["petra"]),
        (ACCOUNTS, {"industry": "machines"}, ["acme"]),
        (ACCOUNTS, {"parentId": ACME}, ["dune"]),
        (ACCOUNTS, {"parentId": "acme", "name": "du"}, ["dune"]),
        (ACCOUNTS, {"parentId": "acme", "industry": "machines"}, []),
    ],
)
async def test_a_list_holds_those_for_whom_all_that_is_stated_is_true(
    firm: SmallFirm, query: str, stated: dict[str, str] | None, listed: list[str]
) -> None:
    page = await page_of(firm, query, filter=stated)
    assert ids(page) == listed
    assert page["totalCount"] == len(listed)


async def test_staff_whose_end_lies_ahead_can_be_listed(firm: SmallFirm) -> None:
    await firm.add(
        StaffMember("hal", "Hal", end=TODAY_NEXT_YEAR), StaffMember("ida", "Ida", end=TODAY_NEXT_YEAR.replace(month=1))
    )
    assert ids(await page_of(firm, STAFF, filter={"endsAfter": "2026-12-31"})) == ["hal", "ida"]
    assert ids(await page_of(firm, STAFF, filter={"endsAfter": "2027-01-01"})) == ["hal"]
    assert ids(await page_of(firm, STAFF, filter={"endsAfter": "2027-07-01"})) == []


async def test_a_filter_leaves_the_meaning_of_as_of_alone(firm: SmallFirm) -> None:
    query = '{ staff(asOf: "2023-12-31", filter: {managerId: "cleo"}) { totalCount edges { node { ownId } } } }'
    page = (await firm.data(query))["staff"]
    assert (ids(page), page["totalCount"]) == (["ada", "bob", "dora"], 3)


async def walked(firm: SmallFirm, query: str, size: int, *, backwards: bool) -> list[str]:
    """The whole list, page by page from one end."""
    rows: list[str] = []
    cursor = None
    for _ in range(20):
        place = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        page = await page_of(firm, query, by=BY_NAME, **place)
        rows = ids(page) + rows if backwards else rows + ids(page)
        cursor = page["pageInfo"]["startCursor" if backwards else "endCursor"]
        if not page["pageInfo"]["hasPreviousPage" if backwards else "hasNextPage"]:
            return rows
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("size", [1, 2, 100])
async def test_lists_by_name_hold_every_row_once_whichever_way_they_are_paged(
    firm: SmallFirm, size: int, *, backwards: bool
) -> None:
    await firm.add(Person("a9", "quinn quick"), Person("z1", "RITA roe"), Person("none"), StaffMember("a1", "zoe"))
    assert await walked(firm, STAFF, size, backwards=backwards) == ["ada", "bob", "gus", "cleo", "flo", "a1"]
    assert await walked(firm, PEOPLE, size, backwards=backwards) == [
        *("none", "paul", "petra", "a9", "quinn", "rita", "z1")
    ]
    assert await walked(firm, ACCOUNTS, size, backwards=backwards) == ["acme", "bolt", "cog", "dune"]


async def test_a_cursor_of_one_order_is_refused_in_the_other(firm: SmallFirm) -> None:
    cursor = (await page_of(firm, PEOPLE, by=BY_NAME, first=1))["pageInfo"]["endCursor"]
    assert await firm.codes(PEOPLE, first=1, after=cursor) == ("INVALID_CURSOR",)
    assert await firm.codes(PEOPLE, first=1, after=cursor, by=BY_NAME) == ()


@pytest.mark.parametrize(
    ("query", "stated"),
    [
        *((STAFF, {"name": name}) for name in ("", " ", "!", "x" * 201, "a\x00")),
        (PEOPLE, {"name": "--"}),
        (ACCOUNTS, {"name": "--"}),
        (STAFF, {"endsAfter": "1066-10-14"}),
    ],
)
async def test_a_filter_that_cannot_be_meant_is_refused(firm: SmallFirm, query: str, stated: dict[str, str]) -> None:
    assert await firm.codes(query, filter=stated) == ("INVALID_INPUT",)


async def kept(firm: SmallFirm) -> list[tuple[str, tuple[str, ...], str]]:
    return [(entry.question, entry.subjects, entry.purpose) for entry in await firm.audit.entries(20)]


async def test_a_list_by_name_is_a_search_for_somebody_and_leaves_a_row_about_those_shown(firm: SmallFirm) -> None:
    succession = replace(firm, purpose="succession")
    await succession.data(STAFF, filter={"name": "bob"}, first=1)
    await succession.data(PEOPLE, filter={"name": "petra"})
    await succession.data(PEOPLE, filter={"name": "nobody"})
    assert await kept(firm) == [("people", ("petra",), "succession"), ("staff", ("bob",), "succession")]


async def test_other_lists_leave_none_and_need_no_purpose(firm: SmallFirm) -> None:
    elsewhere = replace(firm, purpose=None)
    await elsewhere.data(STAFF, filter={"team": "north", "managerId": "cleo"}, by=BY_NAME)
    await elsewhere.data(PEOPLE, filter={"employerId": "acme"})
    await elsewhere.data(ACCOUNTS, filter={"name": "acme"})
    assert await kept(firm) == []
    assert await elsewhere.codes(STAFF, filter={"name": "bob"}) == ("INVALID_INPUT",)
    assert await elsewhere.codes(PEOPLE, filter={"name": "petra"}) == ("INVALID_INPUT",)
    assert await kept(firm) == []
