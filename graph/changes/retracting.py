"""The units of an import that retract rows, or bring what was decided about rows elsewhere.

Decides: what stands in one unit with a retraction or a correction. Does not decide: which rows are retracted
(``exchange`` does), which amendment yields to which (``graph.domain.vocabulary``), nor how a store remembers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.changes.marking import Beat, write_marked
from graph.domain.further_records import Amendment
from graph.domain.kinds import Key, Record, amended_key, key_of
from graph.domain.vocabulary import AmendmentKind
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Removed, Source, Written


async def retract_records(store: GraphStore, kind: type[Record], keys: Sequence[Key], beat: Beat) -> Removed:
    """Retract rows of one kind that a complete file does not hold, in one unit: no later import brings them back but a
    complete file that holds them.

    They count as absent since the instant when the import began, however often it had to be run again."""

    async def unit(transaction: Transaction) -> Removed:
        await transaction.stamp(beat().started)
        return await transaction.retract(kind, keys, AmendmentKind.ABSENT)

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
    """Put rows of a file, all of one kind, each with the correction by hand that made it what it is, in one unit: the
    row first, for from a file it would end a correction that it says something else than. ``source``: whether the file
    is said to hold every row of its kind.

    Returns what became of the rows and of the corrections."""

    async def unit(transaction: Transaction) -> tuple[Written, Written]:
        of_rows = await transaction.put([record for record, _ in rows], source, keep)
        return of_rows, await _put(transaction, [amendment for _, amendment in rows])

    return await write_marked(store, unit, beat)


async def bring_amendments(store: GraphStore, amendments: Sequence[Amendment], beat: Beat) -> Written:
    """Put amendments of rows that do not come with them, in one unit."""

    async def unit(transaction: Transaction) -> Written:
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
