"""Told to stop, a process ends soon and tidily: an import can be run again, a service finishes what it began."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.commanding import Terminal, company
from tests.durability.invented_folder import Size, invent
from tests.durability.looking import Stage, rows, stage
from tests.end_to_end.processes import PATIENCE, ROOT, serving

SIZE = Size(staff=30, accounts=50, people=2_000, touches=4_000)
"""With more ties than are folded at once."""

STOPPED = """
import os, signal, sys
from app import import_command

aim, number, folder, store = sys.argv[1:]
load = import_command.load

async def stopping(settings, what, clock, progress):
    def told(step):
        if step.stage.name == aim:
            os.kill(os.getpid(), signal.Signals[number])
        if progress is not None:
            progress(step)
    return await load(settings, what, clock, told)

import_command.load = stopping
sys.argv = ["whither", "import", folder, "--store", store]
from app.entry import main
main()
"""
"""An import that is told to stop at each sign of progress of the stage aimed at."""
ENDS = {
    signal.SIGTERM: (143, "Stopped before it was finished: run the same command again."),
    signal.SIGINT: (130, "Interrupted before it was finished: run the same command again."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is imported."""
    return invent(tmp_path_factory.mktemp("stopped") / "folder", SIZE)


@pytest.fixture(scope="module")
def clean(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The export after one import that nobody stopped."""
    terminal = Terminal(tmp_path_factory.mktemp("clean"))
    assert terminal.whither("import", str(folder)).code == 0
    return exported(terminal)


def exported(terminal: Terminal) -> dict[str, bytes]:
    """What is exported from a store in which nothing is wrong."""
    assert terminal.whither("verify").code == 0
    assert terminal.whither("export", str(terminal.data / "export")).code == 0
    return rows(terminal.data / "export")


@pytest.mark.parametrize(
    ("aim", "number"),
    [
        (Stage.CHECKING, signal.SIGTERM),
        (Stage.WRITING, signal.SIGTERM),
        (Stage.FOLDING, signal.SIGTERM),
        (Stage.CHECKING, signal.SIGINT),
        (Stage.FOLDING, signal.SIGINT),
    ],
    ids=lambda one: one.name,
)
def test_an_import_that_is_told_to_stop_leaves_nothing_in_the_way_of_a_repeat(
    tmp_path: Path, folder: Path, clean: dict[str, bytes], aim: Stage, number: signal.Signals
) -> None:
    terminal = Terminal(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-c", STOPPED, aim.name, number.name, str(folder), str(terminal.store)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stderr.strip(), ended.stdout) == (*ENDS[number], "")
    assert stage(terminal.store, SIZE.touches) is aim
    assert ("has not ended" in " ".join(terminal.whither("doctor").out.split())) is (aim is not Stage.CHECKING)
    assert terminal.whither("import", str(folder)).code == 0
    assert exported(terminal) == clean


# A service, with a question and a change on their way.


@pytest.fixture
def firm(tmp_path: Path) -> Terminal:
    """A terminal whose store holds the demo company."""
    terminal = Terminal(tmp_path)
    assert terminal.whither("import", company()).code == 0
    return terminal


ADD = """mutation { personAdd(input: {id: "sam", name: "Sam", idempotencyKey: "one"}) { __typename
  ... on PersonSaved { revision changed replayed } ... on UserError { message } } }"""
ASK = """{ departureImpact(input: {leavers: [{id: "ada"}], draws: 0}) { __typename
  ... on DepartureImpact { basis { revision } } } }"""


def send(address: str, query: str) -> HTTPConnection:
    """Send an operation, and do not wait for what comes of it."""
    url = httpx.URL(address)
    connection = HTTPConnection(url.host, url.port, timeout=PATIENCE)
    connection.request("POST", url.path, json.dumps({"query": query}), {"Content-Type": "application/json"})
    return connection


def received(connection: HTTPConnection) -> Any:
    """The one field of the answer to what was sent."""
    with closing(connection):
        response = connection.getresponse()
        body = json.loads(response.read())
    assert (response.status, list(body)) == (200, ["data"]), body
    (field,) = body["data"].values()
    return field


@contextmanager
def held_up(*files: Path) -> Iterator[None]:
    """Let nobody write to these files for as long as it lasts."""
    connections = [sqlite3.connect(file, isolation_level=None, timeout=PATIENCE) for file in files]
    try:
        for connection in connections:
            connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        for connection in connections:
            connection.close()


def wait_until_it_refuses_newcomers(address: str) -> None:
    """Come back as soon as nobody listens there any more."""
    deadline = time.monotonic() + PATIENCE
    there = True
    while there:
        assert time.monotonic() < deadline
        with closing(socket.socket()) as newcomer:
            there = newcomer.connect_ex(("127.0.0.1", httpx.URL(address).port)) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_told_to_stop_answers_what_it_has_begun_and_nobody_else(
    firm: Terminal, number: signal.Signals
) -> None:
    with serving(firm.data, "serve", "--port", "0") as service:
        address = service.address()
        before = received(send(address, ASK))["basis"]["revision"]
        with held_up(firm.store, firm.store.with_name("whither.sqlite.audit")):
            add, ask = send(address, ADD), send(address, ASK)
            for _ in range(3):  # whoever comes later is answered: those two are at work
                assert httpx.get(address.replace("/graphql", "/healthz"), timeout=PATIENCE).status_code == 200
            service.process.send_signal(number)
            wait_until_it_refuses_newcomers(address)
            assert service.process.poll() is None
        saved, impact = received(add), received(ask)
        assert service.process.wait(timeout=PATIENCE) == 0
    assert "Traceback" not in "".join(service.printed + service.logged)
    assert saved == {"__typename": "PersonSaved", "revision": before + 1, "changed": True, "replayed": False}
    assert impact["__typename"] == "DepartureImpact"
    assert firm.whither("verify").code == 0
    assert exported(firm)["people.csv"].count(b"\nsam,Sam,") == 1
