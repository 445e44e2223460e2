"""From the text of a document to one that may be executed: measured, parsed, validated, and kept for the next time.

Decides: the order of the checks (the cheap ones first), what is kept, and which operation of a document is meant.
Does not decide: the limits (``limits``), nor how an error is shown (``faults``).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, parse, validate

from graph.errors import WhitherError
from schema.codes import OPERATION_UNCLEAR, PARSE_FAILED, VALIDATION_FAILED
from schema.limits import check_size, check_tokens

_MOST_CHARACTERS_KEPT: Final = 200_000
_MOST_ERRORS: Final = 10


class DocumentRefused(Exception):
    """The document cannot be executed: the errors to show, all with one code of the catalogue."""

    def __init__(self, errors: Sequence[GraphQLError], code: str) -> None:
        """Name the ``errors`` and their ``code``."""
        super().__init__(code)
        self.errors = tuple(errors)
        self.code = code


class OperationUnclear(WhitherError):
    """It is not clear which operation of a document to run."""

    code = OPERATION_UNCLEAR


@dataclass
class Documents:
    """Valid documents of one schema by their text, the last used ones kept; together at most 200,000 characters.

    Refused documents are not kept, so that they push none out."""

    schema: GraphQLSchema
    _kept: OrderedDict[str, DocumentNode] = field(default_factory=OrderedDict)
    _characters: int = 0

    def prepare(self, source: str) -> DocumentNode:
        """The document of a text; raises LimitExceeded for one too large and DocumentRefused for a wrong one."""
        if source in self._kept:
            self._kept.move_to_end(source)
            return self._kept[source]
        document = self._checked(source)
        self._kept[source] = document
        self._characters += len(source)
        while self._characters > _MOST_CHARACTERS_KEPT:
            oldest, _ = self._kept.popitem(last=False)
            self._characters -= len(oldest)
        return document

    def _checked(self, source: str) -> DocumentNode:
        try:
            check_tokens(source)
            document = parse(source)
        except GraphQLError as error:
            raise DocumentRefused([error], PARSE_FAILED) from None
        check_size(document)
        errors = validate(self.schema, document, max_errors=_MOST_ERRORS)
        if errors:
            raise DocumentRefused(errors, VALIDATION_FAILED)
        return document


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation of this ``name``, or the only one; raises OperationUnclear when there is no such."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    named = [node for node in operations if name is None or (node.name is not None and node.name.value == name)]
    if not named:
        raise OperationUnclear("The document holds no operation of that name: operationName must be one in it.")
    if len(named) > 1:
        raise OperationUnclear("The document holds several operations: choose one with operationName.")
    return named[0]
