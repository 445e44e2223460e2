"""Whatever a change says, what comes of it is a part of its answer, and never a fault of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputType, GraphQLList, GraphQLNonNull, GraphQLScalarType
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.records import Account, Booking, Employment, Person, Service, StaffMember
from graph.domain.vocabulary import ServiceRole
from schema.codes import CATALOGUE, INTERNAL_ERROR
from schema.global_ids import global_id, id_of_key
from tests.schema.changing import MUTATIONS, ROWS, document, input_of, members_of
from tests.schema.firm import SmallFirm, opened_firm

EXAMPLES = 40
"""For each mutation; there are more than thirty."""
texts = st.text(max_size=12) | st.sampled_from(["", " ", "a\x00b", "a\ud800", "x" * 1_001, "Ada", "1.5", "EUR", "UTC"])
own_ids = st.sampled_from(["ada", "bob", "petra", "quinn", "acme", "bolt", "dune", "kept", "petra-01", "new"]) | texts
ids = own_ids | st.sampled_from(
    [
        global_id(StaffMember, "ada"),
        global_id(Person, "petra"),
        global_id(Account, "acme"),
        id_of_key(Employment, ("petra", "acme", date(2016, 1, 1))),
        id_of_key(Employment, ("petra", "\x00", None)),
        id_of_key(Service, ("ada", "acme", ServiceRole.LEAD, None)),
        id_of_key(Booking, ("acme", date(2026, 3, 1), "a1", 0)),
        id_of_key(Booking, ("acme", date(2026, 3, 1), "", 10**30)),
        id_of_key(Booking, ("acme", date.max, "", -1)),
    ]
)
instants = st.datetimes().map(lambda at: f"{at.isoformat()}Z") | st.sampled_from(
    ["2026-06-01T12:00:00Z", "1900-01-01T00:00:00+23:59", "2199-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", ""]
)
days = st.dates().map(date.isoformat) | st.dates(date(2015, 1, 1), date(2028, 1, 1)).map(date.isoformat)
LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "ID": ids,
    "String": texts,
    "Int": st.integers(-2, 5) | st.integers(-(2**31), 2**31 - 1),
    "Float": st.floats(-1, 5) | st.floats(allow_nan=False, allow_infinity=False) | st.just(-0.0),
    "Boolean": st.booleans(),
    "Date": days,
    "DateTime": instants,
}


LIKELY: dict[str, list[Any]] = {
    "staffId": ["ada", "bob"],
    "managerId": ["ada", "bob"],
    "personId": ["petra", "quinn"],
    "accountId": ["acme", "bolt"],
    "parentId": ["acme", "bolt"],
    "expectedVersion": [1, 2, 3],
    "purpose": ["tidying up"],
    "idempotencyKey": ["one", "two"],
    "at": ["2026-06-01T12:00:00Z", "2026-05-31T23:59:59.5-02:00"],
    "on": ["2026-05-01", "2026-05-02"],
    "madeOn": ["2026-05-01"],
    "closedOn": ["2026-05-02"],
    "from": ["2024-01-01"],
    "end": ["2026-12-31"],
    "amount": ["1", "-2.5"],
    "currency": ["EUR"],
    "ref": ["a1", "a2"],
    "closeness": [0, 4],
    "name": ["Ann", "Ann Other"],
}
"""What makes sense under a name, so that some changes are made."""


def fitting(name: str, kind: GraphQLInputType) -> st.SearchStrategy[Any]:
    """Values that a type takes, null among them unless there must be one; most of them make sense under that name."""
    if isinstance(kind, GraphQLNonNull):
        return likely(name, kind.of_type)
    return st.none() | likely(name, kind)


def likely(name: str, kind: GraphQLInputType) -> st.SearchStrategy[Any]:
    """Values that are not null, nine in ten of them sensible where sense is known."""
    if isinstance(kind, GraphQLList):
        return st.lists(fitting(name, kind.of_type), max_size=3)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from(sorted(kind.values))
    assert isinstance(kind, GraphQLScalarType)
    odd = LEAVES[kind.name]
    if name not in LIKELY:
        return odd
    return st.integers(0, 9).flatmap(lambda die: odd if die == 0 else st.sampled_from(LIKELY[name]))


def inputs(field: str) -> st.SearchStrategy[dict[str, Any]]:
    """Inputs that have the shape of a mutation's; some make sense, and some do not."""
    needed, others = {}, {}
    for name, part in input_of(field).fields.items():
        (needed if isinstance(part.type, GraphQLNonNull) else others)[name] = fitting(name, part.type)
    row = next((ROWS[kind] for kind in ROWS if field.startswith(kind)), "new")
    if "id" in needed:
        needed["id"] = st.sampled_from([row, "new", "newer"]) | ids
    return st.fixed_dictionaries(needed, optional=others)


class World:
    """The small firm, and a loop to change it in."""

    def __init__(self, runner: asyncio.Runner, firm: SmallFirm) -> None:
        self.runner = runner
        self.firm = firm

    def change(self, field: str, given: dict[str, Any]) -> tuple[tuple[str, ...], Any]:
        """The codes of the errors, and what came of the change."""
        reply = self.runner.run(self.firm.reply(document(field), {"input": given}))
        return reply.codes(), (reply.data or {}).get(field)


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


@pytest.mark.parametrize("field", MUTATIONS)
def test_no_input_however_odd_meets_an_error_that_is_no_part_of_the_answer(world: World, field: str) -> None:
    told = {kind.name for kind in members_of(field)}

    @settings(max_examples=EXAMPLES)
    @given(given_input=inputs(field))
    def ask(given_input: dict[str, Any]) -> None:
        codes, made = world.change(field, given_input)
        assert set(codes) <= {"BAD_USER_INPUT"}, codes  # what the types do not take, such as a day of the year 1
        assert codes or made["__typename"] in told

    ask()


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("field", ["touchRecord", "revenueCorrect", "firmCorrect"])
def test_no_value_however_odd_meets_an_uncoded_error(world: World, field: str) -> None:
    names = sorted(input_of(field).fields)

    @settings(max_examples=EXAMPLES * 3)
    @given(given_input=inputs(field), name=st.sampled_from(names), value=anything)
    def ask(given_input: dict[str, Any], name: str, value: Any) -> None:
        codes, _ = world.change(field, {**given_input, name: value})
        assert set(codes) <= CATALOGUE.keys()
        assert INTERNAL_ERROR not in codes

    ask()
