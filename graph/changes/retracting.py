"""The units of an import that retract rows, or bring what was decided about rows elsewhere.

Decides: what stands in one unit with a retraction or a correction. Does not decide: which rows are retracted
(``exchange`` does), which amendment yields to which (``graph.domain.vocabulary``), nor how a store remembers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graph.changes.marking import Beat, write_marked
from graph.domain.correcting import Imported, differing, read_imported
from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS, KIND_OF_NAME, Key, Record, amended_key, key_of
from graph.domain.records import Booking
from graph.domain.vocabulary import AmendmentKind
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Removed, Source, Written

_RANK: Final = KEY_FIELDS[Booking].index("rank")


async def retract_records(store: GraphStore, kind: type[Record], keys: Sequence[Key], beat: Beat) -> Removed:
    """Retract rows of one kind that a complete file does not hold, in one unit: no later import brings them back but a
    complete file that holds them.

    They count as absent since the instant when the import began, however often it had to be run again. A booking that
    has but a rank is removed and no more: another one may have its rank in the next file."""
    ranked = [key for key in keys if kind is Booking and key[_RANK]]
    named = [key for key in keys if not (kind is Booking and key[_RANK])]

    async def unit(transaction: Transaction) -> Removed:
        await transaction.stamp(beat().started)
        gone = await transaction.remove(kind, ranked)
        absent = await transaction.retract(kind, named, AmendmentKind.ABSENT)
        return Removed(gone.gone + absent.gone, gone.referred_to + absent.referred_to)

    return await write_marked(store, unit, beat)


async def bring_retractions(
    store: GraphStore, kind: type[Record], retractions: Sequence[tuple[Amendment, Key | None]], beat: Beat
) -> tuple[Written, list[tuple[Amendment, Key | None]]]:
    """Put retractions of one kind that were decided elsewhere, each with the key of the row it is about where that is
    known, in one unit that removes these rows.

    Returns what became of the retractions, and those that did not come, for others refer to their rows."""

    async def unit(transaction: Transaction) -> tuple[Written, list[tuple[Amendment, Key | None]]]:
        standing = await transaction.find(kind, [key for _, key in retractions if key is not None])
        removed = await transaction.remove(kind, list(standing)) if standing else Removed(0, ())
        left = {amended_key(kind, key) for key in removed.referred_to}
        coming = [amendment for amendment, _ in retractions if amendment.row_key not in left]
        return await _put(transaction, coming), [one for one in retractions if one[0].row_key in left]

    return await write_marked(store, unit, beat)


async def bring_corrections(
    store: GraphStore, rows: Sequence[tuple[Record, Amendment]], keep: frozenset[str], source: Source, beat: Beat
) -> tuple[Written, Written]:
    """Put rows of a file, all of one kind, each with the correction by hand that made it what it is, in one unit.
    ``source``: whether the file is said to hold every row of its kind.

    A row that stands as it comes is left alone, so that its correction stays what it is; of any other the correction
    that stands here gives way to the one that comes. Returns what became of the rows and of the corrections."""

    async def unit(transaction: Transaction) -> tuple[Written, Written]:
        kind = type(rows[0][0])
        standing = await transaction.find(kind, [key_of(record) for record, _ in rows])
        there = await transaction.find(Amendment, [key_of(amendment) for _, amendment in rows])
        coming: list[Record] = []
        for record, amendment in rows:
            stands, known = standing.get(key_of(record)), there.get(key_of(amendment))
            if stands is not None and known is not None and known.kind is AmendmentKind.CORRECTED:
                if not differing(record, stands) - keep:
                    continue
                await transaction.put([replace(known, imported=Imported(stands).text())])
            coming.append(record)
        of_rows = await transaction.put(coming, source, keep)
        of_rows = replace(of_rows, unchanged=of_rows.unchanged + len(rows) - len(coming))
        return of_rows, await _put(transaction, [amendment for _, amendment in rows])

    return await write_marked(store, unit, beat)


async def bring_amendments(store: GraphStore, amendments: Sequence[Amendment], beat: Beat) -> Written:
    """Put amendments of rows that do not come with them, in one unit. A row that stands where it was moved to stands
    under its old key no more."""

    async def unit(transaction: Transaction) -> Written:
        for amendment in amendments:
            kind = KIND_OF_NAME[amendment.row_kind]
            was = read_imported(kind, amendment.imported) if amendment.imported else None
            if was is not None and was.moved_to is not None and await transaction.find(kind, [was.moved_to]):
                old = await transaction.find(kind, [key_of(was.row)])
                if old:
                    await transaction.remove(kind, list(old))
        return await _put(transaction, amendments)

    return await write_marked(store, unit, beat)


async def _put(transaction: Transaction, amendments: Sequence[Amendment]) -> Written:
    """Put those amendments to which the ones that stand yield; the others count as withheld."""
    standing = await transaction.find(Amendment, [key_of(one) for one in amendments])
    coming = [
        one for one in amendments if key_of(one) not in standing or standing[key_of(one)].kind.yields_to(one.kind)
    ]
    written = await transaction.put(coming)
    return replace(written, withheld=written.withheld + len(amendments) - len(coming))
