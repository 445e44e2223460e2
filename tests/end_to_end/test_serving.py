"""The service as a newcomer runs it: a process of its own, asked over HTTP, and told to stop."""

from __future__ import annotations

import json
import re
import shlex
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from exchange.demo import AS_OF, COMPANY, LEAVER
from schema.documents import FULL_ANSWER, read_document
from tests.end_to_end.processes import PATIENCE, Serving, serving, whither

TRACEBACK = "Traceback"


def post(address: str, query: str, **variables: Any) -> httpx.Response:
    return httpx.post(address, json={"query": query, "variables": variables}, timeout=PATIENCE)


def curl(line: str) -> httpx.Response:
    """Do what a line for ``curl`` says."""
    command, silent, address, flag, header, data, body = shlex.split(line)
    assert (command, silent, flag, data) == ("curl", "-s", "-H", "-d")
    name, _, value = header.partition(": ")
    return httpx.post(address, content=body.encode(), headers={name: value}, timeout=PATIENCE)


def assert_log_names_nobody(served: Serving) -> None:
    """Its log is one JSON object a line, and holds no name that was asked about."""
    lines = [json.loads(line) for line in served.logged]
    assert [line["event"] for line in lines if line["logger"] == "whither.http"] != []
    assert not re.search(rf"\b{LEAVER}\b", "".join(served.logged), re.IGNORECASE)  # a word: ids of requests are hex


def test_the_demo_prints_a_line_that_asks_it_from_another_terminal(tmp_path: Path) -> None:
    with serving(tmp_path, "demo", "--port", "0") as served:
        address = served.address()
        answer = curl(served.line_with("curl")).json()["data"]["departureImpact"]
        assert len(answer["accounts"]["edges"]) == 3
        asked = {"leavers": [{"id": LEAVER}], "asOf": AS_OF.isoformat()}
        full = post(address, read_document(FULL_ANSWER), input=asked).json()["data"]["departureImpact"]
        assert full["totals"]["expectedLoss"] == answer["totals"]["expectedLoss"]
        assert served.stop(signal.SIGINT) == 0
    assert TRACEBACK not in "".join(served.printed + served.logged)
    assert_log_names_nobody(served)


def test_a_service_sees_what_another_process_imports_meanwhile_and_stops_when_told(tmp_path: Path) -> None:
    with serving(tmp_path, "serve", "--port", "0") as served:
        address = served.address()
        ready = address.replace("/graphql", "/readyz")
        assert httpx.get(ready, timeout=PATIENCE).json()["revision"] == 0
        assert post(address, "{ staff { totalCount } }").json() == {"data": {"staff": {"totalCount": 0}}}
        imported = whither(tmp_path, "import", str(COMPANY))
        assert imported.returncode == 0, imported.stderr
        found = post(address, "query ($d: Date) { staff(asOf: $d) { totalCount } }", d=AS_OF.isoformat())
        assert found.json()["data"]["staff"]["totalCount"] > 0
        assert int(found.headers["Whither-Revision"]) == httpx.get(ready, timeout=PATIENCE).json()["revision"] > 0
        assert served.stop(signal.SIGTERM) == 0
    assert TRACEBACK not in "".join(served.printed + served.logged)


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with serving(tmp_path, "serve", "--port", "0") as served:
        port = served.address().split(":")[2].removesuffix("/graphql")
        second = whither(tmp_path, "serve", "--port", port)
        assert second.returncode == 1
        assert " ".join(second.stderr.split()) == (
            f"Port {port} of 127.0.0.1 is in use: stop what listens there, or choose another with --port."
        )


@pytest.mark.parametrize("host", ["192.0.2.1", "::"])
def test_without_sign_in_it_refuses_to_serve_other_machines(tmp_path: Path, host: str) -> None:
    refused = whither(tmp_path, "serve", "--host", host, "--port", "0")
    assert refused.returncode == 1
    assert "without sign-in it answers this machine alone" in " ".join(refused.stderr.split())
    assert TRACEBACK not in refused.stderr
