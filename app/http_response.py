"""From a reply to an HTTP response.

Decides: which media type is sent, and the status of a reply (GraphQL over HTTP: 200 for whatever was executed; for the
older application/json also for what failed in GraphQL itself). Does not decide: what a reply says.
"""

from __future__ import annotations

import json
from typing import Final

from starlette.responses import Response

from app.http_errors import NotAcceptable
from graph.errors import WhitherError
from schema.codes import (
    BAD_USER_INPUT,
    CATALOGUE,
    LIMIT_EXCEEDED,
    OPERATION_UNCLEAR,
    PARSE_FAILED,
    VALIDATION_FAILED,
)
from schema.execution import Reply, refused
from schema.faults import refusal

NEW_TYPE: Final = "application/graphql-response+json"
OLD_TYPE: Final = "application/json"
_OK: Final = 200
_OF_GRAPHQL: Final = frozenset({PARSE_FAILED, VALIDATION_FAILED, BAD_USER_INPUT, OPERATION_UNCLEAR, LIMIT_EXCEEDED})
_TAKES: Final = {
    NEW_TYPE: frozenset({NEW_TYPE, "application/*", "*/*"}),
    OLD_TYPE: frozenset({OLD_TYPE, "application/*", "*/*"}),
}


def media_type(accept: str | None) -> str:
    """The type to send for an Accept header: the one that is wanted most, application/json when either will do.

    Raises NotAcceptable when neither will."""
    if accept is None or not accept.strip():
        return OLD_TYPE
    wanted = [_weighed(part) for part in accept.split(",")]
    weight = {
        kind: max((quality for name, quality in wanted if name in names), default=0.0) for kind, names in _TAKES.items()
    }
    if not any(weight.values()):
        raise NotAcceptable
    named = NEW_TYPE in {name for name, _ in wanted} and OLD_TYPE not in {name for name, _ in wanted}
    if weight[NEW_TYPE] > weight[OLD_TYPE] or (named and weight[NEW_TYPE] == weight[OLD_TYPE]):
        return NEW_TYPE
    return OLD_TYPE


def respond(reply: Reply, kind: str = OLD_TYPE) -> Response:
    """The response for a reply as this media type."""
    body = json.dumps(reply.body(), ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status_of(reply, kind), media_type=f"{kind}; charset=utf-8")


def respond_refusal(error: WhitherError) -> Response:
    """The response for a request that is refused before GraphQL sees it."""
    return respond(refused(refusal(error)))


def status_of(reply: Reply, kind: str) -> int:
    """The HTTP status of a reply sent as this media type."""
    if reply.executed:
        return _OK
    code = reply.codes()[0]
    return _OK if kind == OLD_TYPE and code in _OF_GRAPHQL else CATALOGUE[code].status


def _weighed(part: str) -> tuple[str, float]:
    """The name and the quality of one part of an Accept header; a quality that is no number counts as none."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    stated = [piece.removeprefix("q=") for piece in parameters if piece.startswith("q=")]
    try:
        return name, float(stated[0]) if stated else 1.0
    except ValueError:
        return name, 0.0
