"""Two services on one Neo4j database: whoever changes through one and asks the other never gets an older answer."""

from __future__ import annotations

import random
import re
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.commanding import Terminal
from tests.durability.asking import RECORD, post, touch
from tests.durability.invented_folder import AS_OF, Size, day, invent
from tests.end_to_end.processes import PATIENCE, Serving, serving
from tests.schema.changing import document
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database, settings_of

SIZE = Size(staff=2, accounts=2, people=6, touches=0)
STEPS, MEETINGS = 50, 10
CORRECT = document("personCorrect")
READ = "query Read($input: ID!) { person(id: $input) { title version } }"
ASK = """
query Ask($input: DepartureImpactInput!) {
  departureImpact(input: $input) {
    ... on DepartureImpact {
      basis { revision }
      accounts(first: 10) { edges { node { account { ownId } evidence { touchCount } } } }
    }
  }
}
"""
GIVEN = re.compile(r"(\d+)((?: \S+)+)")
"""What a service on Neo4j says of an answer: a revision and bookmarks."""


@dataclass(frozen=True)
class Both:
    """Two services as processes on one database."""

    addresses: tuple[str, str]


@pytest.fixture
def both(neo4j_line: Line, tmp_path: Path) -> Iterator[Both]:
    """Two services over a small firm."""
    settings = settings_of(empty_database(neo4j_line))
    terminal, folder = Terminal(tmp_path), invent(tmp_path / "folder", SIZE)
    assert terminal.whither("import", str(folder), environment=settings).code == 0
    with ExitStack() as stack:
        services: list[Serving] = [
            stack.enter_context(serving(tmp_path, "serve", "--port", "0", settings=settings)) for _ in range(2)
        ]
        first, second = (service.address() for service in services)
        yield Both((first, second))
        assert [service.stop(signal.SIGTERM) for service in services] == [0, 0]
    verified = terminal.whither("verify", environment=settings)
    assert verified.code == 0, verified.out


@dataclass
class Caller:
    """A front end behind two services: with everything it sends it gives back what it was given last."""

    both: Both
    client: httpx.Client
    given: str = ""
    revision: int = 0

    def send(self, through: int, query: str, given: Any) -> Any:
        """The one field of the answer of one of the services, which must not be older than the last."""
        headers = {"Whither-Revision": self.given} if self.given else {}
        sent = {"query": query, "variables": {"input": given}}
        response = self.client.post(self.both.addresses[through], json=sent, headers=headers)
        body = response.json()
        assert list(body) == ["data"], body
        self.given = response.headers["Whither-Revision"]
        said = GIVEN.fullmatch(self.given)
        assert said is not None, self.given
        assert int(said[1]) >= self.revision
        self.revision = int(said[1])
        (answer,) = body["data"].values()
        return answer


@dataclass
class Told:
    """What somebody told the services, and so what they must answer."""

    titles: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    touches: Counter[str] = field(default_factory=Counter)

    def change(self, caller: Caller, through: int, number: int, chance: random.Random) -> None:
        """Correct a person, or record a touch with one."""
        person = f"p{chance.randrange(SIZE.people)}"
        if chance.random() < 0.5 and person in self.versions:
            given = {"id": person, "expectedVersion": self.versions[person], "title": f"Title {number}"}
            saved = caller.send(through, CORRECT, given)
            assert saved["__typename"] == "PersonSaved", saved
            self.titles[person], self.versions[person] = given["title"], saved["person"]["version"]
        else:
            given = touch(str(number), "s0", person, f"{day(chance)}T10:00:00Z")
            saved = caller.send(through, RECORD, given)
            assert saved["__typename"] == "TouchSaved", saved
            self.touches[f"a{int(person[1:]) % SIZE.accounts}"] += 1
        assert saved["revision"] <= caller.revision

    def check(self, caller: Caller, through: int, chance: random.Random) -> None:
        """Ask for a person, and for what hangs on a staff member: both as they were told last."""
        person = f"p{chance.randrange(SIZE.people)}"
        found = caller.send(through, READ, person)
        assert found["title"] == self.titles.get(person, "")
        assert found["version"] == self.versions.setdefault(person, found["version"])
        leaving = {"leavers": [{"id": "s0"}], "asOf": AS_OF.isoformat(), "draws": 0}
        answer = caller.send(through, ASK, leaving)
        rows = [edge["node"] for edge in answer["accounts"]["edges"]]
        counted = {row["account"]["ownId"]: row["evidence"]["touchCount"] for row in rows}
        assert Counter(counted) == self.touches


def test_whoever_gives_back_what_one_service_said_gets_no_older_answer_of_the_other(both: Both) -> None:
    """Every change and every question goes through either of them, by chance."""
    chance, told = random.Random(20_261_122), Told()
    with httpx.Client(timeout=PATIENCE) as client:
        caller = Caller(both, client)
        for number in range(STEPS):
            if chance.random() < 0.5:
                told.change(caller, chance.randrange(2), number, chance)
            told.check(caller, chance.randrange(2), chance)
    assert told.titles
    assert sum(told.touches.values()) > 1


def test_a_question_that_names_a_revision_to_come_is_answered_when_the_other_service_has_made_it(both: Both) -> None:
    with httpx.Client(timeout=PATIENCE) as client, ThreadPoolExecutor(1) as beside:
        caller, other = Caller(both, client), Caller(both, client)
        seen = caller.send(0, READ, "p0")
        other.given = str(caller.revision + 1)
        waiting = beside.submit(other.send, 1, READ, "p0")
        given = {"id": "p0", "expectedVersion": seen["version"], "title": "Buyer"}
        assert caller.send(0, CORRECT, given)["__typename"] == "PersonSaved"
        assert waiting.result(PATIENCE)["title"] == "Buyer"


def meet(both: Both, through: int, barrier: threading.Barrier) -> Counter[str]:
    """Again and again read a person together with somebody at the other service, add a letter to the title that was
    read, and after a conflict read it again and add it then; how often each came of it."""
    came: Counter[str] = Counter()
    with httpx.Client(timeout=PATIENCE) as client:
        for _ in range(MEETINGS):
            barrier.wait(PATIENCE)
            found = post(client, both.addresses[through], READ, "p0")["person"]
            barrier.wait(PATIENCE)
            while True:
                given = {
                    "id": "p0",
                    "expectedVersion": found["version"],
                    "title": found["title"] + "xy"[through],
                }
                said = post(client, both.addresses[through], CORRECT, given)["personCorrect"]
                came[said["__typename"]] += 1
                if said["__typename"] == "PersonSaved":
                    break
                assert said["code"] == "CONFLICT", said
                found = post(client, both.addresses[through], READ, "p0")["person"]
    return came


def test_of_two_services_that_change_the_same_row_at_once_one_is_told_of_a_conflict_and_nothing_is_lost(
    both: Both,
) -> None:
    barrier = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        each = [pool.submit(meet, both, through, barrier) for through in range(2)]
        came = sum((one.result(PATIENCE) for one in each), Counter())
    assert came == {"PersonSaved": 2 * MEETINGS, "ConflictError": MEETINGS}
    with httpx.Client(timeout=PATIENCE) as client:
        title = post(client, both.addresses[0], READ, "p0")["person"]["title"]
    assert Counter(title) == {"x": MEETINGS, "y": MEETINGS}
