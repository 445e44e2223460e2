"""A whole graph from one store into another, over the protocol alone.

Decides: what a copy may be made into, in which order it comes, when it may be taken up again, and that it counts only
when both ends were compared. Does not decide: how rows, ties and entries come (``copying_rows``, ``copying_ties``,
``copying_audit``), nor what is equal (``comparing``).

A copy bears the mark of an import until it has ended: nobody imports meanwhile, and whoever asks is told. One that was
stopped is taken up by copying again from the same store, whatever its revision is by then: both ends are read side by
side, only what differs is written, and what the source has no more is removed. Kept payloads of idempotency keys are
not copied: they are of use for 30 days, and to whoever talks to the store that made them.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from graph.changes.comparing import Summing, Sums, expected_rows, summed
from graph.changes.copying_audit import begun, checksum_of, copy_entries, newest_number
from graph.changes.copying_rows import CopiedRows
from graph.changes.copying_ties import copy_ties
from graph.changes.marking import Claim, Gone, Pulse, begin_import, end_import
from graph.errors import StoreBusy, StoreError, StoreFilled, StoreVersion
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore, Snapshot
from graph.store.values import Held, ImportMark


class CopyStage(Enum):
    """What a copy is doing."""

    COPYING = "copying"
    CHECKING = "checking"


OnCopy = Callable[[CopyStage, int, int], None]
"""Is told the stage, how many rows and ties are done in it, and about how many there are."""

_NEVER: Final = ""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a copy: a store, and its audit log."""

    graph: GraphStore
    audit: AuditLog


@dataclass(frozen=True, slots=True)
class Copier:
    """Who copies: the name of this copy, who tells which others have surely ended, and the present instant (UTC)."""

    owner: str
    gone: Gone
    now: datetime


@dataclass(frozen=True, slots=True)
class Copied:
    """The end of a copy: both ends hold the same. ``counts`` are the rows of each kind, ties among them.

    ``revision`` is that of the source that was copied; the target counts its own, and holds it at ``target_revision``.
    ``written`` rows were put, the others stood there; ``entries`` of the audit log are there, ``appended`` came now.
    ``resumed``: a copy that was stopped was taken up again."""

    source: str
    target: str
    revision: int
    target_revision: int
    counts: dict[str, int]
    written: int
    entries: int
    appended: int
    resumed: bool
    seconds: float

    @property
    def rows(self) -> int:
        """How many rows and ties there are in all."""
        return sum(self.counts.values())


async def copy_store(source: End, target: End, copier: Copier, progress: OnCopy | None = None) -> Copied:
    """Make the target hold what the source holds, all of one revision, and compare both ends.

    Into a store that holds the same already nothing is written. Memory does not grow with the rows. Others go on using
    the source; cancelled or killed, it can be run again. Raises StoreFilled when the target holds something else;
    StoreBusy while an import or another copy runs there, or one has not ended in the source; StoreVersion for stores of
    two data formats; StoreError when the ends differ though all was copied."""
    copy = _Copy(source, target, copier, progress)
    return await copy.run()


def told_as(stage: CopyStage, total: int, progress: OnCopy | None) -> Callable[[int], None]:
    """What tells ``progress`` how far a stage is whenever it hears that so many more rows are done."""
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(stage, done, max(done, total))

    return count


@asynccontextmanager
async def whole_snapshot(store: GraphStore, location: str) -> AsyncIterator[Snapshot]:
    """A snapshot of a store in which no import is under way, for half a firm would be taken for a whole one.

    Raises StoreBusy while one is."""
    await _refuse_half(store, location)  # asked before and after the state is chosen, for one may begin or end between
    async with store.snapshot() as snapshot:
        await _refuse_half(store, location)
        yield snapshot


