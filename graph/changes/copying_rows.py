"""The rows of a copy on their way: what the other end lacks is put there, and what it has too much is removed.

Decides: in which order, and that nothing decided by hand at the other end stands in the way: what was decided is taken
away there first, and comes last. Does not decide: what differs (``matching`` does), nor how a unit is written
(``importing``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from graph.changes.comparing import OnRows, Summing
from graph.changes.importing import write_records
from graph.changes.marking import Beat, write_marked
from graph.changes.matching import Matched, Pair, gone_keys, matched
from graph.changes.pace import Pace, gap_after
from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS, Key, R, Record, key_of
from graph.domain.records import Account, StaffMember
from graph.store.protocol import GraphStore, Snapshot, Transaction

_WITHIN: Final = {StaffMember: "manager_id", Account: "parent_id"}
"""The fields by which rows refer to others of their own kind: they are put when all of these are there."""


class _EveryKey:
    """Every key there is: each row of a copy stands for itself, and takes no other's place."""

    def __contains__(self, _key: object) -> bool:
        return True


class CopiedRows:
    """Rows of a snapshot on their way into another store."""

    def __init__(self, wanted: Snapshot, standing: Snapshot | None, target: GraphStore, beat: Beat) -> None:
        """``standing`` is what the ``target`` holds now, None for nothing at all."""
        self._wanted = wanted
        self._standing = standing
        self._target = target
        self._beat = beat
        self._pace = Pace()
        self._gone: list[type[Record]] = []
        self.written = 0
        """How many rows were put."""

    async def run(self, summing: Summing, progress: OnRows) -> None:
        """Make the target's rows those of the snapshot; ``summing`` and ``progress`` hear of each that is read."""
        if self._standing is not None:
            await self._clear(Amendment)
        for kind in KEY_FIELDS:
            if kind is not Amendment:
                await self._put(kind, summing, progress)
        for kind in _WITHIN:
            await self._refer(kind)
        for kind in reversed(self._gone):
            await self._remove(kind)
        await self._bring(summing, progress)

    async def _put(self, kind: type[Record], summing: Summing, progress: OnRows) -> None:
        """Put the rows of a kind that are new or differ, without what they refer to in their own kind."""
        within = _WITHIN.get(kind)
        batch: list[Record] = []
        async for some in self._differing(kind):
            summing.rows(kind, some.wanted)
            coming = [pair.wanted for pair in some.pairs if pair.wanted is not None]
            batch += coming
            self.written += len(coming)
            if kind not in self._gone and gone_keys(some.pairs):
                self._gone.append(kind)
            while len(batch) >= self._pace.size:
                await self._write(batch[: (size := self._pace.size)], within)
                del batch[:size]
            progress(len(some.wanted))
        await self._write(batch, within)

    async def _refer(self, kind: type[Record]) -> None:
        """Put the rows again that refer to others of their kind, or have ceased to."""
        batch: list[Record] = []
        async for some in self._differing(kind):
            batch += [pair.wanted for pair in some.pairs if pair.wanted is not None and _refers_anew(pair)]
            while len(batch) >= self._pace.size:
                await self._write(batch[: (size := self._pace.size)], None)
                del batch[:size]
        await self._write(batch, None)

    async def _remove(self, kind: type[Record]) -> None:
        async for some in self._differing(kind):
            await self._take_away(kind, gone_keys(some.pairs))

    async def _clear(self, kind: type[Record]) -> None:
        if self._standing is not None:
            async for rows in self._standing.records(kind):
                await self._take_away(kind, [key_of(row) for row in rows])

    async def _bring(self, summing: Summing, progress: OnRows) -> None:
        """What was decided by hand, when all that it is about has come: it stands as it stood, whatever it is."""
        async for rows in self._wanted.records(Amendment):
            summing.rows(Amendment, rows)
            await self._write(rows, None)
            self.written += len(rows)
            progress(len(rows))

    def _differing(self, kind: type[R]) -> AsyncIterator[Matched[R]]:
        standing = None if self._standing is None else self._standing.records(kind)
        return matched(kind, self._wanted.records(kind), standing)

    async def _write(self, rows: Sequence[Record], within: str | None) -> None:
        """Put rows in one unit, without the field ``within``, which stays as it is where they stand."""
        if not rows:
            return
        began = time.monotonic()
        if within is None:
            await write_records(self._target, rows, self._beat, alone=_EVERY)
        else:
            alone = [_without_reference(row) for row in rows]
            await write_records(self._target, alone, self._beat, frozenset([within]), _EVERY)
        self._pace.took(len(rows), time.monotonic() - began)

    async def _take_away(self, kind: type[Record], keys: Sequence[Key]) -> None:
        async def unit(transaction: Transaction) -> None:
            await transaction.remove(kind, keys)

        if keys:
            began = time.monotonic()
            await write_marked(self._target, unit, self._beat)
            await asyncio.sleep(gap_after(time.monotonic() - began))


def _without_reference(row: Record) -> Record:
    """The same row as long as those of its own kind are not all there."""
    if isinstance(row, StaffMember):
        return replace(row, manager_id=None)
    return replace(row, parent_id=None) if isinstance(row, Account) else row


def _refers_anew(pair: Pair[Record]) -> bool:
    """Whether what a row refers to in its own kind is still to be put."""
    wanted, standing = (
        None if row is None else getattr(row, _WITHIN[type(row)]) for row in (pair.wanted, pair.standing)
    )
    return bool(wanted != standing)


_EVERY: Final = _EveryKey()
