"""Removing rows by natural key.

Decides: in which order rows are found, held to who refers to them, and deleted, each in one statement for any number of
rows. Does not decide: which rows of a call may go together (``graph.store.comparing``), why rows are removed, nor how a
row's key is remembered (``amendments``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.domain.kinds import Key, Record
from graph.domain.records import Touch
from graph.store.comparing import going, to_remove
from graph.store.names import NAMES
from graph.store.neo4j.finding import find
from graph.store.neo4j.queries import AT_ONCE, Queries
from graph.store.neo4j.records import REFERENCES, stored_key
from graph.store.neo4j.writing import amendments, change_log, touch_rows
from graph.store.statements import load
from graph.store.unit import Unit
from graph.store.values import Leaving, Removed

REMOVE: Final = load(__package__, "remove.cypher", "//")

_REFERRED_TO: Final = frozenset(of for references in REFERENCES.values() for of in references.values())
"""The kinds to whose rows others refer."""


async def remove(
    queries: Queries, unit: Unit, kind: type[Record], keys: Sequence[Key], *, remember: Leaving | None
) -> Removed:
    """Remove rows by the laws of ``Transaction.remove``, or, with why to ``remember`` their keys, by those of
    ``Transaction.retract``.

    Keys that no row could ever have are passed over. Raises InvalidRecord when the firm is to be retracted: by its time
    zone and currency all other rows were read."""
    possible = to_remove(kind, keys, remember=remember is not None)
    if not possible:
        return Removed(0, ())
    if kind is Touch:
        removed = Removed(await touch_rows.remove(queries, unit, [str(key[0]) for key in possible]), ())
    else:
        removed = await _remove(queries, unit, kind, possible)
    stay = set(removed.referred_to)
    gone = [key for key in possible if key not in stay]
    await amendments.remember_leaving(queries, unit, kind, gone, remember)
    return removed


async def move(queries: Queries, unit: Unit, kind: type[Record], key: Key, to: Key) -> Removed:
    """Remove a row and remember where it stands now, by the laws of ``Transaction.move``."""
    row = (await find(queries, kind, [key])).get(key)
    if row is None:
        return Removed(0, ())
    removed = await _remove(queries, unit, kind, [key])
    if removed.gone:
        await amendments.remember_move(queries, unit, row, to)
    return removed


async def _remove(queries: Queries, unit: Unit, kind: type[Record], keys: Sequence[Key]) -> Removed:
    standing = await find(queries, kind, keys)
    here = {key: stored_key(kind, key) for key in standing}
    free = await _free(queries, kind, list(here.values())) if kind in _REFERRED_TO else set(here.values())
    rows = [row for key, row in standing.items() if here[key] in free]
    if rows:
        await change_log.note(queries, unit, kind, rows)
        going_now = sorted(free)
        for start in range(0, len(going_now), AT_ONCE):
            await queries.run(REMOVE[NAMES[kind]].text, keys=going_now[start : start + AT_ONCE])
    return Removed(len(rows), tuple(key for key in keys if key in here and here[key] not in free))


async def _free(queries: Queries, kind: type[Record], ids: Sequence[str]) -> set[str]:
    """The ids of those of these rows that may go together."""
    blocked: dict[str, bool] = {}
    referring: dict[str, Sequence[str]] = {}
    for start in range(0, len(ids), AT_ONCE):
        statement = REMOVE[f"who refers to {NAMES[kind]}"].text
        for one, others, same in await queries.value(statement, keys=ids[start : start + AT_ONCE]):
            blocked[one], referring[one] = others, same
    return going(blocked, referring)
