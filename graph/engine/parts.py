"""Parts of a whole firm's Network: what a few staff members or accounts need, cut out of columns in memory.

Decides: nothing of the model: the rows of a part are those which the law of ``GraphStore.neighbourhood`` names, and the
bytes are those that a store gives, but for the numbers of lines of business, which only say where two are the same.
Does not decide: when the whole is loaded or brought up to date (``graph.questions`` does).

Sorting a whole Network by whom its rows name takes one pass; after that a part costs what it holds, not what the firm
holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, TypeVar

import numpy as np

from graph.domain.assembly import take
from graph.domain.network import NOBODY, Counts, Index, Network, Table
from graph.engine.grouping import Groups, Positions, different, group_by

T = TypeVar("T", bound=Table)

_ENTITIES: Final = ("staff", "person", "account")
_NOBODY: Final[Index] = np.zeros(0, dtype=np.int32)


class By:
    """The rows of a table by an entity that they name; rows that name nobody belong to none."""

    def __init__(self, column: Index, entities: int) -> None:
        """``column`` holds indices of entities, or -1."""
        self._column, self._entities = column, entities
        self._groups: Groups = group_by(column + 1, entities + 1)

    def rows(self, entities: Positions) -> Counts:
        """The rows that name any of these different entities."""
        return self._groups.expand(entities.astype(np.int64) + 1)[1]

    def holds(self, column: Index, entities: int) -> bool:
        """Whether these are its rows: to compare costs a tenth of sorting."""
        return entities == self._entities and np.array_equal(column, self._column)


@dataclass(frozen=True, eq=False)
class Whole:
    """A whole Network, its rows sorted by whom they name."""

    network: Network
    jobs_by_account: By
    jobs_by_person: By
    services_by_staff: By
    services_by_account: By
    ties_by_staff: By
    ties_by_person: By
    ties_by_account: By
    touches_by_tie: By
    evidence_by_tie: By
    ratings_by_staff: By
    ratings_by_person: By
    promises_by_person: By
    promises_by_account: By
    bookings_by_account: By
    buying_by_account: By
    covenants_by_staff: By


def sorted_out(network: Network, before: Whole | None = None) -> Whole:
    """A whole Network made ready to be cut; linear in it but for sorting. What did not change since ``before`` is not
    sorted again."""
    staff, people, accounts = len(network.staff), len(network.people), len(network.accounts)
    promises, ties = network.promises, network.ties
    to_account = np.where(promises.person == NOBODY, promises.account, NOBODY)
    columns = {
        "jobs_by_account": (network.employments.account, accounts),
        "jobs_by_person": (network.employments.person, people),
        "services_by_staff": (network.services.staff, staff),
        "services_by_account": (network.services.account, accounts),
        "ties_by_staff": (ties.staff, staff),
        "ties_by_person": (ties.person, people),
        "ties_by_account": (ties.account, accounts),
        "touches_by_tie": (network.touches.tie, len(ties)),
        "evidence_by_tie": (network.evidence.tie, len(ties)),
        "ratings_by_staff": (network.ratings.staff, staff),
        "ratings_by_person": (network.ratings.person, people),
        "promises_by_person": (promises.person, people),
        "promises_by_account": (to_account, accounts),
        "bookings_by_account": (network.bookings.account, accounts),
        "buying_by_account": (network.buying.account, accounts),
        "covenants_by_staff": (network.covenants.staff, staff),
    }
    made = {
        name: _by(column, entities, None if before is None else getattr(before, name))
        for name, (column, entities) in columns.items()
    }
    return Whole(network=network, **made)


def _by(column: Index, entities: int, before: By | None) -> By:
    return before if before is not None and before.holds(column, entities) else By(column, entities)


def around_staff(whole: Whole, members: Sequence[int]) -> Network:
    """The neighbourhood of these staff members, given by their indices."""
    asked = np.unique(np.array(members, dtype=np.int32))
    accounts, known = reached_by(whole, asked)
    return _part(whole, asked, accounts, known)


def reached_by(whole: Whole, staff: Index) -> tuple[Index, Index]:
    """The accounts where a departure of these staff members matters, and the people they are tied to or have rated."""
    network = whole.network
    ties = whole.ties_by_staff.rows(staff)
    known = every(network.ties.person[ties], network.ratings.person[whole.ratings_by_staff.rows(staff)])
    accounts = every(
        network.services.account[whole.services_by_staff.rows(staff)],
        network.ties.account[ties],
        network.employments.account[whole.jobs_by_person.rows(known)],
    )
    return accounts, known


def around_rows(whole: Whole, members: Sequence[int], accounts: Index) -> Network:
    """All that decides what a departure of these staff members does, when it does anything at these accounts alone.

    A part of their neighbourhood, which also holds the accounts where their ties have faded: the answer is the same."""
    return _part(whole, np.unique(np.array(members, dtype=np.int32)), accounts, _NOBODY)


def around_accounts(whole: Whole, accounts: Sequence[int]) -> Network:
    """All that decides what the departure of anybody, alone, does at these accounts, given by their indices.

    It holds what a neighbourhood holds whose accounts are these, and the covenants of all staff members it names."""
    return _part(whole, None, np.unique(np.array(accounts, dtype=np.int32)), _NOBODY)


def _part(whole: Whole, asked: Index | None, accounts: Index, known: Index) -> Network:
    """The rows around these accounts and the people ``known`` beside; ``asked`` None asks for every covenant."""
    network = whole.network
    people = every(network.employments.person[whole.jobs_by_account.rows(accounts)], known)
    jobs = np.sort(whole.jobs_by_person.rows(people))
    further = every(network.employments.account[jobs], accounts)
    ties = _rows(whole.ties_by_person.rows(people), whole.ties_by_account.rows(accounts))
    services = np.sort(whole.services_by_account.rows(accounts))
    ratings = np.sort(whole.ratings_by_person.rows(people))
    promises = _rows(whole.promises_by_person.rows(people), whole.promises_by_account.rows(further))
    staff = every(
        _NOBODY if asked is None else asked,
        network.services.staff[services],
        network.ties.staff[ties],
        network.ratings.staff[ratings],
        network.promises.staff[promises],
    )
    bound = staff if asked is None else asked
    covenants = np.sort(whole.covenants_by_staff.rows(bound))
    named = every(further, network.promises.account[promises], network.covenants.account[covenants])
    own = ties[np.isin(network.ties.staff[ties], bound)]
    kept = _Kept(staff, people, named, ties)
    return replace(
        network,
        staff=take(network.staff, staff),
        people=take(network.people, people),
        accounts=take(network.accounts, named),
        employments=kept.renumbered(take(network.employments, jobs)),
        services=kept.renumbered(take(network.services, services)),
        ties=kept.renumbered(take(network.ties, ties)),
        touches=kept.of_ties(take(network.touches, np.sort(whole.touches_by_tie.rows(ties)))),
        evidence=kept.of_ties(take(network.evidence, np.sort(whole.evidence_by_tie.rows(own)))),
        ratings=kept.renumbered(take(network.ratings, ratings)),
        promises=kept.renumbered(take(network.promises, promises)),
        bookings=kept.renumbered(take(network.bookings, np.sort(whole.bookings_by_account.rows(accounts)))),
        buying=kept.renumbered(take(network.buying, np.sort(whole.buying_by_account.rows(accounts)))),
        covenants=kept.renumbered(take(network.covenants, covenants)),
    )


@dataclass(frozen=True, eq=False)
class _Kept:
    """The entities and ties that stay in a part, in ascending order, and where they stand in it."""

    staff: Index
    person: Index
    account: Index
    ties: Counts

    def renumbered(self, table: T) -> T:
        """A table that names these entities by their places in the part."""
        columns: dict[str, Index] = {}
        for column in fields(table):
            if column.name in _ENTITIES:
                columns[column.name] = _places(getattr(self, column.name), getattr(table, column.name))
        return replace(table, **columns)

    def of_ties(self, table: T) -> T:
        """Touches or evidence that name these ties by their places in the part."""
        column: dict[str, Index] = {"tie": _places(self.ties, table.tie)}  # type: ignore[attr-defined]  # both have it
        return replace(table, **column)


def _places(kept: Index | Counts, column: Index) -> Index:
    """Where the entities of a column stand among those kept; -1 stays -1."""
    return np.where(column == NOBODY, NOBODY, np.searchsorted(kept, column)).astype(np.int32)


def every(*columns: Index) -> Index:
    """The different entities of some columns, in ascending order, without nobody."""
    found = different(np.concatenate(columns).astype(np.int64))
    named: Index = found[found != NOBODY].astype(np.int32)
    return named


def _rows(*rows: Counts) -> Counts:
    """Rows of several selections, none of which holds a row of another, in ascending order."""
    return np.sort(np.concatenate(rows))
