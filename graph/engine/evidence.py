"""What a row rests on: the leavers' touches, ratings and promises there, and who remains (model.md 2 and 3).

Decides: which facts are shown beneath a number. Does not decide: the number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from graph.domain.answers import Evidence, Missing, SurvivingTie
from graph.domain.calendar import NO_DAY, date_or_none
from graph.domain.network import NOBODY, Counts, Index
from graph.domain.vocabulary import PromiseOutcome, ServiceRole
from graph.engine.as_of import Firm, closed_promises
from graph.engine.cases import Leaving, Rows
from graph.engine.contacts import Ground
from graph.engine.grouping import Groups, Runs, find, group_by, pair, runs_of
from graph.engine.ties import Ties

MOST_SURVIVORS: Final = 5


@dataclass
class Findings:
    """What was found for one row so far."""

    touches: int = 0
    first: int = NO_DAY
    last: int = -NO_DAY
    newest: list[tuple[int, str]] = field(default_factory=list)
    ratings: int = 0
    kept: int = 0
    broken: int = 0
    idle: list[str] = field(default_factory=list)
    missing: set[Missing] = field(default_factory=set)


def findings(firm: Firm, floor: Ground, rows: Rows, wanted: Counts) -> list[Findings]:
    """The evidence of the ``wanted`` rows, in their order. Takes time in proportion to the leavers' ties there and to
    their promises, beyond one pass over all promises."""
    found = [Findings() for _ in range(len(rows.case))]
    newest = _newest(firm)
    rows = _only(rows, wanted)
    for row, tie in _personal(firm, floor, rows):
        _add(found[row], firm.personal, tie, newest)
    for row, tie in _direct(firm, floor, rows):
        _add(found[row], firm.direct, tie, newest)
    _promises(firm, floor, rows, found)
    return [found[row] for row in wanted.tolist()]


def _only(rows: Rows, wanted: Counts) -> Rows:
    """The rows, of whose leavers only those at the ``wanted`` ones are left."""
    leaving = rows.leaving
    here = np.isin(leaving.row, wanted)
    return replace(
        rows,
        leaving=Leaving(
            row=leaving.row[here],
            presence=leaving.presence[here],
            there=leaving.there[here],
            could_serve=leaving.could_serve[here],
            bound=leaving.bound[here],
        ),
    )


def shown(found: Findings, limit: int) -> Evidence:
    """The findings as an answer shows them."""
    return Evidence(
        touches=found.touches,
        first_touch=date_or_none(found.first),
        last_touch=date_or_none(found.last) if found.touches else None,
        newest=tuple(identifier for _, identifier in sorted(found.newest, reverse=True)[:limit]),
        ratings=found.ratings,
        promises_kept=found.kept,
        promises_broken=found.broken,
        idle_promises=tuple(sorted(found.idle)),
    )


def _add(into: Findings, ties: Ties, tie: int, newest: dict[int, list[tuple[int, str]]]) -> None:
    into.touches += int(ties.count[tie])
    into.ratings += int(ties.rated[tie])
    if ties.count[tie]:
        into.first = min(into.first, int(ties.first[tie]))
        into.last = max(into.last, int(ties.last[tie]))
        into.newest += newest.get(int(ties.row[tie]), [])
    if ties.one_day[tie]:
        into.missing.add(Missing.USUAL_GAP)


def _newest(firm: Firm) -> dict[int, list[tuple[int, str]]]:
    table = firm.network.evidence
    newest: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for tie, at, identifier in zip(table.tie.tolist(), table.at.tolist(), table.touch_ids, strict=True):
        newest[tie].append((at, identifier))
    return newest


def _personal(firm: Firm, floor: Ground, rows: Rows) -> Iterator[tuple[int, int]]:
    """(row, personal tie) for the leavers' ties with everybody employed at the account of the row."""
    staff, account = floor.presence.staff[rows.leaving.presence], floor.presence.account[rows.leaving.presence]
    people = len(firm.network.people.ids)
    by_account = runs_of(firm.employments.account, len(firm.network.accounts.ids))
    left, job = by_account.expand(account)
    tie = find(firm.personal.code, pair(staff[left], firm.employments.person[job], people))
    known = tie >= 0
    return zip(rows.leaving.row[left][known].tolist(), tie[known].tolist(), strict=True)


def _direct(firm: Firm, floor: Ground, rows: Rows) -> Iterator[tuple[int, int]]:
    staff, account = floor.presence.staff[rows.leaving.presence], floor.presence.account[rows.leaving.presence]
    tie = find(firm.direct.code, pair(staff, account, len(firm.network.accounts.ids)))
    known = tie >= 0
    return zip(rows.leaving.row[known].tolist(), tie[known].tolist(), strict=True)


