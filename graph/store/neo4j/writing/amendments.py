"""What was decided about rows, as the graph remembers it.

Decides: how amendments are found and written. Does not decide: which rows of a file they keep out, when one ends, and
what is remembered (``graph.store.amending`` does), nor how rows are written (``putting``) or removed (``removing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any, Final

from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_NAMES, Key, Record, amended_key, key_of
from graph.domain.vocabulary import AmendmentKind
from graph.store import amending
from graph.store.amending import Amended, Decided
from graph.store.neo4j.finding import find
from graph.store.neo4j.queries import AT_ONCE, Queries
from graph.store.neo4j.records import stored_key
from graph.store.statements import load
from graph.store.unit import Unit
from graph.store.values import Leaving, Source

AMENDMENTS: Final = load(__package__, "amendments.cypher", "//")


async def let_through(
    queries: Queries, unit: Unit, records: Sequence[Record], source: Source, keep: frozenset[str]
) -> Sequence[Record]:
    """The rows to write of a file's: those that nothing keeps out, and of those under a correction what the file says
    anew."""
    kind = type(records[0])
    if not await _any(queries, kind):
        return records
    records = list(records)  # what is plain makes a record each time one is asked for
    found = await _found(queries, kind, map(key_of, records))
    standing = await find(queries, kind, list(amending.places_of(records, found).values()))
    through, decided = amending.let_through(records, found, standing, source, keep)
    await _carry_out(queries, unit, kind, decided)
    return through


async def make_way(queries: Queries, unit: Unit, records: Sequence[Record], before: Mapping[Key, Record]) -> None:
    """Rows are put by hand: what was decided about their keys yields, but for the corrections of rows that stand."""
    kind = type(records[0])
    if await _any(queries, kind):
        found = await _found(queries, kind, map(key_of, records))
        await _carry_out(queries, unit, kind, amending.make_way(records, before, found))


async def remember_corrections(
    queries: Queries, unit: Unit, before: Mapping[Key, Record], after: Mapping[Key, Record]
) -> None:
    """Remember of each row that changed by hand what it was before its first correction."""
    for kind in {type(record) for record in before.values()}:
        found = await _found(queries, kind, before)
        await _carry_out(queries, unit, kind, amending.corrected(before, after, found))


async def remember_leaving(
    queries: Queries, unit: Unit, kind: type[Record], keys: Sequence[Key], leaving: Leaving | None
) -> None:
    """Rows with these keys are gone: remember why they left, or that they were corrected holds no more; and the same of
    the old keys of rows that were moved there."""
    if leaving is not None and keys:
        unit.instant()  # whoever amends has said what time it is, even where nothing new is to be remembered
    corrections = await _moves(queries, kind)
    found = {**corrections, **await _found(queries, kind, keys)}
    gone = [*amending.moved_to(kind, keys, corrections), *(amended_key(kind, key) for key in keys)]
    await _carry_out(queries, unit, kind, amending.left(gone, found, leaving))


async def remember_move(queries: Queries, unit: Unit, row: Record, to: Key) -> None:
    """Remember that a row, which is gone, stands under another key now: for a file it stays the same row."""
    kind = type(row)
    found = await _found(queries, kind, [key_of(row)])
    await _carry_out(queries, unit, kind, amending.moved(row, to, found, await _moves(queries, kind)))


async def _any(queries: Queries, kind: type[Record]) -> bool:
    """Whether anything was decided about rows of a kind."""
    return bool(await queries.value(AMENDMENTS["any"].text, row_kind=KIND_NAMES[kind]))


async def _found(queries: Queries, kind: type[Record], keys: Iterable[Key]) -> dict[str, Amended]:
    """What was decided about rows with these keys."""
    asked = [_stored(kind, amended_key(kind, key)) for key in keys]
    found: dict[str, Amended] = {}
    for start in range(0, len(asked), AT_ONCE):
        rows = await queries.value(AMENDMENTS["found"].text, keys=asked[start : start + AT_ONCE])
        found |= {key: Amended(AmendmentKind.of(what), imported) for key, what, imported in rows}
    return found


async def _moves(queries: Queries, kind: type[Record]) -> dict[str, Amended]:
    """The corrections of keys, by the old key as it is remembered."""
    asked = {"row_kind": KIND_NAMES[kind], "corrected": AmendmentKind.CORRECTED.word}
    rows = await queries.value(AMENDMENTS["moves"].text, **asked)
    return {key: Amended(AmendmentKind.CORRECTED, imported) for key, imported in rows}


async def _carry_out(queries: Queries, unit: Unit, kind: type[Record], decided: Decided) -> None:
    """Make, renew and end amendments of rows of a kind."""
    made = [
        {"key": _stored(kind, key), "row_key": key, "kind": one.kind.word, "imported": one.imported}
        for key, one in decided.made.items()
    ]
    renewed = [{"key": _stored(kind, key), "imported": text} for key, text in decided.renewed.items()]
    ended = [_stored(kind, key) for key in decided.ended]
    if made:
        instant = {"row_kind": KIND_NAMES[kind], "at": unit.instant().astimezone(UTC), "version": unit.version}
        await _run(queries, "make", rows=made, **instant)
    await _run(queries, "renew", rows=renewed, version=unit.version)
    await _run(queries, "end", keys=ended)
    unit.changed |= decided.anything


async def _run(queries: Queries, name: str, **parameters: Any) -> None:
    """Run a statement for a list of rows or keys, some thousands at a time."""
    ((listed, those),) = ((name, value) for name, value in parameters.items() if isinstance(value, list))
    for start in range(0, len(those), AT_ONCE):
        await queries.run(AMENDMENTS[name].text, **{**parameters, listed: those[start : start + AT_ONCE]})


def _stored(kind: type[Record], key: str) -> str:
    """What an amendment is found by, of the key that it remembers."""
    return stored_key(Amendment, (KIND_NAMES[kind], key))