class _Copy:
    """One run of a copy."""

    def __init__(self, source: End, target: End, copier: Copier, progress: OnCopy | None) -> None:
        self._source = source
        self._target = target
        self._copier = copier
        self._progress = progress
        self._began = time.monotonic()
        self._started = copier.now
        self._fingerprint = _NEVER
        self._total = 0
        self._from = self._to = ""

    async def run(self) -> Copied:
        """Check both ends, copy, compare."""
        await self._check_formats()
        held = await self._source.graph.held()
        self._total = expected_rows(held) + held.ties
        async with whole_snapshot(self._source.graph, self._from) as wanted:
            self._fingerprint = f"{self._prefix}{wanted.revision}"
            until = await newest_number(self._source.audit)
            earlier = await self._target.graph.import_mark()
            if earlier is None and await self._target.graph.revision() > 0:
                return await self._already_there(wanted, held)
            after = await begun(self._source.audit, self._target.audit, self._to)
            mark = await self._begin(earlier)
            written, sums = await self._copy(wanted, resumed=earlier is not None)
            await copy_entries(
                self._source.audit, self._target.audit, after, until, Pulse(self._target.graph, self._beat)
            )
            await self._compare(sums, until)
            await end_import(self._target.graph, mark)
            return await self._done(
                sums, wanted.revision, written=written, entries=until, appended=until - after, earlier=earlier
            )

    async def _check_formats(self) -> None:
        source, target = await self._source.graph.condition(), await self._target.graph.condition()
        self._from, self._to = source.location, target.location
        if source.data_format != target.data_format:
            sentence = (
                f"{self._from} has data format {source.data_format} and {self._to} has {target.data_format}: "
                "bring both to the schema of this version with whither migrate, then copy."
            )
            raise StoreVersion(self._to, sentence)

    @property
    def _prefix(self) -> str:
        """How the fingerprint of any copy from this source begins."""
        return f"copy of {self._from} at revision "

    async def _begin(self, earlier: ImportMark | None) -> ImportMark:
        """Set our mark; a copy of the same source is taken up, whatever revision it was of."""
        target, wanted = self._target.graph, self._beat()
        if earlier is not None and earlier.folder.startswith(self._prefix):
            wanted = replace(wanted, folder=earlier.folder)
        try:
            mark = await begin_import(target, Claim(wanted, await target.firm()), self._copier.gone)
        except StoreFilled:
            raise self._filled("an interrupted import, or an interrupted copy of another store,") from None
        self._started = mark.started
        return mark

    async def _copy(self, wanted: Snapshot, *, resumed: bool) -> tuple[int, Sums]:
        """Copy rows and ties; how many rows were put, and what the source amounts to."""
        summing = Summing()
        told = self._counter(CopyStage.COPYING)
        if resumed:
            async with self._target.graph.snapshot() as standing:
                rows = CopiedRows(wanted, standing, self._target.graph, self._beat)
                await rows.run(summing, told)
        else:
            rows = CopiedRows(wanted, None, self._target.graph, self._beat)
            await rows.run(summing, told)
        await copy_ties(wanted, self._target.graph, self._beat, summing, told)
        return rows.written, summing.done()

    async def _compare(self, wanted: Sums, entries: int) -> None:
        """Raise StoreError unless the target amounts to the same as the source."""
        async with self._target.graph.snapshot() as standing:
            found = await summed(standing, self._counter(CopyStage.CHECKING))
        differing = list(wanted.differing(found))
        if await newest_number(self._target.audit) != entries or await checksum_of(
            self._source.audit, entries
        ) != await checksum_of(self._target.audit, entries):
            differing.append("audit entry")
        if differing:
            kinds = ", ".join(differing)
            sentence = (
                f"{self._to} does not hold what {self._from} holds after the copy; rows of these kinds differ: {kinds};"
                " see that nobody else writes to it, then copy again."
            )
            raise StoreError(self._to, sentence)

    async def _already_there(self, wanted: Snapshot, held: Held) -> Copied:
        """A store that holds the same needs no copy; one that holds anything else is never written over."""
        if replace(await self._target.graph.held(), unfolded=0) != replace(held, unfolded=0):
            raise self._filled("another firm")
        ours = await summed(wanted, self._counter(CopyStage.CHECKING), folded=True)
        async with self._target.graph.snapshot() as standing:
            theirs = await summed(standing, self._counter(CopyStage.CHECKING))
        if ours.differing(theirs):
            raise self._filled("another firm")
        entries = await newest_number(self._target.audit)
        return await self._done(ours, wanted.revision, written=0, entries=entries, appended=0, earlier=None)

    async def _done(
        self, sums: Sums, revision: int, *, written: int, entries: int, appended: int, earlier: ImportMark | None
    ) -> Copied:
        there, seconds = await self._target.graph.revision(), time.monotonic() - self._began
        counts, resumed = sums.counts, earlier is not None
        return Copied(self._from, self._to, revision, there, counts, written, entries, appended, resumed, seconds)

    def _filled(self, what: str) -> StoreFilled:
        sentence = f"{self._to} holds {what} and not what {self._from} holds: copy into an empty store."
        return StoreFilled(self._to, sentence)

    def _beat(self) -> ImportMark:
        now = self._copier.now + timedelta(seconds=time.monotonic() - self._began)
        return ImportMark(self._started, now, self._fingerprint, self._copier.owner)

    def _counter(self, stage: CopyStage) -> Callable[[int], None]:
        return told_as(stage, self._total, self._progress)


async def _refuse_half(store: GraphStore, location: str) -> None:
    if await store.import_mark() is not None:
        sentence = (
            f"{location} holds an import or a copy that has not ended: wait for it, run it again, or give it up with "
            "`whither import --abandon`."
        )
        raise StoreBusy(location, sentence)
