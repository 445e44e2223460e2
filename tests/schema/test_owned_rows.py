"""The rows of a staff member, a person or an account: found from whom they name, page by page, to be put right."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from graphql import GraphQLObjectType, get_named_type

from graph.domain.owners import OWNED
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import CovenantKind, ServiceRole
from graph.questions.paging import cursor_at
from graph.store.protocol import GraphStore
from schema.api import GRAPHQL
from tests.schema.changing import WRITTEN, change, stands
from tests.schema.firm import Counting, SmallFirm

LISTS: dict[str, dict[str, type]] = {
    "staffMember": {
        "services": Service,
        "touches": Touch,
        "closeness": Closeness,
        "promises": Promise,
        "covenants": Covenant,
    },
    "person": {"employments": Employment, "touches": Touch, "closeness": Closeness, "promises": Promise},
    "account": {
        "services": Service,
        "employments": Employment,
        "touches": Touch,
        "promises": Promise,
        "buying": Buying,
        "revenue": Booking,
        "covenants": Covenant,
    },
}
OWNERS: dict[str, type] = {"staffMember": StaffMember, "person": Person, "account": Account}
PAIRS = [(owner, field) for owner, fields in LISTS.items() for field in fields]
PAGE = """query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {{ {owner}(id: $id) {{
  {field}(first: $first, after: $after, last: $last, before: $before) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    edges {{ cursor node {{ id version }} }} }} }} }}"""


async def page(firm: SmallFirm, owner: str, field: str, own_id: str, **asked: Any) -> Any:
    return (await firm.data(PAGE.format(owner=owner, field=field), id=own_id, **asked))[owner][field]


def ids(page: Any) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


async def much(firm: SmallFirm) -> None:
    """Five rows of every kind for one of each kind of owner."""
    days = [date(2025, month, 1) for month in range(1, 6)]
    await firm.add(StaffMember("x", "X"), Person("x", "X"), Account("x", "X"))
    for number, day in enumerate(days):
        at = replace(await touch_of(firm), id=f"x{number}", staff_id="x", person_id="x", account_id="x", on=day)
        await firm.add(
            Service("x", "x", ServiceRole.LEAD, day),
            Employment("x", "x", start=day),
            at,
            Closeness("x", "x", 2, day),
            Promise(f"x{number}", "x", day, "x", "x"),
            Buying("x", day, (await stands_buying(firm)).approach),
            Booking("x", day, 10_000, f"r{number}", currency="EUR"),
            Covenant("x", CovenantKind.NON_SOLICIT, day, "x"),
        )


async def touch_of(firm: SmallFirm) -> Touch:
    found = await stands(firm, Touch, "petra-01")
    assert found is not None
    return found


async def stands_buying(firm: SmallFirm) -> Buying:
    found = await stands(firm, Buying, "dune", date(2024, 1, 1))
    assert found is not None
    return found


def test_every_kind_of_row_is_listed_by_each_owner_whom_it_names() -> None:
    listed = {OWNERS[owner]: set(fields.values()) for owner, fields in LISTS.items()}
    assert listed == {owner: set(kinds) for owner, kinds in OWNED.items()}
    for owner, field in PAIRS:
        kind = GRAPHQL.type_map[OWNERS[owner].__name__]
        assert isinstance(kind, GraphQLObjectType)
        connection = get_named_type(kind.fields[field].type)
        assert connection.name == f"{LISTS[owner][field].__name__}Connection"


@pytest.mark.parametrize(("owner", "field"), PAIRS)
async def test_rows_come_page_by_page_either_way(firm: SmallFirm, owner: str, field: str) -> None:
    await much(firm)
    whole = await page(firm, owner, field, "x")
    assert (whole["totalCount"], len(set(ids(whole)))) == (5, 5)
    assert not whole["pageInfo"]["hasNextPage"]
    assert not whole["pageInfo"]["hasPreviousPage"]
    forwards: list[str] = []
    backwards: list[str] = []
    after = before = None
    for number in range(3):
        there = await page(firm, owner, field, "x", first=2, after=after)
        assert (there["totalCount"], there["pageInfo"]["hasPreviousPage"]) == (5, number > 0)
        assert there["pageInfo"]["hasNextPage"] == (number < 2)
        forwards, after = forwards + ids(there), there["pageInfo"]["endCursor"]
        back = await page(firm, owner, field, "x", last=2, before=before)
        assert (back["totalCount"], back["pageInfo"]["hasNextPage"]) == (5, number > 0)
        assert back["pageInfo"]["hasPreviousPage"] == (number < 2)
        backwards, before = ids(back) + backwards, back["pageInfo"]["startCursor"]
    assert forwards == backwards == ids(whole)


async def test_touches_come_newest_first(firm: SmallFirm) -> None:
    found = await firm.data('{ person(id: "quinn") { touches { edges { node { ownId } } } } }')
    assert [edge["node"]["ownId"] for edge in found["person"]["touches"]["edges"]] == [
        "quinn-04",
        "quinn-03",
        "quinn-02",
    ]


async def test_a_row_found_only_through_a_list_can_be_corrected_by_its_id_and_version(firm: SmallFirm) -> None:
    query = """{ account(id: "acme") { services { edges { node { id version role staffMember { name } } } }
      employments { edges { node { id version person { name } } } } revenue { edges { node { id version ref } } } } }"""
    found = (await firm.data(query))["account"]
    (service,) = (edge["node"] for edge in found["services"]["edges"] if edge["node"]["role"] == "BACKUP")
    given = {"id": service["id"], "expectedVersion": service["version"]}
    saved = await change(firm, "serviceClose", **given, end="2026-01-01")
    assert saved["__typename"] == "ServiceSaved"
    closed = await stands(firm, Service, "bob", "acme", ServiceRole.BACKUP, None)
    assert closed is not None
    assert closed.end == date(2026, 1, 1)
    assert (await change(firm, "serviceClose", **given, end="2026-02-01"))["code"] == "CONFLICT"
    (booking,) = (edge["node"] for edge in found["revenue"]["edges"])
    gone = await change(firm, "revenueRetract", id=booking["id"], expectedVersion=booking["version"])
    assert gone["__typename"] == "Retracted"
    assert (await page(firm, "account", "revenue", "acme"))["totalCount"] == 0
    again = await page(firm, "account", "services", "acme")
    assert {edge["node"]["id"]: edge["node"]["version"] for edge in again["edges"]}[service["id"]] == 2


async def test_after_a_change_the_lists_beneath_its_payload_show_it(firm: SmallFirm) -> None:
    ada = '{ staffMember(id: "ada") { closeness { totalCount edges { node { closeness version } } } } }'
    given = {"staffId": "ada", "personId": "petra", "closeness": 1, "on": "2026-05-01", "expectedVersion": WRITTEN}
    saved = await change(firm, "closenessSet", more=f"query {ada}", **given)
    assert saved["query"]["staffMember"]["closeness"] == {
        "totalCount": 1,
        "edges": [{"node": {"closeness": 1, "version": 2}}],
    }


async def counted(firm: SmallFirm, query: str, **variables: Any) -> Counter[str]:
    """The calls to the store that answering a question took."""
    counting = Counting(firm.store)
    await replace(firm, store=cast(GraphStore, counting)).data(query, **variables)
    return counting.calls


@pytest.mark.parametrize("first", [1, 60])
async def test_rows_of_many_take_as_many_reads_as_those_of_one(firm: SmallFirm, first: int) -> None:
    """One read a list, one of the accounts beneath the rows, and one of their own rows beneath these."""
    for number in range(60):
        await firm.add(Account(f"x{number:02}", "X"), Person(f"x{number:02}", "X"), Employment(f"x{number:02}", "acme"))
    query = """query ($first: Int) { people(first: $first) { edges { node {
      employments { edges { node { account { buying { totalCount } name } } } } promises { totalCount } } } } }"""
    assert await counted(firm, query, first=first) == {
        "entities": 1,
        "count": 1,
        "rows_of": 3,
        "fetch": 1,
        "revision": 1,
    }


async def test_lists_with_different_pages_are_read_apart_and_not_mixed_up(firm: SmallFirm) -> None:
    query = """{ staffMember(id: "ada") { a: services(first: 1) { edges { node { account { ownId } } } }
      b: services(last: 1) { edges { node { account { ownId } } } } c: services { totalCount } } }"""
    found = (await firm.data(query))["staffMember"]
    shown = [found[name]["edges"][0]["node"]["account"]["ownId"] for name in "ab"]
    assert (shown, found["c"]["totalCount"]) == (["acme", "dune"], 3)
    assert (await counted(firm, query))["rows_of"] == 3


@pytest.mark.parametrize(("owner", "field"), PAIRS)
async def test_a_cursor_of_another_list_is_refused(firm: SmallFirm, owner: str, field: str) -> None:
    await much(firm)
    cursor = (await page(firm, owner, field, "x"))["edges"][0]["cursor"]
    query = PAGE.format(owner=owner, field=field)
    other = {"staffMember": "ada", "person": "petra", "account": "acme"}[owner]
    assert await firm.codes(query, id="x", after=cursor) == ()
    assert await firm.codes(query, id=other, after=cursor) == ("INVALID_CURSOR",)
    for elsewhere in (pair for pair in PAIRS if pair != (owner, field)):
        wrong = PAGE.format(owner=elsewhere[0], field=elsewhere[1])
        assert await firm.codes(wrong, id="x", after=cursor) == ("INVALID_CURSOR",)


@pytest.mark.parametrize(
    ("owner", "field", "listing", "place"),
    [
        ("account", "revenue", "booking of account", ("x", "", f'["x","2025-01-01","","{10**30}"]')),
        ("account", "revenue", "booking of account", ("x", "0", '["x","2025-01-01","","1"]')),
        ("account", "services", "service of account", ("x", "", '["\\ud800","x","lead",""]')),
        ("account", "services", "service of account", ("x", "", '["ada","x","chief",""]')),
        ("account", "services", "service of account", ("x", "", '["ada"]')),
        ("account", "touches", "touch of account", ("x", "", '["x0"]')),
        ("account", "touches", "touch of account", ("x", str(10**30), '["x0"]')),
        ("account", "touches", "touch of account", ("x", "soon", '["x0"]')),
    ],
)
async def test_a_cursor_that_was_never_handed_out_is_refused(
    firm: SmallFirm, owner: str, field: str, listing: str, place: tuple[str, ...]
) -> None:
    await much(firm)
    query = PAGE.format(owner=owner, field=field)
    assert await firm.codes(query, id="x", after=cursor_at(listing, *place)) == ("INVALID_CURSOR",)


@pytest.mark.parametrize("first", [0, 101])
async def test_pages_have_the_same_limits_as_other_lists(firm: SmallFirm, first: int) -> None:
    query = PAGE.format(owner="account", field="services")
    assert await firm.codes(query, id="acme", first=first) == ("INVALID_INPUT",)


class TestLookingAtTheRowsOfSomebody:
    """It is a question about a named person, as looking them up is."""

    async def kept(self, firm: SmallFirm) -> list[tuple[str, tuple[str, ...], str]]:
        return [(entry.question, entry.subjects, entry.purpose) for entry in await firm.audit.entries(20)]

    async def test_whoever_is_looked_up_leaves_one_row_however_many_of_their_lists_are_shown(
        self, firm: SmallFirm
    ) -> None:
        lists = "services { totalCount } promises { totalCount } touches { totalCount }"
        await firm.data(f'{{ staffMember(id: "ada", purpose: "handover") {{ {lists} }} }}')
        assert await self.kept(firm) == [("staffMember", ("ada",), "handover")]
        rows = "... on Person { employments { totalCount } closeness { totalCount } }"
        person = (await firm.data('{ person(id: "petra") { id } }'))["person"]["id"]
        await firm.data(f'{{ node(id: "{person}") {{ {rows} }} }}')
        assert await self.kept(firm) == [
            ("node", ("petra",), "local use"),
            ("person", ("petra",), "local use"),
            ("staffMember", ("ada",), "handover"),
        ]

    async def test_whoever_is_met_in_a_list_leaves_one_row_with_all_the_others(self, firm: SmallFirm) -> None:
        query = "{ staff { edges { node { covenants { totalCount } closeness { totalCount } } } } }"
        await replace(firm, purpose="planning").data(query)
        assert await self.kept(firm) == [("staffMember", ("ada", "bob", "cleo", "flo", "gus"), "planning")]

    async def test_whoever_is_met_beneath_an_account_leaves_a_row_when_their_own_rows_are_shown(
        self, firm: SmallFirm
    ) -> None:
        shown = "employments { edges { node { person { name %s } } } } services { edges { node { id } } }"
        await firm.data(f'{{ account(id: "acme") {{ {shown % ""} }} }}')
        assert await self.kept(firm) == []
        await firm.data(f'{{ account(id: "acme") {{ {shown % "promises { totalCount }"} }} }}')
        assert await self.kept(firm) == [("person", ("paul", "petra", "quinn"), "local use")]

    async def test_without_a_purpose_nothing_is_read(self, firm: SmallFirm) -> None:
        counting = Counting(firm.store)
        elsewhere = replace(firm, store=cast(GraphStore, counting), purpose=None)
        query = "{ people { edges { node { promises { totalCount } } } } }"
        assert set(await elsewhere.codes(query)) == {"INVALID_INPUT"}
        assert "rows_of" not in counting.calls
        assert await elsewhere.data('{ account(id: "acme") { promises { totalCount } } }')
        assert await self.kept(firm) == []
