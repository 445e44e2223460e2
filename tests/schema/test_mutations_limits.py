"""How much one operation may change and ask after each change, and that payloads are read in batches."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, cast

import pytest
from graphql import parse

from graph.store.protocol import GraphStore
from schema.context import Context
from schema.execution import Request, answer
from schema.limits import MOST_CHANGES, LimitExceeded, check_size
from tests.schema.changing import call, input_of
from tests.schema.firm import Counting, SmallFirm
from tests.schema.test_draws import question

ADD = 'personAdd(input: {id: "x"}) { __typename }'


def many(count: int, rows: str = ADD) -> str:
    return " ".join(f"a{number}: {rows}" for number in range(count))


async def test_fifty_changes_are_made_and_one_more_is_refused_before_the_first(firm: SmallFirm) -> None:
    assert MOST_CHANGES == 50
    assert await firm.codes(f"mutation {{ {many(51)} }}") == ("LIMIT_EXCEEDED",)
    assert await firm.store.revision() == 1
    made = await firm.data(f"mutation {{ {many(50)} }}")
    assert list(made) == [f"a{number}" for number in range(50)]
    assert await firm.store.revision() == 2


@pytest.mark.parametrize(
    "document",
    [
        f"mutation {{ ...F ...F }} fragment F on Mutation {{ {many(26)} }}",
        (
            f"mutation {{ ... on Mutation {{ {many(26)} }} ...F }} fragment F on Mutation {{ ...G }} "
            f"fragment G on Mutation {{ {many(25)} }}"
        ),
    ],
)
def test_changes_in_fragments_count_wherever_they_are_spread(document: str) -> None:
    with pytest.raises(LimitExceeded, match="50 changes"):
        check_size(parse(document))
    check_size(parse(document.replace("mutation", "query").replace("Mutation", "Query")))


def test_what_is_shown_of_a_change_is_no_change() -> None:
    check_size(parse(f"mutation {{ {many(50, 'personAdd { ...F } ')} }} fragment F on PersonSaved {{ revision }}"))


def asking(*draws: int, on: str = "PersonSaved") -> str:
    """A mutation that asks for a tail after each of its changes."""
    changes = [
        f'a{at}: personAdd(input: {{id: "x{at}"}}) {{ ... on {on} {{ query {{ {question("d", number)} }} }} }}'
        for at, number in enumerate(draws)
    ]
    return f"mutation {{ {' '.join(changes)} }}"


@pytest.mark.parametrize(
    "query",
    [
        asking(60_000, 60_000),
        asking(60_000, 60_000, on="Change"),
        asking(100, 100_000),
        (
            'mutation { a: personAdd(input: {id: "x"}) { ... on Change { ...Q other: query { ...R } } } } '
            f"fragment Q on Change {{ query {{ ...R }} }} fragment R on Query {{ {question('d', 50_001)} }}"
        ),
        (
            'mutation { personAdd(input: {id: "x"}) { '
            f"... on PersonSaved {{ query {{ {question('d', 0)} }} }} "
            f"... on Change {{ query {{ {question('e', 100_000)} {question('f', 100)} }} }} }} }}"
        ),
    ],
)
async def test_the_tails_asked_for_after_changes_share_the_draws_of_an_operation(firm: SmallFirm, query: str) -> None:
    assert await firm.codes(query) == ("LIMIT_EXCEEDED",)
    assert await firm.store.revision() == 1


async def test_tails_within_the_limit_are_drawn_after_changes(firm: SmallFirm) -> None:
    made = await firm.data(asking(100, 200))
    assert [made[name]["query"]["d"]["tail"]["draws"] for name in ("a0", "a1")] == [100, 200]


async def test_a_request_that_only_reads_changes_nothing(firm: SmallFirm) -> None:
    query = f"query Ask {{ viewer {{ name }} }} mutation Change {{ {ADD} }}"
    context = Context(firm.store, firm.audit, firm.now, "local", "request-1")
    refused = await answer(Request(query, operation_name="Change", reads_only=True), context)
    assert (refused.codes(), refused.executed) == (("METHOD_NOT_ALLOWED",), False)
    assert await firm.store.revision() == 1
    asked = await answer(Request(query, operation_name="Ask", reads_only=True), context)
    assert asked.data == {"viewer": {"name": "local"}}


async def counted(firm: SmallFirm, query: str, **variables: Any) -> Counter[str]:
    counting = Counting(firm.store)
    await replace(firm, store=cast(GraphStore, counting)).data(query, **variables)
    return counting.calls


async def test_a_change_is_one_unit_and_what_its_payload_shows_is_read_once_a_kind(firm: SmallFirm) -> None:
    shows = (
        "{ ... on TouchSaved { touch { staffMember { name } person { name employers { edges { node { name } } } } } } }"
    )
    given = {"id": "t", "at": "2026-06-20T12:00:00Z", "staffId": "ada", "personId": "quinn", "channel": "CALL"}
    query = f"mutation ($input: {input_of('touchRecord').name}!) {{ touchRecord(input: $input) {shows} }}"
    assert await counted(firm, query, input=given) == {"write": 1, "fetch": 3, "employers": 1, "firm": 1}


async def test_rows_by_id_take_one_read_a_kind(firm: SmallFirm) -> None:
    people = await firm.data(
        """{ people { edges { node { employers(asOf: "2028-01-01") { edges { employmentId employment { id version
        title person { name } } } } } } } }"""
    )
    edges = [edge for one in people["people"]["edges"] for edge in one["node"]["employers"]["edges"]]
    assert len(edges) == 6
    assert all(edge["employment"]["id"] == edge["employmentId"] for edge in edges)
    assert {edge["employment"]["version"] for edge in edges} == {1}
    ids = [edge["employmentId"] for edge in edges]
    calls = await counted(firm, "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Employment { title } } }", ids=ids)
    assert calls == {"find": 1, "revision": 1}


@pytest.mark.parametrize("people", [1, 40])
async def test_employments_of_many_people_take_as_many_reads_as_those_of_one(firm: SmallFirm, people: int) -> None:
    for number in range(people):
        name = f"x{number:02}"
        await firm.data(
            f"""mutation ($a: PersonAddInput!, $b: EmploymentOpenInput!) {{
            {call("personAdd", "a")} {call("employmentOpen", "b")} }}""",
            a={"id": name},
            b={"personId": name, "accountId": "acme"},
        )
    query = """query ($first: Int) { people(first: $first) { edges { node { employers { edges { employment {
      version account { name } person { name } } } } } } } }"""
    calls = await counted(firm, query, first=people)
    assert calls == {"entities": 1, "count": 1, "employers": 1, "firm": 1, "find": 1, "fetch": 2}
