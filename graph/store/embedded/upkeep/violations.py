"""Rows that no unit of work could have left, found by looking at every row.

Decides: how each fault is found, in ``violations.sql`` (rings by following what it gives), and how the row that is
shown for it is named.
Does not decide: whether what a tie has cached agrees with its touches (whoever folds does), nor what mends a fault.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from graph.domain.kinds import KEY_FIELDS, KIND_NAMES, Key, key_text
from graph.store.embedded.reading.rows import TABLES, field_of
from graph.store.looking_over import change_log_behind, on_rings
from graph.store.statements import load
from graph.store.values import Fault, Violation

VIOLATIONS: Final = load(__package__, "violations.sql")

_TIE: Final = "tie"
_FOUND_BY: Final = (
    ("dangling_ends", Fault.DANGLING_END),
    ("duplicate_keys", Fault.DUPLICATE_KEY),
    ("ends_before_starts", Fault.END_BEFORE_START),
    ("other_currencies", Fault.OTHER_CURRENCY),
)
_RINGS_IN: Final = (("managers", "staff"), ("parents", "account"))
_KINDS: Final = {TABLES[kind]: kind for kind in KIND_NAMES}
_NAMES: Final = {table: KIND_NAMES[kind] for table, kind in _KINDS.items()} | {_TIE: _TIE}


def violations(connection: sqlite3.Connection) -> tuple[Violation, ...]:
    """One violation for each fault and table, by fault and then by kind; reads every row of the file."""
    found = []
    for statement, fault in _FOUND_BY:
        told = {table: (count, row) for table, count, row in connection.execute(VIOLATIONS[statement].text) if count}
        for table, name in _NAMES.items():
            if table in told:
                count, row = told[table]
                found.append(Violation(fault, name, count, key_text(_key(connection, table, row))))
    return (*found, *_rings(connection), *change_log_behind(*connection.execute(VIOLATIONS["logged"].text).fetchone()))


def _rings(connection: sqlite3.Connection) -> Iterator[Violation]:
    """Nobody manages a manager of theirs, nor is an account part of its own parts."""
    for statement, table in _RINGS_IN:
        ringed = on_rings(dict(connection.execute(VIOLATIONS[statement].text)))
        if ringed:
            example = key_text(_key(connection, table, min(ringed)))
            yield Violation(Fault.RING, _NAMES[table], len(ringed), example)


def _key(connection: sqlite3.Connection, table: str, row: int) -> Key:
    """The natural key of a row, None for the id of what is not there."""
    parts = connection.execute(VIOLATIONS[f"key_of_{table}"].text, {"row": row}).fetchone()
    if table == _TIE:
        return tuple(parts)
    kind = _KINDS[table]
    return tuple(field_of(kind, name, part) for name, part in zip(KEY_FIELDS[kind], parts, strict=True))
