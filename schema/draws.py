"""How many draws an operation may make: added up over its questions before any of them is answered.

Decides: the limit, and which draws count: those of tails that will be shown, whatever stands in aliases, fragments,
directives and variables. Does not decide: how many a single question may make (``graph.questions.departure`` does).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
Fragments = Mapping[str, FragmentDefinitionNode]


def check_draws(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> None:
    """Raise LimitExceeded when the questions of a valid ``operation`` would draw more than 100,000 times together.

    Variables that their types do not take are left to whoever runs the operation; so are draws that no question may
    make, for they are refused there without a draw."""
    if schema.query_type is None:
        return
    given = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    if not isinstance(given, VariableValues):
        return
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    asked: dict[str, list[FieldNode]] = {}
    for node in _selected(operation.selection_set, fragments, given):
        if node.name.value == _QUESTION:
            asked.setdefault(node.alias.value if node.alias else _QUESTION, []).append(node)
    drawn = 0
    for nodes in asked.values():  # one question each: the same name with the same arguments is asked once
        if any(_shows_tail(node, fragments, given) for node in nodes):
            drawn += _draws(schema.query_type.fields[_QUESTION], nodes[0], given)
    if drawn > MOST_DRAWS:
        raise LimitExceeded("draws of all its tails together", MOST_DRAWS)


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
