"""Rows that get the start they did not have: such a row takes the place of the one without.

Decides: when a row with a start is the one that stood without, and what it takes over from it.
Does not decide: which rows a file has (``exchange``), nor how rows are written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Final, TypeGuard

from graph.domain.further_records import Amendment
from graph.domain.kinds import DATED, KIND_NAMES, Key, Record, amended_key, key_of, key_without_start
from graph.domain.plain_touches import PlainTouches
from graph.domain.records import Covenant, Employment, Service
from graph.domain.vocabulary import AmendmentKind
from graph.errors import InvalidRecord
from graph.store.protocol import Transaction
from graph.store.values import Source, Written

_Dated = Employment | Service | Covenant
_START: Final = "start"
_VERSION: Final = "version"


async def put_dated(
    transaction: Transaction,
    records: Sequence[Record],
    keep: frozenset[str],
    alone: Container[Key],
    source: Source = Source.FILE,
) -> Written:
    """Put rows of a file, all of one kind. A row with a start under whose key, but for the start, a row without one
    stands takes the place of that, and counts as updated: unless the key of one of the two is in ``alone``, or a row
    with this start stands already. Of several such rows of one call the one that starts first does. ``alone`` names the
    rows without a start that the file has, too.

    Fields named in ``keep`` are taken over; where they would contradict the row, it is a row of its own. ``source``:
    whether the file is said to hold every row of its kind."""
    if isinstance(records, PlainTouches) or not any(_is_dated(row) for row in records):
        return await transaction.put(records, source, keep)
    moving = await _moving(transaction, [row for row in records if _is_dated(row)], keep, alone)
    others = await transaction.put([row for row in records if key_of(row) not in moving], source, keep)
    if not moving:
        return others
    kind = type(records[0])
    moved = await transaction.put([row for row, _ in moving.values()], source)
    standing = await transaction.find(kind, list(moving))  # a row that was retracted by hand stays away
    replaced = [(row, old) for key, (row, old) in moving.items() if key in standing]
    await transaction.remove(kind, [key_of(old) for _, old in replaced])
    changed = Counter(others.changed)
    for row, old in replaced:
        changed.update(field.name for field in fields(row) if _differ(row, old, field.name))
    return Written(
        new=others.new,
        updated=others.updated + len(replaced),
        unchanged=others.unchanged,
        withheld=others.withheld + moved.withheld,
        changed=dict(changed),
    )


async def _moving(
    transaction: Transaction, dated: Sequence[_Dated], keep: frozenset[str], alone: Container[Key]
) -> Mapping[Key, tuple[_Dated, _Dated]]:
    """The rows that take the place of others, by key: each as it is to be, and the row that stands without a start."""
    if not dated:
        return {}
    kind = type(dated[0])
    without = {key_of(row): key_without_start(row) for row in dated if key_of(row) not in alone}
    wanted = [key for key in dict.fromkeys(without.values()) if key not in alone]
    standing = await transaction.find(kind, wanted)
    candidates = sorted((row for row in dated if without.get(key_of(row)) in standing), key=_start_of)
    there: Container[Key] = {
        *await transaction.find(kind, [key_of(row) for row in candidates]),
        *await _corrected(transaction, candidates),
    }
    moving: dict[Key, tuple[_Dated, _Dated]] = {}
    for row in candidates:
        key = key_of(row)
        old = standing.get(without[key])
        taken = None if old is None or key in there else _with_kept(row, old, keep)
        if old is not None and taken is not None:
            moving[key] = (taken, old)
            del standing[without[key]]
    return moving


async def _corrected(transaction: Transaction, rows: Sequence[_Dated]) -> set[Key]:
    """The keys of those rows that somebody corrected by hand: such a row stands, if under another key."""
    keys: dict[Key, Key] = {(KIND_NAMES[type(row)], amended_key(type(row), key_of(row))): key_of(row) for row in rows}
    found = await transaction.find(Amendment, list(keys))
    return {keys[key] for key, amendment in found.items() if amendment.kind is AmendmentKind.CORRECTED}


def _is_dated(row: Record) -> TypeGuard[_Dated]:
    return type(row) in DATED and getattr(row, _START, None) is not None


def _start_of(row: _Dated) -> date:
    return row.start or date.min


def _with_kept(row: _Dated, old: _Dated, keep: frozenset[str]) -> _Dated | None:
    """The row with the kept fields of the old one; None where no such row can be."""
    kept = {name: getattr(old, name) for name in keep if name != _START}
    try:
        return replace(row, **kept)
    except InvalidRecord:
        return None


def _differ(row: _Dated, old: _Dated, name: str) -> bool:
    return name != _VERSION and bool(getattr(row, name) != getattr(old, name))
