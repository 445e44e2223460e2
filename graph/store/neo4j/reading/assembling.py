"""A Network from what was read.

Decides: which column of a table holds what was read under which name, that nothing is used of what an unfolded tie has
cached, and what the ties of a person tell of the first touch in an employment.
Does not decide: which rows are read (``networks`` does), nor their order and numbers (``graph.domain.assembly`` does).
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from graph.domain import assembly
from graph.domain.calendar import NO_DAY, day_number
from graph.domain.network import (
    NOBODY,
    AccountTable,
    BookingTable,
    BuyingTable,
    CovenantTable,
    EmploymentTable,
    EvidenceTable,
    FirmFacts,
    Index,
    Network,
    PersonTable,
    PromiseTable,
    RatingTable,
    ServiceTable,
    StaffTable,
    Table,
    TieStatistics,
    TieTable,
    TouchTable,
)
from graph.store.neo4j.reading.columns import Columns, mapped
from graph.store.neo4j.reading.loaded import Loaded, folded_days, joined, unfolded
from graph.store.plausible import check_plausible

T = TypeVar("T", bound=Table)

_Whole = npt.NDArray[np.int64]

_WIDTH: Final = 32  # bits of a key, and of a day
_NOT_CACHED: Final = {"first": NO_DAY, "last": NO_DAY}  # and nothing of all else


def assembled(loaded: Loaded) -> Network:
    """The Network of what was read; takes O(n log n) for n rows.

    Raises ValueError, TypeError or KeyError for what cannot be meant."""
    ties = _with_either(loaded, "ties_with_people", "ties_with_accounts")
    revision, name, currency, time_zone, first, last = loaded.firm
    events = loaded.keys.events
    raw = Network(
        day=day_number(loaded.day),
        revision=revision,
        firm=FirmFacts(name, currency, time_zone, events[first], events[last]),
        staff=_table(StaffTable, loaded.part("staff")),
        people=_table(PersonTable, loaded.part("people")),
        accounts=_table(AccountTable, loaded.part("accounts")),
        employments=_employments(loaded),
        services=_table(ServiceTable, loaded.part("services")),
        ties=_ties(loaded, ties),
        touches=_of_ties(TouchTable, _with_either(loaded, "touches_with_people", "touches_with_accounts"), ties),
        evidence=_of_ties(EvidenceTable, loaded.part("evidence"), ties),
        ratings=_table(RatingTable, loaded.part("ratings")),
        promises=_table(PromiseTable, _with_either(loaded, "promises_to_people", "promises_to_accounts")),
        bookings=_bookings(loaded.part("bookings")),
        buying=_table(BuyingTable, loaded.part("buying")),
        covenants=_table(CovenantTable, loaded.part("covenants")),
    )
    check_plausible(raw)
    keys = assembly.Keys(
        staff=mapped(loaded.keys.staff, raw.staff.ids, np.int64),
        people=mapped(loaded.keys.people, raw.people.ids, np.int64),
        accounts=mapped(loaded.keys.accounts, raw.accounts.ids, np.int64),
        ties=np.arange(len(raw.ties)),
    )
    return assembly.assemble(raw, keys)


def _table(kind: type[T], columns: Columns) -> T:
    return kind(**{column.name: columns[column.name] for column in fields(kind)})


def _with_either(loaded: Loaded, with_people: str, with_accounts: str) -> Columns:
    """The rows of two parts, of which one may name people alone and the other accounts alone."""
    both = []
    for part, missing in ((with_people, "account"), (with_accounts, "person")):
        columns = loaded.part(part)
        rows = len(next(iter(columns.values())))
        both.append({missing: np.full(rows, NOBODY, dtype=np.int32)} | columns)
    return {name: joined([columns[name] for columns in both]) for name in both[0]}


def _ties(loaded: Loaded, ties: Columns) -> TieTable:
    """The ties. What an unfolded tie has cached is left out: it depends on when it was last folded."""
    waiting = unfolded(ties, loaded.day)
    cached: dict[str, Any] = {}
    for column in fields(TieStatistics):
        values = ties[column.name]
        cached[column.name] = np.where(waiting, np.array(_NOT_CACHED.get(column.name, 0), dtype=values.dtype), values)
    ends: dict[str, Index] = {name: ties[name] for name in ("staff", "account", "person")}
    return TieTable(**ends, unfolded=waiting, statistics=TieStatistics(**cached))


def _of_ties(kind: type[T], columns: Columns, ties: Columns) -> T:
    """Touches of ties; raises ValueError for one of a tie that was not read."""
    codes, asked = _codes(ties), _codes(columns)
    order = np.argsort(codes)
    places = np.searchsorted(codes[order], asked)
    if not np.array_equal(codes[order].take(places, mode="clip") if len(codes) else codes, asked):
        raise ValueError("a touch without its tie")
    return _table(kind, columns | {"tie": order.take(places).astype(np.int32) if len(asked) else columns["staff"]})


def _codes(columns: Columns) -> _Whole:
    """A number for each pair of a staff member and a person or account."""
    staff: Index = columns["staff"]
    person: Index = columns["person"]
    account: Index = columns["account"]
    direct = person == NOBODY
    ends = staff.astype(np.int64) * 2 + direct
    return np.asarray(ends * 2**_WIDTH + np.where(direct, account, person), dtype=np.int64)


def _bookings(columns: Columns) -> BookingTable:
    """The bookings, each line of business numbered by its place among the lines; -1 for none."""
    lines = columns["lines"]
    numbers = {line: place for place, line in enumerate(sorted(set(lines)), start=1)} | {"": NOBODY}
    return _table(BookingTable, columns | {"line": mapped(numbers, lines)})


def _employments(loaded: Loaded) -> EmploymentTable:
    """The employments. The first touch since the start is the first of the person's folded ties that begins no sooner,
    unless one had begun before and went on, when it was looked up; or one of an unfolded tie, if that is earlier."""
    columns = loaded.part("employments")
    person, start = columns["person"], columns["start"]
    if not loaded.with_firsts:
        return _table(EmploymentTable, columns | {"first_touch": np.full(len(person), NO_DAY, dtype=np.int32)})
    first, _ = folded_days(loaded)
    found = np.where(first[person] >= start, first[person], NO_DAY).astype(np.int32)
    for place, day in loaded.first_touches:
        found[place] = loaded.keys.events[day]
    touches = loaded.part("touches_with_people")
    by_day = np.sort(_dated(touches["person"], touches["day"]))
    at = np.searchsorted(by_day, _dated(person, start))
    if len(by_day):
        following = by_day[np.minimum(at, len(by_day) - 1)]
        theirs = (at < len(by_day)) & (following >> _WIDTH == person)
        day = (following & (2**_WIDTH - 1)) - 2 ** (_WIDTH - 1)
        found = np.minimum(found, np.where(theirs, day, NO_DAY)).astype(np.int32)
    return _table(EmploymentTable, columns | {"first_touch": found})


def _dated(person: Index, day: npt.NDArray[np.int32]) -> _Whole:
    """Numbers in the order of (person, day)."""
    return np.asarray(person.astype(np.int64) * 2**_WIDTH + day + 2 ** (_WIDTH - 1), dtype=np.int64)
