"""What is said where there is no Neo4j for the tests, and whether that fails a run.

Decides: the words, and what counts as CI. Does not decide: whether there is a server (``finding``).
"""

from __future__ import annotations

import os

URI_SETTING = "WHITHER_TEST_NEO4J_URI"
"""The variable that names a server to run the tests on; ``..._USER`` and ``..._PASSWORD`` say as whom."""
REMEDY = (
    "To run them, install Maven and a JDK (Java 21 runs both lines) and run python -m tests.servers.fetching; "
    f"or start a Docker engine; or name a server of yours, whose database is emptied, with {URI_SETTING}."
)
"""How to get the tests on Neo4j to run."""


def in_ci() -> bool:
    """Whether a test that cannot run must fail instead of being skipped."""
    return os.environ.get("CI", "").strip().lower() not in {"", "0", "false"}
