"""Reads are batched: one call to the store for each level of an answer, however many rows it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from graph.domain.records import Account, Employment, Person
from graph.store.protocol import GraphStore
from schema.global_ids import global_id
from tests.schema.firm import Counting, SmallFirm, touch

DAY = date(2026, 6, 1)


async def counted(firm: SmallFirm, query: str, **variables: Any) -> Counter[str]:
    """The calls to the store that answering a question took."""
    counting = Counting(firm.store)
    await replace(firm, store=cast(GraphStore, counting)).data(query, **variables)
    return counting.calls


async def test_nodes_of_three_kinds_take_three_reads(firm: SmallFirm) -> None:
    ids = [global_id(kind, str(number)) for kind in (Person,) for number in range(50)]
    lists = await firm.data("{ staff { edges { node { id } } } accounts { edges { node { id } } } }")
    ids += [edge["node"]["id"] for page in lists.values() for edge in page["edges"]]
    calls = await counted(firm, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
    assert calls == {"fetch": 3, "revision": 1}


@pytest.mark.parametrize("people", [1, 60])
async def test_employers_of_many_people_take_as_many_reads_as_those_of_one(firm: SmallFirm, people: int) -> None:
    for number in range(people):
        await firm.add(
            Person(f"x{number:02}"), Employment(f"x{number:02}", "acme"), Employment(f"x{number:02}", "bolt")
        )
    query = """query ($first: Int) { people(first: $first) { edges { node {
      employers { edges { node { name parent { name } } } } } } } }"""
    calls = await counted(firm, query, first=people)
    assert calls == {"entities": 1, "count": 1, "employers": 1, "firm": 1, "fetch": 1}


async def test_managers_of_a_page_of_staff_take_one_read(firm: SmallFirm) -> None:
    query = '{ staff(asOf: "2026-07-01") { edges { node { manager { manager { name } name } } } } }'
    assert await counted(firm, query) == {"entities": 1, "count": 1, "fetch": 1}


DEPARTURE = """query ($first: Int) { departureImpact(input: {leavers: [{id: "ada"}], asOf: "2026-07-01"}) {
  ... on DepartureImpact { accounts(first: $first) { edges { node {
    account { name } pivotal { person { name } } surviving { staffMember { name } } %s } } } } } }"""


async def spread_out(firm: SmallFirm) -> None:
    """Thirty more accounts, each with a person of its own, one of three who stay, and Ada in touch."""
    for number in range(30):
        name, other = f"x{number:02}", ("bob", "cleo", "gus")[number % 3]
        await firm.add(Account(name, name), Person(name), Employment(name, name))
        await firm.add(touch(f"a-{name}", DAY, "ada", name), touch(f"b-{name}", DAY, other, name))


@pytest.mark.parametrize("first", [1, 34])
async def test_an_answer_takes_the_same_reads_for_one_account_as_for_all(firm: SmallFirm, first: int) -> None:
    """Leavers who are known, what they have, what they touch, and one read for each kind of entity beside."""
    await spread_out(firm)
    calls = await counted(firm, DEPARTURE % "", first=first)
    assert calls == {"import_mark": 2, "own_rows": 1, "neighbourhood": 1, "fetch": 4}


@pytest.mark.parametrize("first", [1, 34])
async def test_touches_beneath_all_rows_take_one_load_and_one_read(firm: SmallFirm, first: int) -> None:
    await spread_out(firm)
    evidence = "evidence { touches(first: 100) { edges { node { ownId } } } }"
    calls = await counted(firm, DEPARTURE % evidence, first=first)
    assert calls == {"import_mark": 2, "own_rows": 2, "neighbourhood": 1, "fetch": 4, "touches": 1}


async def test_a_busy_account_does_not_hide_the_touches_of_a_quiet_one(firm: SmallFirm) -> None:
    """Two touches a row are asked for; the newest ones are all of one account, so a second read is due."""
    touched = "account { ownId } evidence { newest touches(first: 2) { edges { node { ownId } } } }"
    found = await firm.data(DEPARTURE % touched)
    for edge in found["departureImpact"]["accounts"]["edges"]:
        listed = [touch["node"]["ownId"] for touch in edge["node"]["evidence"]["touches"]["edges"]]
        assert listed == edge["node"]["evidence"]["newest"][:2]
        assert len(listed) == 2
    assert 1 <= (await counted(firm, DEPARTURE % touched))["touches"] <= 4


async def test_touches_are_not_read_unless_asked_for(firm: SmallFirm) -> None:
    assert "touches" not in await counted(firm, DEPARTURE % "evidence { touchCount newest }")
