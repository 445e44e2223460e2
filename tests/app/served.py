"""The small firm behind HTTP in this process: what a front end sends, and what it gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.http import create_application
from app.http_settings import HttpSettings
from tests.schema.changing import document
from tests.schema.firm import NOW, SmallFirm, opened_firm

ASK = "query Q($id: ID!) { departureImpact(input: {leavers: [{id: $id}], draws: 0}) { __typename } }"


@dataclass(frozen=True)
class Served:
    """A service over the store in ``folder``, and a front end that uses it."""

    folder: Path
    firm: SmallFirm
    client: httpx.AsyncClient

    @property
    def store(self) -> Path:
        return self.folder / "whither.sqlite"

    @property
    def audit(self) -> Path:
        return self.folder / "whither.sqlite.audit"

    async def post(self, query: str, **variables: Any) -> httpx.Response:
        """Send one operation."""
        return await self.client.post("/graphql", json={"query": query, "variables": variables})

    async def change(self, field: str, **given: Any) -> httpx.Response:
        """Send one change."""
        return await self.post(document(field), input=given)

    async def made(self, field: str, **given: Any) -> Any:
        """What came of a change that was acknowledged."""
        response = await self.change(field, **given)
        assert response.status_code == httpx.codes.OK, response.text
        payload = response.json()["data"][field]
        assert payload["revision"] > 0, response.text
        return payload

    async def ask(self, who: str = "ada") -> httpx.Response:
        """Ask what happens if somebody leaves."""
        return await self.post(ASK, id=who)

    async def ready(self) -> tuple[int, dict[str, Any]]:
        """Whether it is ready: the status, and what it says."""
        response = await self.client.get("/readyz")
        return response.status_code, response.json()


@asynccontextmanager
async def served(folder: Path, *, empty: bool = False) -> AsyncIterator[Served]:
    """A service over the small firm (or what is in the folder already), closed on leaving."""
    async with opened_firm(folder, empty=empty) as firm:
        application = create_application(firm.store, firm.audit, HttpSettings(), lambda: NOW)
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            yield Served(folder, firm, client)


def code_of(response: httpx.Response) -> str:
    """The code of the one error in a response that acknowledges nothing."""
    body = response.json()
    (error,) = body["errors"]
    assert error["message"].endswith("."), error
    assert not body.get("data") or set(body["data"].values()) == {None}, body
    return str(error["extensions"]["code"])
