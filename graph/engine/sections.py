"""A firm cut into sections of its accounts, so that one is swept after the other near the processor.

Decides: where a section begins, and what it holds: all that decides what anybody's departure does at its accounts.
Does not decide: any figure: what is true of an account in a section is what is true of it in the firm.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final, TypeVar

import numpy as np

from graph.domain.assembly import take
from graph.domain.network import NOBODY, Counts, CovenantTable, Index, Network, PersonTable, Table
from graph.engine.as_of import Firm, OpenEmployments, OpenServices
from graph.engine.grouping import Groups, Positions, Runs, different, group_by, numbered, runs_of
from graph.engine.pieces import of_each
from graph.engine.ties import Ties

T = TypeVar("T", bound=Table)

_TIES_AT_ONCE: Final = 2**17
"""About as many ties with people are in a section, more only where one account has more."""


@dataclass(frozen=True, eq=False)
class Section:
    """The accounts from ``first`` on, as a firm: they are numbered from 0 on, and so are the people there.

    It has all staff, and the ties of those who work there; of one staff member they ascend by the other, but the rows
    of a firm's ties ascend by staff, too. Of people it knows no more than that they are there. The ties of its Network
    are those of the whole firm, to which ``row`` of a tie points."""

    first: int
    firm: Firm


class _Halves:
    """Rows grouped by an index, each half of them on its own, for two processors sort two halves at once."""

    def __init__(self, column: Index, groups: int) -> None:
        middle = len(column) // 2
        self._groups = of_each(lambda half: group_by(half, groups), [column[:middle], column[middle:]])
        self._from = (0, middle)

    def size(self, group: Positions) -> Counts:
        """How many rows each of these groups has."""
        return self._groups[0].size(group) + self._groups[1].size(group)

    def expand(self, group: Positions) -> tuple[Counts, Counts]:
        """The join of a column of group numbers with their rows in the first half, and then with those in the other."""
        halves = [half.expand(group) for half in self._groups]
        rows = [row + first for first, (_, row) in zip(self._from, halves, strict=True)]
        return np.concatenate([left for left, _ in halves]), np.concatenate(rows)


@dataclass(frozen=True, eq=False)
class _Sorted:
    """The rows of a firm by person or account: ``jobs``, ``bookings`` and ``buying`` are so in any Network."""

    ties: _Halves
    direct: Groups
    services: Groups
    served: Groups
    open_jobs: Runs
    jobs: Runs
    bookings: Runs
    buying: Runs


class Sections:
    """The sections of a firm. Each is cut when it is asked for, which any thread may do."""

    def __init__(self, firm: Firm) -> None:
        """Where the sections begin; they hold all accounts of the firm."""
        self._firm = firm
        self.stretches: list[tuple[int, int]] = [(0, len(firm.network.accounts))]
        if len(firm.personal.staff) > _TIES_AT_ONCE:
            self._by = _sorted(firm)
            self.stretches = _stretches(firm, self._by)

    def section(self, stretch: tuple[int, int]) -> Section:
        """One of the sections; the firm itself when there is no other."""
        first, end = stretch
        return Section(first, self._firm if len(self.stretches) == 1 else _cut(self._firm, self._by, first, end))


def _stretches(firm: Firm, by: _Sorted) -> list[tuple[int, int]]:
    """From which account on and up to which a section goes, so that none has many more ties than another."""
    ties = np.concatenate([[0], np.cumsum(by.ties.size(firm.employments.person))])[by.open_jobs.start]
    bounds = np.searchsorted(ties, np.arange(0, ties[-1], _TIES_AT_ONCE))
    first = different(np.append(bounds, 0))
    return list(zip(first.tolist(), [*first[1:].tolist(), len(firm.network.accounts)], strict=True))


def _sorted(firm: Firm) -> _Sorted:
    network, accounts = firm.network, len(firm.network.accounts)
    return _Sorted(
        ties=_Halves(firm.personal.other, len(network.people)),
        direct=group_by(firm.direct.other, accounts),
        services=group_by(network.services.account, accounts),
        served=group_by(firm.services.account, accounts),
        open_jobs=runs_of(firm.employments.account, accounts),
        jobs=runs_of(network.employments.account, accounts),
        bookings=runs_of(network.bookings.account, accounts),
        buying=runs_of(network.buying.account, accounts),
    )


def _cut(firm: Firm, by: _Sorted, first: int, end: int) -> Firm:
    network, here = firm.network, np.arange(first, end)
    jobs, open_jobs = _rows(by.jobs, first, end), _rows(by.open_jobs, first, end)
    person, number = numbered(network.employments.person[jobs].astype(np.int64))
    row = firm.employments.row[open_jobs] - jobs.start
    working = different(number[row])
    left, tie = by.ties.expand(person[working])
    to, direct = by.direct.expand(here)
    at, served = by.served.expand(here)
    return replace(
        firm,
        network=_network(network, by, slice(first, end), number.astype(np.int32)),
        employments=OpenEmployments(
            account=firm.employments.account[open_jobs] - first, person=number[row].astype(np.int32), row=row
        ),
        services=OpenServices(
            staff=firm.services.staff[served], account=at.astype(np.int32), lead=firm.services.lead[served]
        ),
        personal=_some(firm.personal, tie, working[left], len(person)),
        direct=_some(firm.direct, direct, to, end - first),
    )


def _network(network: Network, by: _Sorted, accounts: slice, person: Index) -> Network:
    """What the section's firm needs of the Network; ``person``: of each employment there, by the section's numbers."""
    first, end = accounts.start, accounts.stop
    at, services = by.services.expand(np.arange(first, end))
    jobs = _stretch(network.employments, _rows(by.jobs, first, end))
    bookings = _stretch(network.bookings, _rows(by.bookings, first, end))
    buying = _stretch(network.buying, _rows(by.buying, first, end))
    nobody = ("",) * (int(person.max(initial=-1)) + 1)
    return replace(
        network,
        people=PersonTable(ids=nobody, names=nobody),
        accounts=_stretch(network.accounts, accounts),
        employments=replace(jobs, account=jobs.account - first, person=person),
        services=replace(take(network.services, services), account=at.astype(np.int32)),
        bookings=replace(bookings, account=bookings.account - first),
        buying=replace(buying, account=buying.account - first),
        covenants=_covenants(network.covenants, first, end),
    )


def _covenants(table: CovenantTable, first: int, end: int) -> CovenantTable:
    """Those that bind at one of these accounts, or everywhere."""
    everywhere = table.account == NOBODY
    some = take(table, np.flatnonzero(everywhere | ((table.account >= first) & (table.account < end))))
    return replace(some, account=np.where(some.account == NOBODY, NOBODY, some.account - first).astype(np.int32))


def _some(ties: Ties, rows: Counts, other: Counts, others: int) -> Ties:
    return replace(
        ties,
        staff=ties.staff[rows],
        other=other.astype(np.int32),
        row=ties.row[rows],
        strength=ties.strength[rows],
        first=ties.first[rows],
        count=ties.count[rows],
        rated=ties.rated[rows],
        others=others,
    )


def _rows(runs: Runs, first: int, end: int) -> slice:
    return slice(int(runs.start[first]), int(runs.start[end]))


def _stretch(table: T, rows: slice) -> T:
    """Rows that stand side by side, without a copy."""
    return replace(table, **{column.name: getattr(table, column.name)[rows] for column in fields(table)})
