"""Running an operation: from a request to a reply, the same for HTTP and for the command line.

Decides: the order of the steps, and that a reply either has data or failed as a whole.
Does not decide: any answer, how a request arrives, or how a reply is sent (``app`` does).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import DocumentNode, ExecutionResult, OperationDefinitionNode, OperationType, execute

from graph.errors import WhitherError
from schema.api import EXECUTOR, GRAPHQL
from schema.codes import BAD_USER_INPUT, METHOD_NOT_ALLOWED
from schema.context import Context
from schema.draws import check_draws
from schema.faults import Shown, field_fault, refusal, refusals, unexpected
from schema.preparing import DocumentRefused, Documents, operation_of
from schema.rows_asked import check_rows

_DOCUMENTS: Final = Documents(GRAPHQL)


@dataclass(frozen=True, slots=True)
class Request:
    """A GraphQL request: a document, its variables, and which of its operations is meant. One that ``reads_only`` is
    refused when that operation is a mutation."""

    query: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    reads_only: bool = False


class ChangeRefused(WhitherError):
    """A request that must only read holds a change."""

    code = METHOD_NOT_ALLOWED

    def __init__(self) -> None:
        """Say how changes are sent."""
        super().__init__("A request by GET only asks: send changes to /graphql by POST.")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a request. ``executed`` is False when it failed as a whole, before any field was asked for."""

    data: dict[str, Any] | None
    errors: tuple[Shown, ...]
    executed: bool

    def body(self) -> dict[str, Any]:
        """The reply by GraphQL's own keys: no data for a request that failed as a whole, errors only if any."""
        shown: dict[str, Any] = {"errors": list(self.errors)} if self.errors else {}
        return {**shown, "data": self.data} if self.executed else shown

    def codes(self) -> tuple[str, ...]:
        """The codes of the errors, each once."""
        return tuple(dict.fromkeys(error["extensions"]["code"] for error in self.errors))


def refused(*errors: Shown) -> Reply:
    """The reply to a request that failed as a whole."""
    return Reply(data=None, errors=errors, executed=False)


async def answer(request: Request, context: Context) -> Reply:
    """The reply to a request; never raises but for cancellation."""
    try:
        document = _DOCUMENTS.prepare(request.query)
        operation = operation_of(document, request.operation_name)
        context.draw(_check_operation(document, operation, request))
        if operation.operation is not OperationType.QUERY:  # changes follow one another in the store
            return _reply(await _run(document, request, context), context)
        async with context.turn:
            return _reply(await _run(document, request, context), context)
    except DocumentRefused as error:
        return refused(*refusals(error.errors, error.code))
    except WhitherError as error:
        return refused(refusal(error))
    except Exception as error:  # noqa: BLE001  # the one place where a fault of ours ends, masked and logged
        return refused(unexpected(error, context.request_id))


def _check_operation(document: DocumentNode, operation: OperationDefinitionNode, request: Request) -> int:
    """Refuse an operation that changes something where it must not, draws too often or lists too much; how often it
    draws."""
    if request.reads_only and operation.operation is OperationType.MUTATION:
        raise ChangeRefused
    check_rows(GRAPHQL, document, operation, request.variables or {})
    return check_draws(GRAPHQL, document, operation, request.variables or {})


async def _run(document: DocumentNode, request: Request, context: Context) -> ExecutionResult:
    running = execute(
        GRAPHQL,
        document,
        context_value=context,
        variable_values=dict(request.variables or {}),
        operation_name=request.operation_name,
        executor_class=EXECUTOR,
    )
    return running if isinstance(running, ExecutionResult) else await running


def _reply(result: ExecutionResult, context: Context) -> Reply:
    errors = result.errors or []
    if result.data is None and all(error.path is None for error in errors):
        return refused(*refusals(errors, BAD_USER_INPUT))
    shown = tuple(field_fault(error, context.request_id) for error in errors)
    return Reply(data=result.data, errors=shown, executed=True)
