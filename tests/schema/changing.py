"""Making changes over GraphQL in tests: one document for each mutation, that shows all that every payload has."""

from __future__ import annotations

from datetime import date
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from graph.domain.kinds import Key, R, Record
from graph.domain.records import Booking, Buying, Closeness, Employment, Service
from graph.domain.vocabulary import ServiceRole
from schema.api import GRAPHQL
from schema.global_ids import id_of_key
from tests.schema.firm import SmallFirm

assert GRAPHQL.mutation_type is not None
MUTATIONS = GRAPHQL.mutation_type.fields
WRITTEN = 1
"""The version of every row of the small firm: all were written in one unit."""

ROWS: dict[str, str] = {
    "touch": "petra-01",
    "closeness": id_of_key(Closeness, ("ada", "petra", date(2026, 5, 1))),
    "promise": "kept",
    "employment": id_of_key(Employment, ("petra", "acme", date(2016, 1, 1))),
    "service": id_of_key(Service, ("ada", "acme", ServiceRole.LEAD, None)),
    "staffMember": "gus",
    "person": "rita",
    "account": "cog",
    "revenue": id_of_key(Booking, ("acme", date(2026, 3, 1), "a1", 0)),
    "buying": id_of_key(Buying, ("dune", date(2024, 1, 1))),
}
"""A row of the small firm for the beginning of each mutation's name."""


def input_of(field: str) -> GraphQLInputObjectType:
    """The input of a mutation."""
    wanted = MUTATIONS[field].args["input"].type
    assert isinstance(wanted, GraphQLNonNull)
    assert isinstance(wanted.of_type, GraphQLInputObjectType)
    return wanted.of_type


def members_of(field: str) -> tuple[GraphQLObjectType, ...]:
    """The types that a mutation may answer with; the first is its success."""
    union = MUTATIONS[field].type
    assert isinstance(union, GraphQLUnionType)
    return tuple(union.types)


def call(field: str, variable: str = "input", more: str = "") -> str:
    """A mutation as a field of a document, which shows the payload and any error; ``more`` is shown of a success."""
    shown = ["... on UserError { message code path }"]
    for kind in members_of(field):
        named = sorted(set(kind.fields) - {"revision", "changed", "replayed", "query", "message", "code", "path"})
        shows = " ".join(
            name if is_leaf_type(get_named_type(kind.fields[name].type)) else f"{name} {{ id version }}"
            for name in named
        )
        made = f"revision changed replayed {more}" if "revision" in kind.fields else ""
        shown.append(f"... on {kind.name} {{ __typename {shows} {made} }}")
    return f"{field}(input: ${variable}) {{ {' '.join(shown)} }}"


def document(field: str, more: str = "") -> str:
    """A document of one mutation."""
    return f"mutation ($input: {input_of(field).name}!) {{ {call(field, more=more)} }}"


async def change(firm: SmallFirm, field: str, more: str = "", **given: Any) -> Any:
    """What came of a change, for whose document and variables nothing is wrong."""
    return (await firm.data(document(field, more), input=given))[field]


def named(kind: type[Record], *key: Any, version: int = WRITTEN) -> dict[str, Any]:
    """The part of an input that names a row of the small firm and its version."""
    return {"id": id_of_key(kind, key), "expectedVersion": version}


async def stands(firm: SmallFirm, kind: type[R], *key: Any) -> R | None:
    """The row with this key, as the store has it."""
    wanted: Key = key
    return (await firm.store.find(kind, [wanted])).get(wanted)
