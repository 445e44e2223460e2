"""Which worker of pytest-xdist runs which tests.

Decides: that all tests on one line of Neo4j run in one worker (a Community server has one database), and that these
long turns are begun first. Does not decide: anything for other tests, which stay together by file.
"""

from __future__ import annotations

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
