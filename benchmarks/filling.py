"""The store of a run at size: imported, or copied from one that is there.

Decides: where it comes from, and what of the import is told. Does not decide: how an import is done, nor any aim.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import BenchmarkFailed
from benchmarks.apart import apart
from benchmarks.importing import Imported, import_into
from benchmarks.plan import SEED, Place
from benchmarks.scale_plan import Part, ScalePlan
from benchmarks.scrambling import scramble
from benchmarks.stores import opened
from exchange.generating import generate

Say = Callable[[str], None]
"""Told what is done next, in one sentence."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An import and the most memory that its process held; ``ids``: in which order they came."""

    ids: str
    imported: Imported
    peak: int


@dataclass(frozen=True, slots=True)
class Filled:
    """The store, a copy of its own that may be written to, and the imports that were made."""

    store: Path
    imports: tuple[Loaded, ...] = ()


def filled(plan: ScalePlan, say: Say) -> Filled:
    """The store of the plan, in its scratch folder. Raises BenchmarkFailed when it cannot be had."""
    store = plan.scratch / "store" / "whither.sqlite"
    if plan.keep is not None and plan.keep.exists():  # told before the import, which takes long
        raise BenchmarkFailed(f"There is something at {plan.keep} already: name a file that is not there yet.")
    if plan.store is not None:
        say(f"Copying the store {plan.store}.")
        return Filled(copied(plan.store, store))
    folder = plan.folder or _generated(plan, say)
    imports = [_imported(store, folder, "ids in order", say)]
    if plan.keep is not None:
        copied(store, plan.keep)
    if plan.shuffled and Part.IMPORT in plan.parts:
        say("Giving every row another id, in no order.")
        other = scramble(folder, plan.scratch / "shuffled")
        imports.append(_imported(plan.scratch / "shuffled-store" / "whither.sqlite", other, "ids shuffled", say))
    return Filled(store, tuple(imports))


def _generated(plan: ScalePlan, say: Say) -> Path:
    size = plan.measures.size
    say(f"Generating a firm with {size.ties:,} ties and {size.all_touches:,} touches.")
    return generate(plan.scratch / "folder", size, SEED).folder


def _imported(store: Path, folder: Path, ids: str, say: Say) -> Loaded:
    say(f"Importing {folder}, {ids}.")
    store.parent.mkdir(parents=True, exist_ok=True)
    took = apart(import_into, store, folder)
    return Loaded(ids, took.result, took.peak)


def copied(source: Path, target: Path) -> Path:
    """A copy at one instant, whatever is written to the source meanwhile; raises BenchmarkFailed when there is none."""
    if not source.is_file():
        raise BenchmarkFailed(f"There is no store at {source}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    there = f"{source.resolve().as_uri()}?mode=rw"  # whoever may only read leaves files behind
    with (
        closing(sqlite3.connect(there, uri=True)) as one,
        closing(sqlite3.connect(target)) as other,
    ):
        one.backup(other)
    return target


async def opening(place: Place) -> float:
    """The seconds in which a process that has just begun opens the store."""
    began = time.perf_counter()
    async with opened(place):
        return time.perf_counter() - began
