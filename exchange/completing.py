"""``--complete FILE``: the file is the whole truth about its kind of row.

Decides: which files can be that, and that absent rows are retracted in units, those that others refer to staying.
Does not decide: which rows are absent (``present``), nor how a store remembers a retraction.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from exchange.folder import Contents
from exchange.layout import LAYOUT
from exchange.present import Present
from graph.changes.marking import Beat, Pulse
from graph.changes.pace import Pace, gap_after
from graph.changes.retracting import retract_records
from graph.domain.correcting import read_imported
from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_NAMES, Key, key_of
from graph.domain.records import Firm
from graph.errors import InvalidInput
from graph.store.protocol import GraphStore, Snapshot

_MOST: Final = 100_000
"""Keys that are held at once; for more the store is looked through again."""
_OPTION: Final = "--complete"


@dataclass(frozen=True, slots=True)
class Retracted:
    """How many rows a complete file no longer holds: retracted, and ``kept`` because other rows refer to them."""

    gone: int = 0
    kept: int = 0


def check_complete(contents: Contents, names: Iterable[str]) -> frozenset[str]:
    """The names of files that are the whole truth; raises InvalidInput for one that cannot be, or is not there."""
    there = {source.layout.name for source in contents.sources}
    possible = [layout.name for layout in LAYOUT if layout.record not in (Firm, Amendment)]
    for name in names:
        if name not in possible:
            raise InvalidInput(_OPTION, name, f"name one of {', '.join(possible)}")
        if name not in there:
            raise InvalidInput(_OPTION, name, f"{contents.path} holds no such file")
    return frozenset(names)


async def retract_absent(store: GraphStore, present: Present, beat: Beat) -> Retracted:
    """Retract the rows of a store that a complete file does not hold. However long it looks for them, the import's mark
    is kept alive; raises StoreBusy when another import has taken over."""
    pace, pulse = Pace(), Pulse(store, beat)
    gone = 0
    kept: set[Key] = set()
    while absent := await _absent(store, present, kept, pulse):
        for keys in _chunks(absent, pace):
            began = time.monotonic()
            removed = await retract_records(store, present.kind, keys, beat)
            seconds = time.monotonic() - began
            pace.took(len(keys), seconds)
            await asyncio.sleep(gap_after(seconds))
            gone += removed.gone
            kept.update(removed.referred_to)
        if len(absent) < _MOST:
            break
    went = gone
    while kept and went:  # rows of one kind refer to each other, and some have gone
        removed = await retract_records(store, present.kind, list(kept), beat)
        went = removed.gone
        gone += went
        kept = set(removed.referred_to)
    return Retracted(gone, len(kept))


async def _absent(store: GraphStore, present: Present, kept: set[Key], pulse: Pulse) -> list[Key]:
    """The keys of rows that the file does not hold, so many as are held at once; but for those known to be kept."""
    found: list[Key] = []
    async with store.snapshot([present.kind, Amendment]) as snapshot:
        moved = await keys_moved_to(snapshot, present)
        async for records in snapshot.records(present.kind):
            await pulse.keep()
            found += [key for key in map(key_of, present.absent(records)) if key not in kept and key not in moved]
            if len(found) >= _MOST:
                break
    return found[:_MOST]


async def keys_moved_to(snapshot: Snapshot, present: Present) -> frozenset[Key]:
    """The keys of rows that the file still holds under the keys they had before somebody corrected them."""
    found = set()
    async for amendments in snapshot.records(Amendment):
        for amendment in amendments:
            if amendment.imported and amendment.row_kind == KIND_NAMES[present.kind]:
                was = read_imported(present.kind, amendment.imported)
                if was is not None and was.moved_to is not None and not present.absent([was.row]):
                    found.add(was.moved_to)
    return frozenset(found)


def _chunks(keys: Sequence[Key], pace: Pace) -> Iterable[Sequence[Key]]:
    """The keys in turns of as many as the pace allows at the time."""
    at = 0
    while at < len(keys):
        size = pace.size
        yield keys[at : at + size]
        at += size
