"""The Neo4j server goes away beneath an import and beneath a service, told to stop or killed, and comes back.

An import gives up with a sentence, and run again it ends as if it had run once; a service goes on by itself. In the
suite one round on one line of Neo4j; ``make durability`` runs 10 on each.
"""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.commanding import Terminal
from tests.durability.asking import RECORD, post
from tests.durability.invented_folder import AS_OF, Size, invent
from tests.durability.looking import Stage, rows
from tests.durability.persisting import PersistentClient, at_work, until_each_made
from tests.end_to_end.processes import NO_SETTINGS, PATIENCE, serving, started
from tests.servers.finding import own_server
from tests.servers.launching import Launched
from tests.servers.lines import Line
from tests.servers.wiping import driver_of
from tests.store.neo4j_places import emptied, settings_of

LARGE = Size(staff=20, accounts=100, people=500, touches=3_000)
SMALL = Size(staff=5, accounts=10, people=50, touches=100)
CLIENTS, AROUND = 4, 3
"""How many clients make changes, and how many each makes at least before the server goes and after it is back."""
DEADLINE, GRACE = 10, 1
"""Seconds that a request may take, and how many more a busy machine may take to say so."""
MEANWHILE = {"STORE_UNAVAILABLE", "STORE_BUSY", "DEADLINE_EXCEEDED"}
NEW_ROWS = "RETURN COUNT { MATCH ()-[:TOUCHED]->() } AS touches"
MARK = "MATCH (s:__WhitherStore) RETURN s.import_owner AS owner"


