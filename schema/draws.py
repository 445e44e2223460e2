"""How many draws an operation may make: added up over its questions before any of them is answered.

Decides: the limit, and which draws count: those of tails that will be shown, whatever stands in aliases, fragments,
directives and variables. Does not decide: how many a single question may make (``graph.questions.departure`` does).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from graph.questions.departure import MOST_DRAWS
from schema.departure import ARGUMENT
from schema.limits import LimitExceeded

_QUESTION: Final = "departureImpact"
_TAIL: Final = "tail"
_QUERY: Final = "query"
Fragments = Mapping[str, FragmentDefinitionNode]


def check_draws(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """How many times the questions about departures in a valid ``operation`` draw together; raises LimitExceeded for
    more than 100,000. Tails of key people are counted when they are drawn (``Context.draw``).

    Variables that their types do not take are left to whoever runs the operation; so are draws that no question may
    make, for they are refused there without a draw."""
    if schema.query_type is None:
        return 0
    given = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    if not isinstance(given, VariableValues):
        return 0
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    drawn = 0
    for nodes in _questions(operation, fragments, given):
        if any(_shows_tail(node, fragments, given) for node in nodes):
            drawn += max(_draws(schema.query_type.fields[_QUESTION], node, given) for node in nodes)
    if drawn > MOST_DRAWS:
        raise LimitExceeded("draws of all its tails together", MOST_DRAWS)
    return drawn


def _questions(
    operation: OperationDefinitionNode, fragments: Fragments, given: VariableValues
) -> Iterator[list[FieldNode]]:
    """The questions of an operation, each with the fields that ask it together: fields of the same name with the same
    arguments are asked once. In a mutation they are asked in the query of each change."""
    tops = [[operation.selection_set]]
    if operation.operation is OperationType.MUTATION:
        changes = _grouped(tops[0], fragments, given)
        queries = [_grouped(_within(nodes), fragments, given, only=_QUERY) for nodes in changes]
        tops = [_within(nodes) for grouped in queries for nodes in grouped]
    for top in tops:
        yield from _grouped(top, fragments, given, only=_QUESTION)


def _grouped(
    top: Sequence[SelectionSetNode], fragments: Fragments, given: VariableValues, only: str | None = None
) -> list[list[FieldNode]]:
    """The fields of some selections that are answered together, by the name that each has in the answer."""
    grouped: dict[str, list[FieldNode]] = {}
    for selected in top:
        for node in _selected(selected, fragments, given):
            if only is None or node.name.value == only:
                grouped.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
    return list(grouped.values())


def _within(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set is not None]


def _shows_tail(question: FieldNode, fragments: Fragments, given: VariableValues) -> bool:
    within = question.selection_set
    return within is not None and any(node.name.value == _TAIL for node in _selected(within, fragments, given))


def _draws(field: Any, question: FieldNode, given: VariableValues) -> int:
    try:
        draws = get_argument_values(field, question, given)[ARGUMENT]["draws"]
    except GraphQLError:
        return 0
    return int(draws) if 0 < draws <= MOST_DRAWS else 0


def _selected(within: SelectionSetNode, fragments: Fragments, given: VariableValues) -> Iterator[FieldNode]:
    """The fields of a selection that will be shown, its fragments spread out; the document's size bounds the walk."""
    for node in within.selections:
        if not _taken(node, given):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode | InlineFragmentNode):
            yield from _selected(_inner(node, fragments), fragments, given)


def _inner(node: FragmentSpreadNode | InlineFragmentNode, fragments: Fragments) -> SelectionSetNode:
    return (fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node).selection_set


def _taken(node: Any, given: VariableValues) -> bool:
    """Whether @skip and @include leave a selection in."""
    skipped = get_directive_values(GraphQLSkipDirective, node, given)
    included = get_directive_values(GraphQLIncludeDirective, node, given)
    return not (skipped and skipped["if"]) and bool(included is None or included["if"])
