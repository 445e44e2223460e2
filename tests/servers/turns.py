"""Which worker of pytest-xdist runs which tests, and on which line of Neo4j a test runs.

Decides: that all tests on one line of Neo4j run in one worker (a Community server has one database), that these long
turns are begun first, and that a run deals its tests out to the lines unless it is told to run each on every line.
Does not decide: anything for other tests, which stay together by file.
"""

from __future__ import annotations

from zlib import crc32

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from tests.servers.finding import lines_in
from tests.servers.lines import Line


class ByLineOrFile(LoadFileScheduling):
    """Keeps a file's tests together, and those on one line of Neo4j, whatever their file.

    A test shows its line in its parameters, so its name stays what it is: with xdist's own groups every name would get
    an ending under which the test cannot be asked for again.
    """

    def _split_scope(self, nodeid: str) -> str:
        shown = lines_in(nodeid)
        return shown[0].value if shown else super()._split_scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Hand out the lines first: each is longer than any file."""
        for line in reversed(Line):
            if line.value in self.workqueue:
                self.workqueue.move_to_end(line.value, last=False)
        super()._assign_work_unit(node)


EVERY_LINE = "every_line"
"""The mark of a test that runs on every line in every run."""


def dealt_out(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests to run, and those left to a run on every line.

    A test that is there for several lines is left to one of them: of the contract of the store each case by itself,
    elsewhere all of a file, because what a file sets up for its tests is long in coming."""
    there = {item.nodeid for item in items}
    run, left = [], []
    for item in items:
        shown = lines_in(item.nodeid)
        alike = {item.nodeid.replace(shown[0].value, line.value) for line in Line} if shown else {item.nodeid}
        dealt = shown and alike <= there and item.get_closest_marker(EVERY_LINE) is None
        (left if dealt and shown[0] is not _line_of(item, shown[0]) else run).append(item)
    return run, left


def _line_of(item: pytest.Item, shown: Line) -> Line:
    path = item.nodeid.partition("::")[0]
    dealt = item.nodeid.replace(shown.value, "") if path.startswith("tests/store/") else path
    return list(Line)[crc32(dealt.encode()) % len(Line)]
