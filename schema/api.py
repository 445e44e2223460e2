"""The GraphQL schema, built once: Strawberry describes the types, graphql-core runs the operations.

Decides: which types and scalars the schema is made of. Does not decide: how an operation is run (``execution``).
"""

from __future__ import annotations

from typing import Final

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.mutation import Mutation
from schema.query import Query
from schema.rows import NODES
from schema.telling import TellingExecutor
from schema.values import SCALARS

_DESCRIBED: Final = strawberry.Schema(
    query=Query, mutation=Mutation, types=NODES, config=StrawberryConfig(scalar_map=SCALARS)
)
GRAPHQL: Final[GraphQLSchema] = _DESCRIBED._schema  # noqa: SLF001  # Strawberry has no public name for it
EXECUTOR: Final = TellingExecutor
"""Builds the ``info`` that Strawberry's resolvers read, and tells plain fields without it."""


def sdl() -> str:
    """The schema in GraphQL's schema language, as committed in ``schema.graphql``."""
    return _DESCRIBED.as_str() + "\n"
