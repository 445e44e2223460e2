"""Rows by natural key, inside a unit of work or for a question.

Decides: nothing but in which portions keys are asked for. Does not decide: how a row becomes a record (``records``).
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.kinds import Key, R, key_of
from graph.store.names import NAMES
from graph.store.neo4j.queries import AT_ONCE, Queries
from graph.store.neo4j.records import ROWS, asked_keys, made


async def find(queries: Queries, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
    """The rows with these keys, with their versions; by the law of ``Transaction.find``."""
    return {key_of(record): record for record in await found_by(queries, kind, asked_keys(kind, keys))}


async def found_by(queries: Queries, kind: type[R], asked: Sequence[str]) -> list[R]:
    """The rows that are found by these (``records.stored_key``), each given once, with their versions."""
    statement = ROWS[NAMES[kind]].when(found=True)
    found: list[R] = []
    for start in range(0, len(asked), AT_ONCE):
        found += made(kind, await queries.value(statement, keys=asked[start : start + AT_ONCE]))
    return found
