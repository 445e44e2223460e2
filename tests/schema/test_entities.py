"""Staff members, people and accounts by id, and how they lead to one another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.domain.records import Account, Person, StaffMember
from schema.global_ids import global_id
from tests.schema.firm import SmallFirm

ADA, PETRA, ACME = global_id(StaffMember, "ada"), global_id(Person, "petra"), global_id(Account, "acme")
EMPLOYERS = """query ($id: ID!, $asOf: Date, $first: Int, $after: String, $last: Int, $before: String) {
  person(id: $id) {
    employers(asOf: $asOf, first: $first, after: $after, last: $last, before: $before) {
      totalCount pageInfo { hasNextPage endCursor startCursor } edges { start end node { ownId } } } } }"""


async def test_a_staff_member_is_found_by_either_id(firm: SmallFirm) -> None:
    query = "query ($id: ID!) { staffMember(id: $id) { id ownId name email title team start end manager { name } } }"
    by_own_id, by_global_id = await firm.data(query, id="ada"), await firm.data(query, id=ADA)
    assert by_own_id == by_global_id
    assert by_own_id["staffMember"] == {
        "id": ADA,
        "ownId": "ada",
        "name": "Ada Able",
        "email": "ada@able.example",
        "title": "Key account",
        "team": "north",
        "start": "2018-01-01",
        "end": None,
        "manager": {"name": "Cleo Chief"},
    }


async def test_an_account_shows_what_it_belongs_to(firm: SmallFirm) -> None:
    found = await firm.data(
        '{ account(id: "dune") { ownId since parent { id name industry domain since parent { id } } } }'
    )
    parent = {"id": ACME, "name": "Acme", "industry": "machines", "domain": "acme.example", "since": "2015-01-01"}
    assert found["account"] == {"ownId": "dune", "since": None, "parent": {**parent, "parent": None}}


async def test_those_who_left_are_still_found_by_id(firm: SmallFirm) -> None:
    found = await firm.data('{ staffMember(id: "dora") { name start end } }')
    assert found["staffMember"] == {"name": "Dora Gone", "start": None, "end": "2024-01-01"}


@pytest.mark.parametrize("field", ["staffMember", "person", "account", "node"])
@pytest.mark.parametrize("identifier", ["nobody", "", "ü", global_id(StaffMember, "nobody"), "=" * 9, "\x00"])
async def test_an_id_that_nobody_has_finds_nothing(firm: SmallFirm, field: str, identifier: str) -> None:
    query = f"query ($id: ID!) {{ {field}(id: $id) {{ id }} }}"
    assert await firm.data(query, id=identifier) == {field: None}


async def test_a_global_id_of_another_kind_finds_nothing(firm: SmallFirm) -> None:
    assert await firm.data("query ($id: ID!) { staffMember(id: $id) { id } }", id=PETRA) == {"staffMember": None}


async def test_nodes_come_in_the_order_asked_for_with_null_for_nothing(firm: SmallFirm) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Person { name } } }"""
    found = await firm.data(query, ids=[PETRA, "nonsense", ADA, ACME, global_id(Account, "gone"), ADA])
    assert found["nodes"] == [
        {"__typename": "Person", "id": PETRA, "name": "Petra Pane"},
        None,
        {"__typename": "StaffMember", "id": ADA},
        {"__typename": "Account", "id": ACME},
        None,
        {"__typename": "StaffMember", "id": ADA},
    ]


async def test_every_node_is_found_again_by_its_id(firm: SmallFirm) -> None:
    lists = await firm.data("{ staff { edges { node { id } } } people { edges { node { id } } } }")
    ids = [edge["node"]["id"] for page in lists.values() for edge in page["edges"]]
    found = await firm.data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
    assert [node["id"] for node in found["nodes"]] == ids
    assert len(set(ids)) == len(ids) == 9


async def test_more_nodes_than_a_hundred_are_refused(firm: SmallFirm) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert len((await firm.data(query, ids=["x"] * 100))["nodes"]) == 100
    assert await firm.codes(query, ids=["x"] * 101) == ("INVALID_INPUT",)


