"""How large a document may be: measured in time linear in its length, its fragments included.

Decides: the limits, and how a document is measured: what a fragment holds is counted once and added where it is spread.
Does not decide: whether the document is right (``preparing`` validates it afterwards).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Lexer,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Source,
    TokenKind,
)

from graph.errors import WhitherError
from schema.codes import LIMIT_EXCEEDED

LONGEST_DOCUMENT: Final = 100_000
MOST_TOKENS: Final = 3_000
MOST_OPERATIONS: Final = 10
MOST_CHANGES: Final = 50
"""Changes of one operation: each is a commit that others wait for, and all are made one after the other."""
COSTLY: Final = frozenset({"departureImpact", "search", "keyPeople", "firmRisk", "singleThreadedAccounts"})
"""Fields that run the model or rank thousands of candidates: each costs as much as all the rest of an operation."""
_ENDLESS: Final = 10**9


class LimitExceeded(WhitherError):
    """A document is larger than one request may be."""

    code = LIMIT_EXCEEDED

    def __init__(self, what: str, allowed: int) -> None:
        """Name in words ``what`` there is too much of, and how much is ``allowed``."""
        super().__init__(f"The document has more than {allowed:,} {what}: split it into several requests.")


@dataclass(frozen=True, slots=True)
class Size:
    """What an operation amounts to with its fragments spread out; ``fields`` counts fragments and their spreads too,
    ``roots`` are those that stand at the top: in a mutation, the changes."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    questions: int = 0
    roots: int = 0


LARGEST: Final = Size(depth=20, fields=600, aliases=60, directives=60, questions=10, roots=600)
_WORDS: Final = {
    "depth": "levels of fields",
    "fields": "fields with its fragments spread out",
    "aliases": "aliases",
    "directives": "directives",
    "questions": "questions that run the model or search",
    "roots": "fields at the top",
}


def check_tokens(source: str) -> None:
    """Raise LimitExceeded for a text too long to be parsed, and a GraphQLSyntaxError for one that has no tokens."""
    if len(source) > LONGEST_DOCUMENT:
        raise LimitExceeded("characters", LONGEST_DOCUMENT)
    lexer, tokens = Lexer(Source(source)), 0
    while lexer.advance().kind is not TokenKind.EOF:
        tokens += 1
        if tokens > MOST_TOKENS:
            raise LimitExceeded("tokens", MOST_TOKENS)


def check_size(document: DocumentNode) -> None:
    """Raise LimitExceeded when the document, or any operation in it, is larger than allowed."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) > MOST_OPERATIONS:
        raise LimitExceeded("operations", MOST_OPERATIONS)
    fragments = _fragment_sizes(document)
    for operation in operations:
        size = _spread_out(_local(operation), fragments)
        for limit in fields(Size):
            allowed = getattr(LARGEST, limit.name)
            if getattr(size, limit.name) > allowed:
                raise LimitExceeded(_WORDS[limit.name], allowed)
        if operation.operation is OperationType.MUTATION and size.roots > MOST_CHANGES:
            raise LimitExceeded("changes", MOST_CHANGES)


@dataclass(frozen=True, slots=True)
class _Local:
    """What a definition holds by itself, and which fragments it spreads at which depth."""

    size: Size
    spreads: tuple[tuple[str, int], ...]


def _local(definition: OperationDefinitionNode | FragmentDefinitionNode) -> _Local:
    depth = counted = aliases = questions = roots = 0
    directives = len(definition.directives or ())
    spreads: list[tuple[str, int]] = []
    waiting: list[tuple[SelectionSetNode, int]] = [(definition.selection_set, 0)]
    while waiting:
        selected, above = waiting.pop()
        for node in selected.selections:
            counted += 1
            directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                depth = max(depth, above + 1)
                roots += above == 0
                aliases += node.alias is not None
                questions += node.name.value in COSTLY
                if node.selection_set is not None:
                    waiting.append((node.selection_set, above + 1))
            elif isinstance(node, InlineFragmentNode):
                waiting.append((node.selection_set, above))
            elif isinstance(node, FragmentSpreadNode):
                spreads.append((node.name.value, above))
    return _Local(Size(depth, counted, aliases, directives, questions, roots), tuple(spreads))


def _fragment_sizes(document: DocumentNode) -> dict[str, Size]:
    """The size of every fragment, each computed once and after those it spreads.

    A spread that leads back to its own fragment adds nothing: validation refuses such a document afterwards."""
    local = {node.name.value: _local(node) for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    sizes: dict[str, Size] = {}
    entered: set[str] = set()
    waiting = list(local)
    while waiting:
        name = waiting[-1]
        if name in entered:
            waiting.pop()
            if name not in sizes:
                sizes[name] = _spread_out(local[name], sizes)
        else:
            entered.add(name)
            waiting += [inner for inner, _ in local[name].spreads if inner in local and inner not in entered]
    return sizes


def _spread_out(local: _Local, sizes: Mapping[str, Size]) -> Size:
    """What a definition amounts to, given the sizes of the fragments it spreads."""
    inner = [(sizes[name], above) for name, above in local.spreads if name in sizes]
    own = local.size
    return Size(
        depth=max([own.depth, *(above + size.depth for size, above in inner)]),
        fields=min(_ENDLESS, own.fields + sum(size.fields for size, _ in inner)),
        aliases=min(_ENDLESS, own.aliases + sum(size.aliases for size, _ in inner)),
        directives=min(_ENDLESS, own.directives + sum(size.directives for size, _ in inner)),
        questions=min(_ENDLESS, own.questions + sum(size.questions for size, _ in inner)),
        roots=min(_ENDLESS, own.roots + sum(size.roots for size, above in inner if above == 0)),
    )
