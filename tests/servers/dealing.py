"""On which line of Neo4j a test runs.

Decides: that a run deals its tests out to the lines unless it is told to run each on every line. Does not decide: which
process runs them (``turns``).
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import pytest

from tests.servers.finding import lines_in
from tests.servers.lines import Line


def dealt_out(items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests to run, and those left to a run on every line.

    A test that is there for several lines is left to one of them: of the contract of the store each case by itself,
    elsewhere all of a file, because what a file sets up for its tests is long in coming."""
    there = {item.nodeid for item in items}
    run, left = [], []
    for item in items:
        shown = lines_in(item.nodeid)
        alike = {item.nodeid.replace(shown[0].value, line.value) for line in Line} if shown else {item.nodeid}
        dealt = shown and alike <= there
        (left if dealt and shown[0] is not _line_of(item, shown[0]) else run).append(item)
    return run, left


def _line_of(item: pytest.Item, shown: Line) -> Line:
    path = item.nodeid.partition("::")[0]
    dealt = item.nodeid.replace(shown.value, "") if path.startswith("tests/store/") else path
    return list(Line)[crc32(dealt.encode()) % len(Line)]
