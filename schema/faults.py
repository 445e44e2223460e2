"""From what went wrong to what is shown: a sentence, a place and a code of the catalogue.

Decides: which errors are shown as they are, and that all others are masked, logged by their kind and place in our code,
and found again by the request's id. A log line never holds a message or a value: they may name people.
Does not decide: which errors there are (``graph.errors``, ``codes``).
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from graphql import FieldNode, GraphQLError

from graph.errors import WhitherError
from schema.codes import BAD_USER_INPUT, CATALOGUE, INTERNAL_ERROR

_LOG: Final = logging.getLogger("whither.graphql")
_LONGEST_MESSAGE: Final = 1_000

Shown = dict[str, Any]
"""An error as the response shows it, by GraphQL's own keys."""


def refusal(error: WhitherError) -> Shown:
    """An expected error that concerns the request as a whole."""
    return {"message": _cut(str(error)), "extensions": {"code": error.code}}


def refusals(errors: Sequence[GraphQLError], code: str) -> list[Shown]:
    """Errors of one document or of its variables, all with one code."""
    return [_shown(error, error.message, code) for error in errors]


def field_fault(error: GraphQLError, request_id: str) -> Shown:
    """An error of one field while the operation ran."""
    cause = error.original_error
    if isinstance(cause, WhitherError) and cause.code in CATALOGUE:
        return _shown(error, str(cause), cause.code)
    if isinstance(cause, GraphQLError) and _is_about_an_argument(cause):
        return _shown(error, error.message, BAD_USER_INPUT)
    log_fault(cause or error, request_id)
    return _shown(error, _masked(request_id), INTERNAL_ERROR)


def unexpected(error: Exception, request_id: str) -> Shown:
    """A fault of ours outside any field."""
    log_fault(error, request_id)
    return {"message": _masked(request_id), "extensions": {"code": INTERNAL_ERROR}}


def log_fault(error: BaseException, request_id: str) -> None:
    """Log the kind of a fault and where in the code it arose, without its message or any value."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}" for frame in frames]
    _LOG.error("fault", extra={"request": request_id, "fault": type(error).__name__, "at": places[-10:]})


def _is_about_an_argument(error: GraphQLError) -> bool:
    """Whether graphql-core refused an argument's value: it then points at the value, not at the field."""
    return bool(error.nodes) and not any(isinstance(node, FieldNode) for node in error.nodes or ())


def _shown(error: GraphQLError, message: str, code: str) -> Shown:
    shown: Shown = {"message": _cut(message)}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        shown["path"] = list(error.path)
    shown["extensions"] = {"code": code}
    return shown


def _masked(request_id: str) -> str:
    return f"Something went wrong on our side: quote request {request_id} to whoever runs this service."


def _cut(message: str) -> str:
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + " ..."
