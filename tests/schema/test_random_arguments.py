"""Whatever is asked with, an error has a code of the catalogue, and is never a fault of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.records import Account, Entity, Person, StaffMember
from graph.questions.paging import cursor_at
from schema.codes import CATALOGUE, INTERNAL_ERROR
from schema.global_ids import global_id
from tests.schema.firm import SmallFirm, opened_firm

EXAMPLES = 500
OWN_IDS = ["ada", "bob", "cleo", "dora", "evan", "petra", "quinn", "acme", "cog", "dune", "nobody", ""]
LISTS = [
    "staff",
    "staff by name",
    "people",
    "accounts by name",
    "search",
    "auditLog",
    "employers",
    "touches",
    "departureImpact.accounts",
    "service of staff member",
    "touch of person",
    "booking of account",
    "other",
]
KINDS: list[type[Entity]] = [StaffMember, Person, Account]

texts = st.text(max_size=30)
own_ids = st.sampled_from(OWN_IDS) | texts
ids = own_ids | st.builds(global_id, st.sampled_from(KINDS), own_ids)
cursors = texts | st.builds(
    lambda name, places: cursor_at(name, *places),
    st.sampled_from(LISTS),
    st.lists(own_ids | st.integers().map(str), max_size=3),
)
numbers = st.integers(-2, 102) | st.integers() | st.none()
names = st.sampled_from(["ada", "pa", "Bob Brown", "acme.example", "e"]) | own_ids
orders = st.none() | st.fixed_dictionaries({}, optional={"field": st.sampled_from(["ID", "NAME", "TEAM"])})
days = (
    st.none()
    | st.dates(date(1890, 1, 1), date(2210, 1, 1)).map(date.isoformat)
    | st.dates(date(2020, 1, 1), date(2028, 1, 1)).map(date.isoformat)
    | texts
)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
PAGE = {"first": numbers, "after": st.none() | cursors, "last": st.none() | numbers, "before": st.none() | cursors}
leaver = st.fixed_dictionaries(
    {"id": ids}, optional={"destination": st.sampled_from(["RIVAL", "INTERNAL", "CUSTOMER", "HOME"])}
)
inputs = st.fixed_dictionaries(
    {"leavers": st.lists(leaver, max_size=4)},
    optional={
        "asOf": days,
        "seed": st.integers(-1, 10) | st.integers(),
        "draws": st.sampled_from([0, 99, 100, 150]) | st.integers(-1, 300),
        "purpose": st.none() | st.text(max_size=210),
    },
)
DEPARTURE = """query ($input: DepartureImpactInput!, $first: Int, $after: String, $last: Int, $before: String,
  $more: String) { departureImpact(input: $input) { __typename ... on UserError { code } ... on DepartureImpact {
  totals { expectedLoss { amount } } tail { draws }
  accounts(first: $first, after: $after, last: $last, before: $before) { totalCount edges { node { name
    account { parent { name } } pivotal { person { name } } surviving { staffMember { name } }
    evidence { touches(first: $first, after: $more) { totalCount edges { node { ownId person { name } } } } }
  } } } } } }"""
LISTED = """query ($first: Int, $after: String, $last: Int, $before: String) {{
  {0}(first: $first, after: $after, last: $last, before: $before) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor node {{ id }} }} }} }}"""
FILTERED = """query ($only: {1}, $by: ListOrder, $first: Int, $after: String, $last: Int, $before: String) {{
  {0}(filter: $only, orderBy: $by, first: $first, after: $after, last: $last, before: $before) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor node {{ id }} }} }} }}"""
OWNED = """query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {{ {0}(id: $id) {{
  {1}(first: $first, after: $after, last: $last, before: $before) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor node {{ id }} }} }} }} }}"""
OPERATIONS: dict[str, tuple[str, dict[str, st.SearchStrategy[Any]]]] = {
    "node": ("query ($id: ID!) { node(id: $id) { id __typename } }", {"id": ids}),
    "nodes": ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": st.lists(ids, max_size=8)}),
    "staffMember": ("query ($id: ID!) { staffMember(id: $id) { name manager { name } } }", {"id": ids}),
    "person": (
        """query ($id: ID!, $asOf: Date, $first: Int, $after: String, $last: Int, $before: String) {
        person(id: $id) { name employers(asOf: $asOf, first: $first, after: $after, last: $last, before: $before) {
          totalCount edges { start node { name } } } } }""",
        {"id": ids | st.just("quinn"), "asOf": days, **PAGE},
    ),
    "account": ("query ($id: ID!) { account(id: $id) { name parent { name } } }", {"id": ids}),
    "staff": (
        LISTED.format("staff")
        .replace("($first: Int", "($asOf: Date, $first: Int")
        .replace("(first", "(asOf: $asOf, first"),
        {"asOf": days, **PAGE},
    ),
    "rows of a staff member": (OWNED.format("staffMember", "services"), {"id": ids | st.just("ada"), **PAGE}),
    "rows of a person": (OWNED.format("person", "touches"), {"id": ids | st.just("petra"), **PAGE}),
    "rows of an account": (OWNED.format("account", "revenue"), {"id": ids | st.just("acme"), **PAGE}),
    "people": (LISTED.format("people"), PAGE),
    "accounts": (LISTED.format("accounts"), PAGE),
    "staff by filter": (
        FILTERED.format("staff", "StaffFilter"),
        {
            "only": st.fixed_dictionaries(
                {}, optional={"name": names, "team": texts, "managerId": ids, "endsAfter": days}
            ),
            "by": orders,
            **PAGE,
        },
    ),
    "people by filter": (
        FILTERED.format("people", "PersonFilter"),
        {"only": st.fixed_dictionaries({}, optional={"name": names, "employerId": ids}), "by": orders, **PAGE},
    ),
    "accounts by filter": (
        FILTERED.format("accounts", "AccountFilter"),
        {
            "only": st.fixed_dictionaries({}, optional={"name": names, "industry": texts, "parentId": ids}),
            "by": orders,
            **PAGE,
        },
    ),
    "search": (
        """query ($text: String!, $kinds: [EntityKind!], $first: Int, $after: String) {
        search(text: $text, kinds: $kinds, first: $first, after: $after) {
          totalCount complete edges { matched node { __typename id } } } }""",
        {
            "text": names,
            "kinds": st.none() | st.lists(st.sampled_from(["STAFF_MEMBER", "PERSON", "ACCOUNT", "TOUCH"]), max_size=4),
            "first": numbers,
            "after": st.none() | cursors,
        },
    ),
    "auditLog": (
        """query ($subject: ID, $first: Int, $after: String) {
        auditLog(subject: $subject, first: $first, after: $after) { edges { node { at subjects } } } }""",
        {"subject": st.none() | ids, "first": numbers, "after": st.none() | cursors},
    ),
    "departureImpact": (DEPARTURE, {"input": inputs, "more": st.none() | cursors, **PAGE}),
}


class World:
    """The small firm, and a loop to ask it in."""

    def __init__(self, runner: asyncio.Runner, firm: SmallFirm) -> None:
        self.runner = runner
        self.firm = firm

    def codes(self, query: str, variables: dict[str, Any]) -> tuple[str, ...]:
        return self.runner.run(self.firm.reply(query, variables)).codes()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    place: Path = tmp_path_factory.mktemp("firm")
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        firm = runner.run(stack.enter_async_context(opened_firm(place)))
        try:
            yield World(runner, firm)
        finally:
            runner.run(stack.aclose())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_argument_however_odd_meets_an_uncoded_error(world: World, operation: str) -> None:
    query, arguments = OPERATIONS[operation]
    fitting = st.fixed_dictionaries(arguments)
    odd = st.tuples(fitting, st.sampled_from(sorted(arguments)), anything).map(lambda odd: {**odd[0], odd[1]: odd[2]})

    @settings(max_examples=EXAMPLES)
    @given(variables=fitting | odd)
    def ask(variables: dict[str, Any]) -> None:
        codes = set(world.codes(query, variables))
        assert codes <= CATALOGUE.keys()
        assert INTERNAL_ERROR not in codes

    ask()


def test_no_document_however_odd_meets_an_uncoded_error(world: World) -> None:
    words = [
        "{",
        "}",
        "(",
        ")",
        "...",
        "on",
        "fragment",
        "F",
        "query",
        "viewer",
        "name",
        "staff",
        "first",
        ":",
        "1",
        "$a",
    ]
    words += [
        "[",
        "]",
        "!",
        '"',
        '"""',
        "@skip",
        "if",
        "true",
        "null",
        "=",
        "|",
        "&",
        "\\",
        "#",
        "\n",
        "__schema",
        "__type",
    ]
    documents = st.lists(st.sampled_from(words), max_size=25).map(" ".join) | st.text(max_size=40)

    @settings(max_examples=EXAMPLES)
    @given(query=documents)
    def ask(query: str) -> None:
        codes = set(world.codes(query, {}))
        assert codes <= CATALOGUE.keys()
        assert INTERNAL_ERROR not in codes

    ask()
