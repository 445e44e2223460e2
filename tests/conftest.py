"""What all tests share: options, Hypothesis's profile, the servers of Neo4j and whose turn on them it is."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests.servers.dealing import dealt_out
from tests.servers.finding import server_of, servers_used, stop_servers
from tests.servers.lines import Line, Server
from tests.servers.notices import URI_SETTING
from tests.servers.wiping import wipe

_SERVERS_OF_WORKERS = pytest.StashKey[set[str]]()

settings.register_profile("whither", deadline=None, print_blob=True, database=None)
settings.register_profile("unshrunk", parent=settings.get_profile("whither"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("whither")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sample-data",
        default=None,
        help="folder with the public sample data (northwind, adventureworks, lda); without it those tests do not run",
    )
    parser.addoption(
        "--rounds", type=int, default=2, help="how often the tests of durability kill a process; 20 by make durability"
    )
    parser.addoption(
        "--beside-touches",
        type=int,
        default=20_000,
        help="touches that are imported beside a service that answers; 1,000,000 by make durability",
    )
    parser.addoption(
        "--every-line",
        action="store_true",
        help="run each test that is there for both lines of Neo4j on both; without it each of them runs on one, about "
        "half on either; a few are there for one line alone, such as some that start a server of their own",
    )
    parser.addoption(
        "--write-plans", action="store_true", help="write the plans of statements on Neo4j anew, to be reviewed"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test on Neo4j runs on one line; who names a line, or asks for every line, gets what they ask for."""
    if not config.getoption("--every-line") and URI_SETTING not in os.environ:  # that server is of one line
        items[:], left = dealt_out(items)
        config.hook.pytest_deselected(items=left)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:  # noqa: ARG001 - as xdist calls it
    """One process more than processors: for a part of its time a test waits for a server or another process."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Tests on one line of Neo4j run in one worker; a scheduling asked for on the command line stands."""
    from tests.servers.turns import ByLineOrFile  # noqa: PLC0415 - there may be no xdist

    return ByLineOrFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker that ends tells which servers it used."""
    used = node.config.stash.setdefault(_SERVERS_OF_WORKERS, set())
    used.update(getattr(node, "workeroutput", {}).get("neo4j", []))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Servers end with the session; a worker of xdist hands over which it used."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["neo4j"] = servers_used()
    stop_servers()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Every run says which servers it used: an answer is as good as the server that gave it."""
    used = {*servers_used(), *config.stash.get(_SERVERS_OF_WORKERS, set())}
    if used:
        terminalreporter.section("Neo4j")
    for server in sorted(used):
        terminalreporter.write_line(server)
    if used and not config.getoption("--every-line"):
        terminalreporter.write_line("A test that is there for both lines ran on one; --every-line runs it on both.")


@pytest.fixture(params=list(Line), ids=str)
def neo4j_line(request: pytest.FixtureRequest) -> Line:
    """Each line of Neo4j in turn; a test for one alone parametrises itself with ``neo4j_line``."""
    return Line(request.param)


@pytest.fixture
def neo4j_server(neo4j_line: Line) -> Server:
    """The server of a line, with nothing in its database but what the migrations left."""
    server = server_of(neo4j_line)
    wipe(server)
    return server


@pytest.fixture(scope="session")
def sample_data(request: pytest.FixtureRequest) -> Path:
    """The folder of public data; a test that needs it is skipped, and counted, when none was named."""
    named = request.config.getoption("--sample-data")
    if named is None:
        pytest.skip("needs public sample data: name its folder with --sample-data=DIR")
    folder = Path(str(named)).resolve()
    if not (folder / "northwind" / "touches.csv").is_file():
        pytest.fail(f"--sample-data {named} holds no northwind/touches.csv: give the folder above northwind")
    return folder


class _Remarks(logging.Handler):
    """Keeps what servers remark on statements. (The driver can warn itself, but then it inspects the stack of every
    query, which takes longer than the query.)"""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.made: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.made.append(record.getMessage())


@pytest.fixture(autouse=True)
def _remarks_of_servers_are_errors() -> Iterator[None]:
    """What a Neo4j server remarks on a statement fails a test, but for names that an empty database does not know."""
    remarks, logger = _Remarks(), logging.getLogger("neo4j.notifications")
    level = logger.level
    logger.addHandler(remarks)
    logger.setLevel(logging.INFO)
    yield
    logger.removeHandler(remarks)
    logger.setLevel(level)
    assert remarks.made == []


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    """A service started in a test sends its log elsewhere; the next test finds the loggers as they were."""
    loggers = [logging.getLogger(name) for name in ("whither", "uvicorn", "neo4j", "asyncio")]
    before = [(logger, logger.handlers[:], logger.propagate, logger.level) for logger in loggers]
    yield
    for logger, handlers, propagate, level in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)