@pytest.fixture(scope="module")
def own(neo4j_line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    """A server that may be stopped and killed."""
    with own_server(neo4j_line, tmp_path_factory.mktemp("server") / "home") as server:
        yield server


@dataclass(frozen=True)
class Place:
    """A data folder, and the settings of the store that commands use with it."""

    data: Path
    settings: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run a command to its good end, in this process, and return what it printed."""
        ended = Terminal(self.data, 200).whither(*arguments, environment=self.settings)
        assert ended.code == 0, ended.out + ended.err
        return ended.out

    def exported(self) -> dict[str, bytes]:
        """What is exported from a store in which nothing is wrong."""
        self.run("verify")
        self.run("export", str(self.data / "exported"))
        return rows(self.data / "exported")


@pytest.fixture
def place(own: Launched, tmp_path: Path) -> Place:
    """An empty store on the server, and requests that are given up after seconds."""
    return Place(tmp_path / "neo4j", {**settings_of(emptied(own.server)), "WHITHER_DEADLINE": str(DEADLINE)})


def undisturbed(data: Path) -> Place:
    """A store in a file, whose exports must be the same."""
    return Place(data, dict(NO_SETTINGS))


def take_away(own: Launched, sign: signal.Signals) -> None:
    """Stop the server as its operator does, or kill it."""
    if sign is signal.SIGTERM:
        own.terminate()
    else:
        own.kill()


def asked(own: Launched, statement: str) -> Any:
    """The one value of an answer."""
    return driver_of(own.server).execute_query(statement, database_=own.server.database).records[0].value()


# An import.


def strike_while_importing(own: Launched, place: Place, folder: Path, at: int, sign: signal.Signals) -> str:
    """Import, take the server away when so many touches have arrived, and return what the import says of it."""
    importing = started(place.data, "import", str(folder), settings=place.settings)
    try:
        until = time.monotonic() + PATIENCE
        while asked(own, NEW_ROWS) < at:
            assert importing.poll() is None
            assert time.monotonic() < until
            threading.Event().wait(0.02)
        take_away(own, sign)
    finally:
        out, said = importing.communicate(timeout=PATIENCE)
    assert (importing.returncode, out) == (1, ""), said
    return said


def hit(own: Launched) -> Stage:
    """How far the import had come, as far as the database shows."""
    if asked(own, MARK) is None:
        return Stage.ENDED
    return Stage.WRITING if asked(own, NEW_ROWS) < LARGE.touches else Stage.FOLDING


def test_an_import_whose_server_goes_away_says_so_and_run_again_ends_as_one_that_ran_once(
    round_number: int, chance: random.Random, own: Launched, place: Place, tmp_path: Path
) -> None:
    """It does not wait: a server that restarts takes longer than what an import tries again for, and rows that arrived
    are found unchanged."""
    folder = invent(tmp_path / "folder", LARGE)
    clean = undisturbed(tmp_path / "clean")
    clean.run("import", str(folder))
    sign = [signal.SIGKILL, signal.SIGTERM][round_number % 2]
    said = strike_while_importing(own, place, folder, chance.randint(1, LARGE.touches), sign)
    own.start_again()
    where = hit(own)
    assert where in {Stage.WRITING, Stage.FOLDING}
    assert own.server.uri in said
    assert (said.count("\n"), said[-2:]) == (1, ".\n"), said
    ask = ("ask", "s1", "--as-of", AS_OF.isoformat())
    assert "An import begun at " in place.run(*ask).partition("If Staff 1")[0]
    place.run("import", str(folder))
    assert "An import begun at " not in place.run(*ask)
    assert place.exported() == clean.exported()
    print(f"{own.server.line}, round {round_number}: {sign.name} {where.value}; it said: {said.strip()}")  # noqa: T201


# A service.


def readiness(address: str) -> tuple[int, dict[str, Any]]:
    """What /readyz says."""
    response = httpx.get(address.replace("/graphql", "/readyz"), timeout=PATIENCE)
    return response.status_code, response.json()


def until_it_says(address: str, status: int) -> tuple[dict[str, Any], float]:
    """What /readyz says as soon as it answers with this status, and how many seconds that took."""
    began = time.monotonic()
    while (said := readiness(address))[0] != status:
        assert time.monotonic() < began + PATIENCE, said
        threading.Event().wait(0.02)
    return said[1], time.monotonic() - began


def go_and_come_back(
    own: Launched, address: str, clients: list[PersistentClient], sign: signal.Signals
) -> tuple[float, float]:
    """Take the server away from beneath clients at work, bring it back, and return after how many seconds from then the
    service was ready, and had acknowledged changes of every client."""
    assert readiness(address)[0] == httpx.codes.OK
    with at_work(clients, address):
        until_each_made(clients, AROUND)
        take_away(own, sign)
        why, _ = until_it_says(address, httpx.codes.SERVICE_UNAVAILABLE)
        assert (why["status"], why["code"] in MEANWHILE) == ("not ready", True), why
        assert own.server.uri in why["message"]
        own.start_again()
        back = time.monotonic()
        _, ready = until_it_says(address, httpx.codes.OK)
        until_each_made(clients, AROUND)
        at_work_again = time.monotonic() - back
    refusals = [refusal for client in clients for refusal in client.refusals]
    assert refusals
    assert {refusal.code for refusal in refusals} <= MEANWHILE
    assert max(refusal.seconds for refusal in refusals) <= DEADLINE + GRACE
    return ready, at_work_again


def replay(address: str, clients: list[PersistentClient]) -> None:
    """Make every change again: each is answered as it was, and makes nothing."""
    with httpx.Client(timeout=PATIENCE) as again:
        for client in clients:
            assert client.payloads.keys() == client.changes.keys()
            for name, change in client.changes.items():
                answered = post(again, address, RECORD, change)["touchRecord"]
                assert answered == {**client.payloads[name], "replayed": True}


def make_all(place: Place, clients: list[PersistentClient]) -> None:
    """Make the same changes where nothing disturbs them."""
    with serving(place.data, "serve", "--port", "0", settings=place.settings) as service:
        address = service.address()
        with httpx.Client(timeout=PATIENCE) as once:
            for client in clients:
                for change in client.changes.values():
                    assert post(once, address, RECORD, change)["touchRecord"]["__typename"] == "TouchSaved"
        assert service.stop(signal.SIGTERM) == 0


def test_a_service_whose_server_goes_away_goes_on_by_itself_and_loses_and_doubles_nothing(
    round_number: int, chance: random.Random, own: Launched, place: Place, tmp_path: Path
) -> None:
    folder = invent(tmp_path / "folder", SMALL)
    place.run("import", str(folder))
    sign = [signal.SIGTERM, signal.SIGKILL][round_number % 2]
    clients = [PersistentClient(number, random.Random(chance.random()), SMALL) for number in range(CLIENTS)]
    with serving(place.data, "serve", "--port", "0", settings=place.settings) as service:
        address = service.address()
        ready, at_work_again = go_and_come_back(own, address, clients, sign)
        replay(address, clients)
        assert service.stop(signal.SIGTERM) == 0
    assert "Traceback" not in "".join(service.printed + service.logged)
    loggers = {json.loads(line)["logger"].partition(".")[0] for line in service.logged}
    assert {"whither", "neo4j"} <= loggers <= {"whither", "neo4j", "asyncio"}
    clean = undisturbed(tmp_path / "clean")
    clean.run("import", str(folder))
    make_all(clean, clients)
    assert place.exported() == clean.exported()
    made = sum(len(client.payloads) for client in clients)
    refused = Counter(refusal.code for client in clients for refusal in client.refusals)
    print(  # noqa: T201
        f"{own.server.line}, round {round_number}: {sign.name}; {made} changes acknowledged, refused {dict(refused)}; "
        f"ready after {ready:.1f} s, every client at work after {at_work_again:.1f} s"
    )
