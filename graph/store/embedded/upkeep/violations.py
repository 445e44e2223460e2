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
    return (*found, *_rings(connection), *_behind(connection))


def _rings(connection: sqlite3.Connection) -> Iterator[Violation]:
    """Nobody manages a manager of theirs, nor is an account part of its own parts."""
    for statement, table in _RINGS_IN:
        on_rings = _on_rings(dict(connection.execute(VIOLATIONS[statement].text)))
        if on_rings:
            example = key_text(_key(connection, table, min(on_rings)))
            yield Violation(Fault.RING, _NAMES[table], len(on_rings), example)


def _on_rings(above: dict[int, int]) -> set[int]:
    """Those who come back to themselves by going from each to the one ``above``; goes to each twice at most."""
    on_rings: set[int] = set()
    came_from: dict[int, int] = {}
    for start in above:
        one = start
        while one in above and one not in came_from:
            came_from[one] = start
            one = above[one]
        if came_from.get(one) == start:  # this very walk came back to one it had passed
            while one not in on_rings:
                on_rings.add(one)
                one = above[one]
    return on_rings


def _behind(connection: sqlite3.Connection) -> tuple[Violation, ...]:
    """The newest revision in the change log is the store's, or somebody went around it."""
    revision, logged = connection.execute(VIOLATIONS["logged"].text).fetchone()
    if revision == logged:
        return ()
    newest = key_text((max(revision, logged),))
    return (Violation(Fault.CHANGE_LOG_BEHIND, "change log", abs(revision - logged), newest),)


def _key(connection: sqlite3.Connection, table: str, row: int) -> Key:
    """The natural key of a row, None for the id of what is not there."""
    parts = connection.execute(VIOLATIONS[f"key_of_{table}"].text, {"row": row}).fetchone()
    if table == _TIE:
        return tuple(parts)
    kind = _KINDS[table]
    return tuple(field_of(kind, name, part) for name, part in zip(KEY_FIELDS[kind], parts, strict=True))
