"""The real servers of the tests come back with their data, die with who started them, and are named at the end."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.servers import wiping
from tests.servers.dealing import dealt_out
from tests.servers.finding import own_server, server_of
from tests.servers.launching import Launched, NotStarted, free_port
from tests.servers.lines import POM, Line, Server
from tests.servers.notices import URI_SETTING
from tests.servers.outside import ROOT, bare_environment, run_python
from tests.servers.wiping import driver_of, wipe, wipe_all

THIS = "tests/store/test_neo4j_servers.py"
WIPED = f"{THIS}::test_a_wiped_database_keeps_its_migrations_and_its_constraints"
BOTH = ("--every-line", WIPED)
STARTS_AND_WAITS = """
import sys
from pathlib import Path
from tests.servers.launching import Launched
from tests.servers.lines import Line
print(Launched(Line(sys.argv[1]), Path(sys.argv[2])).server.uri, flush=True)
sys.stdin.read()
"""


def numbers(server: Server) -> list[int]:
    """What the tests wrote, in order."""
    found = driver_of(server).execute_query("MATCH (n:N) RETURN n.number ORDER BY n.number", database_=server.database)
    return [record[0] for record in found.records]


def write(server: Server, number: int) -> None:
    driver_of(server).execute_query("CREATE (:N {number: $number})", number=number, database_=server.database)


def kinds(server: Server, command: str) -> list[str]:
    return sorted(record["type"] for record in driver_of(server).execute_query(command, database_="neo4j").records)


def listens(server_uri: str) -> bool:
    address = urlsplit(server_uri)
    with socket.socket() as asked:
        return asked.connect_ex((address.hostname, address.port)) == 0


def build(server: Server) -> None:
    """Some of everything that a database can hold."""
    for statement in (
        "CREATE CONSTRAINT number FOR (n:N) REQUIRE n.number IS UNIQUE",
        "CREATE INDEX name FOR (n:N) ON (n.name)",
        "CREATE (:__Neo4jMigration {version: 'BASELINE'})-[:MIGRATED_TO]->(:__Neo4jMigration {version: '0001'})",
        "CREATE (:__Neo4jMigrationsLock)",
        "UNWIND range(1, 30) AS number CREATE (:N {number: number})-[:NEXT]->(:Other)",
    ):
        driver_of(server).execute_query(statement, database_=server.database)


@pytest.fixture
def filled(neo4j_server: Server) -> Iterator[Server]:
    """A server whose database was as new before it was filled, and is so for the next test."""
    wipe_all(neo4j_server)
    build(neo4j_server)
    yield neo4j_server
    wipe_all(neo4j_server)


@pytest.mark.parametrize("batch", [10, 1000], ids=["in_batches", "at_once"])
def test_a_wiped_database_keeps_its_migrations_and_its_constraints(
    filled: Server, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiping, "BATCH", batch)
    wipe(filled)
    left = driver_of(filled).execute_query(
        "MATCH (n) RETURN labels(n)[0] AS label, count { (n)-->() } AS ties ORDER BY label, ties", database_="neo4j"
    )
    assert [tuple(record) for record in left.records] == [
        ("__Neo4jMigration", 0),
        ("__Neo4jMigration", 1),
        ("__Neo4jMigrationsLock", 0),
    ]
    assert kinds(filled, "SHOW INDEXES") == ["LOOKUP", "LOOKUP", "RANGE", "RANGE"]


def test_a_database_can_be_made_as_new(filled: Server) -> None:
    wipe_all(filled)
    (count,) = driver_of(filled).execute_query("MATCH (n) RETURN count(n)", database_="neo4j").records[0]
    assert count == 0
    assert kinds(filled, "SHOW CONSTRAINTS") == []
    assert kinds(filled, "SHOW INDEXES") == ["LOOKUP", "LOOKUP"]


def test_a_server_comes_back_on_its_port_with_its_data_after_a_power_cut_and_after_a_stop(
    neo4j_line: Line, tmp_path: Path
) -> None:
    with own_server(neo4j_line, tmp_path / "home") as own:
        uri = own.server.uri
        write(own.server, 1)
        own.kill()
        assert not listens(uri)
        own.start_again()
        assert numbers(own.server) == [1]
        write(own.server, 2)
        own.terminate()
        assert not listens(uri)
        own.start_again()
        assert numbers(own.server) == [1, 2]
        assert own.server.version == neo4j_line.version
    assert not listens(uri)


@pytest.mark.parametrize("neo4j_line", [Line.LTS])
def test_a_server_dies_with_the_process_that_started_it_even_when_that_is_killed(
    neo4j_line: Line, tmp_path: Path
) -> None:
    server_of(neo4j_line)  # skips where there is none
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_WAITS, neo4j_line.value, tmp_path / "home"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        uri = parent.stdout.readline().strip()
        assert listens(uri)
        address = urlsplit(uri)
        with socket.create_connection((address.hostname, address.port), timeout=60) as held:
            parent.send_signal(signal.SIGKILL)
            parent.wait(60)
            assert_closed(held)
    await_silence(uri)


def await_silence(server_uri: str) -> None:
    """Return once no connection is taken: what dies closes the connections it holds before the port it listens on."""
    address, ends = urlsplit(server_uri), time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            held = socket.create_connection((address.hostname, address.port), timeout=60)
        except ConnectionRefusedError:
            return
        with held:
            assert_closed(held)
    pytest.fail(f"{server_uri} still takes connections after a minute.")


def assert_closed(held: socket.socket) -> None:
    """Wait until the other end is gone; a connection that stays open times out."""
    try:
        assert held.recv(1) == b""
    except ConnectionResetError:
        return


def test_a_server_that_ends_while_it_starts_says_so_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lts").mkdir()
    shutil.copy(POM, tmp_path / "lts")
    monkeypatch.setenv("NEO4J_JARS_FOLDER", str(tmp_path))
    with pytest.raises(NotStarted, match=r"(?s)neo4j-lts ended:.*CommunityEntryPoint"):
        Launched(Line.LTS, tmp_path / "home")


@pytest.mark.parametrize("neo4j_line", [Line.CALENDAR])
def test_the_end_of_a_run_names_each_server_and_each_line_has_one_worker_which_begins_with_it(
    neo4j_server: Server, tmp_path: Path
) -> None:
    named = {
        URI_SETTING: neo4j_server.uri,
        f"{URI_SETTING[:-3]}USER": neo4j_server.user,
        f"{URI_SETTING[:-3]}PASSWORD": neo4j_server.password,
    }
    done = run_python(
        {**bare_environment(tmp_path), **named},
        *("-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "-v", WIPED, "tests/domain"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"\n{neo4j_server.line}: {neo4j_server.version}, from {URI_SETTING}\n" in done.stdout
    turns = re.findall(r"^\[(gw\d)\] \[ *\d+%\] (\w+) (\S+)", done.stdout, re.MULTILINE)
    workers = {line: {worker for worker, _, test in turns if line.value in test} for line in Line}
    assert [len(found) for found in workers.values()] == [1, 1]
    assert workers[Line.LTS] != workers[Line.CALENDAR]
    first = {worker: test for worker, _, test in reversed(turns)}
    assert all(test.startswith(WIPED) and test.endswith("]") for test in first.values())
    outcomes = {line: {outcome for _, outcome, test in turns if line.value in test} for line in Line}
    assert outcomes == {line: {"PASSED" if line is neo4j_server.line else "SKIPPED"} for line in Line}


def test_without_any_server_tests_are_skipped_with_one_notice_that_says_how_to_get_them(tmp_path: Path) -> None:
    done = run_python(bare_environment(tmp_path), "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "-q", *BOTH)
    assert done.returncode == 0, done.stdout + done.stderr
    (notice,) = re.findall(r"^SKIPPED \[4\] (.*)$", done.stdout, re.MULTILINE)
    assert "There is no Neo4j for the tests on it" in notice
    assert "python -m tests.servers.fetching" in notice
    assert "Neo4j ====" not in done.stdout


def test_without_any_server_tests_fail_in_ci(tmp_path: Path) -> None:
    bare = {**bare_environment(tmp_path), "CI": "true"}
    done = run_python(bare, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "-q", *BOTH)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "4 errors" in done.stdout
    assert "There is no Neo4j for the tests on it" in done.stdout


def test_a_named_server_that_does_not_answer_fails_tests_instead_of_skipping_them(tmp_path: Path) -> None:
    named = {URI_SETTING: f"neo4j://127.0.0.1:{free_port()}"}
    done = run_python(
        {**bare_environment(tmp_path), **named}, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "-q", WIPED
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "4 errors" in done.stdout
    assert "because its server does not answer: Unable to retrieve routing information" in done.stdout


@dataclass(frozen=True)
class Named:
    """As much of a test as the dealing looks at."""

    nodeid: str


def in_lines(name: str) -> list[Named]:
    return [Named(name.format(line)) for line in Line]


def test_each_test_is_dealt_to_one_line_and_a_file_outside_the_contract_to_one() -> None:
    contract = [one for number in range(64) for one in in_lines(f"tests/store/test_x.py::test_y[{{}}-{number}]")]
    file = [one for number in range(64) for one in in_lines(f"tests/scenarios/test_x.py::test_y[{{}}-{number}]")]
    run, left = dealt_out([*contract, *file])
    assert len(run) == len(left) == 128
    assert {item.nodeid.replace(str(Line.LTS), str(Line.CALENDAR)) for item in run} == {
        item.nodeid.replace(str(Line.LTS), str(Line.CALENDAR)) for item in [*contract, *file]
    }
    lines = [next(line for line in Line if str(line) in item.nodeid) for item in run]
    assert set(lines[:64]) == set(Line)
    assert len(set(lines[64:])) == 1


def test_what_is_there_for_one_line_or_for_none_is_not_dealt() -> None:
    alone = in_lines("tests/store/test_x.py::test_y[{}]")[:1]
    without = [Named("tests/store/test_x.py::test_y[embedded]"), Named("tests/domain/test_w.py::test_v")]
    everything = [*alone, *without]
    assert dealt_out(everything) == (everything, [])


def test_a_test_that_does_not_show_its_line_is_told_to_when_tests_run_side_by_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    with pytest.raises(pytest.fail.Exception, match="uses neo4j-lts without showing it"):
        server_of(Line.LTS)
