"""The writes of an import: many units of work, then the fold of what they touched, under a mark.

Decides: what one unit holds, that other writers get their turn between two units, and how marked ties are folded.
Does not decide: who may import (``marking`` does), which rows are fit to be written (``exchange`` checks them), when a
row takes the place of another (``dating``), nor how touches fold (the engine does).

A reader between two units sees a firm some of whose rows have not arrived, never a wrong figure: the store marks the
ties a unit touched as unfolded, and an unfolded tie is read from its raw touches.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Container, Sequence
from typing import TypeVar

from graph.changes.dating import put_dated
from graph.changes.marking import Beat, write_marked
from graph.changes.pace import Pace, gap_after
from graph.domain.kinds import Key, Record
from graph.engine.assumptions import VERSION
from graph.engine.fold import fold
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Source, TieKey, Written

T = TypeVar("T")


async def write_records(
    store: GraphStore,
    records: Sequence[Record],
    beat: Beat | None = None,
    keep: frozenset[str] = frozenset(),
    alone: Container[Key] = frozenset(),
    *,
    source: Source = Source.FILE,
) -> Written:
    """Put records of one kind with different keys, touches too, in one unit; the fields named in ``keep`` stay as they
    are in rows that are there. ``alone`` holds keys of rows that stand for themselves (see ``put_dated``); ``source``
    says whether their file is said to hold every row of its kind.

    Raises InvalidRecord, and writes nothing, when a record refers to an id nobody has."""

    async def unit(transaction: Transaction) -> Written:
        return await put_dated(transaction, records, keep, alone, source)

    return await _write_and_give_way(store, unit, beat)


async def fold_marked_ties(
    store: GraphStore,
    progress: Callable[[int], None] | None = None,
    beat: Beat | None = None,
    *,
    alone: bool = False,
) -> int:
    """Fold every tie that is marked as unfolded, staff member by staff member, and return how many there were; in
    larger units where the import is ``alone`` with a store that was made for it.

    ``progress`` is told the number of ties folded so far after each unit. Raises RuntimeError when the store takes
    other assumptions than the engine's for good."""
    pace = Pace()
    if alone:
        pace.enlarge()
    folded = 0
    before: tuple[TieKey, ...] = ()
    while True:
        began = time.monotonic()
        ties = await _fold_some(store, pace.size, beat)
        if not ties:
            return folded
        if ties[0] in before:
            raise RuntimeError(f"ties stay unfolded: the store was not opened with the engine's assumptions {VERSION}")
        before = ties
        folded += len(ties)
        pace.took(len(ties), time.monotonic() - began)
        if progress is not None:
            progress(folded)


async def _fold_some(store: GraphStore, limit: int, beat: Beat | None) -> tuple[TieKey, ...]:
    """Fold at most ``limit`` marked ties in one unit and return them; none when none is left."""

    async def unit(transaction: Transaction) -> tuple[TieKey, ...]:
        ties = await transaction.unfolded(limit)
        if ties:
            found = await transaction.touches_of(ties)
            await transaction.put_statistics(found.keys, fold(found.touches, len(found.keys)), VERSION)
        return ties

    return await _write_and_give_way(store, unit, beat)


async def _write_and_give_way(store: GraphStore, unit: Callable[[Transaction], Awaitable[T]], beat: Beat | None) -> T:
    """Run a unit of an import, then leave a gap in which another process gets the store. Without ``beat`` it is a unit
    like any other, and nothing follows at its heels."""
    began = time.monotonic()
    done = await write_marked(store, unit, beat)
    if beat is not None:
        await asyncio.sleep(gap_after(time.monotonic() - began))
    return done