def _promises(firm: Firm, floor: Ground, rows: Rows, found: list[Findings]) -> None:
    """Count the leavers' closed promises at each row, and list those that belong to no tie."""
    table = firm.network.promises
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    staff, account = floor.presence.staff[rows.leaving.presence], floor.presence.account[rows.leaving.presence]
    for member, place, row in zip(staff.tolist(), account.tolist(), rows.leaving.row.tolist(), strict=True):
        at[member, place].append(row)
    jobs = group_by(firm.employments.person, len(firm.network.people.ids))
    staffed = runs_of(firm.employments.account, len(firm.network.accounts.ids))
    theirs = closed_promises(firm.network) & np.isin(table.staff, np.unique(staff))
    for promise in np.flatnonzero(theirs).tolist():
        member, person = int(table.staff[promise]), int(table.person[promise])
        places = [int(table.account[promise])]
        if person != NOBODY:
            _, job = jobs.expand(np.array([person]))
            places = firm.employments.account[job].tolist()
        tied = _is_tied(firm, staffed, member, (person, int(table.account[promise])))
        for row in {row for place in places for row in at.get((member, place), ())}:
            _note(found[row], table.ids[promise], int(table.outcome[promise]), tied=tied)


def _note(into: Findings, identifier: str, outcome: int, *, tied: bool) -> None:
    if not tied:
        into.idle.append(identifier)
    elif outcome == PromiseOutcome.KEPT:
        into.kept += 1
    else:
        into.broken += 1


def _is_tied(firm: Firm, staffed: Runs, member: int, to: tuple[int, int]) -> bool:
    """Whether a promise belongs to a tie: with the person it names, else with the account or anybody employed there.

    ``to`` is (person, account); ``staffed`` groups the open employments by account."""
    (person, account), people, accounts = to, len(firm.network.people.ids), len(firm.network.accounts.ids)
    if person != NOBODY:
        return bool(find(firm.personal.code, np.array([member * people + person]))[0] >= 0)
    employed = firm.employments.person[staffed.expand(np.array([account]))[1]]
    with_people = find(firm.personal.code, pair(np.full(len(employed), member), employed, people))
    with_account = find(firm.direct.code, np.array([member * accounts + account]))
    return bool((with_people >= 0).any() or (with_account >= 0).any())


def survivors(firm: Firm, floor: Ground, accounts: Index, gone: Counts) -> list[tuple[SurvivingTie, ...]]:
    """At each of these accounts the strongest of those who stay and are there, at most five; ``gone`` are the leavers'
    indices."""
    presence, network = floor.presence, firm.network
    leaving_teams = {network.staff.teams[member] for member in gone.tolist()} - {""}
    roles = _roles(firm, accounts)
    place, top = _foremost(firm, floor, accounts, gone)
    listed: list[list[SurvivingTie]] = [[] for _ in range(len(accounts))]
    columns = (place, accounts[place], presence.staff[top], presence.strength[top])
    for at, account, member, strength in zip(*(column.tolist() for column in columns), strict=True):
        listed[at].append(
            SurvivingTie(
                staff_id=network.staff.ids[member],
                name=network.staff.names[member],
                strength=strength,
                role=roles.get((member, account)),
                same_team=network.staff.teams[member] in leaving_teams,
            )
        )
    return [tuple(those) for those in listed]


def _foremost(firm: Firm, floor: Ground, accounts: Index, gone: Counts) -> tuple[Counts, Counts]:
    """The presences to be named at each of these accounts, the strongest first: (place of the account, presence)."""
    presence, places = floor.presence, np.arange(len(accounts))
    rows = np.arange(len(presence.account), dtype=np.int64)
    bounds = np.searchsorted(presence.account, np.arange(len(firm.network.accounts) + 1))
    place, entry = Groups(order=rows, start=bounds.astype(np.int64)).expand(accounts)
    here = presence.serves | (presence.strength >= firm.assumptions.attachment.there_strength)
    stays = here[entry] & ~np.isin(presence.staff[entry], gone)
    place, entry = place[stays], entry[stays]
    order = np.lexsort((entry, -presence.strength[entry], place))
    rank = np.arange(len(order)) - np.searchsorted(place, places)[place]
    foremost = order[rank < MOST_SURVIVORS]
    return place[foremost], entry[foremost]


def _roles(firm: Firm, accounts: Index) -> dict[tuple[int, int], ServiceRole]:
    """The foremost open role of each staff member at each of these accounts."""
    table, day = firm.network.services, firm.network.day
    open_now = np.flatnonzero((table.start <= day) & (day < table.end) & np.isin(table.account, accounts))
    roles: dict[tuple[int, int], ServiceRole] = {}
    for row in open_now.tolist():
        key = (int(table.staff[row]), int(table.account[row]))
        roles[key] = min(roles.get(key, ServiceRole.SPECIALIST), ServiceRole(int(table.role[row])))
    return roles
