"""The catalogue of error codes: every error that leaves Whither carries one of them in ``extensions.code``.

Decides: which codes there are, what each means, and the HTTP status of a request that fails with it as a whole.
Does not decide: the sentence beside a code. ``docs/error-codes.md`` shows this catalogue; a test holds them equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means, and the ``status`` of a response that fails with it as a whole."""

    status: int
    meaning: str


PARSE_FAILED: Final = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED: Final = "GRAPHQL_VALIDATION_FAILED"
BAD_USER_INPUT: Final = "BAD_USER_INPUT"
OPERATION_UNCLEAR: Final = "OPERATION_RESOLUTION_FAILURE"
LIMIT_EXCEEDED: Final = "LIMIT_EXCEEDED"
METHOD_NOT_ALLOWED: Final = "METHOD_NOT_ALLOWED"
INTERNAL_ERROR: Final = "INTERNAL_ERROR"

CATALOGUE: Final[dict[str, Meaning]] = {
    PARSE_FAILED: Meaning(400, "The document is not GraphQL."),
    VALIDATION_FAILED: Meaning(400, "The document does not fit the schema."),
    BAD_USER_INPUT: Meaning(400, "A variable or an argument has a value that its type does not take."),
    OPERATION_UNCLEAR: Meaning(
        400, "The document holds several operations without a name chosen, or none of that name."
    ),
    LIMIT_EXCEEDED: Meaning(
        400, "The document, or what it asks for, is more than one request may take; the message names the limit."
    ),
    "BAD_REQUEST": Meaning(400, "The request is not a GraphQL request: JSON, query, variables or operationName."),
    "HOST_REFUSED": Meaning(421, "The Host header names a host that this service does not answer for."),
    "ORIGIN_REFUSED": Meaning(403, "A page of another origin asked; WHITHER_CORS_ORIGINS can allow it."),
    "ROUTE_NOT_FOUND": Meaning(404, "There is nothing at this address; GraphQL is at /graphql."),
    METHOD_NOT_ALLOWED: Meaning(405, "The address is right, the HTTP method is not; changes are sent by POST."),
    "NOT_ACCEPTABLE": Meaning(406, "The Accept header takes no type that can be sent."),
    "PAYLOAD_TOO_LARGE": Meaning(413, "The body is larger than one request may be."),
    "UNSUPPORTED_MEDIA_TYPE": Meaning(415, "The body is not application/json in UTF-8."),
    "WHITHER_ERROR": Meaning(500, "Something expected went wrong that has no code of its own; the message says what."),
    "INVALID_INPUT": Meaning(400, "A value that cannot be meant, such as a page of 0 rows."),
    "INVALID_RECORD": Meaning(400, "A record that cannot be stored, such as an end before its start."),
    "INVALID_CURSOR": Meaning(400, "A cursor that this list did not hand out, or of an answer that has changed."),
    "NOT_FOUND": Meaning(404, "Nobody has this id or name."),
    "AMBIGUOUS_NAME": Meaning(400, "Several have this name; the message lists them."),
    "NOT_EMPLOYED": Meaning(400, "The staff member is not with us on the day asked about."),
    "CONFLICT": Meaning(409, "A row changed since it was read, so its version is another; nothing was written."),
    "ALREADY_THERE": Meaning(409, "Another row has the key of the one to be added; nothing was written."),
    "STILL_REFERRED_TO": Meaning(409, "Other rows refer to the one to be retracted; nothing was written."),
    "IDEMPOTENCY_KEY_REUSED": Meaning(
        409, "The idempotency key came with another change in the last 30 days; nothing was written."
    ),
    "DEADLINE_EXCEEDED": Meaning(504, "The request took longer than one may take; a change may have been made."),
    "FOLDER_UNUSABLE": Meaning(400, "A folder, or a file in it, cannot be imported."),
    "ADDRESS_UNAVAILABLE": Meaning(500, "The service cannot listen at this address; only the command line says it."),
    "STORE_ERROR": Meaning(503, "The store cannot do what was asked."),
    "STORE_UNAVAILABLE": Meaning(503, "The store cannot be opened, read or written."),
    "STORE_DAMAGED": Meaning(503, "The file is not a store, or it is broken."),
    "STORE_VERSION": Meaning(503, "The store was written by another version of Whither."),
    "STORE_BUSY": Meaning(503, "Another process holds the store; try again."),
    "STALE": Meaning(503, "A revision that was seen elsewhere has not come to this store yet; try again."),
    "STORE_FILLED": Meaning(
        503, "An import met an interrupted import of another folder, or a restore or a demo a store that holds a firm."
    ),
    "MIGRATION_DRIFT": Meaning(503, "An applied migration differs from the shipped one."),
    INTERNAL_ERROR: Meaning(500, "A fault of ours; the log has the details under the request id in the message."),
}
"""Every code. The codes of ``graph.errors`` keep their names, so an answer and the command line say the same."""
