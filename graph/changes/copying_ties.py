"""The cached statistics of ties on their way into a copy.

Decides: that statistics which were folded with the present assumptions come as they are, to the last bit, and that all
others are folded from their touches. Does not decide: how touches fold (the engine does).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import fields

import numpy as np

from graph.changes.comparing import OnRows, Summing, as_folded
from graph.changes.importing import fold_marked_ties
from graph.changes.marking import Beat, write_marked
from graph.changes.pace import Pace, gap_after
from graph.domain.network import Flags, TieStatistics
from graph.engine.assumptions import VERSION
from graph.store.protocol import GraphStore, Snapshot, Transaction
from graph.store.values import CachedTies, TieKey


async def copy_ties(wanted: Snapshot, target: GraphStore, beat: Beat, summing: Summing, progress: OnRows) -> None:
    """Let every tie of the target be folded as it is in the snapshot; ``summing`` and ``progress`` hear of each.

    The touches are there already. Ties that the snapshot has not folded with these assumptions are folded here."""
    pace = Pace()
    coming: list[tuple[tuple[TieKey, ...], TieStatistics]] = []
    async for some in wanted.ties():
        summing.ties(some.keys, as_folded(some), [VERSION] * len(some.keys))
        coming.append(_folded(some))
        if sum(len(keys) for keys, _ in coming) >= pace.size:
            await _put(target, coming, beat, pace)
            coming.clear()
        progress(len(some.keys))
    await _put(target, coming, beat, pace)
    await fold_marked_ties(target, beat=beat)


def _folded(some: CachedTies) -> tuple[tuple[TieKey, ...], TieStatistics]:
    """The ties that were folded with the present assumptions, and their statistics."""
    chosen: Flags = np.array([one == VERSION for one in some.assumptions], dtype=np.bool_)
    keys = tuple(key for key, one in zip(some.keys, chosen, strict=True) if one)
    columns = {column.name: getattr(some.statistics, column.name)[chosen] for column in fields(some.statistics)}
    return keys, TieStatistics(**columns)


async def _put(
    target: GraphStore, coming: list[tuple[tuple[TieKey, ...], TieStatistics]], beat: Beat, pace: Pace
) -> None:
    """Cache the statistics of all these ties in one unit, and leave a gap for others."""
    keys = [key for some, _ in coming for key in some]
    if not keys:
        return
    joined = TieStatistics(
        **{
            column.name: np.concatenate([getattr(statistics, column.name) for _, statistics in coming])
            for column in fields(TieStatistics)
        }
    )

    async def unit(transaction: Transaction) -> None:
        await transaction.put_statistics(keys, joined, VERSION)

    began = time.monotonic()
    await write_marked(target, unit, beat)
    took = time.monotonic() - began
    pace.took(len(keys), took)
    await asyncio.sleep(gap_after(took))
