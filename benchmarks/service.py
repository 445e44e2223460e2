"""A real service in a process of its own, and a client that asks it over HTTP.

Decides: how the service is started, how its memory is read, and that an answer with an error is none.
Does not decide: what is asked.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

from benchmarks.answers import BenchmarkFailed

_ADDRESS: Final = re.compile(r"http://(127\.0\.0\.1):(\d+)/graphql")
_WHITHER: Final = (sys.executable, "-c", "from app.entry import main; main()")
_ROOT: Final = Path(__file__).resolve().parents[1]
_PATIENCE: Final = 60
"""Seconds in which the service ends."""
_ANSWER: Final = 300
"""Seconds in which an answer comes: a firm of ten million ties takes a minute to load before the first."""
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Replied:
    """What came of a question, and how many seconds it took from asking to the last byte."""

    seconds: float
    data: Mapping[str, Any]


class Client:
    """One connection to the service, kept open; for one thread."""

    def __init__(self, host: str, port: int) -> None:
        """Connects with the first question."""
        self._connection = HTTPConnection(host, port, timeout=_ANSWER)

    def ask(self, document: str, **variables: object) -> Replied:
        """The answer; raises BenchmarkFailed when there is none or an error with it."""
        body = json.dumps({"query": document, "variables": variables}).encode()
        began = time.perf_counter()
        try:
            self._connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
            response = self._connection.getresponse()
            told = response.read()
        except (HTTPException, OSError) as error:
            self._connection.close()
            raise BenchmarkFailed(f"The service did not answer: {error!r}.") from error
        seconds = time.perf_counter() - began
        answer = json.loads(told)
        if "errors" in answer or answer.get("data") is None:
            raise BenchmarkFailed(f"The service answered with an error: {told.decode()[:500]}")
        return Replied(seconds, answer["data"])

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Service:
    """The process that serves, and where."""

    process: subprocess.Popen[str]
    host: str
    port: int

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A connection of its own, closed on leaving."""
        client = Client(self.host, self.port)
        try:
            yield client
        finally:
            client.close()

    def memory(self) -> int:
        """Bytes that the process holds now, 0 where the kernel does not tell."""
        return self._status("VmRSS:")

    def peak(self) -> int:
        """The most bytes that the process has held, 0 where the kernel does not tell."""
        return self._status("VmHWM:")

    def _status(self, name: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file():
            return 0
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(name))
        return int(line.split()[1]) * _KIB


@contextmanager
def serving(store: Path, scratch: Path) -> Iterator[Service]:
    """``whither serve`` over the store on a free port, ended on leaving; its log goes to the scratch folder."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("WHITHER_")}
    settings = {"WHITHER_DATA": str(scratch), "PYTHONUNBUFFERED": "1", "COLUMNS": "300", "PYTHONUTF8": "1"}
    settings["WHITHER_DEADLINE"] = str(_ANSWER)
    paths = os.pathsep.join(filter(None, (str(_ROOT), own.get("PYTHONPATH"))))
    with (
        (scratch / "service.log").open("w", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603  # our own command
            [*_WHITHER, "serve", "--store", str(store), "--port", "0"],
            env={**own, **settings, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield Service(process, *_address(process, scratch / "service.log"))
        finally:
            _end(process)


def _address(process: subprocess.Popen[str], log: Path) -> tuple[str, int]:
    """Where it serves, as soon as it says so."""
    for line in process.stdout or ():
        found = _ADDRESS.search(line)
        if found:
            return found[1], int(found[2])
    raise BenchmarkFailed(f"The service ended before it served: {log.read_text(encoding='utf-8')[-500:]}")


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