async def employers(firm: SmallFirm, **variables: Any) -> Any:
    return (await firm.data(EMPLOYERS, id="quinn", **variables))["person"]["employers"]


async def test_since_when_and_until_when_stand_on_the_edge(firm: SmallFirm) -> None:
    found = await employers(firm, asOf="2028-01-01")
    assert found["edges"] == [
        {"start": "2019-01-01", "end": "2023-01-01", "node": {"ownId": "acme"}},
        {"start": "2023-01-01", "end": "2026-12-31", "node": {"ownId": "bolt"}},
        {"start": "2027-01-01", "end": None, "node": {"ownId": "dune"}},
    ]


async def test_as_of_a_day_later_employments_are_not_there_and_later_ends_have_not_come(firm: SmallFirm) -> None:
    assert (await employers(firm))["edges"] == [
        {"start": "2019-01-01", "end": "2023-01-01", "node": {"ownId": "acme"}},
        {"start": "2023-01-01", "end": None, "node": {"ownId": "bolt"}},
    ]
    assert (await employers(firm, asOf="2022-12-31"))["edges"] == [
        {"start": "2019-01-01", "end": None, "node": {"ownId": "acme"}}
    ]
    assert (await employers(firm, asOf="2018-12-31"))["totalCount"] == 0


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_employments_come_page_by_page_either_way(firm: SmallFirm, size: int) -> None:
    forwards: list[str] = []
    backwards: list[str] = []
    after = before = None
    for _ in range(3):
        page = await employers(firm, asOf="2028-01-01", first=size, after=after)
        forwards += [edge["node"]["ownId"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"] or after
        page = await employers(firm, asOf="2028-01-01", last=size, before=before)
        backwards = [edge["node"]["ownId"] for edge in page["edges"]] + backwards
        before = page["pageInfo"]["startCursor"] or before
    assert forwards == backwards == ["acme", "bolt", "dune"]


async def test_a_day_that_cannot_be_meant_is_refused(firm: SmallFirm) -> None:
    assert await firm.codes(EMPLOYERS, id="quinn", asOf="1899-12-31") == ("INVALID_INPUT",)
    assert await firm.codes("query ($d: Date) { staff(asOf: $d) { totalCount } }", d="2200-01-01") == ("INVALID_INPUT",)


@pytest.mark.parametrize("day", ["20260101", "2026-W01-1", "2026-02-30", "26-01-01", "", 20260101, True, "2026-01-01 "])
async def test_a_day_is_written_in_one_way_only(firm: SmallFirm, day: object) -> None:
    assert await firm.codes("query ($d: Date) { staff(asOf: $d) { totalCount } }", d=day) == ("BAD_USER_INPUT",)


async def test_today_is_the_day_where_the_firm_is(firm: SmallFirm) -> None:
    """Flo starts on the first of July: in Berlin that is today, in UTC it is still June."""
    counted = "{ staff { totalCount } }"
    assert (await firm.data(counted))["staff"]["totalCount"] == 5
    before_midnight = replace(firm, now=datetime(2026, 6, 30, 21, 59, tzinfo=UTC))
    assert (await before_midnight.data(counted))["staff"]["totalCount"] == 4


async def test_whoever_asks_is_told_who_they_are(firm: SmallFirm) -> None:
    assert await firm.data("{ viewer { name } }") == {"viewer": {"name": "local"}}


async def test_the_model_card_names_every_assumption_with_its_source(firm: SmallFirm) -> None:
    query = "{ modelCard { version assumptions { name value low high unit mark source } notModelled limits notice } }"
    card = (await firm.data(query))["modelCard"]
    assert all(one["low"] <= one["value"] <= one["high"] and one["source"] for one in card["assumptions"])
    assert {one["mark"] for one in card["assumptions"]} == {"MEASURED", "PUBLISHED", "JUDGEMENT"}
    assert all((card["version"], card["notModelled"], card["limits"], card["notice"]))
