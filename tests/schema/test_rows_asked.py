"""All the rows an operation may ask for are limited, and added up before anything is read."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, cast

import pytest
from graphql import OperationDefinitionNode, parse

from graph.store.protocol import GraphStore
from schema import rows_asked
from schema.api import GRAPHQL
from schema.limits import LimitExceeded
from schema.rows_asked import MOST_ROWS_ASKED, check_rows
from tests.schema.firm import Counting, SmallFirm

NAMES = "{ edges { node { name } } }"


def rows_of(query: str, **variables: Any) -> int:
    """How many rows a valid operation asks for: the smallest limit that lets it through."""
    document = parse(query)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    low, high = 0, 10**9
    with pytest.MonkeyPatch.context() as patch:
        while low < high:
            middle = (low + high) // 2
            patch.setattr(rows_asked, "MOST_ROWS_ASKED", middle)
            try:
                check_rows(GRAPHQL, document, operation, variables)
                high = middle
            except LimitExceeded:
                low = middle + 1
    return low


DEEP = """fragment Page on PersonConnection { ...Deep ... { pageInfo { endCursor } } }
  fragment Deep on PersonConnection { edges { node { employers(first: 2) { edges { start } } } } }"""
DEPARTURE = 'departureImpact(input: {leavers: [{id: "ada"}]})'
SERVICES = "services(first: 4) { edges { cursor } }"
RETRACT = 'touchRetract(input: {id: "t", expectedVersion: 1})'
IN = "{ edges { node { %s } } }"
COUNTED: dict[str, tuple[str, dict[str, Any], int]] = {
    "nothing listed": ('{ account(id: "a") { name parent { name } } viewer { name } }', {}, 0),
    "only counted": ("{ people { totalCount pageInfo { endCursor } } }", {}, 0),
    "a page of the usual size": (f"{{ people {NAMES} }}", {}, 20),
    "a page of a stated size": (f"{{ people(first: 7) {NAMES} accounts(last: 3) {NAMES} }}", {}, 10),
    "a size in a variable": (
        f"query ($n: Int, $m: Int = 4) {{ people(first: $n) {NAMES} accounts(last: $m) {NAMES} }}",
        {"n": 9},
        13,
    ),
    "no size in a variable": (f"query ($n: Int) {{ people(first: $n) {NAMES} }}", {"n": None}, 20),
    "a size that is refused": (f"{{ people(first: 1000) {NAMES} accounts(first: -5) {NAMES} }}", {}, 100),
    "pages within pages": (
        "{ people(first: 3) " + IN % "employments(first: 5) { edges { node { account { revenue(first: 7) { edges { "
        "node { ref } } } } } } }" + " }",
        {},
        3 + 3 * 5 + 3 * 5 * 7,
    ),
    "fragments": (
        f"{{ people(first: 3) {{ ...Page ...Page }} }} {DEEP}",
        {},
        2 * (3 + 3 * 2),
    ),
    "aliases": (f"{{ a: people(first: 3) {NAMES} b: people(first: 3) {NAMES} }}", {}, 6),
    "nodes by their ids": (
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Account { services(first: 5) { edges { cursor } } } } }",
        {"ids": ["a", "b", "c"]},
        3 + 15,
    ),
    "lists without pages": (
        f"{{ {DEPARTURE} {{ ... on DepartureImpact {{ leavers {{ staffMember {{ {SERVICES} }} }} }} }} }}",
        {},
        rows_asked.UNPAGED * 4,
    ),
    "introspection": ("{ __schema { types { name fields { name } } } __typename }", {}, 0),
    "a change": (
        f"mutation {{ {RETRACT} {{ ... on Retracted {{ query {{ people(first: 6) {NAMES} }} }} }} }}",
        {},
        6,
    ),
}


@pytest.mark.parametrize("case", COUNTED)
def test_rows_are_counted_wherever_they_stand(case: str) -> None:
    query, variables, rows = COUNTED[case]
    assert rows_of(query, **variables) == rows


def circling(levels: int) -> str:
    """Staff members with their services with their accounts with their services, and so on."""
    inner = "name"
    for _ in range(levels):
        inner = f"services(first: 100) {{ edges {{ node {{ account {{ {inner} }} }} }} }}"
    return f"{{ accounts(first: 100) {{ edges {{ node {{ {inner} }} }} }} }}"


async def test_rows_that_lead_round_in_circles_are_refused_before_anything_is_read(firm: SmallFirm) -> None:
    counting = Counting(firm.store)
    reply = await replace(firm, store=cast(GraphStore, counting)).reply(circling(3))
    assert reply.codes() == ("LIMIT_EXCEEDED",)
    assert reply.errors[0]["message"] == (
        "The document has more than 20,000 rows of all its lists together: split it into several requests."
    )
    assert counting.calls == {}
    assert (await firm.reply(circling(1))).codes() == ()


async def test_one_row_more_than_allowed_is_refused(firm: SmallFirm) -> None:
    jobs = "a: employers(first: 100) { edges { start } } b: employers(first: 99) { edges { start } }"
    page = f"people(first: 100) {{ edges {{ node {{ {jobs} }} }} }}"
    assert MOST_ROWS_ASKED == 100 * (1 + 100 + 99)
    assert await firm.codes(f"{{ {page} }}") == ()
    assert await firm.codes(f"{{ {page} accounts(first: 1) {NAMES} }}") == ("LIMIT_EXCEEDED",)


@pytest.mark.parametrize("first", ["many", 2**40, True])
async def test_a_size_that_is_no_number_is_refused_as_ever(firm: SmallFirm, first: object) -> None:
    query = f"query ($n: Int) {{ people(first: $n) {NAMES} }}"
    assert await firm.codes(query, n=first) == ("BAD_USER_INPUT",)


def test_fragments_within_fragments_are_added_up_in_no_time() -> None:
    """Each is spread twice by the one before it; other limits keep such a document from being run."""
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(400))
    began = time.process_time()
    document = parse(f"{{ ...F0 }} {chain} fragment F400 on Query {{ people(first: 1) {NAMES} }}")
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    with pytest.raises(LimitExceeded):
        check_rows(GRAPHQL, document, operation, {})
    assert time.process_time() - began < 2
