"""``python -m benchmarks.neo4j``: Neo4j beside the embedded store and beside Cypher written by hand, in one run.

Decides: the options, and that a run that fails says why and ends with 1. Does not decide: what is measured
(``running``).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from neo4j.exceptions import DriverError, Neo4jError
from rich.console import Console

from benchmarks.answers import BenchmarkFailed
from benchmarks.figures import HEADER
from benchmarks.plan import ASKED, FULL, TIES_OF_ASKED, TRY_OUT, Plan, Section
from benchmarks.printing import print_table
from benchmarks.running import Beside, run
from graph.errors import WhitherError
from graph.store.neo4j import Address
from tests.servers.admin import run_admin
from tests.servers.launching import FOR_BENCHMARKS, NotStarted, launched
from tests.servers.lines import Line

_SIZES = ("staff", "people", "accounts", "ties", "touches")
_STARTED = "started by the run with a checkpoint an hour and small logs, which may flatter its import"
_LINES = {line.profile: line for line in Line}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for on a server of our own, and print the table."""
    parser = _parser()
    given = parser.parse_args(arguments)
    first = TRY_OUT if given.try_out else FULL
    changed = {name: number for name in _SIZES if (number := getattr(given, name)) is not None}
    if "ties" in changed:
        changed = {"touches": 0} | changed  # as they follow from the ties
    line, console = _LINES[given.line], Console(stderr=True, highlight=False)
    about = f"heap {FOR_BENCHMARKS.heap} MB, page cache {FOR_BENCHMARKS.page_cache} MB, {_STARTED}"
    try:
        with tempfile.TemporaryDirectory(prefix="whither-benchmark-", dir=given.scratch) as scratch:
            plan = Plan(
                replace(first, **changed), Path(scratch), _sections(given.only), given.asked, given.ties_of_asked
            )
            with launched(line, Path(scratch) / "server", FOR_BENCHMARKS) as own:
                server = own.server
                address = Address(server.uri, server.user, server.password, server.database)
                report = run(plan, Beside(address, about, partial(run_admin, line)), console.print)
    except (BenchmarkFailed, NotStarted, WhitherError, DriverError, Neo4jError, OSError) as error:
        console.print(f"The benchmark failed: {error}", markup=False)
        return 1
    print_table(report.facts, HEADER, report.cells())
    if given.markdown is not None:
        given.markdown.write_text(report.markdown(), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.neo4j", description=__doc__)
    parser.add_argument("--try-out", action="store_true", help="a small firm, to see whether everything runs")
    for name in _SIZES[:-1]:
        parser.add_argument(f"--{name}", type=int, help=f"how many; {getattr(FULL, name):,} without it")
    parser.add_argument("--touches", type=int, help="how many; eight for each tie without it")
    parser.add_argument("--line", choices=_LINES, default=Line.CALENDAR.profile, help="which line of Neo4j")
    parser.add_argument(
        "--only", choices=[one.value for one in Section], action="append", help="a section; several may be"
    )
    parser.add_argument("--asked", type=int, default=ASKED, help="how many staff members are asked about")
    parser.add_argument("--ties-of-asked", type=int, default=TIES_OF_ASKED, help="about how many ties each of them has")
    parser.add_argument("--scratch", type=Path, help="a folder with room for everything; the system's own without it")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there, too")
    return parser


def _sections(named: Sequence[str] | None) -> frozenset[Section]:
    return frozenset(Section(one) for one in named) if named else frozenset(Section)


if __name__ == "__main__":
    sys.exit(main())
