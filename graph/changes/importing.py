"""The writes of an import: many units of work, then the fold of what they touched, under a mark.

Decides: what one unit holds, and how marked ties are folded.
Does not decide: who may import (``marking`` does), which rows are fit to be
written (``exchange`` checks them), nor how touches fold (the engine does).

A reader between two units sees a firm some of whose rows have not arrived, never a wrong figure: the store marks the
ties a unit touched as unfolded, and an unfolded tie is read from its raw touches.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from graph.changes.marking import Beat, write_marked
from graph.changes.pace import Pace
from graph.domain.records import Record, Touch
from graph.engine.assumptions import VERSION
from graph.engine.fold import fold
from graph.store.protocol import GraphStore, TieKey, Transaction, Written


async def write_records(store: GraphStore, records: Sequence[Record], beat: Beat | None = None) -> Written:
    """Put records of one kind with different keys in one unit; raises InvalidRecord, and writes nothing, when one
    refers to an id nobody has."""

    async def unit(transaction: Transaction) -> Written:
        return await transaction.put(records)

    return await write_marked(store, unit, beat)


async def write_touches(store: GraphStore, touches: Sequence[Touch], beat: Beat | None = None) -> int:
    """Insert touches in one unit, leaving their ties unfolded, and return how many were new."""

    async def unit(transaction: Transaction) -> int:
        return len(await transaction.insert_touches(touches))

    return await write_marked(store, unit, beat)


async def fold_marked_ties(
    store: GraphStore, progress: Callable[[int], None] | None = None, beat: Beat | None = None
) -> int:
    """Fold every tie that is marked as unfolded, staff member by staff member, and return how many there were.

    ``progress`` is told the number of ties folded so far after each unit. Raises RuntimeError when the store takes
    other assumptions than the engine's for good."""
    pace = Pace()
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

    return await write_marked(store, unit, beat)
