"""A large import runs beside a service: nobody waits long, and every answer is that of some revision.

``make durability`` imports a million touches, with a question and a change a second; the suite a small folder, with as
many as fit. Each answer is compared with one from the rows that had been committed at its revision: rows carry the
revision that last changed them, so the store of then is the store of now without the rows of later revisions.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from schema.documents import FULL_ANSWER, read_document
from tests.durability.asking import RECORD, post, touch
from tests.durability.invented_folder import AS_OF, Size, day, invent
from tests.end_to_end.processes import serving, started, whither

LONGEST_WAIT = 1.0
SMALL = 100_000
TABLES = ("touch", "service", "employment", "booking", "person", "account", "staff", "firm")


@dataclass
class Client:
    """Asks a question and makes a change again and again, and remembers every answer and how long it took."""

    address: str
    pause: float
    chance: random.Random
    people: int
    answers: list[dict[str, Any]] = field(default_factory=list)
    questions: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Go on until it is over."""
        with httpx.Client(timeout=60) as client:
            while not self.over.wait(self.pause):
                try:
                    self._change(client)
                    self._ask(client)
                except (httpx.HTTPError, AssertionError) as error:
                    self.errors.append(error)
                    return

    def _change(self, client: httpx.Client) -> None:
        person = self.chance.randrange(self.people)
        change = touch(str(len(self.changes)), "s1", f"p{person}", f"{day(self.chance)}T10:00:00Z")
        began = time.perf_counter()
        payload = post(client, self.address, RECORD, change)["touchRecord"]
        self.changes.append(time.perf_counter() - began)
        assert payload["__typename"] == "TouchSaved", payload

    def _ask(self, client: httpx.Client) -> None:
        began = time.perf_counter()
        answer = post(client, self.address, read_document(FULL_ANSWER), question())["departureImpact"]
        self.questions.append(time.perf_counter() - began)
        assert answer["__typename"] == "DepartureImpact", answer
        self.answers.append(answer)


def shown(waits: list[float]) -> str:
    """How many there were, and how long the middle one and the longest took."""
    return f"{len(waits)}, median {sorted(waits)[len(waits) // 2]:.3f} s, longest {max(waits):.3f} s"


def question() -> dict[str, Any]:
    return {"leavers": [{"id": "s1"}], "asOf": AS_OF.isoformat(), "draws": 0}


def figures(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, but for the import that was under way then and has ended since, and the sentence about it."""
    basis = {**answer["basis"], "importState": None, "importSince": None}
    return {**answer, "basis": basis, "notice": None}


def go_back(store: Path, revision: int) -> None:
    """Make of a store what it was at an earlier revision: without the rows of later ones, every tie folded anew."""
    with closing(sqlite3.connect(store)) as then:
        for table in TABLES:
            then.execute(f"DELETE FROM {table} WHERE version > ?", (revision,))  # noqa: S608  # our own tables
        then.execute("DELETE FROM tie WHERE key NOT IN (SELECT tie FROM touch)")
        then.execute("UPDATE tie SET assumptions = ''")
        then.execute("DELETE FROM change WHERE revision > ?", (revision,))
        then.execute("UPDATE meta SET revision = ?", (revision,))
        then.commit()


def test_beside_an_import_everybody_is_answered_soon_and_rightly(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    touches = int(str(request.config.getoption("--beside-touches")))
    pause = 1.0 if touches > SMALL else 0.25
    staff = max(
        100, touches // 1_600
    )  # eight touches a tie, two hundred ties a staff member, five of whom share a person
    size = Size(staff=staff, accounts=staff * 10, people=staff * 40, touches=touches)
    first = invent(tmp_path / "first", replace(size, touches=0))
    second = invent(tmp_path / "second", size)
    assert whither(tmp_path, "import", str(first)).returncode == 0
    with serving(tmp_path, "serve", "--port", "0") as service:
        client = Client(service.address(), pause, random.Random(7), size.people)
        thread = threading.Thread(target=client.run)
        thread.start()
        importing = started(tmp_path, "import", str(second))
        _, said = importing.communicate()
        client.over.set()
        thread.join()
        assert service.stop(signal.SIGTERM) == 0
    assert importing.returncode == 0, said
    assert client.errors == []
    print(f"{touches:,} touches; questions {shown(client.questions)}; changes {shown(client.changes)}")  # noqa: T201
    assert max(client.questions + client.changes) <= LONGEST_WAIT
    assert whither(tmp_path, "verify").returncode == 0
    compare(client.answers, tmp_path)


def compare(answers: list[dict[str, Any]], data: Path) -> None:
    """Each answer against one from the rows committed at its revision, from the last one back."""
    revisions = {answer["basis"]["revision"]: answer for answer in answers}
    assert len(revisions) > 1
    back = data / "back"
    back.mkdir()
    with (
        closing(sqlite3.connect(data / "whither.sqlite")) as now,
        closing(sqlite3.connect(back / "whither.sqlite")) as copy,
    ):
        now.backup(copy)
    for revision in sorted(revisions, reverse=True):
        go_back(back / "whither.sqlite", revision)
        with serving(back, "serve", "--port", "0") as service, httpx.Client(timeout=60) as client:
            answer = post(client, service.address(), read_document(FULL_ANSWER), question())["departureImpact"]
            assert figures(answer) == figures(revisions[revision])
            assert service.stop(signal.SIGTERM) == 0
