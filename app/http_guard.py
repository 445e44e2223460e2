"""What every HTTP request passes first: who it is for, where it comes from, and a line in the log about it.

Decides: that only known hosts and origins are answered, that no fault leaves without being masked, and what is logged:
never a path as typed, a header, a body or a name.
Does not decide: what is asked or answered.
"""

from __future__ import annotations

import logging
import time
import uuid
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http_errors import HostRefused, HttpRefusal, OriginRefused
from app.http_response import respond, respond_refusal
from app.http_settings import HttpSettings
from schema.execution import refused
from schema.faults import unexpected

_LOG: Final = logging.getLogger("whither.http")
ROUTES: Final = ("/graphql", "/healthz", "/readyz")
_FROM_ELSEWHERE: Final = frozenset({"cross-site", "same-site"})
_SERVER_FAULT: Final = 500


class Guard:
    """The outermost layer of the service."""

    def __init__(self, app: ASGIApp, settings: HttpSettings) -> None:
        """Stand before ``app``."""
        self._app = app
        self._hosts = settings.allowed_hosts
        self._origins = frozenset(settings.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an HTTP request; anything else (there are no subscriptions) goes through to be refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, statuses = uuid.uuid4().hex, time.perf_counter(), [_SERVER_FAULT]
        scope.setdefault("state", {})["request_id"] = request_id

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Cache-Control"] = "no-store"
            await send(message)

        try:
            await self._pass_on(scope, receive, noted)
        except Exception as error:  # noqa: BLE001  # the last place where a fault of ours can be masked
            reply = refused(unexpected(error, request_id))
            if len(statuses) == 1:
                await respond(reply)(scope, receive, noted)
        _LOG.info("request", extra=_line(scope, request_id, statuses[-1], time.perf_counter() - began))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._check(scope)
        except HttpRefusal as error:
            await respond_refusal(error)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        """Refuse a host that is not ours, and a page of an origin that is neither ours nor allowed."""
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if _without_port(host) not in self._hosts:
            raise HostRefused
        origin = headers.get("origin")
        if origin is not None:
            if origin not in self._origins and origin.lower() != f"{scope['scheme']}://{host}":
                raise OriginRefused
        elif headers.get("sec-fetch-site") in _FROM_ELSEWHERE:
            raise OriginRefused


def _without_port(host: str) -> str:
    """The name in a Host header; the brackets of an IPv6 address stay."""
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.rpartition(":")[0] if ":" in host else host


def _line(scope: Scope, request_id: str, status: int, seconds: float) -> dict[str, object]:
    state = scope["state"]
    return {
        "request": request_id,
        "method": scope["method"] if scope["method"] in {"GET", "POST", "HEAD", "OPTIONS"} else "other",
        "route": scope["path"] if scope["path"] in ROUTES else "other",
        "status": status,
        "milliseconds": round(seconds * 1_000, 1),
        "codes": list(state.get("codes", ())),
    }
