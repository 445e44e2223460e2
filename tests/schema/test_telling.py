"""Plain fields told at once: the library's own way tells the same, errors and their places included."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, execute, parse, print_ast, validate
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from benchmarks.documents import SUMMARY, WITH_FACTORS, WITH_TAIL
from schema import execution, telling
from schema.api import EXECUTOR
from schema.context import Context
from schema.documents import FULL_ANSWER, KEY_PEOPLE, SHORTEST, read_document
from schema.execution import Request, answer
from tests.schema.firm import NOW, TODAY, SmallFirm


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.type
class Thing:
    """A type of which everything is plain but ``asked``."""

    count: int
    name: str | None
    share: float
    colour: Colour
    numbers: list[int | None] | None
    part: Thing | None
    parts: list[Thing]

    @strawberry.field
    async def asked(self) -> int:
        """Told by a resolver that must be awaited."""
        return 7

    @strawberry.field
    def doubled(self, by: int = 2) -> int:
        """Told by a resolver with an argument."""
        return by * 3


class Breaking:
    """An object whose every attribute fails."""

    @property
    def count(self) -> int:
        """Fails."""
        raise RuntimeError("nothing here")

    name = share = colour = numbers = part = parts = count


@strawberry.type
class Root:
    thing: Thing
    perhaps: Thing | None


SCHEMA = strawberry.Schema(Root)
NOTHING_WRONG = (0, 1, -5, 2**31, 1.5, "a", "", None, True, Colour.RED, Colour.BLUE, "red")
VALUES = st.sampled_from(NOTHING_WRONG)


COUNT = st.one_of(st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9), VALUES)
NAME = st.one_of(st.none(), st.text(max_size=3), VALUES)
SHARE = st.one_of(st.floats(), st.floats(0, 1), VALUES)
COLOUR = st.one_of(st.sampled_from(Colour), st.sampled_from(Colour), VALUES)
NUMBERS = st.one_of(st.none(), st.lists(st.one_of(st.none(), COUNT), max_size=3), st.just(range(2)), VALUES)
LEAVES = {"count": COUNT, "name": NAME, "share": SHARE, "colour": COLOUR, "numbers": NUMBERS}
THINGS = st.recursive(
    st.one_of(st.builds(Thing, **LEAVES, part=st.none(), parts=st.just([])), st.builds(Breaking)),
    lambda inner: st.builds(
        Thing,
        **LEAVES,
        part=st.one_of(st.none(), inner, VALUES, st.builds(ValueError, st.just("wrong"))),
        parts=st.one_of(st.lists(inner, max_size=3), st.tuples(inner), st.lists(st.none(), max_size=1), VALUES),
    ),
    max_leaves=6,
)
LEAF_FIELDS = st.sampled_from(
    (
        "count",
        "name",
        "share",
        "colour",
        "numbers",
        "asked",
        "doubled",
        "doubled(by: 5)",
        "__typename",
        "other: count",
        "again: name",
        "count @skip(if: true)",
        "share @include(if: true)",
        "name @skip(if: $no)",
        "... Further",
        "... on Thing { colour count }",
    )
)
FIELDS = st.recursive(
    st.lists(LEAF_FIELDS, min_size=1, max_size=4).map(" ".join),
    lambda inner: st.lists(
        st.one_of(
            LEAF_FIELDS,
            inner.map(lambda fields: f"part {{ {fields} }}"),
            inner.map(lambda fields: f"parts {{ {fields} }}"),
            inner.map(lambda fields: f"mine: part {{ {fields} }}"),
        ),
        min_size=1,
        max_size=4,
    ).map(" ".join),
    max_leaves=5,
)


def told(document: str, root: Any, executor: Any) -> tuple[Any, list[Any]]:
    """What is told by an executor: the data, and every error with its place."""

    async def run() -> ExecutionResult:
        result = execute(SCHEMA._schema, parse(document), root, variable_values={"no": False}, executor_class=executor)
        found = result if isinstance(result, ExecutionResult) else await result
        for _ in range(10):  # what was being awaited beside an error ends first
            await asyncio.sleep(0)
        return found

    result = asyncio.run(run())
    errors = [(error.message, error.path, error.locations) for error in result.errors or []]
    return repr(result.data), sorted(errors, key=repr)


@given(THINGS, st.one_of(st.none(), THINGS), FIELDS)
def test_whatever_is_asked_of_whatever_is_there_is_told_alike(one: Any, other: Any, fields: str) -> None:
    document = (
        f"query ($no: Boolean!) {{ perhaps {{ {fields} }} thing {{ {fields} ... Further }} }}"
        " fragment Further on Thing { share numbers part { name } }"
    )
    faults = [error.message for error in validate(SCHEMA._schema, parse(document))]
    assert all("conflict" in fault or "never used" in fault for fault in faults), faults
    root = Root(thing=one, perhaps=other)
    ours = told(document, root, telling.TellingExecutor)
    assert ours == told(document, root, StrawberryGraphQLCoreExecutionContext), print_ast(parse(document))


def context_of(firm: SmallFirm) -> Context:
    return Context(firm.store, firm.audit, NOW, "local", "request")


async def test_what_is_plain_is_told_without_a_record_of_where_it_stands(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[str] = []

    class Recording(telling.TellingExecutor):
        def build_resolve_info(self, field_def: Any, field_nodes: Any, parent_type: Any, path: Any) -> Any:
            recorded.append(f"{parent_type.name}.{field_nodes[0].name.value}")
            return super().build_resolve_info(field_def, field_nodes, parent_type, path)

    monkeypatch.setattr(execution, "EXECUTOR", Recording)
    reply = await answer(Request(WITH_FACTORS, {"leaver": "ada", "asOf": TODAY.isoformat()}), context_of(firm))
    assert reply.errors == ()
    assert {name for name in recorded if name.startswith(("Money.", "Probability", "Factor.", "Range."))} == set()
    assert "Query.departureImpact" in recorded


ADA = {"leaver": "ada", "asOf": TODAY.isoformat()}
LEAVER = {"id": "ada", "asOf": TODAY.isoformat()}
DOCUMENTS = {
    "summary": (SUMMARY, ADA),
    "tail": (WITH_TAIL, ADA),
    "factors": (WITH_FACTORS, ADA),
    "shortest": (read_document(SHORTEST), LEAVER),
    "full": (read_document(FULL_ANSWER), {"input": {"leavers": [{"id": "ada"}], "asOf": TODAY.isoformat()}}),
    "people": (read_document(KEY_PEOPLE), {"asOf": TODAY.isoformat(), "by": "VALUE_HELD", "first": 5}),
}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_the_documents_of_this_project_are_told_alike(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    request = Request(*DOCUMENTS[name])
    ours = await answer(request, context_of(firm))
    assert execution.EXECUTOR is EXECUTOR
    monkeypatch.setattr(execution, "EXECUTOR", StrawberryGraphQLCoreExecutionContext)
    assert ours == await answer(request, context_of(firm))
    assert ours.errors == ()
