"""The ties of a day and how strong they are, with people and with accounts directly (model.md 1).

Decides: which ties there are on the day, and what their strength is made of: statistics, ratings and promises.
Does not decide: the strength itself (``strength``), nor which statistics and promises hold on the day (``as_of``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar, cast

import numpy as np

from graph.domain.assembly import take
from graph.domain.calendar import NO_DAY
from graph.domain.network import NOBODY, Codes, Counts, Days, Flags, Index, Network, Reals, TieStatistics
from graph.domain.vocabulary import PromiseOutcome
from graph.engine.assumptions import StrengthAssumptions
from graph.engine.grouping import different, find, pair, total
from graph.engine.pieces import of_each, pieces
from graph.engine.strength import DAYS_PER_YEAR, Rating, observed, strength

Column = TypeVar("Column", bound=np.ndarray[Any, Any])


@dataclass(frozen=True, eq=False)
class Ties:
    """Ties on the day, by code. ``other`` is a person (personal ties) or an account (direct ties), of so many
    ``others``; ``first`` is NO_DAY and ``count`` 0 for a tie that only a rating makes. ``row`` points into the Network,
    and into ``statistics``; -1 then."""

    staff: Index
    other: Index
    row: Index
    strength: Reals
    first: Days
    count: Index
    rated: Flags
    others: int
    statistics: TieStatistics

    @cached_property
    def code(self) -> Counts:
        """A number for each pair of a staff member and the other; no sweep needs it, nor what follows."""
        return pair(self.staff, self.other, self.others)

    @cached_property
    def last(self) -> Days:
        """The day of the last touch; NO_DAY for a tie that only a rating makes."""
        return _at(self.statistics.last, self.row, NO_DAY)

    @cached_property
    def one_day(self) -> Flags:
        """Touched, but on one day only, so the usual gap is not known."""
        one_day: Flags = _at(self.statistics.days, self.row, 0) == 1
        return one_day


class Promised(NamedTuple):
    """Closed promises by the code of the tie they count for."""

    code: Counts
    outcome: Codes


class _Rated(NamedTuple):
    """The latest rating of each rated pair up to the day, by code; ``age`` in years."""

    code: Counts
    closeness: Reals
    age: Reals


class _Spoken(NamedTuple):
    """What ties are made of, of which ``row`` has touches: ratings and promises by the place of their tie."""

    code: Counts
    row: Index
    rated_at: Counts
    rated: _Rated
    promised_at: Counts
    outcome: Codes


class _Apart(NamedTuple):
    """What is rated or promised beside touches, where there is any of it: the place of each such tie, ascending."""

    place: Counts
    rating: Rating
    kept: Reals
    broken: Reals


_NOTHING: Final = (Rating(np.full(1, np.nan), np.zeros(1)), np.zeros(1), np.zeros(1))
"""Neither rated nor promised: few ties are, so what all others are worth is worked out without these columns."""


def personal_ties(network: Network, statistics: TieStatistics, promised: Promised, a: StrengthAssumptions) -> Ties:
    """Ties with people: touched up to the day, or rated, or both."""
    people, rated = len(network.people), _ratings(network)
    row = np.flatnonzero((network.ties.person != NOBODY) & (statistics.count > 0)).astype(np.int32)
    code = pair(network.ties.staff[row], network.ties.person[row], people)  # ascends, for the ties do
    rated_at = find(code, rated.code)
    alone = rated.code[rated_at < 0]
    if len(alone):
        before = np.searchsorted(code, alone)
        code, row = np.insert(code, before, alone), np.insert(row, before, NOBODY)
        rated_at = find(code, rated.code)
    return _ties(network, statistics, _spoken(code, row, rated_at, rated, promised), people, a)


def direct_ties(network: Network, statistics: TieStatistics, promised: Promised, a: StrengthAssumptions) -> Ties:
    """Ties with accounts directly: from touches that name the account alone."""
    accounts = len(network.accounts)
    row = np.flatnonzero((network.ties.person == NOBODY) & (statistics.count > 0)).astype(np.int32)
    code = pair(network.ties.staff[row], network.ties.account[row], accounts)
    nothing = np.zeros(0)
    nowhere = nothing.astype(np.int64)
    spoken = _spoken(code, row, nowhere, _Rated(nowhere, nothing, nothing), promised)
    return _ties(network, statistics, spoken, accounts, a)


def _spoken(code: Counts, row: Index, rated_at: Counts, rated: _Rated, promised: Promised) -> _Spoken:
    at = find(code, promised.code)
    return _Spoken(code, row, rated_at, rated, at[at >= 0], promised.outcome[at >= 0])


def _ties(network: Network, statistics: TieStatistics, spoken: _Spoken, others: int, a: StrengthAssumptions) -> Ties:
    ties = len(spoken.code)
    found = Ties(
        staff=np.empty(ties, dtype=np.int32),
        other=np.empty(ties, dtype=np.int32),
        row=spoken.row,
        strength=np.empty(ties),
        first=np.empty(ties, dtype=np.int32),
        count=np.empty(ties, dtype=np.int32),
        rated=np.zeros(ties, dtype=bool),
        others=others,
        statistics=statistics,
    )
    found.rated[spoken.rated_at] = True
    apart = _apart(spoken)

    def fill(piece: slice) -> None:
        code, row = spoken.code[piece], spoken.row[piece]
        found.staff[piece], found.other[piece] = code // max(others, 1), code % max(others, 1)
        found.first[piece], found.count[piece] = _at(statistics.first, row, NO_DAY), _at(statistics.count, row, 0)
        touched = np.flatnonzero(row >= 0)
        seen = np.zeros(len(row))
        seen[touched] = observed(take(statistics, row[touched]), float(network.day), a)
        found.strength[piece] = strength(seen, *_NOTHING, a)
        some = slice(*np.searchsorted(apart.place, (piece.start, piece.stop)))
        place, rating = apart.place[some], Rating(apart.rating.closeness[some], apart.rating.age[some])
        worth = strength(seen[place - piece.start], rating, apart.kept[some], apart.broken[some], a)
        found.strength[place] = worth

    of_each(fill, pieces(ties))
    return found


def _apart(spoken: _Spoken) -> _Apart:
    place = different(np.concatenate([spoken.rated_at, spoken.promised_at]))
    closeness, age = np.full(len(place), np.nan), np.zeros(len(place))
    rated, promised = find(place, spoken.rated_at), find(place, spoken.promised_at)
    closeness[rated], age[rated] = spoken.rated.closeness, spoken.rated.age
    return _Apart(
        place=place,
        rating=Rating(closeness, age),
        kept=total(promised, spoken.outcome == PromiseOutcome.KEPT, len(place)),
        broken=total(promised, spoken.outcome == PromiseOutcome.BROKEN, len(place)),
    )


def _at(column: Column, row: Index, otherwise: float) -> Column:
    """The values of these rows, ``otherwise`` for row -1."""
    values = cast(Column, np.full(len(row), otherwise, dtype=column.dtype))
    known = np.flatnonzero(row >= 0)
    values[known] = column[row[known]]
    return values


def _ratings(network: Network) -> _Rated:
    table = network.ratings
    rows = np.flatnonzero(table.on <= network.day)
    code = pair(table.staff[rows], table.person[rows], len(network.people))
    latest = np.ones(len(code), dtype=bool)
    latest[:-1] = code[1:] != code[:-1]  # rows ascend by (staff, person, on)
    rows = rows[latest]
    age = (network.day - table.on[rows].astype(np.float64)) / DAYS_PER_YEAR
    return _Rated(code[latest], table.closeness[rows].astype(np.float64), age)
