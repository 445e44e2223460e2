"""What an import would do, for a dry run into a store that holds something.

Decides: what would become of each row, from the row that is there. Writes nothing, and so foresees nothing that rows of
one import do to each other. Does not decide: what really becomes of a row (the store does).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import fields
from typing import Final

from exchange.amending import Amending
from exchange.checking import CheckedFolder
from exchange.completing import Retracted, keys_moved_to
from exchange.loading import Loaded
from exchange.present import Present
from exchange.progress import Ticker
from exchange.report import OnProgress, Stage
from exchange.tally import added
from exchange.writing import Keep, Rows
from graph.domain.correcting import read_imported, rule
from graph.domain.further_records import Amendment
from graph.domain.kinds import DATED, KIND_NAMES, Key, Record, amended_key, key_of, key_without_start
from graph.domain.vocabulary import AmendmentKind
from graph.store.protocol import GraphStore
from graph.store.values import ImportMark, Source, Written

_AT_ONCE: Final = 2_000


class _Looking:
    """Stands where units of work do, and only looks at what is there."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._taken: set[Key] = set()

    @property
    def size(self) -> int:
        """How many rows are looked up at once."""
        return _AT_ONCE

    async def put(
        self,
        records: Sequence[Record],
        keep: Keep = frozenset(),
        alone: Container[Key] = frozenset(),
        source: Source = Source.FILE,
    ) -> Written:
        """What putting these rows of one kind would do."""
        records = list(records)  # made once, where they come as plain values
        standing = await self._standing(records, alone)
        amended = await self._amended(records)
        new = unchanged = withheld = 0
        changed: Counter[str] = Counter()
        for record in records:
            there = standing.get(key_of(record))
            amendment = amended.get(key_of(record))
            row, there = await self._ruled(record, there, amendment, keep)
            differing = () if there is None or row is None else _differing(row, there, keep)
            if row is None or (amendment is not None and _keeps_out(amendment, source)):
                withheld += 1
            elif there is None:
                new += 1
            elif not differing:
                unchanged += 1
            elif _outranks(there, record):
                withheld += 1
            else:
                changed.update(differing)
        updated = len(records) - new - unchanged - withheld
        return Written(new, updated, unchanged, withheld, dict(changed))

    async def wait(self) -> None:
        """Nobody need know: nothing is written."""

    async def _standing(self, records: Sequence[Record], alone: Container[Key]) -> dict[Key, Record]:
        """The rows that are there, by the key of the row of the file that stands for each: its own, or its own but for
        the start that the row there lacks."""
        kind = type(records[0])
        standing: dict[Key, Record] = dict(await self._store.find(kind, [key_of(record) for record in records]))
        if kind not in DATED:
            return standing
        dated = [record for record in records if key_of(record) not in standing and key_of(record) not in alone]
        without = {key_of(record): key_without_start(record) for record in dated}
        older = await self._store.find(kind, [key for key in without.values() if key not in alone])
        for key, old in without.items():
            if old in older and old not in self._taken and old != key:
                standing[key] = older[old]
                self._taken.add(old)
        return standing

    async def _ruled(
        self, record: Record, there: Record | None, amendment: Amendment | None, keep: Keep
    ) -> tuple[Record | None, Record | None]:
        """What a correction leaves of a row of the file (None: nothing), and the row that stands for it."""
        kind = type(record)
        was = None if amendment is None or not amendment.imported else read_imported(kind, amendment.imported)
        if was is None:
            return record, there
        if was.moved_to is not None:
            there = (await self._store.find(kind, [was.moved_to])).get(was.moved_to)
        return (record if there is None else rule(record, was, there, keep).row), there

    async def _amended(self, records: Sequence[Record]) -> Mapping[Key, Amendment]:
        """What the store remembers of these rows, by their key."""
        kind = type(records[0])
        keys: dict[Key, Key] = {
            (KIND_NAMES[kind], amended_key(kind, key_of(record))): key_of(record) for record in records
        }
        amendments = await self._store.find(Amendment, list(keys))
        return {keys[key]: amendment for key, amendment in amendments.items()}


async def rehearse(
    store: GraphStore, checked: CheckedFolder, mark: ImportMark, progress: OnProgress | None
) -> dict[str, Loaded]:
    """What would become of each file by its name. Of rows that a complete file no longer holds it is told how many are
    there; those that others refer to would stay."""
    files = [file.settled for file in checked.files if file.settled is not None]
    ticker = Ticker(Stage.COMPARING, sum(settled.source.size for settled in files), progress)
    looking, amending = _Looking(store), Amending(store, checked, lambda: mark)
    found = {}
    for file in checked.files:
        if file.settled is None:
            continue
        name = file.source.layout.name
        ticker.begin(name)
        rows = Rows(file.settled, checked, looking, amending)
        written = await rows.write(ticker)
        if file.source.layout.self_reference is not None:
            written = added(written, await rows.write_references())
        absent = 0 if file.present is None else await _count_absent(store, file.present)
        found[name] = Loaded(written, Retracted(gone=absent))
        ticker.end()
    return found


def all_new(checked: CheckedFolder) -> dict[str, Loaded]:
    """What would become of each file in a store that holds nothing."""
    return {file.source.layout.name: Loaded(Written(new=file.tally.good)) for file in checked.files}


async def _count_absent(store: GraphStore, present: Present) -> int:
    absent = 0
    async with store.snapshot([present.kind, Amendment]) as snapshot:
        moved = await keys_moved_to(snapshot, present)
        async for records in snapshot.records(present.kind):
            absent += sum(key_of(record) not in moved for record in present.absent(records))
    return absent


def _differing(record: Record, other: Record, keep: Keep) -> tuple[str, ...]:
    """The fields in which two rows of a kind differ, but for those that are kept."""
    compared = [field.name for field in fields(record) if field.compare and field.name not in keep]
    return tuple(name for name in compared if getattr(record, name) != getattr(other, name))


def _keeps_out(amendment: Amendment, source: Source) -> bool:
    """Whether no row of such a file with the amended key is written, whatever it says."""
    if amendment.kind is AmendmentKind.ABSENT:
        return source is not Source.WHOLE_FILE
    return amendment.kind is AmendmentKind.RETRACTED


def _outranks(there: Record, record: Record) -> bool:
    """Whether an amendment stands that does not yield to the one that comes."""
    if isinstance(there, Amendment) and isinstance(record, Amendment):
        return not there.kind.yields_to(record.kind)
    return False
