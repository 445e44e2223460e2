"""What was read for a Network, not yet put together.

Decides: what an unfolded tie is, and for which employments its person's ties cannot tell the first touch.
Does not decide: which rows are read (``networks`` does), nor what becomes of them (``assembling`` does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.domain.calendar import ALWAYS, NO_DAY, date_of, day_number
from graph.store.neo4j.reading.columns import PARTS, Columns, Keys, columns_of, mapped

Places = npt.NDArray[np.intp]
_Flags = npt.NDArray[np.bool_]
_Days = npt.NDArray[np.int32]

_TIES: Final = (("ties_with_people", "person"), ("ties_with_accounts", "account"))


@dataclass(slots=True)
class Loaded:
    """What was read for a Network of ``day``: the answer of ``firm``, the columns of each other part in ``pieces``, and
    the first touches that were looked up: the place of an employment among all that were read, and the day as text.
    ``with_firsts``: whether first touches of employments are wanted at all."""

    day: date
    with_firsts: bool = True
    keys: Keys = field(default_factory=Keys)
    firm: Sequence[Any] = ()
    pieces: dict[str, list[Columns]] = field(default_factory=lambda: defaultdict(list))
    first_touches: list[tuple[int, str]] = field(default_factory=list)

    def add(self, parts: Sequence[str], values: Sequence[Any]) -> None:
        """Take in the answers of these parts; ties name people by their places in the answer of ``people`` before.

        Raises ValueError, TypeError or OverflowError for what cannot stand in a column."""
        people: Sequence[str] = ()
        for part, lists in zip(parts, values, strict=True):
            if part == "firm":
                self.firm = lists
                continue
            columns = self._columns(part, lists, people)
            if part == "people":
                people = columns["ids"]
            self.pieces[part].append(columns)

    def part(self, name: str) -> Columns:
        """All rows of a part; columns without any where it was not read."""
        pieces = self.pieces[name]
        if len(pieces) != 1:
            found = pieces or [self._columns(name, [()] * len(PARTS[name]), ())]
            pieces[:] = [{column: joined([one[column] for one in found]) for column in found[0]}]
        return pieces[0]

    def _columns(self, part: str, lists: Sequence[Any], people: Sequence[str]) -> Columns:
        columns = columns_of(part, self.keys, lists)
        if part == "ties_with_people":
            columns["person"] = mapped(self.keys.people, people)[columns.pop("place")]
        return columns

    def missing(self, part: str) -> list[str]:
        """The ids of the ``staff`` or ``accounts`` whom rows name and who have not been read themselves."""
        keys = {"staff": self.keys.staff, "accounts": self.keys.accounts}[part]
        read = {"", *self.part(part)["ids"]}
        return [one for one in keys if one not in read]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The touches that have to be looked at: of ties with ``people`` and with ``accounts`` (lists of the id of one and
    the ids of staff members), and of the people ``employed`` the first one from the day beside them in ``starts`` on,
    whose employments stand at ``places``."""

    people: list[tuple[str, list[str]]]
    accounts: list[tuple[str, list[str]]]
    employed: list[str]
    starts: list[str]
    places: list[int]


def unfolded(ties: Columns, day: date) -> _Flags:
    """Which ties are unfolded: touches wait, were folded with other assumptions, or go on after the day."""
    found: _Flags = ~ties["folded"] | (ties["last"] > day_number(day))
    return found


def wanted(loaded: Loaded) -> Wanted:
    """What the first touches of ties and employments cannot tell; takes O(n) for n rows."""
    staff = _ids(loaded.keys.staff)
    people = _ids(loaded.keys.people)
    with_people, with_accounts = (
        _by_other(loaded.part(part), other, loaded.day, staff, ids)
        for (part, other), ids in zip(_TIES, (people, _ids(loaded.keys.accounts)), strict=True)
    )
    employments = loaded.part("employments")
    first, last = folded_days(loaded)
    start, person = employments["start"], employments["person"]
    begun = (first[person] < start) & (start <= last[person]) & loaded.with_firsts
    places = np.flatnonzero(begun)
    return Wanted(
        people=with_people,
        accounts=with_accounts,
        employed=[people[one] for one in person[places].tolist()],
        starts=[date_of(one).isoformat() for one in start[places].tolist()],
        places=places.tolist(),
    )


def folded_days(loaded: Loaded) -> tuple[_Days, _Days]:
    """The first and the last day of any folded tie with each person, by key; NO_DAY and ALWAYS for who has none."""
    ties = loaded.part("ties_with_people")
    folded = ~unfolded(ties, loaded.day)
    first = np.full(len(loaded.keys.people), NO_DAY, dtype=np.int32)
    last = np.full(len(loaded.keys.people), ALWAYS, dtype=np.int32)
    np.minimum.at(first, ties["person"][folded], ties["first"][folded])
    np.maximum.at(last, ties["person"][folded], ties["last"][folded])
    return first, last


def _by_other(
    ties: Columns, other: str, day: date, staff: Sequence[str], others: Sequence[str]
) -> list[tuple[str, list[str]]]:
    """The unfolded ties by the person or account."""
    waiting = unfolded(ties, day)
    found: dict[int, list[str]] = defaultdict(list)
    for holder, key in zip(ties["staff"][waiting].tolist(), ties[other][waiting].tolist(), strict=True):
        found[key].append(staff[holder])
    return [(others[key], holders) for key, holders in found.items()]


def _ids(keys: dict[str, int]) -> list[str]:
    """The id of each key."""
    return list(keys)


def joined(columns: list[Any]) -> Any:
    """Columns put one after the other."""
    if isinstance(columns[0], tuple):
        return tuple(chain.from_iterable(columns))
    return np.concatenate(columns)
