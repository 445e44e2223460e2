"""What all tests share: the option that names a folder of public data, and Hypothesis's profile."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

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


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    """A service started in a test sends its log elsewhere; the next test finds the loggers as they were."""
    loggers = [logging.getLogger(name) for name in ("whither", "uvicorn")]
    before = [(logger, logger.handlers[:], logger.propagate, logger.level) for logger in loggers]
    yield
    for logger, handlers, propagate, level in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)
