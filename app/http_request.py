"""From an HTTP request to a GraphQL request.

Decides: which requests are GraphQL requests (GraphQL over HTTP: POST with JSON in UTF-8, or GET, which only reads), and
how much is read before a body is refused. Does not decide: whether the document in it is right (``schema`` does).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn, TypeGuard

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest

from app.http_errors import BadRequest, PayloadTooLarge, UnsupportedMediaType
from schema.execution import Request

PURPOSE: Final = "Whither-Purpose"
"""The header that says why a request asks, for the fields in it that do not say so themselves."""
REVISION: Final = "Whither-Revision"
"""The header by which an answer says of which revision it is, and a request which one it must not be older than: a
whole number, and after a space what a store said beside it."""
_SEEN: Final = re.compile(r"(\d{1,18})(?: ([!-~]+(?: [!-~]+)*))?", re.ASCII)
_UTF_8: Final = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever asks has seen already: a ``revision``, and the ``mark`` of the store that stood beside it."""

    revision: int
    mark: str


async def read_request(http: HttpRequest, largest_body: int) -> Request:
    """The GraphQL request in an HTTP request; raises an HttpRefusal when there is none."""
    if http.method == "GET":
        return _from_parameters(http)
    _check_type(http)
    return request_from(_json(await _body(http, largest_body)))


def stated_purpose(http: HttpRequest) -> str | None:
    """Why the request asks, by its header in UTF-8 (or else Latin-1); None without one."""
    stated = http.headers.get(PURPOSE)
    if stated is None:
        return None
    try:
        return stated.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return stated


def seen_elsewhere(http: HttpRequest) -> Seen | None:
    """The revision that an answer must not be older than; None where the request names none.

    Raises BadRequest for a header that no answer gave."""
    stated = http.headers.get(REVISION)
    if stated is None:
        return None
    found = _SEEN.fullmatch(stated.strip())
    if found is None:
        raise BadRequest(f"{REVISION} must be given back as an answer gave it, or be a whole number.")
    return Seen(int(found[1]), found[2] or "")


def request_from(given: object) -> Request:
    """The GraphQL request in parsed JSON; raises BadRequest when it is not one."""
    if not _is_object(given):
        raise BadRequest('The body must be a JSON object such as {"query": "{ viewer { name } }"}.')
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str):
        raise BadRequest("The body needs the document as a string under the key query.")
    if name is not None and not isinstance(name, str):
        raise BadRequest("operationName must be a string or left out.")
    for key in ("variables", "extensions"):
        if given.get(key) is not None and not _is_object(given[key]):
            raise BadRequest(f"{key} must be a JSON object or left out.")
    return Request(query=query, variables=given.get("variables"), operation_name=name)


def _from_parameters(http: HttpRequest) -> Request:
    given: dict[str, Any] = dict(http.query_params)
    for key in ("variables", "extensions"):
        if key in given:
            given[key] = _json(given[key].encode(errors="surrogatepass"))
    return replace(request_from(given), reads_only=True)


def _check_type(http: HttpRequest) -> None:
    """Only a body that says it is JSON: a page of another origin cannot send one without asking first."""
    kind, *parameters = (part.strip().lower() for part in http.headers.get("content-type", "").split(";"))
    charsets = [part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")]
    encoding = http.headers.get("content-encoding", "identity").strip().lower()
    if kind != "application/json" or not _UTF_8.issuperset(charsets) or encoding != "identity":
        raise UnsupportedMediaType


async def _body(http: HttpRequest, largest: int) -> bytes:
    length = http.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > len(str(largest)) or int(length) > largest):
        raise PayloadTooLarge(largest)
    body = bytearray()
    try:
        async for chunk in http.stream():
            body += chunk
            if len(body) > largest:
                raise PayloadTooLarge(largest)
    except ClientDisconnect:
        raise BadRequest("The connection ended before the body did.") from None
    return bytes(body)


def _json(body: bytes) -> object:
    """Parsed JSON, strictly: UTF-8, no NaN, no half characters that could be stored or sent nowhere."""
    try:
        parsed: object = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        json.dumps(parsed, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON in UTF-8 as it should be.") from None
    return parsed


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
