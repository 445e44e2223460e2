"""A Network of the whole firm brought up to date, by putting in what changed instead of reading all of it again.

Decides: which rows of the whole a change replaces, and what everything is numbered afterwards.
Does not decide: what has changed, nor which rows a part holds (``news`` of the store says both), nor where in a table
rows come in (``seams`` does).

A row is replaced when that under which it is filed has changed: employments, ratings, ties with a person and promises
to a person are filed under the person; services, ties with an account, bookings, buying and promises to an account and
no person under the account; covenants under the staff member; touches under their tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np

from graph.domain.network import (
    NOBODY,
    AccountTable,
    Flags,
    Index,
    Network,
    PersonTable,
    PromiseTable,
    StaffTable,
    Table,
    TieTable,
    TouchTable,
    place_among,
)
from graph.domain.seams import LEFT, Places, Seam, places_between, places_of_ids

T = TypeVar("T", bound=Table)
E = TypeVar("E", StaffTable, PersonTable, AccountTable)


class Changes(Protocol):
    """The ids of the staff members, people and accounts that changed, or of whom a row changed that names them."""

    @property
    def staff(self) -> frozenset[str]:
        """Of staff members."""

    @property
    def people(self) -> frozenset[str]:
        """Of people."""

    @property
    def accounts(self) -> frozenset[str]:
        """Of accounts."""


@dataclass(frozen=True, eq=False, slots=True)
class _Numbers:
    """What the rows of an entity's table are numbered now; the last value of each column stands for NOBODY.

    ``old``: the rows of the whole, None where all of them are what they were. ``fresh``: the rows of the part.
    ``changed``: which rows of the whole are named as changed. ``some_left``: some of them are there no more."""

    old: Index | None
    fresh: Index
    changed: Flags
    some_left: bool


def splice(whole: Network, changes: Changes, part: Network) -> Network:
    """The whole as of the part's revision: equal to one that is read anew, but for the numbers of lines of business,
    which tell lines apart within an account as before, and for ties that were unfolded in ``whole`` and are not named
    in ``changes``: they stay unfolded, with their touches, though a store may have folded them meanwhile.

    ``part`` holds of every entity in ``changes`` that is still there, the entity itself and all rows filed under it,
    with all that these name. Takes O(n) for n rows, as fast as they are copied, and O(m log n) for m rows that come.

    Raises ValueError for Networks of two days or with evidence, and where a row that stays names somebody who left."""
    if whole.day != part.day or len(whole.evidence) or len(part.evidence):
        raise ValueError("only Networks of one day and without evidence can be spliced")
    staff, by_staff = _entities(whole.staff, changes.staff, part.staff)
    people, by_person = _entities(whole.people, changes.people, part.people)
    accounts, by_account = _entities(whole.accounts, changes.accounts, part.accounts)
    relations = _Relations({"staff": by_staff, "person": by_person, "account": by_account})
    return replace(
        relations.spliced(whole, part),
        revision=part.revision,
        firm=part.firm,
        staff=staff,
        people=people,
        accounts=accounts,
    )


def _entities(old: E, named: frozenset[str], fresh: E) -> tuple[E, _Numbers]:
    """An entity's table without those who left and with those who come, and what all of them are numbered now."""
    places = {one: place for one in named.union(fresh.ids) if (place := place_among(old.ids, one)) is not None}
    gone = np.array(sorted(places.values()), dtype=np.int64)
    seam = Seam(len(old), gone, places_of_ids(old.ids, fresh.ids))
    changed = np.zeros(len(old) + 1, dtype=np.bool_)
    changed[[places[one] for one in named if one in places]] = True
    table = seam.sewn(old, fresh)
    if places.keys() == set(fresh.ids):
        return replace(table, ids=old.ids), _Numbers(None, seam.fresh_numbers(), changed, some_left=False)
    numbers, fresh_numbers = seam.numbers(), seam.fresh_numbers()
    for place, one in enumerate(fresh.ids):
        if one in places:  # who is still there
            numbers[places[one]] = fresh_numbers[place]
    return table, _Numbers(numbers, fresh_numbers, changed, some_left=not places.keys() <= set(fresh.ids))


