"""How often the tests of this folder pull the plug: a few times in the whole suite, often by ``make durability``."""

from __future__ import annotations

import random

import pytest

from tests.servers.lines import Line

SEED = 20_261_122
"""Where the moments of the kills begin; a round adds its number, so that rounds differ and can be told apart."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a ``round_number`` runs as many times as ``--rounds`` says; one that stops a server, which
    takes its time to come back, half as often, and if that is once on one line of Neo4j alone."""
    rounds = int(str(metafunc.config.getoption("--rounds")))
    if "neo4j_line" in metafunc.fixturenames:
        rounds = max(1, rounds // 2)
        lines = list(Line) if rounds > 1 else [Line.CALENDAR]
        metafunc.parametrize("neo4j_line", lines, indirect=True, ids=str, scope="module")
    if "round_number" in metafunc.fixturenames:
        metafunc.parametrize("round_number", range(rounds))


@pytest.fixture(scope="module")
def neo4j_line(request: pytest.FixtureRequest) -> Line:
    """The line of Neo4j of one round."""
    return Line(request.param)


@pytest.fixture
def chance(round_number: int) -> random.Random:
    """The chance of one round."""
    return random.Random(SEED + round_number)
