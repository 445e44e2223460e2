"""From what an adapter read to a Network: one place that sorts, numbers and checks.

Decides: the canonical order of every table, and that equal facts give equal bytes whatever order they came in.
Does not decide: which rows a question needs (the adapter loads them by the store's contract).

An adapter fills the tables of a Network with *keys* where the Network has indices: any whole numbers that tell its
staff, people, accounts and ties apart (row ids, positions in a list). ``assemble`` turns keys into indices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

import numpy as np

from graph.domain.network import NOBODY, Counts, Index, Network, Table, Texts
from graph.domain.ordering import ordered_by

T = TypeVar("T", bound=Table)
Reindex = Callable[[Index], Index]

_ROWS_AT_ONCE: Final = 2**16
"""Rows that are numbered at once: what that takes does not grow with the table."""


@dataclass(frozen=True, eq=False)
class Keys:
    """The adapter's key of each row of the entity tables and of the ties, in the order of those tables."""

    staff: Counts
    people: Counts
    accounts: Counts
    ties: Counts


def take(table: T, rows: Counts | Index) -> T:
    """The given rows of a table, in the given order."""
    columns: dict[str, Any] = {}
    for column in fields(table):
        values = getattr(table, column.name)
        if isinstance(values, Table):
            columns[column.name] = take(values, rows)
        elif isinstance(values, tuple):
            columns[column.name] = tuple(values[row] for row in rows.tolist())
        else:
            columns[column.name] = values[rows]
    return replace(table, **columns)


def assemble(raw: Network, keys: Keys) -> Network:
    """The Network of what an adapter read, keys in place of indices; raises ValueError for a key without an entity.

    Takes O(n log n) for n rows. ``raw.touches`` and ``raw.evidence`` come in the order their tables name within each
    tie, and bookings of one account, day and amount by (ref, rank); every other table may come in any order."""
    staff_order, staff_at = _numbering("staff member", keys.staff, raw.staff.ids)
    people_order, person_at = _numbering("person", keys.people, raw.people.ids)
    account_order, account_at = _numbering("account", keys.accounts, raw.accounts.ids)
    ties = replace(
        raw.ties,
        staff=staff_at(raw.ties.staff),
        account=account_at(raw.ties.account),
        person=person_at(raw.ties.person),
    )
    tie_order = ordered_by(ties.staff, ties.account, ties.person)
    tie_at = _ties_at(keys.ties, tie_order)
    return replace(
        _relations(raw, staff_at, person_at, account_at),
        staff=take(raw.staff, staff_order),
        people=take(raw.people, people_order),
        accounts=take(raw.accounts, account_order),
        ties=take(ties, tie_order),
        touches=_by_tie(replace(raw.touches, tie=tie_at(raw.touches.tie))),
        evidence=_by_tie(replace(raw.evidence, tie=tie_at(raw.evidence.tie))),
    )


def _relations(raw: Network, staff_at: Reindex, person_at: Reindex, account_at: Reindex) -> Network:
    employments = replace(
        raw.employments, account=account_at(raw.employments.account), person=person_at(raw.employments.person)
    )
    services = replace(raw.services, staff=staff_at(raw.services.staff), account=account_at(raw.services.account))
    ratings = replace(raw.ratings, staff=staff_at(raw.ratings.staff), person=person_at(raw.ratings.person))
    promises = replace(
        raw.promises,
        staff=staff_at(raw.promises.staff),
        person=person_at(raw.promises.person),
        account=account_at(raw.promises.account),
    )
    bookings = replace(raw.bookings, account=account_at(raw.bookings.account))
    buying = replace(raw.buying, account=account_at(raw.buying.account))
    covenants = replace(raw.covenants, staff=staff_at(raw.covenants.staff), account=account_at(raw.covenants.account))
    return replace(
        raw,
        employments=take(employments, np.lexsort((employments.start, employments.person, employments.account))),
        services=take(services, np.lexsort((services.start, services.role, services.account, services.staff))),
        ratings=take(ratings, np.lexsort((ratings.on, ratings.person, ratings.staff))),
        promises=take(promises, _ascending(promises.ids)),
        bookings=take(bookings, np.lexsort((bookings.amount, bookings.day, bookings.account))),
        buying=take(buying, np.lexsort((buying.start, buying.account))),
        covenants=take(covenants, np.lexsort((covenants.start, covenants.account, covenants.kind, covenants.staff))),
    )


def _ascending(ids: Texts) -> Counts:
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)


def _numbering(kind: str, keys: Counts, ids: Texts) -> tuple[Counts, Reindex]:
    """The order of an entity's rows by id, and the function from keys to places in that order."""
    order = _ascending(ids)
    return order, _positions(kind, keys[order])


def _ties_at(keys: Counts, order: Counts) -> Reindex:
    """The function from keys of ties to places in this order; few Networks of a whole firm have rows that name ties."""

    def reindex(column: Index) -> Index:
        return _positions("tie", keys[order])(column) if len(column) else column

    return reindex


def _positions(kind: str, keys: Counts) -> Reindex:
    by_key = np.argsort(keys, kind="stable")
    ascending = np.append(keys[by_key], NOBODY)  # the last one is found for what lies beyond all

    def reindex(column: Index) -> Index:
        found = np.full(len(column), NOBODY, dtype=np.int32)
        for first in range(0, len(column), _ROWS_AT_ONCE):
            wanted = column[first : first + _ROWS_AT_ONCE].astype(np.int64)
            named = np.flatnonzero(wanted != NOBODY)
            at = np.searchsorted(ascending[:-1], wanted[named])
            if (ascending[at] != wanted[named]).any():
                raise ValueError(f"rows name a {kind} that was not loaded")
            found[first + named] = by_key[at]
        return found

    return reindex


def _by_tie(table: T) -> T:
    """Rows grouped by tie, their order within a tie kept."""
    tie: Index = table.tie  # type: ignore[attr-defined]  # touches and evidence both have it
    return take(table, np.argsort(tie, kind="stable"))