@dataclass(frozen=True, eq=False, slots=True)
class _Relations:
    """The tables of rows that name entities; ``numbers`` by the name of the column that holds their indices."""

    numbers: dict[str, _Numbers]

    def spliced(self, whole: Network, part: Network) -> Network:
        """The whole with all of these tables brought up to date."""
        ties, touches = self._ties(whole, part)
        return replace(
            whole,
            employments=self._filed(whole.employments, part.employments, ("account", "person")),
            services=self._filed(whole.services, part.services, ("staff", "account")),
            ties=ties,
            touches=touches,
            ratings=self._filed(whole.ratings, part.ratings, ("staff", "person")),
            promises=self._promises(whole.promises, part.promises),
            bookings=self._filed(whole.bookings, part.bookings, ("account",)),
            buying=self._filed(whole.buying, part.buying, ("account",)),
            covenants=self._filed(whole.covenants, part.covenants, ("staff",)),
        )

    def _filed(self, old: T, fresh: T, order: Sequence[str]) -> T:
        """A table in the order of some columns, filed under what the last of them names.

        By what it is sorted beyond them does not matter: rows filed under one are all old or all fresh."""
        gone = np.flatnonzero(self._changed(old, order[-1]))
        old, fresh = self._renumbered(old), self._renumbered(fresh, fresh=True)
        return self._sewn(Seam(len(old), gone, _between(old, fresh, gone, order)), old, fresh)

    def _ties(self, whole: Network, part: Network) -> tuple[TieTable, TouchTable]:
        """The ties, and the touches filed under them."""
        gone = np.flatnonzero(self._changed(whole.ties, "person") | self._changed(whole.ties, "account"))
        old, fresh = self._renumbered(whole.ties), self._renumbered(part.ties, fresh=True)
        seam = Seam(len(old), gone, _between(old, fresh, gone, ("staff", "account", "person")))
        touches = replace(part.touches, tie=seam.fresh_numbers()[part.touches.tie])
        if len(whole.touches):  # few ties of a firm that is folded have touches here, often none
            left = replace(whole.touches, tie=seam.numbers()[whole.touches.tie])
            none = np.flatnonzero(left.tie == LEFT)
            touches = Seam(len(left), none, _between(left, touches, none, ("tie",))).sewn(left, touches)
        return self._sewn(seam, old, fresh), touches

    def _promises(self, old: PromiseTable, fresh: PromiseTable) -> PromiseTable:
        """The promises, filed under the account only where they name no person."""
        to_account = self._changed(old, "account") & (old.person == NOBODY)
        gone = np.flatnonzero(self._changed(old, "person") | to_account)
        seam = Seam(len(old), gone, places_of_ids(old.ids, fresh.ids))
        return self._sewn(seam, self._renumbered(old), self._renumbered(fresh, fresh=True))

    def _changed(self, old: Table, column: str) -> Flags:
        """Which rows of the whole name in a column who has changed."""
        named: Index = getattr(old, column)
        changed: Flags = self.numbers[column].changed[named]
        return changed

    def _renumbered(self, table: T, *, fresh: bool = False) -> T:
        """A table of the whole, or of the part, that names everybody by what they are numbered now."""
        columns: dict[str, Index] = {}
        for column, numbers in self.numbers.items():
            now = numbers.fresh if fresh else numbers.old
            if now is not None and hasattr(table, column):
                columns[column] = now[getattr(table, column)]
        return replace(table, **columns) if columns else table

    def _sewn(self, seam: Seam, old: T, fresh: T) -> T:
        """The table in which the fresh rows have come; raises ValueError when a row names somebody who left."""
        table = seam.sewn(old, fresh)
        for column, numbers in self.numbers.items():
            if numbers.some_left and hasattr(table, column) and (getattr(table, column) == LEFT).any():
                raise ValueError(f"rows name a {column} that is there no more, and were not named as changed")
        return table


def _between(old: Table, fresh: Table, gone: Places, order: Sequence[str]) -> Places:
    """Where the rows of a part come in, by the columns in whose order a table stands."""
    return places_between(
        [getattr(old, column) for column in order], [getattr(fresh, column) for column in order], gone
    )
