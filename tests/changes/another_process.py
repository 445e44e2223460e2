"""A process of its own that changes a store by hand: ``python -m tests.changes.another_process STORE DOES``.

Decides: nothing. It says ``ready``, waits for a line, and prints what came of its changes, one a line.
``same-key``: adds one person ten times at once under one idempotency key. ``dies``: ends at once, as if killed, when
its change is about to be committed.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from graph.changes.by_hand import Add
from graph.domain.plain import plain_text
from graph.domain.records import Person
from tests.changes.office import Office, office_at

KEY = "one key for all"
SAM = Person("sam", "Sam")
DIED = 9
"""The exit code of a process that was about to commit."""
_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 120


async def at_once(path: Path, does: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Start a process for each of these, let them all go at one moment; the exit code and the lines of each."""
    processes = [await asyncio.to_thread(_ready, path, one) for one in does]
    return list(await asyncio.gather(*(asyncio.to_thread(_let_go, process) for process in processes)))


def _ready(path: Path, does: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(path), does],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _let_go(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    with process:
        try:
            printed, _ = process.communicate("go\n", _PATIENCE)
        finally:
            process.kill()
    return process.returncode, printed.splitlines()


async def line(office: Office) -> str:
    """What came of adding Sam: everything that is told but whether it was replayed."""
    done = await office.wish(Add(SAM), idempotency_key=KEY)
    assert done.record is not None
    return f"{done.key} {plain_text(done.record)} {done.record.version} {done.revision} {done.changed}"


def die_committing(connection: sqlite3.Connection) -> None:
    """Let this connection's next commit be the end of the process."""

    def watch(action: int, first: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_TRANSACTION and first == "COMMIT":
            os._exit(DIED)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(watch)


async def main(path: Path, does: str) -> None:
    """Open the store, wait to be told, and change it."""
    async with office_at(path) as office:
        print("ready", flush=True)  # noqa: T201  # whoever started this process reads it
        await asyncio.to_thread(sys.stdin.readline)
        if does == "dies":
            await office.store._writer.submit(die_committing)  # type: ignore[attr-defined]
        for told in await asyncio.gather(*(line(office) for _ in range(10))):
            print(told, flush=True)  # noqa: T201  # as above


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
