"""A Network straight from rows, without a store: what the engine's tests stand on.

Every tie is left unfolded with its raw touches, so the engine folds them itself; ``cached`` folds them beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import numpy as np

from graph.domain.assembly import Keys, assemble
from graph.domain.calendar import NO_DAY, day_number, end_number, event_number, start_number
from graph.domain.money import SCALE
from graph.domain.network import (
    NOBODY,
    AccountTable,
    BookingTable,
    BuyingTable,
    CovenantTable,
    EmploymentTable,
    EvidenceTable,
    FirmFacts,
    Network,
    PersonTable,
    PromiseTable,
    RatingTable,
    ServiceTable,
    StaffTable,
    TieStatistics,
    TieTable,
    TouchTable,
)
from graph.domain.vocabulary import (
    BuyingApproach,
    Channel,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Direction,
    PromiseOutcome,
    ServiceRole,
    Word,
)
from graph.engine.fold import fold
from tests.oracle.rows import Folder

W = TypeVar("W", bound=Word)
TieName = tuple[str, str | None, str | None]


def network_of(folder: Folder, day: date) -> Network:
    """The whole firm of a folder, for a day."""
    staff = {one.id: place for place, one in enumerate(folder.staff)}
    accounts = {one.id: place for place, one in enumerate(folder.accounts)}
    people = {one: place for place, one in enumerate(dict.fromkeys(job.person for job in folder.employments))}
    for touch in (*folder.touches, *folder.closeness, *folder.promises):
        if touch.person is not None:
            people.setdefault(touch.person, len(people))
    t = day_number(day)
    ties, tie_table, touches = _ties(folder, staff, accounts, people)
    raw = Network(
        day=t,
        revision=1,
        firm=FirmFacts(
            name="The firm",
            currency="EUR",
            time_zone="UTC",
            first_touch=min((day_number(touch.day) for touch in folder.touches), default=NO_DAY),
            last_touch=max((n for n in (day_number(touch.day) for touch in folder.touches) if n <= t), default=NO_DAY),
        ),
        staff=StaffTable(
            ids=tuple(staff),
            names=tuple(f"{one} by name" for one in staff),
            teams=tuple(one.team or "" for one in folder.staff),
            start=_days(folder.staff, lambda one: start_number(one.start)),
            end=_days(folder.staff, lambda one: end_number(one.end)),
        ),
        people=PersonTable(ids=tuple(people), names=tuple(people)),
        accounts=AccountTable(
            ids=tuple(accounts),
            names=tuple(accounts),
            since=_days(folder.accounts, lambda one: event_number(one.since)),
            first_booking=np.array([_first_booking(folder, one) for one in accounts], dtype=np.int32),
            first_touch=np.array([_first_touch(folder, one) for one in accounts], dtype=np.int32),
        ),
        employments=_employments(folder, accounts, people),
        services=ServiceTable(
            staff=_days(folder.services, lambda one: staff[one.staff]),
            account=_days(folder.services, lambda one: accounts[one.account]),
            role=_codes(folder.services, lambda one: _code(ServiceRole, one.role)),
            start=_days(folder.services, lambda one: start_number(one.start)),
            end=_days(folder.services, lambda one: end_number(one.end)),
        ),
        ties=tie_table,
        touches=touches,
        evidence=EvidenceTable(tie=_none(), day=_none(), at=np.zeros(0, dtype=np.int64), touch_ids=()),
        ratings=RatingTable(
            staff=_days(folder.closeness, lambda one: staff[one.staff]),
            person=_days(folder.closeness, lambda one: people[one.person]),
            closeness=_codes(folder.closeness, lambda one: int(one.rating)),
            on=_days(folder.closeness, lambda one: event_number(one.on)),
        ),
        promises=_promises(folder, staff, accounts, people),
        bookings=_bookings(folder, accounts, t),
        buying=_buying(folder, accounts),
        covenants=CovenantTable(
            staff=_days(folder.covenants, lambda one: staff[one.staff]),
            kind=_codes(folder.covenants, lambda one: _code(CovenantKind, one.kind)),
            account=_days(folder.covenants, lambda one: accounts[one.account] if one.account else NOBODY),
            start=_days(folder.covenants, lambda one: start_number(one.start)),
            until=_days(folder.covenants, lambda one: end_number(one.until)),
        ),
    )
    return assemble(
        raw,
        Keys(
            staff=np.arange(len(staff)),
            people=np.arange(len(people)),
            accounts=np.arange(len(accounts)),
            ties=np.arange(len(ties)),
        ),
    )


def cached(network: Network) -> Network:
    """The same Network as a store keeps it: ties whose last touch is not after the day come folded, without touches."""
    statistics = fold(network.touches, len(network.ties))
    open_ties = statistics.last > network.day
    raw = network.touches
    kept = open_ties[raw.tie]
    return replace(
        network,
        ties=replace(network.ties, statistics=statistics, unfolded=open_ties),
        touches=TouchTable(
            tie=raw.tie[kept], day=raw.day[kept], channel=raw.channel[kept], direction=raw.direction[kept]
        ),
    )


def _ties(
    folder: Folder, staff: dict[str, int], accounts: dict[str, int], people: dict[str, int]
) -> tuple[list[TieName], TieTable, TouchTable]:
    named = [(one.staff, one.person, None if one.person else one.account) for one in folder.touches]
    ties = list(dict.fromkeys(named))
    place = {tie: index for index, tie in enumerate(ties)}
    order = sorted(range(len(named)), key=lambda row: folder.touches[row].day)
    rows = [folder.touches[row] for row in order]
    touches = TouchTable(
        tie=np.array([place[named[row]] for row in order], dtype=np.int32),
        day=_days(rows, lambda one: day_number(one.day)),
        channel=_codes(rows, lambda one: Channel.of(one.channel)),
        direction=_codes(rows, lambda one: Direction.of(one.direction or "both")),
    )
    zeros = np.zeros(len(ties))
    nothing = TieStatistics(
        incoming=zeros,
        outgoing=zeros,
        first=np.full(len(ties), NO_DAY, dtype=np.int32),
        last=np.full(len(ties), NO_DAY, dtype=np.int32),
        days=zeros.astype(np.int32),
        channels=zeros.astype(np.int32),
        count=zeros.astype(np.int32),
    )
    table = TieTable(
        staff=_days(ties, lambda tie: staff[tie[0]]),
        account=_days(ties, lambda tie: NOBODY if tie[2] is None else accounts[tie[2]]),
        person=_days(ties, lambda tie: NOBODY if tie[1] is None else people[tie[1]]),
        unfolded=np.ones(len(ties), dtype=bool),
        statistics=nothing,
    )
    return ties, table, touches


def _employments(folder: Folder, accounts: dict[str, int], people: dict[str, int]) -> EmploymentTable:
    rows = folder.employments
    return EmploymentTable(
        account=_days(rows, lambda one: accounts[one.account]),
        person=_days(rows, lambda one: people[one.person]),
        start=_days(rows, lambda one: start_number(one.start)),
        end=_days(rows, lambda one: end_number(one.end)),
        role=_codes(rows, lambda one: _code(DecisionRole, one.role)),
        weight=np.array([np.nan if one.weight is None else one.weight for one in rows], dtype=np.float64),
        veto=np.array([one.veto for one in rows], dtype=bool),
        first_touch=_days(
            rows,
            lambda one: min(
                (
                    day_number(touch.day)
                    for touch in folder.touches
                    if touch.person == one.person and day_number(touch.day) >= start_number(one.start)
                ),
                default=NO_DAY,
            ),
        ),
    )


def _promises(folder: Folder, staff: dict[str, int], accounts: dict[str, int], people: dict[str, int]) -> PromiseTable:
    rows = folder.promises
    return PromiseTable(
        ids=tuple(f"p{place}" for place in range(len(rows))),
        staff=_days(rows, lambda one: staff[one.staff]),
        person=_days(rows, lambda one: people[one.person] if one.person else NOBODY),
        account=_days(rows, lambda one: accounts[one.account] if one.account else NOBODY),
        made=_days(rows, lambda one: start_number(one.made_on)),
        outcome=_codes(rows, lambda one: PromiseOutcome.of(one.outcome or "open")),
        closed=_days(rows, lambda one: event_number(one.closed_on)),
    )


def _bookings(folder: Folder, accounts: dict[str, int], t: int) -> BookingTable:
    rows = [one for one in folder.bookings if t - 365 < day_number(one.on) <= t]
    lines = {line: place for place, line in enumerate(sorted({one.line for one in rows if one.line}))}
    return BookingTable(
        account=_days(rows, lambda one: accounts[one.account]),
        day=_days(rows, lambda one: day_number(one.on)),
        amount=np.array([int(one.amount * SCALE) for one in rows], dtype=np.int64),
        line=_days(rows, lambda one: lines[one.line] if one.line else NOBODY),
    )


def _buying(folder: Folder, accounts: dict[str, int]) -> BuyingTable:
    rows = folder.buying
    return BuyingTable(
        account=_days(rows, lambda one: accounts[one.account]),
        start=_days(rows, lambda one: day_number(one.start)),
        approach=_codes(rows, lambda one: _code(BuyingApproach, one.approach)),
        rule=_codes(rows, lambda one: _code(DecisionRule, one.decision_rule)),
        switching_cost=np.array([np.nan if one.switching_cost is None else one.switching_cost for one in rows]),
        suppliers=_days(rows, lambda one: -1 if one.other_suppliers is None else int(one.other_suppliers)),
        renewal=np.full(len(rows), NO_DAY, dtype=np.int32),
    )


def _first_booking(folder: Folder, account: str) -> int:
    return min((day_number(one.on) for one in folder.bookings if one.account == account), default=NO_DAY)


def _first_touch(folder: Folder, account: str) -> int:
    return min((day_number(one.day) for one in folder.touches if one.account == account), default=NO_DAY)


R = TypeVar("R")


def _days(rows: Sequence[R], number: Callable[[R], int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([number(row) for row in rows], dtype=np.int32)


def _codes(rows: Sequence[R], number: Callable[[R], int]) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    return np.array([number(row) for row in rows], dtype=np.int8)


def _none() -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.zeros(0, dtype=np.int32)


def _code(words: type[W], word: str | None) -> int:
    return -1 if word is None else words.of(word)
