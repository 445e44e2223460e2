"""A service that takes writes is killed without warning: what it acknowledged is there, once, and nothing else is lost.

``make durability`` runs 20 rounds.
"""

from __future__ import annotations

import csv
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.durability.asking import RECORD, post, touch
from tests.durability.invented_folder import Size, day, invent
from tests.end_to_end.processes import PATIENCE, serving, whither

SIZE = Size(staff=10, accounts=20, people=100, touches=500)
CLIENTS = 4


@dataclass
class Client:
    """One front end: it sends changes one after the other and remembers what was acknowledged, and how."""

    name: int
    chance: random.Random
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    unknown: dict[str, Any] | None = None
    error: Exception | None = None

    def run(self, address: str) -> None:
        """Send changes until the service is gone; the last one's end is then unknown."""
        number = 0
        with httpx.Client(timeout=PATIENCE) as client:
            while True:
                staff, person = self.chance.randrange(SIZE.staff), self.chance.randrange(SIZE.people)
                change = touch(f"{self.name}-{number}", f"s{staff}", f"p{person}", f"{day(self.chance)}T10:00:00Z")
                try:
                    payload = post(client, address, RECORD, change)["touchRecord"]
                    assert payload["__typename"] == "TouchSaved", payload
                except httpx.HTTPError:
                    self.unknown = change
                    return
                except AssertionError as error:
                    self.error = error
                    return
                self.acknowledged[change["id"]] = {"change": change, "payload": payload}
                number += 1


def exported_touches(data: Path) -> Counter[str]:
    ended = whither(data, "export", str(data / "exported"))
    assert ended.returncode == 0, ended.stderr
    with (data / "exported" / "touches.csv").open(newline="", encoding="utf-8") as file:
        return Counter(row["id"] for row in csv.DictReader(file))


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """A data folder whose store holds a small firm."""
    imported = whither(tmp_path, "import", str(invent(tmp_path / "folder", SIZE)))
    assert imported.returncode == 0, imported.stderr
    return tmp_path


def kill_under_load(data: Path, clients: list[Client], chance: random.Random) -> None:
    """Serve, let every client write, and kill the service at a random moment."""
    with serving(data, "serve", "--port", "0") as service:
        address = service.address()
        threads = [threading.Thread(target=client.run, args=(address,)) for client in clients]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + PATIENCE
        while any(not client.acknowledged and client.error is None for client in clients):
            assert time.monotonic() < deadline
        with_luck = threading.Event()
        with_luck.wait(chance.uniform(0, 0.7))
        service.stop(signal.SIGKILL)
        for thread in threads:
            thread.join(timeout=PATIENCE)
    assert [client.error for client in clients if client.error is not None] == []


def test_what_was_acknowledged_is_there_once_after_the_service_was_killed(
    round_number: int, chance: random.Random, served: Path
) -> None:
    clients = [Client(number, random.Random(chance.random())) for number in range(CLIENTS)]
    kill_under_load(served, clients, chance)
    with serving(served, "serve", "--port", "0") as service, httpx.Client(timeout=PATIENCE) as again:
        address = service.address()
        for client in clients:
            assert client.unknown is not None
            newest = list(client.acknowledged.values())[-1]
            replayed = post(again, address, RECORD, newest["change"])["touchRecord"]
            assert replayed == {**newest["payload"], "replayed": True}
            finished = post(again, address, RECORD, client.unknown)["touchRecord"]
            assert finished["__typename"] == "TouchSaved"
        assert service.stop(signal.SIGTERM) == 0
    verified = whither(served, "verify")
    assert verified.returncode == 0, verified.stdout
    there = exported_touches(served)
    sent = {one for client in clients for one in [*client.acknowledged, (client.unknown or {})["id"]]}
    assert {one for one in there if one.startswith("by-hand-")} == sent
    assert len(there) == SIZE.touches + len(sent)
    assert set(there.values()) == {1}
    print(f"round {round_number}: {len(sent)} changes acknowledged before the kill or after it")  # noqa: T201
