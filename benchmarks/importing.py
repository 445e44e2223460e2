"""How fast a folder is imported, end to end: checked, written, folded, and looked over.

Decides: what counts as the time of an import. Does not decide: how one is done (``exchange`` does).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Final

from benchmarks.answers import BenchmarkFailed
from benchmarks.plan import Place
from benchmarks.stores import opened
from exchange.generating import LAST_DAY
from exchange.importing import import_folder
from exchange.report import Progress, Stage

_LAST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """How long an import took, and of that each stage, in seconds; how many rows of all files were new; and how many
    rows a second were written while the last million of them was."""

    seconds: float
    stages: dict[Stage, float]
    rows: int
    last_rate: float = 0.0


async def import_into(place: Place, folder: Path) -> Imported:
    """Import the folder into the empty store at a place. Raises BenchmarkFailed when a row is set aside."""
    stages: dict[Stage, float] = {}
    written: list[tuple[int, float]] = []

    def note(progress: Progress) -> None:
        stages[progress.stage] = progress.seconds
        if progress.stage is Stage.WRITING:
            written.append((progress.rows, progress.seconds))

    now = datetime.combine(LAST_DAY + timedelta(days=1), clock(), UTC)
    async with opened(place) as store:
        began = time.perf_counter()
        report = await import_folder(store, folder, now=now, rejects=None, progress=note)
        seconds = time.perf_counter() - began
    new = sum(file.new for file in report.files)
    if not report.loaded or report.rejected or new != sum(file.rows for file in report.files):
        raise BenchmarkFailed(f"Of {folder} only {new} rows are new: measure on an empty store and a sound folder.")
    return Imported(seconds, stages, new, last_rate(written))


def last_rate(written: Sequence[tuple[int, float]]) -> float:
    """Rows a second while the last million was written, or the last fifth where there are fewer than five; 0 when
    nobody told. ``written``: how many rows after how many seconds, ascending."""
    if not written:
        return 0.0
    rows, seconds = written[-1]
    since = rows - min(_LAST, rows // 5)
    before, then = max((one for one in written if one[0] <= since), default=(0, 0.0))
    return (rows - before) / (seconds - then) if seconds > then else 0.0
