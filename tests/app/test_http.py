"""The HTTP service, asked as a client would: what is answered, what is refused, and with which status."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from app.http import create_application
from app.http_guard import Guard
from app.http_log import JsonLines
from app.http_settings import HttpSettings
from graph.domain.network import Network
from graph.questions.turns import Turns
from schema.codes import CATALOGUE
from tests.schema.firm import NOW, SmallFirm, opened_firm

NEW, OLD = "application/graphql-response+json", "application/json"
VIEWER = {"query": "{ viewer { name } }"}
ASK = "query Q($id: ID!) { departureImpact(input: {leavers: [{id: $id}], draws: 0}) { __typename } }"


@dataclass
class Asked:
    """The service over the small firm, and a client of it."""

    firm: SmallFirm
    client: httpx.AsyncClient

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        if isinstance(body, bytes):
            return await self.client.post("/graphql", content=body, headers={"Content-Type": OLD, **named})
        return await self.client.post("/graphql", json=body, headers=named)


def client_of(firm: SmallFirm, http: HttpSettings = HttpSettings()) -> httpx.AsyncClient:  # noqa: B008  # frozen
    application = create_application(firm.store, firm.audit, http, lambda: NOW)
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Asked]:
    async with opened_firm(tmp_path) as firm, client_of(firm) as client:
        yield Asked(firm, client)


def code_of(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    assert error["message"]
    return str(error["extensions"]["code"])


async def test_a_question_is_answered_with_its_revision(asked: Asked) -> None:
    response = await asked.post({"query": ASK, "variables": {"id": "ada"}, "operationName": "Q", "extensions": {}})
    assert response.status_code == 200
    assert response.json() == {"data": {"departureImpact": {"__typename": "DepartureImpact"}}}
    assert response.headers["Whither-Revision"] == str(await asked.firm.store.revision())
    assert [entry.subjects for entry in await asked.firm.audit.entries(10)] == [("ada",)]


async def test_a_question_may_be_asked_by_get(asked: Asked) -> None:
    parameters = {"query": ASK, "variables": '{"id": "ada"}', "operationName": "Q"}
    response = await asked.client.get("/graphql", params=parameters)
    assert response.json() == {"data": {"departureImpact": {"__typename": "DepartureImpact"}}}
    assert code_of(await asked.client.get("/graphql")) == "BAD_REQUEST"
    assert code_of(await asked.client.get("/graphql", params={**parameters, "variables": "{"})) == "BAD_REQUEST"
    assert code_of(await asked.client.get("/graphql", params={**parameters, "variables": "[]"})) == "BAD_REQUEST"


async def test_a_change_is_made_by_post_alone(asked: Asked) -> None:
    query = """query Ask { viewer { name } } mutation Add { personAdd(input: {id: "sam"}) {
      ... on PersonSaved { revision person { ownId } } } }"""
    for accept in (OLD, NEW):
        parameters, headers = {"query": query, "operationName": "Add"}, {"Accept": accept}
        response = await asked.client.get("/graphql", params=parameters, headers=headers)
        assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
        assert response.headers["Allow"] == "POST"
    assert (await asked.client.get("/graphql", params={**parameters, "operationName": "Ask"})).status_code == 200
    response = await asked.post(parameters)
    assert response.json() == {"data": {"personAdd": {"revision": 2, "person": {"ownId": "sam"}}}}
    assert response.headers["Whither-Revision"] == "2"


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        (None, OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        (OLD, OLD),
        (NEW, NEW),
        (f"{NEW}, {OLD}", OLD),
        (f"{NEW}, {OLD};q=0.9", NEW),
        (f"{OLD};q=0.1, {NEW};q=0.2", NEW),
        (f"{NEW}; charset=utf-8, */*;q=0.5", NEW),
        ("text/html, */*;q=0.1", OLD),
    ],
)
async def test_the_type_that_is_wanted_is_sent(asked: Asked, accept: str | None, sent: str) -> None:
    if accept is None:
        del asked.client.headers["accept"]
    response = await asked.post(VIEWER, **({} if accept is None else {"Accept": accept}))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == f"{sent}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "image/png, text/*", f"{OLD};q=0", f"{NEW};q=nonsense"])
async def test_a_client_that_takes_no_json_is_told_so(asked: Asked, accept: str) -> None:
    response = await asked.post(VIEWER, Accept=accept)
    assert (response.status_code, code_of(response)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nobody }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": ASK, "variables": {}}, "BAD_USER_INPUT"),
        ({"query": "query A { viewer { name } } query B { viewer { name } }"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": "{ viewer { name } }", "operationName": "Other"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": "{" + "viewer { name } " * 700 + "}"}, "LIMIT_EXCEEDED"),
    ],
)
async def test_what_fails_in_graphql_has_a_status_only_for_clients_of_the_newer_type(
    asked: Asked, body: dict[str, Any], code: str
) -> None:
    newer, older = await asked.post(body, Accept=NEW), await asked.post(body, Accept=OLD)
    assert (newer.status_code, older.status_code) == (400, 200)
    assert code_of(newer) == code_of(older) == code
    assert newer.json().keys() == {"errors"}


async def test_an_error_of_a_field_is_an_answer_with_status_200(asked: Asked) -> None:
    response = await asked.post({"query": "{ staff(first: 0) { totalCount } }"}, Accept=NEW)
    assert response.status_code == 200
    assert response.json()["data"] is None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(None, "local use"), ("succession", "succession"), ("Übergabe".encode(), "Übergabe"), (b"\xdcber", "Über")],
)
async def test_the_purpose_of_a_request_stands_in_its_header(asked: Asked, sent: str | bytes | None, kept: str) -> None:
    headers: dict[bytes, bytes] = {}
    if sent is not None:
        headers[b"Whither-Purpose"] = sent if isinstance(sent, bytes) else sent.encode()
    node = '{ nodes(ids: ["U3RhZmZNZW1iZXI6YWRh"]) { id } person(id: "petra", purpose: "own") { name } }'
    response = await asked.client.post("/graphql", json={"query": node}, headers=list(headers.items()))
    assert response.json()["data"]["person"] == {"name": "Petra Pane"}
    entries = await asked.firm.audit.entries(10)
    assert {(entry.question, entry.purpose) for entry in entries} == {("node", kept), ("person", "own")}


async def test_an_empty_purpose_in_the_header_is_not_taken_for_none(asked: Asked) -> None:
    response = await asked.post({"query": '{ staffMember(id: "ada") { name } }'}, Whither_Purpose=" ")
    assert code_of(response) == "INVALID_INPUT"


DEEP = b'{"query":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


NO_QUESTIONS = [
    *(b"", b"null", b"7", b"[]", b'"text"', b"true", b"{}", b"{", b"[" * 2_000, DEEP),
    *(b"\xff\xfe{}", b'{"query": "\xff"}', b"\xef\xbb\xbf{}", b'[{"query": "{ viewer { name } }"}]'),
    *(b'{"query": NaN}', b'{"query": null}', b'{"query": 7}', b'{"query": ["{a}"]}', b'{"query": {}}'),
    *(
        b'{"query": "{a}", "variables": []}',
        b'{"query": "{a}", "variables": "{}"}',
        b'{"query": "{a}", "variables": 1}',
    ),
    *(b'{"query": "{a}", "operationName": 1}', b'{"query": "{a}", "extensions": "x"}'),
    *(b'{"query": "\\ud800"}', b'{"query": "{a}", "variables": {"\\udfff": 1}}'),
    *(b'{"query": "{a}", "n": Infinity}', b'{"query": "{a}", "n": ' + b"9" * 5_000 + b"}"),
]


@pytest.mark.parametrize("body", NO_QUESTIONS)
async def test_a_body_that_is_no_question_is_refused(asked: Asked, body: bytes) -> None:
    for accept in (OLD, NEW):
        response = await asked.post(body, Accept=accept)
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")
        assert "data" not in response.json()


@pytest.mark.parametrize("key", ["variables", "operationName", "extensions"])
async def test_null_counts_as_left_out(asked: Asked, key: str) -> None:
    assert (await asked.post({**VIEWER, key: None})).json() == {"data": {"viewer": {"name": "local"}}}


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": ""},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/graphql"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": OLD, "Content-Encoding": "gzip"},
    ],
)
async def test_a_body_that_does_not_say_it_is_json_is_refused(asked: Asked, headers: dict[str, str]) -> None:
    response = await asked.client.post("/graphql", content=json.dumps(VIEWER).encode(), headers=headers)
    assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("kind", ["application/json;charset=UTF-8", 'Application/JSON; charset="utf-8"'])
async def test_json_may_say_that_it_is_utf_8(asked: Asked, kind: str) -> None:
    response = await asked.client.post("/graphql", content=json.dumps(VIEWER).encode(), headers={"Content-Type": kind})
    assert response.status_code == 200


async def test_a_body_beyond_the_limit_is_refused_before_it_is_read(asked: Asked) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2_000):
            yield b" " * 1_000

    stated = await asked.post(b" " * 1_000_001)
    assert (stated.status_code, code_of(stated)) == (413, "PAYLOAD_TOO_LARGE")
    streamed = await asked.client.post("/graphql", content=endless(), headers={"Content-Type": OLD})
    assert (streamed.status_code, code_of(streamed)) == (413, "PAYLOAD_TOO_LARGE")
    lying = await asked.post(b"{}", **{"Content-Length": "9" * 5_000})
    assert lying.status_code == 413
    fitting = json.dumps(VIEWER).encode()
    assert (await asked.post(fitting.ljust(1_000_000))).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1", "[::1]"])
async def test_this_machine_by_any_of_its_names_is_answered(asked: Asked, host: str) -> None:
    assert (await asked.post(VIEWER, Host=host)).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "", "[::2]", "::1", "[", ":1"]
)
@pytest.mark.parametrize("path", ["/graphql", "/healthz", "/elsewhere"])
async def test_a_host_that_is_not_ours_is_refused(asked: Asked, host: str, path: str) -> None:
    response = await asked.client.get(path, headers={"Host": host})
    assert (response.status_code, code_of(response)) == (421, "HOST_REFUSED")


async def test_a_host_in_the_settings_is_answered(asked: Asked) -> None:
    async with client_of(asked.firm, HttpSettings(hosts=("whither.example",))) as client:
        assert (await client.get("/healthz", headers={"Host": "Whither.example:80"})).status_code == 200
        assert (await client.get("/healthz", headers={"Host": "localhost"})).status_code == 200


ELSEWHERE = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:9999"},
    {"Origin": "https://127.0.0.1:8000"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
async def test_a_page_from_elsewhere_in_the_same_browser_is_refused(asked: Asked, headers: dict[str, str]) -> None:
    for response in (
        await asked.client.post("/graphql", json=VIEWER, headers=headers),
        await asked.client.get("/graphql", params=VIEWER, headers=headers),
        await asked.client.options("/graphql", headers={**headers, "Access-Control-Request-Method": "POST"}),
    ):
        assert (response.status_code, code_of(response)) == (403, "ORIGIN_REFUSED")
        assert "access-control-allow-origin" not in response.headers
    assert await asked.firm.audit.entries(10) == ()


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://127.0.0.1:8000"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
async def test_a_page_of_our_own_and_somebody_typing_are_answered(asked: Asked, headers: dict[str, str]) -> None:
    assert (await asked.client.post("/graphql", json=VIEWER, headers=headers)).status_code == 200


async def test_an_origin_in_the_settings_may_ask_and_read_the_answer(asked: Asked) -> None:
    page = "https://pages.example"
    async with client_of(asked.firm, HttpSettings(origins=(page,))) as client:
        may = await client.options(
            "/graphql",
            headers={
                "Origin": page,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        )
        assert (may.status_code, may.headers["access-control-allow-origin"]) == (200, page)
        response = await client.post("/graphql", json=VIEWER, headers={"Origin": page, "Sec-Fetch-Site": "cross-site"})
        assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, page)
        assert (await client.post("/graphql", json=VIEWER, headers={"Origin": "https://b.example"})).status_code == 403


@pytest.mark.parametrize("path", ["/", "/graphql/", "/docs", "/redoc", "/openapi.json", "/graphiql", "/../etc/passwd"])
async def test_there_is_nothing_else_and_no_page_that_loads_code(asked: Asked, path: str) -> None:
    response = await asked.client.get(path)
    assert (response.status_code, code_of(response)) == (404, "ROUTE_NOT_FOUND")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_another_method_is_refused_and_told_which_there_are(asked: Asked, method: str) -> None:
    response = await asked.client.request(method, "/graphql", json=VIEWER)
    assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
    assert "POST" in response.headers["Allow"]


async def test_a_service_whose_store_can_be_read_is_alive_and_ready(asked: Asked) -> None:
    assert (await asked.client.get("/healthz")).json() == {"status": "alive"}
    ready = await asked.client.get("/readyz")
    assert ready.status_code == 200
    condition = await asked.firm.store.condition()
    assert ready.json() == {
        "status": "ready",
        "schemaVersion": condition.schema_version,
        "revision": condition.revision,
    }


async def test_a_service_whose_store_cannot_be_read_is_alive_and_not_ready(asked: Asked) -> None:
    await asked.firm.store.close()
    assert (await asked.client.get("/healthz")).status_code == 200
    ready = await asked.client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    assert ready.json()["code"].startswith("STORE")
    assert "has been closed" in ready.json()["message"]
    response = await asked.post({"query": "{ staff { totalCount } }"})
    assert (response.status_code, code_of(response)) == (200, ready.json()["code"])
    assert "Whither-Revision" not in response.headers


async def test_every_response_has_an_id_and_is_not_kept(asked: Asked) -> None:
    responses = [await asked.post(VIEWER), await asked.post(b"7"), await asked.client.get("/nothing")]
    assert len({response.headers["X-Request-Id"] for response in responses}) == 3
    assert {response.headers["Cache-Control"] for response in responses} == {"no-store"}
    assert {response.headers["X-Content-Type-Options"] for response in responses} == {"nosniff"}


async def test_a_line_is_logged_for_each_request_and_names_nobody(
    asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        response = await asked.post({"query": ASK, "variables": {"id": "ada"}}, User_Agent="Ada Able's browser")
        await asked.client.get("/people/ada", headers={"Referer": "http://127.0.0.1/ada"})
        await asked.post({"query": "{ staffMember(id: ada) { name } }"})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "whither.http"]
    assert [(line["route"], line["status"]) for line in lines] == [("/graphql", 200), ("other", 404), ("/graphql", 200)]
    assert [line["codes"] for line in lines] == [[], [], ["GRAPHQL_VALIDATION_FAILED"]]
    assert lines[0]["request"] == response.headers["X-Request-Id"]
    assert all(line["milliseconds"] >= 0 and line["event"] == "request" for line in lines)
    assert not re.search(r"\bada\b", json.dumps(lines), re.IGNORECASE)  # a word: ids of requests are hex


async def test_a_fault_of_ours_is_masked_whatever_it_is(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any) -> Any:
        raise RuntimeError("the salary of Ada Able")

    monkeypatch.setattr("app.http.answer", fail)
    response = await asked.post(VIEWER)
    assert (response.status_code, code_of(response)) == (500, "INTERNAL_ERROR")
    assert response.headers["X-Request-Id"] in response.text
    assert "salary" not in response.text
    lines = [JsonLines().format(record) for record in caplog.records if record.name.startswith("whither")]
    assert any("RuntimeError" in line for line in lines)
    assert "salary" not in "".join(lines)


async def test_a_fault_after_the_answer_began_ends_it_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def begins_and_fails(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("salary")

    transport = httpx.ASGITransport(Guard(begins_and_fails, HttpSettings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        with caplog.at_level(logging.INFO), pytest.raises(AssertionError):
            await client.get("/graphql")
    assert next(record.__dict__.get("fault") for record in caplog.records) == "RuntimeError"


async def test_who_waits_too_long_for_a_turn_is_told_so(asked: Asked) -> None:
    turns, http = Turns(1, longest=3_600), HttpSettings(deadline=0.01)
    application = create_application(asked.firm.store, asked.firm.audit, http, lambda: NOW, turns=turns)
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client, turns.turn():
        response = await client.post("/graphql", json=VIEWER)
        assert code_of(response) == "DEADLINE_EXCEEDED"
        assert "is being loaded" not in response.json()["errors"][0]["message"]


async def test_who_waits_too_long_for_the_firm_is_told_that_it_is_being_loaded(asked: Asked) -> None:
    async def never(_day: date, _evidence: int = 0) -> Network:
        await asyncio.Event().wait()
        raise AssertionError

    asked.firm.store.whole = never  # type: ignore[method-assign]
    async with client_of(asked.firm, HttpSettings(deadline=0.1)) as client:
        response = await client.post("/graphql", json={"query": "{ firmRisk { accountCount } }"})
    assert code_of(response) == "DEADLINE_EXCEEDED"
    assert "is being loaded" in response.json()["errors"][0]["message"]


async def test_there_is_no_subscription_to_connect_to(asked: Asked) -> None:
    sent: list[Message] = []
    application = create_application(asked.firm.store, asked.firm.audit, HttpSettings(), lambda: NOW)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/graphql", "headers": [(b"host", b"localhost")], "query_string": b""}
    await application(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]


class World:
    """The service and a loop to ask it in, for many questions."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient) -> None:
        self.runner = runner
        self.client = client

    def post(self, body: bytes, accept: str) -> httpx.Response:
        headers = {"Content-Type": OLD, "Accept": accept}
        return self.runner.run(self.client.post("/graphql", content=body, headers=headers))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with asyncio.Runner() as runner:
        opened = opened_firm(tmp_path_factory.mktemp("firm"))
        firm = runner.run(opened.__aenter__())
        client = client_of(firm)
        try:
            yield World(runner, client)
        finally:
            runner.run(client.aclose())
            runner.run(opened.__aexit__(None, None, None))


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
questions = st.fixed_dictionaries(
    {}, optional={"query": st.just(ASK) | values, "variables": values, "operationName": values, "extensions": values}
)
bodies = st.binary(max_size=60) | (values | questions).map(lambda value: json.dumps(value).encode())


@settings(max_examples=500)
@given(body=bodies, accept=st.sampled_from([OLD, NEW, "*/*"]))
def test_no_body_however_malformed_gives_a_500(world: World, body: bytes, accept: str) -> None:
    response = world.post(body, accept)
    assert response.status_code < 500
    assert {error["extensions"]["code"] for error in response.json().get("errors", [])} <= CATALOGUE.keys()
