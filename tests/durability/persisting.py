"""Clients that send a change again, under its idempotency key, until it is acknowledged, and remember what came of it.

Decides: what such a client does when it is refused. Does not decide: what it may be told then (the tests say it).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.durability.asking import RECORD, touch
from tests.durability.invented_folder import Size, day
from tests.end_to_end.processes import PATIENCE

LAST_TRIES = 10
"""How often a change is sent after it is over, at most."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that acknowledged nothing: its code, and after how many seconds it came."""

    code: str
    seconds: float


@dataclass
class PersistentClient:
    """One front end among several: it makes one change after the other, and none before the last is acknowledged."""

    name: int
    chance: random.Random
    size: Size
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    payloads: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    error: Exception | None = None

    def run(self, address: str, over: threading.Event) -> None:
        """Make changes until it is over, and the last one to its end."""
        with httpx.Client(timeout=PATIENCE) as client:
            try:
                while not over.is_set():
                    self._make(client, address, self._next(), over)
            except (httpx.HTTPError, AssertionError) as error:
                self.error = error

    def _next(self) -> dict[str, Any]:
        staff, person = self.chance.randrange(self.size.staff), self.chance.randrange(self.size.people)
        number = f"{self.name}-{len(self.changes)}"
        return touch(number, f"s{staff}", f"p{person}", f"{day(self.chance)}T10:00:00Z")

    def _make(self, client: httpx.Client, address: str, change: dict[str, Any], over: threading.Event) -> None:
        self.changes[change["id"]] = change
        asked = 0
        while change["id"] not in self.payloads:
            assert asked < LAST_TRIES, self.refusals[-1]
            asked += over.is_set()
            began = time.monotonic()
            body = client.post(address, json={"query": RECORD, "variables": {"input": change}}).json()
            if "errors" in body:
                (error,) = body["errors"]
                self.refusals.append(Refusal(error["extensions"]["code"], time.monotonic() - began))
            else:
                payload = body["data"]["touchRecord"]
                assert payload["__typename"] == "TouchSaved", payload
                self.payloads[change["id"]] = payload


@contextmanager
def at_work(clients: Sequence[PersistentClient], address: str) -> Iterator[None]:
    """Let all of them make changes as long as the block runs; raises the error of the first that met one."""
    over = threading.Event()
    threads = [threading.Thread(target=client.run, args=(address, over)) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    for client in clients:
        if client.error is not None:
            raise client.error


def until_each_made(clients: Sequence[PersistentClient], more: int) -> None:
    """Come back when each of them was told of so many more changes, or one met an error."""
    wanted = [len(client.payloads) + more for client in clients]
    until = time.monotonic() + PATIENCE
    while any(client.error is None and len(client.payloads) < n for client, n in zip(clients, wanted, strict=True)):
        assert time.monotonic() < until
        threading.Event().wait(0.02)
