"""How many rows an operation may ask for: added up over its lists and the lists within them, before anything is read.

Decides: the limit, and what counts: the edges of every page at its full size, once for each row of the page that it
stands in. Rows lead to whom they name and those to their rows, so that pages within pages would grow without end.
Does not decide: how large one page may be (``graph.questions.paging`` does).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
    get_named_type,
    get_nullable_type,
    get_variable_values,
    is_list_type,
)
from graphql.execution.values import VariableValues

from graph.questions.paging import MOST_ROWS, USUAL_ROWS
from schema.limits import LimitExceeded

MOST_ROWS_ASKED: Final = 20_000
UNPAGED: Final = 10
"""What a list without pages counts for, such as the staff members who remain at an account."""


_EDGES: Final = "edges"
_ROWS: Final = frozenset({_EDGES, "nodes"})
"""The fields whose values are counted; other lists count only by what is asked for within them."""


@dataclass(frozen=True, slots=True)
class _Local:
    """The rows that a definition asks for by itself, and how many times it shows what each fragment in it holds."""

    rows: int
    spreads: tuple[tuple[str, int], ...]


def check_rows(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> None:
    """Raise LimitExceeded when a valid ``operation`` asks for more than 20,000 rows; skipped fields count, too.

    Variables that their types do not take are left to whoever runs the operation."""
    given = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    root = schema.get_root_type(operation.operation)
    if not isinstance(given, VariableValues) or root is None:
        return
    fragments = {
        node.name.value: _local(schema, node.selection_set, schema.type_map[node.type_condition.name.value], given)
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    if _total(_local(schema, operation.selection_set, root, given), _totals(fragments)) > MOST_ROWS_ASKED:
        raise LimitExceeded("rows of all its lists together", MOST_ROWS_ASKED)


def _local(schema: GraphQLSchema, selected: SelectionSetNode, of: GraphQLNamedType, given: VariableValues) -> _Local:
    """Each selection waits with how many times it is shown, and how many rows the page has that it is selected of."""
    rows = 0
    spreads: list[tuple[str, int]] = []
    waiting: list[tuple[SelectionSetNode, GraphQLNamedType, int, int]] = [(selected, of, 1, 1)]
    while waiting:
        selection, kind, times, size = waiting.pop()
        for node in selection.selections:
            if isinstance(node, FragmentSpreadNode):
                spreads.append((node.name.value, times * size))
            elif isinstance(node, InlineFragmentNode):
                named = node.type_condition
                inner = schema.type_map[named.name.value] if named else kind
                waiting.append((node.selection_set, inner, times, size))
            elif isinstance(node, FieldNode) and node.selection_set is not None:
                field = getattr(kind, "fields", {}).get(node.name.value)
                if field is not None:  # introspection lists no rows
                    again = times * size * _length(field, node, given)
                    rows += again if node.name.value in _ROWS else 0
                    waiting.append((node.selection_set, get_named_type(field.type), again, _page(field, node, given)))
    return _Local(rows, tuple(spreads))


def _page(field: GraphQLField, node: FieldNode, given: VariableValues) -> int:
    """How many rows a page has whose edges are asked for; 1 for a field that is no page."""
    if "first" not in field.args:
        return 1
    stated = _stated(field, node, given)
    rows = stated.get("last") or stated.get("first")
    return USUAL_ROWS if rows is None else max(0, min(rows, MOST_ROWS))


def _length(field: GraphQLField, node: FieldNode, given: VariableValues) -> int:
    """How many values a field has that is no page; 1 for the edges of one, which the page counts."""
    if "ids" in field.args:
        return len(_stated(field, node, given).get("ids", ()))
    return UNPAGED if is_list_type(get_nullable_type(field.type)) and node.name.value != _EDGES else 1


def _stated(field: GraphQLField, node: FieldNode, given: VariableValues) -> dict[str, Any]:
    """The arguments of a field; none where they cannot be meant, for then it is refused without a read."""
    try:
        return get_argument_values(field, node, given)
    except GraphQLError:
        return {}


def _totals(fragments: Mapping[str, _Local]) -> dict[str, int]:
    """The rows of every fragment with those it spreads, each added up once and after them; none leads back to itself,
    for the document is valid."""
    totals: dict[str, int] = {}
    waiting = list(fragments)
    while waiting:
        name = waiting[-1]
        missing = {inner for inner, _ in fragments[name].spreads} - totals.keys()
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if name not in totals:
            totals[name] = _total(fragments[name], totals)
    return totals


def _total(local: _Local, totals: Mapping[str, int]) -> int:
    return local.rows + sum(times * totals[name] for name, times in local.spreads)
