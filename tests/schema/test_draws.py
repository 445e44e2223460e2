"""All the draws of an operation together are limited, and added up before anything is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from graph.errors import StoreBusy
from graph.store.protocol import GraphStore
from tests.schema.firm import Counting, SmallFirm

TAIL = "{ ... on DepartureImpact { tail { draws } } }"
SPREAD = "fragment Deep on DepartureImpact { ...Deeper } fragment Deeper on DepartureImpact { tail { draws } }"


def question(name: str, draws: object, shown: str = TAIL, who: str = "ada") -> str:
    return f'{name}: departureImpact(input: {{leavers: [{{id: "{who}"}}], draws: {draws}}}) {shown}'


TOO_MANY = {
    "aliases": f"{{ {question('a', 50_000)} {question('b', 50_001)} }}",
    "default": f'{{ {question("a", 100_000)} departureImpact(input: {{leavers: [{{id: "bob"}}]}}) {TAIL} }}',
    "fragments": f"{{ ...Q }} fragment Q on Query {{ {question('a', 100_000)} ...R }} fragment R on Query "
    f"{{ ... {{ {question('b', 100, '{ ...Deep }')} }} }} {SPREAD}",
    "merged": f"{{ {question('a', 100_000)} {question('b', 100, '{ __typename }')} {question('b', 100)} }}",
    "variables": f"query ($n: Int!) {{ {question('a', '$n')} {question('b', '$n')} }}",
    "input": "query ($i: DepartureImpactInput!, $yes: Boolean = true) { a: departureImpact(input: $i) @include(if: "
    f"$yes) {TAIL} b: departureImpact(input: $i) {TAIL} }}",
}
ALLOWED = {
    "as many as allowed": f"{{ {question('a', 50_000)} {question('b', 50_000)} }}",
    "the same twice": f"{{ {question('a', 60_000)} {question('a', 60_000)} }}",
    "no tail": f"{{ {question('a', 100_000)} {question('b', 100_000, '{ __typename }')} }}",
    "skipped": f"query ($no: Boolean = false) {{ {question('a', 100_000)} b: departureImpact(input: {{leavers: "
    f'[{{id: "bob"}}], draws: 100000}}) @include(if: $no) {TAIL} '
    'c: departureImpact(input: {leavers: [{id: "bob"}]}) { ... on DepartureImpact { tail @skip(if: true) { draws } '
    "notice } } }",
    "refused by itself": f"{{ {question('a', 100_000)} {question('b', 100_001)} }}",
}
VARIABLES: dict[str, Any] = {"variables": {"n": 50_001}, "input": {"i": {"leavers": [{"id": "ada"}], "draws": 60_000}}}


@pytest.mark.parametrize("case", TOO_MANY)
async def test_more_draws_than_allowed_are_refused_before_anything_is_read(firm: SmallFirm, case: str) -> None:
    counting = Counting(firm.store)
    reply = await replace(firm, store=cast(GraphStore, counting)).reply(TOO_MANY[case], VARIABLES.get(case))
    assert reply.codes() == ("LIMIT_EXCEEDED",)
    assert reply.errors[0]["message"] == (
        "The document has more than 100,000 draws of all its tails together: split it into several requests."
    )
    assert (counting.calls, await firm.audit.entries(1)) == ({}, ())


class Reached(Counting):
    """A store that was asked, and answers no more: nobody waits for the draws."""

    def __getattr__(self, name: str) -> Any:
        async def busy(*_: Any, **__: Any) -> Any:
            raise StoreBusy("here", "The store was reached: that is enough.")

        return busy


@pytest.mark.parametrize("case", ALLOWED)
async def test_as_many_draws_as_allowed_are_let_through(firm: SmallFirm, case: str) -> None:
    reply = await replace(firm, store=cast(GraphStore, Reached(firm.store))).reply(ALLOWED[case])
    assert set(reply.codes()) == {"STORE_BUSY"}


async def test_only_the_operation_that_is_run_is_added_up(firm: SmallFirm) -> None:
    query = f"query A {{ viewer {{ name }} }} query B {{ {question('a', 100_000)} {question('b', 100_000)} }}"
    assert (await firm.reply(query, operation="A")).codes() == ()
    assert (await firm.reply(query, operation="B")).codes() == ("LIMIT_EXCEEDED",)


@pytest.mark.parametrize("draws", ["many", 2**40, None])
async def test_draws_that_are_no_number_are_refused_as_ever(firm: SmallFirm, draws: object) -> None:
    query = f"query ($n: Int!) {{ {question('a', '$n')} }}"
    assert (await firm.reply(query, {"n": draws})).codes() == ("BAD_USER_INPUT",)
