"""``whither demo``: a store of its own, the answer, and a line for another terminal that really asks."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.commanding import JUNE, Terminal, folder_with

PROGRAM = (sys.executable, "-c", "from app.entry import main; main()")
ROOT = Path(__file__).parents[2]


@contextmanager
def running(terminal: Terminal, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, ended however the block ends."""
    environment = {**os.environ, "WHITHER_DATA": str(terminal.data), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*PROGRAM, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_starting(process: subprocess.Popen[str], start: str) -> str:
    """The first line of standard output with this start; fails when the process ends before."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(start):
            return line
    pytest.fail(f"no line starts with {start!r}")


def post(curl: str) -> bytes:
    """What the words of a curl line mean, asked without curl."""
    command, silent, address, header_option, header, data_option, body = shlex.split(curl)
    assert (command, silent, header_option, data_option) == ("curl", "-s", "-H", "-d")
    name, _, value = header.partition(": ")
    request = urllib.request.Request(address, body.encode(), {name: value})  # noqa: S310  # our own loopback address
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        return bytes(response.read())


def test_the_demo_answers_for_ada_from_a_store_of_its_own(terminal: Terminal) -> None:
    elsewhere = {"WHITHER_STORE": str(terminal.data / "customers.sqlite")}
    ended = terminal.whither("demo", "--no-serve", environment=elsewhere)
    assert ended.code == 0
    assert "If Ada Lindqvist (ada) goes to a rival, as of 30 June 2026" in ended.out
    assert "Harbour Works" in ended.out
    assert [path.name for path in terminal.data.glob("*.sqlite")] == [Path(ended.out.split()[1]).name]
    assert not (terminal.data / "customers.sqlite").exists()


def test_the_demo_can_be_run_again_and_says_the_same(terminal: Terminal) -> None:
    assert terminal.whither("demo", "--no-serve").out == terminal.whither("demo", "--no-serve").out


def test_the_demo_takes_a_file_of_ones_choice(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.whither("demo", "--no-serve", "--store", str(tmp_path / "mine.sqlite"))
    assert ended.code == 0
    assert terminal.whither("ask", "ada", "--as-of", JUNE, "--store", str(tmp_path / "mine.sqlite")).out == ended.out


def test_the_demo_never_mixes_with_another_firm(terminal: Terminal, tmp_path: Path) -> None:
    other = folder_with(tmp_path / "folder", staff="id,name\ns1,Sam\n")
    assert terminal.whither("import", str(other)).code == 0
    ended = terminal.whither("demo", "--no-serve", "--store", str(terminal.store))
    assert (ended.code, "other than the demo company" in ended.sentence()) == (1, True)
    assert terminal.whither("ask", "ada", "--store", str(terminal.store)).code == 2


def test_the_demo_serves_until_ctrl_c_and_its_curl_line_gets_the_printed_answer(terminal: Terminal) -> None:
    with running(terminal, "demo", "--port", "0") as process:
        printed = line_starting(process, "  Expected loss")
        reply = json.loads(post(line_starting(process, "curl ")))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    answer = reply["data"]["departureImpact"]
    assert f"EUR {round(float(answer['totals']['expectedLoss']['amount'])):,}" in printed
    assert answer["accounts"]["edges"][0]["node"]["name"] == "Harbour Works"


def test_a_served_store_answers_and_ends_cleanly(firm: Terminal) -> None:
    with running(firm, "serve", "--port", "0") as process:
        address = line_starting(process, "GraphQL is served at ").split()[4]
        reply = post(
            f"curl -s {address} -H 'Content-Type: application/json' -d '{{\"query\": \"{{viewer{{name}}}}\"}}'"
        )
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert json.loads(reply) == {"data": {"viewer": {"name": "local"}}}
    assert process.returncode == 0, said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_said_in_one_sentence(firm: Terminal, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = firm.whither(command, "--port", str(port))
    assert (ended.code, f"Port {port}" in ended.sentence(), "--port" in ended.err) == (1, True, True)


def test_without_sign_in_only_this_machine_is_answered(firm: Terminal) -> None:
    ended = firm.whither("serve", "--host", "0.0.0.0")  # noqa: S104  # it is refused
    assert (ended.code, "without sign-in" in ended.sentence()) == (1, True)
