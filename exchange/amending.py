"""Pass 2 of retractions.csv: what was decided about rows comes into the store.

Decides: that retractions come before all rows, those of rows that refer before those of rows referred to, that a row
which a complete file of the folder holds is not absent, and that a correction comes together with the row it made.
Does not decide: which rows a retraction keeps out (the store does).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from typing import Final

from exchange.checking import CheckedFolder
from exchange.progress import Ticker
from exchange.reading import Tick
from exchange.settling import Settled, verdicts
from exchange.tally import added
from graph.changes.marking import Beat, Pulse
from graph.changes.pace import gap_after
from graph.changes.retracting import bring_amendments, bring_corrections, bring_retractions
from graph.domain.further_records import Amendment
from graph.domain.kinds import (
    KEY_FIELDS,
    KIND_NAMES,
    KIND_OF_NAME,
    Key,
    Record,
    amended_key,
    key_from_text,
    key_of,
    names_a_person,
)
from graph.domain.vocabulary import AmendmentKind
from graph.store.protocol import GraphStore
from graph.store.values import Source, Written

_AT_ONCE: Final = 1_000


class Amending:
    """The amendments of a folder; ``written`` is what became of them so far."""

    def __init__(self, store: GraphStore, checked: CheckedFolder, beat: Beat) -> None:
        """Nothing is read before :meth:`retract`."""
        files = (file.settled for file in checked.files if file.settled is not None)
        self._file = next((settled for settled in files if settled.kind is Amendment), None)
        self._store = store
        self._checked = checked
        self._beat = beat
        self._pulse = Pulse(store, beat)
        self._corrections: dict[type[Record], dict[str, Amendment]] = {}
        self.written = Written()

    async def retract(self, ticker: Ticker) -> None:
        """Bring every retraction, and learn of the corrections."""
        if self._file is None:
            return
        self._file.source.check_unchanged()
        for amendment in self._amendments(self._file, ticker.bytes_read):
            ticker.row()
            if amendment.kind is AmendmentKind.CORRECTED:
                kind = KIND_OF_NAME[amendment.row_kind]
                self._corrections.setdefault(kind, {})[amendment.row_key] = amendment
        for kind in reversed(tuple(KEY_FIELDS)):
            if self._checked.knowledge.retractions.any_of(kind):
                await self._retract(self._file, kind)

    def any_correction(self, kind: type[Record]) -> bool:
        """Whether any row of a kind was corrected by hand."""
        return bool(self._corrections.get(kind))

    def correction(self, record: Record) -> Amendment | None:
        """The correction by hand that made this row what it is."""
        of_kind = self._corrections.get(type(record))
        return of_kind.get(amended_key(type(record), key_of(record))) if of_kind else None

    async def put_corrected(self, records: Iterable[Record], source: Source, keep: frozenset[str]) -> Written:
        """Put rows of a file that have a correction, with it; returns what became of the rows."""
        rows = []
        for record in records:
            amendment = self._corrections[type(record)].pop(amended_key(type(record), key_of(record)))
            rows.append((record, amendment))
        of_rows, of_corrections = await bring_corrections(self._store, rows, keep, source, self._beat)
        self.written = added(self.written, of_corrections)
        return of_rows

    async def put_rest(self) -> None:
        """Put the corrections of rows that the folder does not hold."""
        rest = [amendment for of_kind in self._corrections.values() for amendment in of_kind.values()]
        for at in range(0, len(rest), _AT_ONCE):
            began = time.monotonic()
            written = await bring_amendments(self._store, rest[at : at + _AT_ONCE], self._beat)
            await asyncio.sleep(gap_after(time.monotonic() - began))
            self.written = added(self.written, written)

    async def _retract(self, settled: Settled, kind: type[Record]) -> None:
        standing = await self._standing(kind)
        left: list[tuple[Amendment, Key | None]] = []
        batch: list[tuple[Amendment, Key | None]] = []
        present = 0
        for amendment in self._amendments(settled, _unheard):
            if amendment.kind is AmendmentKind.CORRECTED or amendment.row_kind != KIND_NAMES[kind]:
                continue
            if not self._checked.knowledge.retractions.remember(kind, amendment.row_key):
                present += 1
                continue
            batch.append((amendment, _key(kind, amendment, standing)))
            if len(batch) >= _AT_ONCE:
                left += await self._bring(settled, kind, batch)
                batch = []
        left += await self._bring(settled, kind, batch)
        while left and len(staying := await self._bring(settled, kind, left)) < len(left):
            left = staying  # rows of one kind refer to each other, and some have gone
        self.written = added(self.written, Written(withheld=len(left) + present))

    async def _bring(
        self, settled: Settled, kind: type[Record], batch: list[tuple[Amendment, Key | None]]
    ) -> list[tuple[Amendment, Key | None]]:
        if not batch:
            return []
        settled.source.check_unchanged()
        written, left = await bring_retractions(self._store, kind, batch, self._beat)
        self.written = added(self.written, written)
        return left

    async def _standing(self, kind: type[Record]) -> dict[str, Key]:
        """The keys of the rows that are to go, where a retraction has but a hash of them: it is read off every row."""
        if kind not in self._checked.retracted or not names_a_person(kind):
            return {}
        standing = {}
        async with self._store.snapshot([kind]) as snapshot:
            async for records in snapshot.records(kind):
                await self._pulse.keep()
                for record in records:
                    if self._checked.knowledge.retractions.hold(record):
                        standing[amended_key(kind, key_of(record))] = key_of(record)
        return standing

    def _amendments(self, settled: Settled, tick: Tick) -> Iterator[Amendment]:
        for verdict in verdicts(settled, self._checked.knowledge, tick):
            if isinstance(verdict, Amendment):
                yield verdict


def _key(kind: type[Record], amendment: Amendment, standing: dict[str, Key]) -> Key | None:
    if names_a_person(kind):
        return standing.get(amendment.row_key)
    return key_from_text(kind, amendment.row_key)


def _unheard(_count: int) -> None:
    """Bytes that are read again are no progress."""
