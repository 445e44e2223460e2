"""The real command as a process of its own, and what it prints."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 120
"""Seconds that a step may take on a busy machine before the test gives up."""
ROOT = Path(__file__).resolve().parents[2]
NO_SETTINGS: Mapping[str, str] = {}
_WHITHER = [sys.executable, "-c", "from app.entry import main; main()"]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/graphql")


def whither(data: Path, *arguments: str, settings: Mapping[str, str] = NO_SETTINGS) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with a data folder of its own and these settings."""
    return subprocess.run(
        [*_WHITHER, *arguments],
        cwd=ROOT,
        env=_environment(data, settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        encoding="utf-8",
    )


def started(data: Path, *arguments: str, settings: Mapping[str, str] = NO_SETTINGS) -> subprocess.Popen[str]:
    """Start a command and let it run; whoever asked for it ends it."""
    return subprocess.Popen(
        [*_WHITHER, *arguments],
        cwd=ROOT,
        env=_environment(data, settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@dataclass
class Serving:
    """A process that serves until it is told to stop."""

    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    _lines: queue.Queue[str | None] = field(default_factory=queue.Queue)
    _readers: list[threading.Thread] = field(default_factory=list)

    def read(self) -> None:
        """Follow both outputs, so that the process never waits for a reader."""
        self._readers = [threading.Thread(target=self._follow_output), threading.Thread(target=self._follow_log)]
        for reader in self._readers:
            reader.start()

    def address(self) -> str:
        """Where GraphQL is served, as soon as the process says so."""
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            found = _ADDRESS.search(line)
            if found:
                return found.group()
        raise AssertionError(f"it ended before it served: {self.printed} {self.logged}")

    def line_with(self, start: str) -> str:
        """The first line from here on that starts so."""
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            if line.startswith(start):
                return line
        raise AssertionError(f"it never printed {start!r}: {self.printed}")

    def stop(self, sign: signal.Signals) -> int:
        """Tell it to stop, and return its exit code."""
        self.process.send_signal(sign)
        return self.process.wait(timeout=PATIENCE)

    def close(self) -> None:
        """End it, if it has not ended, and let go of its outputs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=PATIENCE)
        for reader in self._readers:
            reader.join(timeout=PATIENCE)
        for output in (self.process.stdout, self.process.stderr):
            assert output is not None
            output.close()

    def _follow_output(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def _follow_log(self) -> None:
        assert self.process.stderr is not None
        self.logged += self.process.stderr


@contextmanager
def serving(data: Path, *arguments: str, settings: Mapping[str, str] = NO_SETTINGS) -> Iterator[Serving]:
    """Start a command that serves; it is ended on leaving."""
    process = Serving(started(data, *arguments, settings=settings))
    process.read()
    try:
        yield process
    finally:
        process.close()


def _environment(data: Path, settings: Mapping[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WHITHER_")}
    return {**ours, "WHITHER_DATA": str(data), "PYTHONUNBUFFERED": "1", "COLUMNS": "200", "PYTHONUTF8": "1", **settings}
