"""The embedded store and its service at the size of an ordinary customer, measured in one run, each figure by its aim.

Decides: what can be said on the command line. Does not decide: what is measured (``scale_running`` does).
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from neo4j.exceptions import DriverError, Neo4jError
from rich.console import Console

from benchmarks.answers import BenchmarkFailed
from benchmarks.judged import COLUMNS
from benchmarks.plan import FULL
from benchmarks.printing import print_table
from benchmarks.scale_plan import CUSTOMER, SMALL, Measures, Part, ScalePlan
from benchmarks.scale_running import run
from graph.errors import WhitherError
from tests.servers.launching import NotStarted

_SIZES = ("staff", "people", "accounts", "ties", "touches")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for, and print the table."""
    given = _parser().parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    try:
        measures = _measures(given)
        with tempfile.TemporaryDirectory(prefix="whither-benchmark-", dir=given.scratch) as scratch:
            parts = frozenset(Part(one) for one in given.only) if given.only else frozenset(Part)
            plan = ScalePlan(measures, Path(scratch), parts, given.folder, given.store, given.shuffled, given.keep)
            sheet = run(plan, lambda said: console.print(said, markup=False))
    except (BenchmarkFailed, NotStarted, WhitherError, DriverError, Neo4jError, OSError, sqlite3.Error) as error:
        console.print(f"The benchmark failed: {error}", markup=False)
        return 1
    print_table(sheet.facts, COLUMNS, sheet.cells())
    if given.markdown is not None:
        given.markdown.write_text(sheet.markdown(), encoding="utf-8")
    return 0


def _measures(given: argparse.Namespace) -> Measures:
    first = SMALL if given.try_out else CUSTOMER
    changed = {name: number for name in _SIZES if (number := getattr(given, name)) is not None}
    if "ties" in changed:
        changed = {"touches": 0} | changed  # as they follow from the ties
    return replace(
        first,
        size=replace(first.size, **changed),
        asked=first.asked if given.asked is None else given.asked,
        seconds=first.seconds if given.seconds is None else given.seconds,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--try-out", action="store_true", help="a small firm, to see whether everything runs")
    for name in _SIZES[:-1]:
        parser.add_argument(f"--{name}", type=int, help=f"how many; {getattr(FULL, name):,} without it")
    parser.add_argument("--touches", type=int, help="how many; eight for each tie without it")
    there = parser.add_mutually_exclusive_group()
    there.add_argument("--folder", type=Path, help="a generated firm's folder, instead of generating one")
    there.add_argument("--store", type=Path, help="a generated firm's store, which is copied, instead of an import")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="keep a copy of the imported store there, for --store"
    )
    parser.add_argument("--shuffled", action="store_true", help="import a second time, with ids in no order")
    parser.add_argument(
        "--only", choices=[one.value for one in Part], action="append", help="a section; several may be"
    )
    parser.add_argument(
        "--asked", type=int, help=f"about how many leavers is asked most; {CUSTOMER.asked:,} without it"
    )
    parser.add_argument("--seconds", type=float, help=f"how long many clients ask; {CUSTOMER.seconds} without it")
    parser.add_argument("--scratch", type=Path, help="a folder with room for everything; the system's own without it")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
