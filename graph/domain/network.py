"""The Network: what a question sees of the firm, as immutable columns.

Decides: the columns, their types and their order. Does not decide: what is open, held or known on a day; the engine
cuts a Network as of its day with ``engine.as_of``.

A Network holds either the neighbourhood of some staff members or the whole firm; the same functions answer for both.
Rows that point to an entity hold its index in the entity's table (int32; -1 for none). Days are day numbers of
``graph.domain.calendar``; intervals are [start, end). Entities are sorted by id, relations by their indices, so that
equal facts give equal bytes whatever the order in which they were stored.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int32]
"""Positions in an entity's table; -1 for none."""
Days = npt.NDArray[np.int32]
"""Day numbers."""
Codes = npt.NDArray[np.int8]
"""Numbers of a closed list of words; -1 for "not supplied"."""
Counts = npt.NDArray[np.int64]
"""Whole numbers."""
Reals = npt.NDArray[np.float64]
"""Real numbers; NaN for "not supplied"."""
Flags = npt.NDArray[np.bool_]
"""Yes or no."""
Texts = tuple[str, ...]
"""One string per row."""

NOBODY: Final = -1
"""The index of no entity."""


def place_among(ids: Texts, one: str) -> int | None:
    """Where an id stands among ids that ascend; None where it does not."""
    place = bisect_left(ids, one)
    return place if place < len(ids) and ids[place] == one else None


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of one length, made read-only; a text column is a tuple of strings."""

    def __post_init__(self) -> None:
        """Freeze the arrays and refuse columns of different lengths."""
        lengths = set()
        for column in fields(self):
            values = getattr(self, column.name)
            if isinstance(values, np.ndarray):
                values.setflags(write=False)
            lengths.add(len(values))
        if len(lengths) > 1:
            raise ValueError(f"{type(self).__name__} has columns of lengths {sorted(lengths)}")

    def __len__(self) -> int:
        """The number of rows."""
        return len(getattr(self, fields(self)[0].name))


@dataclass(frozen=True, eq=False)
class StaffTable(Table):
    """Staff members, sorted by id. ``team`` is empty for nobody's team; employed in [start, end)."""

    ids: Texts
    names: Texts
    teams: Texts
    start: Days
    end: Days


@dataclass(frozen=True, eq=False)
class PersonTable(Table):
    """People at customers, sorted by id."""

    ids: Texts
    names: Texts


@dataclass(frozen=True, eq=False)
class AccountTable(Table):
    """Accounts, sorted by id. ``first_booking`` is the day of the account's earliest booking and ``first_touch`` of
    the earliest touch by anybody that *names* the account, over all time; NO_DAY for none."""

    ids: Texts
    names: Texts
    since: Days
    first_booking: Days
    first_touch: Days


@dataclass(frozen=True, eq=False)
class EmploymentTable(Table):
    """Employments, sorted by (account, person, start). ``first_touch`` is the day of the earliest touch of the person
    by anybody on or after ``start``, whether or not the employment still lasted then; NO_DAY for none."""

    account: Index
    person: Index
    start: Days
    end: Days
    role: Codes
    weight: Reals
    veto: Flags
    first_touch: Days


@dataclass(frozen=True, eq=False)
class ServiceTable(Table):
    """Services, sorted by (staff, account, role, start)."""

    staff: Index
    account: Index
    role: Codes
    start: Days
    end: Days


@dataclass(frozen=True, eq=False)
class TieStatistics(Table):
    """What the touches of a tie amount to (model.md 1): the engine's fold writes it, stores cache it.

    ``incoming``, ``outgoing``: sums of depth * 2^((day - reference day)/half-life) by direction. ``first``, ``last``:
    days of the first and last touch, NO_DAY without one. ``days``: distinct days. ``channels``: bit c is set when
    channel c was used. ``count``: touches."""

    incoming: Reals
    outgoing: Reals
    first: Days
    last: Days
    days: Index
    channels: Index
    count: Index


@dataclass(frozen=True, eq=False)
class TieTable(Table):
    """Ties, sorted by (staff, account, person): with a person (account -1) or with an account directly (person -1).

    ``unfolded``: ``statistics`` do not hold for the Network's day, because touches came after the last fold or because
    the last touch lies after that day; then, and only then, all its touches stand in the Network's ``touches``."""

    staff: Index
    account: Index
    person: Index
    unfolded: Flags
    statistics: TieStatistics


@dataclass(frozen=True, eq=False)
class TouchTable(Table):
    """Raw touches, sorted by (tie, at, id); ``tie`` is an index into the ties they belong to."""

    tie: Index
    day: Days
    channel: Codes
    direction: Codes


@dataclass(frozen=True, eq=False)
class EvidenceTable(Table):
    """The newest touches of some ties up to the Network's day, sorted by (tie, at descending, id descending).

    ``at``: microseconds from 1970-01-01T00:00Z."""

    tie: Index
    day: Days
    at: Counts
    touch_ids: Texts


@dataclass(frozen=True, eq=False)
class RatingTable(Table):
    """Closeness ratings 0..4, sorted by (staff, person, on)."""

    staff: Index
    person: Index
    closeness: Codes
    on: Days


@dataclass(frozen=True, eq=False)
class PromiseTable(Table):
    """Promises, sorted by id: to a person (then the account is only a remark), or to an account (person -1)."""

    ids: Texts
    staff: Index
    person: Index
    account: Index
    made: Days
    outcome: Codes
    closed: Days


@dataclass(frozen=True, eq=False)
class BookingTable(Table):
    """Bookings of the 365 days that end with the Network's day, sorted by (account, day, amount). ``amount`` is in
    ten-thousandths; ``line`` is a number that equals another row's when the line of business does, -1 for none."""

    account: Index
    day: Days
    amount: Counts
    line: Index


@dataclass(frozen=True, eq=False)
class BuyingTable(Table):
    """How accounts buy, sorted by (account, start): each row holds until the next. ``suppliers`` is -1, and
    ``switching_cost`` NaN, when not supplied."""

    account: Index
    start: Days
    approach: Codes
    rule: Codes
    switching_cost: Reals
    suppliers: Index
    renewal: Days


@dataclass(frozen=True, eq=False)
class CovenantTable(Table):
    """Covenants, sorted by (staff, kind, account, start); account -1 binds everywhere; in force in [start, until)."""

    staff: Index
    kind: Codes
    account: Index
    start: Days
    until: Days


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """What the whole firm decides and every neighbourhood carries. ``first_touch`` is the day of the earliest touch of
    all, ``last_touch`` of the latest one up to the Network's day; NO_DAY for none."""

    name: str
    currency: str
    time_zone: str
    first_touch: int
    last_touch: int


@dataclass(frozen=True, eq=False)
class Network:
    """A neighbourhood or the whole firm, loaded for one day (``day``) at one data ``revision``."""

    day: int
    revision: int
    firm: FirmFacts
    staff: StaffTable
    people: PersonTable
    accounts: AccountTable
    employments: EmploymentTable
    services: ServiceTable
    ties: TieTable
    touches: TouchTable
    evidence: EvidenceTable
    ratings: RatingTable
    promises: PromiseTable
    bookings: BookingTable
    buying: BuyingTable
    covenants: CovenantTable
