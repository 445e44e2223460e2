"""Pass 2 of an import: the good rows go into the store, and what complete files no longer hold leaves it.

Decides: the order in which files are written, and when an import begins and ends.
Does not decide: which rows are good (``settling``), nor how those of one file are written (``writing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from exchange.amending import Amending
from exchange.checking import CheckedFolder
from exchange.completing import Retracted, retract_absent
from exchange.layout import FIRM, LAYOUT
from exchange.owning import is_gone
from exchange.progress import Ticker
from exchange.report import OnProgress, Stage
from exchange.settling import Settled
from exchange.stored import Stored
from exchange.tally import added
from exchange.writing import Rows, Units
from graph.changes.importing import fold_marked_ties
from graph.changes.marking import Beat, Claim, begin_import, end_import
from graph.domain.further_records import Amendment
from graph.errors import InvalidRecord, StoreBusy
from graph.store.protocol import GraphStore
from graph.store.values import ImportMark, Written

_REFERRING: Final = frozenset(
    column.name for layout in LAYOUT for column in layout.columns if column.refers is not None
)
"""The columns that name other rows: these were there when the folder was checked, or are in it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: of its rows, and of the rows of the store that it no longer holds."""

    written: Written = field(default_factory=Written)
    retracted: Retracted = field(default_factory=Retracted)


class Loading:
    """Pass 2 over the files of a checked folder."""

    def __init__(self, store: GraphStore, checked: CheckedFolder, stored: Stored, beat: Beat) -> None:
        """``stored``: what the store held before; ``beat`` gives the import's mark as of the moment it is called."""
        self._store = store
        self._checked = checked
        self._stored = stored
        self._renewed = beat
        self._started = beat().started
        self._units = Units(store, self._beat)
        self._amending = Amending(store, checked, self._beat)

    async def run(self, progress: OnProgress | None) -> dict[str, Loaded]:
        """Write every good row, retract what complete files no longer hold, fold the ties that this touches, and return
        what became of each file by its name.

        Until all is done the store bears the import's mark; every unit renews its beat. Raises StoreBusy when somebody
        retracts meanwhile what a row refers to, and InvalidRecord when the store refuses a row for another reason."""
        mark = await begin_import(self._store, Claim(self._renewed(), self._stored.firm), is_gone)
        self._started = mark.started
        alone = await self._store.begin_filling()
        if alone:
            self._units.enlarge()
        files = [file.settled for file in self._checked.files if file.settled is not None]
        try:
            written = await self._rows(files, progress)
        except InvalidRecord as error:
            if error.field not in _REFERRING:  # what else a store refuses is no sign of somebody else's change
                raise
            raise await self._changed_meanwhile(error) from None
        retracted = await self._absent()
        await self._store.end_filling()
        ties = Ticker(Stage.FOLDING, (await self._store.held()).unfolded, progress)
        await fold_marked_ties(self._store, ties.ties, self._beat, alone=alone)
        await end_import(self._store, mark)
        return {name: Loaded(rows, retracted.get(name, Retracted())) for name, rows in written.items()}

    async def _rows(self, files: Sequence[Settled], progress: OnProgress | None) -> dict[str, Written]:
        """Write the rows of every file, and then what had to wait for rows of its own file."""
        ticker = Ticker(Stage.WRITING, sum(settled.source.size for settled in files), progress)
        written = {}
        for settled in files:
            name = settled.source.layout.name
            ticker.begin(name)
            if settled.kind is Amendment:
                await self._amending.retract(ticker)
            else:
                written[name] = await self._of(settled).write(ticker)
            ticker.end()
        firm = self._checked.firm
        if firm is not None and firm != self._stored.firm and written.get(FIRM.name, Written()) == Written():
            await self._units.put([firm])  # no row says who we are, yet the bookings give a currency
        for settled in files:
            if settled.source.layout.self_reference is not None:
                name = settled.source.layout.name
                written[name] = added(written[name], await self._of(settled).write_references())
        await self._amending.put_rest()
        for settled in files:
            if settled.kind is Amendment:
                written[settled.source.layout.name] = self._amending.written
        return written

    def _of(self, settled: Settled) -> Rows:
        return Rows(settled, self._checked, self._units, self._amending)

    async def _absent(self) -> dict[str, Retracted]:
        """Retract what complete files no longer hold: rows before those they refer to."""
        retracted = {}
        for file in reversed(self._checked.files):
            if file.present is not None:
                file.source.check_unchanged()
                retracted[file.source.layout.name] = await retract_absent(self._store, file.present, self._beat)
        return retracted

    def _beat(self) -> ImportMark:
        return replace(self._renewed(), started=self._started)

    async def _changed_meanwhile(self, error: InvalidRecord) -> StoreBusy:
        location = (await self._store.condition()).location
        changed = f"{error.field} {error.value!r}: {error.remedy}"
        sentence = f"The store {location} has changed since the folder was checked ({changed}): import it again."
        return StoreBusy(location, sentence)
