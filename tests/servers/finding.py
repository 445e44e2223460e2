"""Finds the Neo4j server that a test runs on, once for each line and process.

Decides: the order (a named server, Docker, the fetched jars with a JDK), what a test does when there is none, and which
servers a run has used. Does not decide: how a server is started (``launching``, ``containers``).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from neo4j import GraphDatabase

from tests.servers import containers
from tests.servers.jars import jars_of
from tests.servers.jdks import jdk_for
from tests.servers.launching import FOR_TESTS, Launched, Tuning, launched, version_said_by
from tests.servers.lines import DATABASE, USER, Line, Server, Source
from tests.servers.notices import REMEDY, URI_SETTING, in_ci
from tests.servers.wiping import close_drivers


@dataclass(frozen=True)
class Absence:
    """Why there is no server of a line, and whether that fails a test."""

    why: str
    fails: bool


_found: dict[Line, Server | Absence] = {}
_stops: list[Callable[[], None]] = []
_used: dict[Server, None] = {}


def server_of(line: Line) -> Server:
    """The server of ``line``, started if it does not run yet; it runs until the test session ends.

    All tests on one line share its only database, so they must run one after the other: under xdist a test has to show
    its line in its parameters, because that is what brings it to its line's worker.
    Without a server the test is skipped, and fails if CI is set; it fails always if one was found and does not answer.
    """
    test = os.environ.get("PYTEST_CURRENT_TEST", "")
    if "PYTEST_XDIST_WORKER" in os.environ and line not in lines_in(test):
        pytest.fail(f"{test} uses {line} without showing it: parametrise it with the line or its name.", pytrace=False)
    if line not in _found:
        try:
            _found[line] = _find(line)
        except Exception as error:  # noqa: BLE001 - whatever went wrong fails every test of the line, at once
            _found[line] = Absence(f"There is no {line}, because its server does not answer: {error}", fails=True)
    found = _found[line]
    if isinstance(found, Absence):
        _give_up(found)
    _used[found] = None
    return found


@contextmanager
def own_server(line: Line, home: Path, tuning: Tuning = FOR_TESTS) -> Iterator[Launched]:
    """A server that a test may stop, kill and start again, apart from that of ``server_of``; ended on leaving."""
    if jars_of(line.profile) is None or jdk_for(line) is None:
        why = f"Tests that stop a server of {line} start their own, from jars and with a JDK. {REMEDY}"
        _give_up(Absence(why, fails=in_ci() and not os.environ.get(URI_SETTING)))
    with launched(line, home, tuning) as own:
        _used[own.server] = None
        yield own


def lines_in(test: str) -> list[Line]:
    """The lines that the parameters in the name of a test show: ``test_x[neo4j-lts-2]``."""
    return [line for line in Line if line.value in test.partition("[")[2]]


def servers_used() -> list[str]:
    """What the end of a run prints: of each server used, its line, its version as it said it, where it came from."""
    return sorted({f"{server.line}: {server.version}, from {server.source.value}" for server in _used})


def stop_servers() -> None:
    """Stop every server that was started here."""
    close_drivers()
    while _stops:
        _stops.pop()()
    _found.clear()


def _find(line: Line) -> Server | Absence:
    if os.environ.get(URI_SETTING):
        server = _named()
        why = f"{URI_SETTING} names a server of version {server.version}: the tests on {line} did not run."
        return server if server.line is line else Absence(why, fails=False)
    if containers.engine_answers():
        server, stop = containers.contained(line)
        _stops.append(stop)
        return server
    if jars_of(line.profile) is None or jdk_for(line) is None:
        return Absence(f"There is no Neo4j for the tests on it. {REMEDY}", fails=in_ci())
    home = Path(tempfile.mkdtemp(prefix=f"whither-{line}-"))
    _stops.append(lambda: shutil.rmtree(home, ignore_errors=True))
    own = Launched(line, home)
    _stops.append(own.kill)
    return own.server


def _named() -> Server:
    uri, prefix = os.environ[URI_SETTING], URI_SETTING.removesuffix("URI")
    user, password = os.environ.get(f"{prefix}USER", USER), os.environ.get(f"{prefix}PASSWORD", "")
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:
        driver.verify_connectivity()  # at once, where a query would be tried again for half a minute
        version = version_said_by(driver)
    return Server(Line.of(version), uri, user, password, DATABASE, version, Source.NAMED)


def _give_up(absence: Absence) -> NoReturn:
    if absence.fails:
        pytest.fail(absence.why, pytrace=False)
    pytest.skip(absence.why)
