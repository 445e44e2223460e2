"""An answer is never older than what whoever asks has seen, whichever process answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.http_settings import HttpSettings
from graph.domain.records import Person
from tests.app.test_http import VIEWER, Asked, client_of, code_of
from tests.schema.firm import opened_firm

NAMES = {"query": "{ people(first: 100) { edges { node { ownId } } } }"}


async def test_a_question_waits_for_the_revision_that_was_seen(tmp_path: Path) -> None:
    async with opened_firm(tmp_path) as firm, client_of(firm) as client:
        asked = Asked(firm, client)
        waiting = asyncio.create_task(asked.post(NAMES, Whither_Revision="2"))
        await asyncio.wait({waiting}, timeout=0.1)
        assert not waiting.done()
        await firm.add(Person("sam"))
        response = await waiting
    assert {"node": {"ownId": "sam"}} in response.json()["data"]["people"]["edges"]
    assert response.headers["Whither-Revision"] == "2"


async def test_a_revision_that_does_not_come_in_time_is_told(tmp_path: Path) -> None:
    async with opened_firm(tmp_path) as firm, client_of(firm, HttpSettings(patience=0.05)) as client:
        response = await Asked(firm, client).post(VIEWER, Whither_Revision="9")
    assert code_of(response) == "STALE"
    assert "is at revision 1 and 9 was asked for" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("header", ["soon", "-1", "1.5", "", "12345678901234567890", "2,3", "²"])
async def test_a_header_that_no_answer_gave_is_refused(tmp_path: Path, header: str) -> None:
    async with opened_firm(tmp_path) as firm, client_of(firm) as client:
        response = await client.post("/graphql", json=VIEWER, headers={"Whither-Revision": header.encode("latin-1")})
    assert code_of(response) == "BAD_REQUEST"


async def test_what_another_kind_of_store_said_beside_a_revision_is_refused(tmp_path: Path) -> None:
    async with opened_firm(tmp_path) as firm, client_of(firm) as client:
        response = await Asked(firm, client).post(VIEWER, Whither_Revision="1 FB:kcwQabc=")
    assert code_of(response) == "INVALID_INPUT"


async def test_an_answer_goes_out_in_time_without_its_revision_when_the_store_does_not_say_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened_firm(tmp_path) as firm, client_of(firm, HttpSettings(deadline=0.5)) as client:
        monkeypatch.setattr(firm.store, "revision", asyncio.Event().wait)
        response = await asyncio.wait_for(client.post("/graphql", json=VIEWER), 60)
    assert response.json()["data"]["viewer"]
    assert "Whither-Revision" not in response.headers


async def test_a_request_that_takes_too_long_is_given_up_with_a_sentence(tmp_path: Path) -> None:
    async with opened_firm(tmp_path) as firm, client_of(firm, HttpSettings(deadline=0.05)) as client:
        response = await Asked(firm, client).post(VIEWER, Whither_Revision="9")
    assert code_of(response) == "DEADLINE_EXCEEDED"
    assert "idempotency key" in response.json()["errors"][0]["message"]
