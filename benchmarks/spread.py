"""``python -m benchmarks.spread``: the whole firm swept by one process, and by several over Dask, in one run.

Decides: what is timed, and that both must give the same bytes. Does not decide: how a sweep is split
(``graph.engine.partitioned``) or handed out (``graph.questions.over_workers``).
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeVar

from rich.console import Console

from benchmarks.answers import BenchmarkFailed
from benchmarks.filling import copied
from benchmarks.judged import COLUMNS, Figure, Sheet, timed
from benchmarks.machine import machine_facts
from benchmarks.printing import print_table
from benchmarks.stores import opened
from benchmarks.workers import local_workers
from exchange.generating import LAST_DAY
from graph.domain.network import Network
from graph.engine.as_of import as_of
from graph.engine.firm_risk import members_of
from graph.engine.partitioned import Joined, Part, share_of
from graph.engine.parts import Whole, sorted_out
from graph.engine.sweep import sweep
from graph.errors import WhitherError
from graph.questions.over_workers import hand_out, swept_over

T = TypeVar("T")

_TIMES: Final = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds: of sweeps by ``one`` process; of cutting and handing out the parts; of sweeps of the parts that are
    handed out, their shares put together; and the processor's seconds, which other work on the machine does not change:
    of the one process, and of the worker that took most."""

    one: tuple[float, ...]
    handed: float
    spread: tuple[float, ...]
    one_busy: float
    most_busy: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for, and print the table."""
    given = _parser().parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    try:
        with tempfile.TemporaryDirectory(prefix="whither-benchmark-", dir=given.scratch) as scratch:
            network = asyncio.run(_loaded(copied(given.store, Path(scratch) / "whither.sqlite")))
            took = compare(sorted_out(network), given.workers, Path(scratch))
    except (BenchmarkFailed, WhitherError, OSError, sqlite3.Error) as error:
        console.print(f"The benchmark failed: {error}", markup=False)
        return 1
    versions = f", Dask {version('dask')}"
    firm = f"Firm: {len(network.staff):,} staff, {len(network.accounts):,} accounts, {len(network.ties):,} ties."
    sheet = Sheet((*machine_facts(versions), firm), tuple(_figures(took, given.workers)), judged=False)
    print_table(sheet.facts, COLUMNS, sheet.cells())
    if given.markdown is not None:
        given.markdown.write_text(sheet.markdown(), encoding="utf-8")
    return 0


def compare(whole: Whole, workers: int, scratch: Path) -> Compared:
    """Sweep the firm both ways. Raises BenchmarkFailed when they differ in a byte."""
    network = whole.network
    ours, one = _timed(lambda: _alone(network), _TIMES)
    began = time.process_time()
    _alone(network)
    one_busy = time.process_time() - began
    with local_workers(workers, scratch) as client:
        parts, handed = _timed(lambda: hand_out(client, whole), 1)
        theirs, spread = _timed(lambda: swept_over(client, whole, parts), _TIMES)
        busy: list[float] = client.gather([client.submit(_busy, part, pure=False) for part in parts])
    check_same_bytes(ours, theirs)
    return Compared(one, handed[0], spread, one_busy, max(busy))


def check_same_bytes(one: Joined, other: Joined) -> None:
    """Raise BenchmarkFailed when any column of two ways of arriving at the firm's figures differs in a byte."""
    for name in ("members", "holders", "standings"):
        for column, values in vars(getattr(one, name)).items():
            others = getattr(getattr(other, name), column)
            if values.dtype != others.dtype or values.tobytes() != others.tobytes():
                raise BenchmarkFailed(f"One process and several differ in {column} of the {name}.")


def _busy(part: Part) -> float:
    """The processor's seconds of sweeping a part."""
    began = time.process_time()
    share_of(part)
    return time.process_time() - began


def _alone(network: Network) -> Joined:
    found = sweep(as_of(network))
    return Joined(members_of(network, found), found.holders, found.standings)


def _timed(work: Callable[[], T], times: int) -> tuple[T, tuple[float, ...]]:
    """What ``work`` gives, and its seconds each time; where it is done several times, once more before."""
    seconds = []
    for _ in range(times if times == 1 else times + 1):
        began = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - began)
    return found, tuple(seconds[-times:])


def _figures(took: Compared, workers: int) -> Iterator[Figure]:
    yield timed("sweep and figures of staff members, one process", took.one)
    yield timed("the same, the processor's time", [took.one_busy])
    yield timed(f"the accounts cut and handed out to {workers} workers, once", [took.handed])
    yield timed(f"the same figures from {workers} workers, the same bytes", took.spread)
    yield timed("of that the processor's time of the worker that takes most", [took.most_busy])


async def _loaded(place: Path) -> Network:
    async with opened(place) as store:
        return await store.whole(LAST_DAY)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spread", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="a generated firm's store, which is copied")
    parser.add_argument("--workers", type=int, default=2, help="how many processes; 2 without it")
    parser.add_argument("--scratch", type=Path, help="a folder with room for everything; the system's own without it")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
