"""How often the tests of this folder pull the plug: a few times in the whole suite, often by ``make durability``."""

from __future__ import annotations

import random

import pytest

SEED = 20_261_122
"""Where the moments of the kills begin; a round adds its number, so that rounds differ and can be told apart."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a ``round`` runs as many times as ``--rounds`` says."""
    if "round_number" in metafunc.fixturenames:
        metafunc.parametrize("round_number", range(int(str(metafunc.config.getoption("--rounds")))))


@pytest.fixture
def chance(round_number: int) -> random.Random:
    """The chance of one round."""
    return random.Random(SEED + round_number)
