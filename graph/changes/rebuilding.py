"""Every tie folded again from its touches, while others go on.

Decides: in which units. Does not decide: how touches fold (the engine does), nor which ties there are (the store does).

The raw touches are the truth and the statistics a cache, so that nothing is lost when this is stopped half-way, and
whoever asks meanwhile sees the same figures as before, unless those were wrong.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from graph.changes.pace import Pace
from graph.engine.assumptions import VERSION
from graph.engine.fold import fold
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import GAP, TieKey

OnTies = Callable[[int, int], None]
"""Is told how many ties are folded, and how many there were at the beginning."""


async def rebuild(store: GraphStore, progress: OnTies | None = None) -> int:
    """Fold every tie of the store anew, and return how many there were; the revision stays.

    Ties that come meanwhile may be among them or not: whoever makes one folds it. Raises a StoreError; then, or when it
    is cancelled, what is folded stays so, and it can be run again."""
    total = (await store.held()).ties
    pace = Pace()
    last: TieKey | None = None
    folded = 0
    while True:
        began = time.monotonic()
        ties = await _fold_some(store, last, pace.size)
        if not ties:
            return folded
        last = ties[-1]
        folded += len(ties)
        pace.took(len(ties), time.monotonic() - began)
        if progress is not None:
            progress(folded, max(folded, total))
        await asyncio.sleep(GAP)


async def _fold_some(store: GraphStore, last: TieKey | None, limit: int) -> tuple[TieKey, ...]:
    """Fold at most ``limit`` ties after ``last`` in one unit and return them; none when none is left."""

    async def unit(transaction: Transaction) -> tuple[TieKey, ...]:
        ties = await transaction.ties(last, limit)
        if ties:
            found = await transaction.touches_of(ties)
            await transaction.put_statistics(ties, fold(found.touches, len(ties)), VERSION)
        return ties

    return await store.write(unit)
