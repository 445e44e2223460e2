"""The HTTP service: GraphQL at /graphql, and whether it lives (/healthz) and can answer (/readyz).

Decides: the routes, and how a request becomes an operation and its reply a response.
Does not decide: what may be asked (``schema``), who is answered to (``http_guard``), nor where it listens
(``http_server``). There is no page here, and nothing loads code from elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response

from app.asking import VIEWER
from app.http_errors import DeadlineExceeded, HttpRefusal, MethodNotAllowed, RouteNotFound
from app.http_guard import Guard
from app.http_request import PURPOSE, REVISION, read_request, seen_elsewhere, stated_purpose
from app.http_response import media_type, respond, respond_refusal
from app.http_settings import HttpSettings
from graph.errors import WhitherError
from graph.questions.asking import LOCAL_PURPOSE
from graph.questions.networks import Networks
from graph.questions.turns import Turn, Turns
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from schema.context import Context
from schema.execution import Reply, answer, refused
from schema.faults import refusal

_NOT_READY: Final = 503
_METHOD_NOT_ALLOWED: Final = 405


@dataclass
class Service:
    """What the routes share: the stores, the settings and the clock, which gives the present instant in UTC."""

    store: GraphStore
    audit: AuditLog
    settings: HttpSettings
    clock: Callable[[], datetime]
    networks: Networks
    turns: Turns
    schema_version: str | None = None

    async def graphql(self, http: HttpRequest) -> Response:
        """Answer one GraphQL request."""
        try:
            kind = media_type(http.headers.get("accept"))
        except HttpRefusal as error:
            return respond_refusal(error)
        until = asyncio.get_running_loop().time() + self.settings.deadline
        turn = self.turns.turn()
        try:
            async with asyncio.timeout_at(until):
                reply = await self._reply(http, turn)
        except TimeoutError:
            late = DeadlineExceeded(self.settings.deadline, loading=turn.waits_for_the_firm)
            reply = refused(refusal(late))
        http.state.codes = reply.codes()
        response = respond(reply, kind)
        if response.status_code == _METHOD_NOT_ALLOWED:
            response.headers["Allow"] = "POST"
        if reply.executed:
            await self._state_revision(response, until)
        return response

    async def healthz(self) -> Response:
        """The process lives."""
        return JSONResponse({"status": "alive"})

    async def readyz(self) -> Response:
        """The store and its audit log can be read, and are of a version that this program reads; or else why not."""
        try:
            async with asyncio.timeout(self.settings.deadline):
                if self.schema_version is None:
                    self.schema_version = (await self.store.condition()).schema_version
                revision = await self.store.ready()
                await self.audit.entries(1)
        except (WhitherError, TimeoutError) as error:
            why = error if isinstance(error, WhitherError) else DeadlineExceeded(self.settings.deadline)
            return JSONResponse({"status": "not ready", "code": why.code, "message": str(why)}, _NOT_READY)
        return JSONResponse({"status": "ready", "schemaVersion": self.schema_version, "revision": revision})

    async def _reply(self, http: HttpRequest, turn: Turn) -> Reply:
        try:
            request = await read_request(http, self.settings.largest_body)
            seen = seen_elsewhere(http)
            if seen is not None:
                await self.store.reach(seen.revision, seen.mark, self.settings.patience)
        except WhitherError as error:
            return refused(refusal(error))
        context = Context(
            store=self.store,
            audit=self.audit,
            now=self.clock(),
            viewer=VIEWER,
            request_id=http.state.request_id,
            kept=self.networks,
            turn=turn,
            seen=0 if seen is None else seen.revision,
            purpose=LOCAL_PURPOSE if (stated := stated_purpose(http)) is None else stated,
        )
        return await answer(request, context)

    async def _state_revision(self, response: Response, until: float) -> None:
        """Name a revision that is not older than anything in the answer, with what another process needs to reach it;
        none when the store cannot say before the request's deadline, ``until`` by the loop's clock."""
        try:
            async with asyncio.timeout_at(until):
                revision, mark = await self.store.revision(), await self.store.mark()
        except (WhitherError, TimeoutError):
            return
        response.headers[REVISION] = f"{revision} {mark}".rstrip()


def create_application(
    store: GraphStore,
    audit: AuditLog,
    settings: HttpSettings,
    clock: Callable[[], datetime],
    *,
    networks: Networks | None = None,
    turns: Turns | None = None,
) -> FastAPI:
    """The service over an open store and audit log, and what is kept of the store in memory; whoever opened them closes
    them. ``clock`` gives UTC; questions take ``turns``, without any one after the other."""
    service = Service(store, audit, settings, clock, networks or Networks(store), turns or Turns(1))
    application = FastAPI(title="Whither", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    application.add_api_route("/graphql", service.graphql, methods=["GET", "POST"])
    application.add_api_route("/healthz", service.healthz, methods=["GET"])
    application.add_api_route("/readyz", service.readyz, methods=["GET"])
    application.add_exception_handler(HTTPException, _no_route)
    if settings.origins:
        application.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", PURPOSE, REVISION],
            expose_headers=[REVISION, "X-Request-Id"],
        )
    application.add_middleware(Guard, settings=settings)
    return application


async def _no_route(_http: HttpRequest, error: Exception) -> Response:
    wrong_method = isinstance(error, HTTPException) and error.status_code == _METHOD_NOT_ALLOWED
    response = respond_refusal(MethodNotAllowed() if wrong_method else RouteNotFound())
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response
