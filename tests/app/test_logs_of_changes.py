"""What a service logs of changes and of faults in them: the request, its end and its codes, never whom it was about."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app.http_log import JsonLines
from graph.changes import by_hand
from tests.app.served import Served, code_of, served
from tests.changes.test_lost_commits import allow_commits, refuse_commits
from tests.schema.changing import document

SECRET = re.compile(r"zach|quarrel|wolfram|key-of|petra|\bada\b", re.IGNORECASE)
"""Whatever somebody said about somebody in the changes below."""
ZACH = {
    "id": "zacharias-7",
    "name": "Zacharias Wolfram",
    "email": "zach@pane.example",
    "title": "Buyer who quarrels",
    "idempotencyKey": "key-of-zach",
}
TOUCH = {"id": "zach-1", "at": "2026-06-20T12:00:00Z", "staffId": "ada", "personId": "petra", "channel": "CALL"}


@pytest.fixture
async def service(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Served]:
    """A service whose every log line is caught, of whatever logger and level."""
    caplog.set_level(logging.DEBUG)
    async with served(tmp_path) as one:
        one.client.headers["Whither-Purpose"] = "settling the quarrel with Zacharias"
        one.client.headers["User-Agent"] = "Zacharias's browser"
        yield one


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Every line of ours, as it is written; nothing in any of them, nor said by anybody else, is about somebody."""
    assert caplog.records
    formatter = logging.Formatter("%(name)s %(message)s")
    said = [formatter.format(record) for record in caplog.records if not record.name.startswith("httpx")]
    told = [JsonLines().format(record) for record in caplog.records if record.name.startswith("whither")]
    for line in (*said, *told):
        assert not SECRET.search(line), line
    return [json.loads(line) for line in told]


def requests(caplog: pytest.LogCaptureFixture) -> list[tuple[int, list[str]]]:
    """The status and the codes of each request that was logged."""
    return [(line["status"], line["codes"]) for line in lines(caplog) if line["logger"] == "whither.http"]


async def test_changes_that_are_made_and_refused_are_logged_without_anybody_in_them(
    service: Served, caplog: pytest.LogCaptureFixture
) -> None:
    saved = await service.made("personAdd", **ZACH)
    await service.made("touchRecord", **TOUCH)
    answers = [
        await service.change("personAdd", **{**ZACH, "name": "Zach", "idempotencyKey": None}),
        await service.change("personAdd", **{**ZACH, "title": "another body"}),
        await service.change("personCorrect", id="zacharias-7", expectedVersion=99, name="Zach"),
        await service.change("personCorrect", id="zacharias-8", expectedVersion=1, name="Zach"),
        await service.change("personRetract", id="petra", expectedVersion=1),
        await service.change("touchRecord", **{**TOUCH, "id": "zach-2", "staffId": "zacharias-7"}),
    ]
    assert [next(iter(one.json()["data"].values()))["code"] for one in answers] == [
        "ALREADY_THERE",
        "IDEMPOTENCY_KEY_REUSED",
        "CONFLICT",
        "NOT_FOUND",
        "STILL_REFERRED_TO",
        "NOT_FOUND",
    ]
    assert saved["person"]["version"] == 2
    assert requests(caplog) == [(200, [])] * 8


async def test_requests_that_fail_as_a_whole_are_logged_by_their_codes_alone(
    service: Served, caplog: pytest.LogCaptureFixture
) -> None:
    for query, given in (
        (document("personAdd"), {"input": {"id": "zacharias-7", "zach": "zach"}}),
        (document("personAdd"), {"input": {"id": ["zacharias"]}}),
        ('mutation { personAdd(input: {id: "zacharias-7", zach: 1}) { __typename } }', {}),
        ('mutation { zacharias(id: "zach', {}),
    ):
        response = await service.post(query, **given)
        assert "errors" in response.json()
    change = """mutation { personRetract(input: {id: "zach", expectedVersion: 1}) { __typename } }"""
    assert code_of(await service.client.get("/graphql", params={"query": change})) == "METHOD_NOT_ALLOWED"
    assert [codes for _, codes in requests(caplog)] == [
        ["BAD_USER_INPUT"],
        ["BAD_USER_INPUT"],
        ["GRAPHQL_VALIDATION_FAILED"],
        ["GRAPHQL_PARSE_FAILED"],
        ["METHOD_NOT_ALLOWED"],
    ]


async def test_a_commit_that_fails_is_logged_by_its_code_alone(
    service: Served, caplog: pytest.LogCaptureFixture
) -> None:
    writer = service.firm.store._writer  # type: ignore[attr-defined]
    await writer.submit(refuse_commits)
    assert code_of(await service.change("personAdd", **ZACH)) == "STORE_ERROR"
    await writer.submit(allow_commits)
    assert requests(caplog) == [(200, ["STORE_ERROR"])]


async def test_a_fault_of_ours_in_a_change_is_logged_by_its_kind_and_place_alone(
    service: Served, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **_: object) -> NoReturn:
        raise RuntimeError("Zacharias quarrels", given)

    monkeypatch.setattr(by_hand, "amend", fail)
    response = await service.change("personAdd", **ZACH)
    assert code_of(response) == "INTERNAL_ERROR"
    assert not SECRET.search(response.text)
    (fault,) = [line for line in lines(caplog) if line["event"] == "fault"]
    assert fault["fault"] == "RuntimeError"
    assert fault["request"] == response.headers["X-Request-Id"]
    assert any("test_logs_of_changes.py" in place for place in fault["at"])
