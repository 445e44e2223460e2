"""Whom do we depend on? Questions about the whole firm, from the firm that is kept in memory.

Decides: what such an answer is based on, which rows a page of it holds, and what leaves a row in the audit log.
Does not decide: any figure (the engine), when the firm is loaded (``networks``), nor how it is shown.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final, Generic, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from graph.domain.answers import Basis, ImportState, Tail
from graph.domain.calendar import check_day, local_date
from graph.domain.firm_answers import AccountRisk, FirmRisk, KeyPerson, Severity
from graph.domain.network import NOBODY, Counts, Flags, place_among
from graph.domain.vocabulary import Destination
from graph.engine.assumptions import VERSION
from graph.engine.card import NOTICE
from graph.engine.departure import DepartureSettings, departure_impact
from graph.engine.firm_risk import key_person
from graph.engine.threads import SEVERITIES, account_risks
from graph.errors import InvalidCursor, InvalidInput
from graph.questions.asking import Asker
from graph.questions.departure import FEWEST_DRAWS, MOST_DRAWS, Departing, DepartureQuestion, import_state, noticed
from graph.questions.loaded import Loaded
from graph.questions.networks import Networks
from graph.questions.paging import Page, PageRequest, cursor_at, place_of
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore

K = TypeVar("K", tuple[int, str], tuple[int, int, str])

SINGLE_THREADS: Final = "singleThreadedAccounts"


class KeyPeopleOrder(Enum):
    """By which figure staff members are ranked, the largest first."""

    ADDITIONAL_LOSS = "additional loss"
    EXPECTED_LOSS = "expected loss"
    VALUE_HELD = "value held"
    VALUE_IN_TOUCH = "value in touch"
    SINGLE_THREAD_VALUE = "single-thread value"


@dataclass(frozen=True, slots=True)
class FirmQuestion:
    """The day asked about; whether the answer waits for all that is recorded by now (``fresh``), or for the revision
    ``at_least``, which whoever asks has seen."""

    as_of: date
    fresh: bool = False
    at_least: int = 0

    def __post_init__(self) -> None:
        """Refuse a day out of range."""
        check_day("asOf", self.as_of)


@dataclass(frozen=True, slots=True)
class FirmBasis:
    """What an answer about the whole firm was computed from; it lags when the store's ``latest_revision``, when it was
    asked, is later than its ``revision``."""

    revision: int
    latest_revision: int
    as_of: date
    assumptions: str
    last_touch: int
    import_state: ImportState | None
    import_since: datetime | None
    notice: str


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """The firm as one question found it."""

    loaded: Loaded
    basis: FirmBasis


async def ask_firm(
    store: GraphStore,
    networks: Networks,
    question: FirmQuestion,
    now: datetime,
    waits: Callable[[], None] = lambda: None,
) -> Asked:
    """The firm on which the answer rests; ``waits`` is called before it is waited for."""
    loaded = await networks.whole(question.as_of, fresh=question.fresh, at_least=question.at_least, waits=waits)
    mark = await store.import_mark()
    if loaded.mark is not None and mark is None:  # what may have been missing then is there by now
        loaded = await networks.whole(question.as_of, fresh=True, waits=waits)
    state = None if mark is None else import_state(mark, now)
    basis = FirmBasis(
        revision=loaded.revision,
        latest_revision=await store.revision(),
        as_of=question.as_of,
        assumptions=VERSION,
        last_touch=loaded.network.firm.last_touch,
        import_state=state,
        import_since=mark.started if mark else None,
        notice=noticed(NOTICE, state, ahead=question.as_of > local_date(now, ZoneInfo(loaded.network.firm.time_zone))),
    )
    return Asked(loaded, basis)


async def firm_risk(asked: Asked) -> FirmRisk:
    """How the firm's value hangs on its people."""
    return await asyncio.to_thread(lambda: asked.loaded.risk)


@dataclass(frozen=True, slots=True)
class KeyPeopleRequest:
    """A page of the staff members with us on the day, of one ``team`` (empty: of nobody's team) or of all (None)."""

    page: PageRequest
    order: KeyPeopleOrder = KeyPeopleOrder.ADDITIONAL_LOSS
    team: str | None = None


async def key_people(audit: AuditLog, asked: Asked, request: KeyPeopleRequest, asker: Asker) -> Page[KeyPerson]:
    """A page of those we depend on, by a figure, the largest first, then by id; after an audit row about those shown.

    A cursor names the figure and the id of its row, so rows that come, go or move are neither skipped nor repeated but
    for their own move."""
    page = await asyncio.to_thread(ranked, asked.loaded, request)
    await _noted(audit, asked, asker, "keyPeople", [row.staff_id for row in page.rows])
    return page


async def _noted(audit: AuditLog, asked: Asked, asker: Asker, question: str, shown: Iterable[str]) -> None:
    """Commit one audit row about the staff members shown, if there are any, before the answer goes out."""
    subjects = list(dict.fromkeys(shown))
    if subjects:
        await audit.append(asker.entry(question, subjects, asked.basis.revision))


def ranked(loaded: Loaded, request: KeyPeopleRequest) -> Page[KeyPerson]:
    """A page of the ranking."""
    network, members = loaded.network, loaded.members
    wanted: Flags = members.employed
    if request.team is not None:
        wanted = wanted & np.array([team == request.team for team in network.staff.teams], dtype=bool)
    figure = _figure(loaded, request.order)
    rows = np.flatnonzero(wanted)
    rows = rows[np.lexsort((rows, -figure[rows]))]
    listing, ids = f"keyPeople by {request.order.value}", network.staff.ids
    keys = _Keys(len(rows), lambda place: (-int(figure[rows[place]]), ids[rows[place]]))
    start, stop = _window(keys, request.page, lambda cursor: _rank_of(listing, cursor))
    shown = rows[start:stop].tolist()
    return Page(
        rows=tuple(key_person(network, members, row) for row in shown),
        cursors=tuple(cursor_at(listing, str(int(figure[row])), ids[row]) for row in shown),
        more_before=start > 0,
        more_after=stop < len(rows),
        total=len(rows),
    )


def tail_question(asked: Asked, staff_id: str, draws: int, seed: int) -> DepartureQuestion:
    """The departure of one staff member, alone for a rival; raises InvalidInput for draws and seeds that it may not
    have, and for no draws."""
    if not draws:
        raise InvalidInput("draws", draws, f"give {FEWEST_DRAWS} to {MOST_DRAWS}")
    return DepartureQuestion((Departing(staff_id),), asked.basis.as_of, seed, draws)


async def tail_of(asked: Asked, question: DepartureQuestion) -> Tail | None:
    """How bad that departure can get; None where no money is known."""
    (staff_id,) = (leaver.staff_id for leaver in question.leavers)
    basis = Basis(asked.basis.revision, question.as_of, question.seed, asked.basis.assumptions, None, None)
    settings = DepartureSettings({staff_id: Destination.RIVAL}, question.draws, basis, newest=0)

    def drawn() -> Tail | None:
        answer = departure_impact(asked.loaded.near([staff_id]).network, settings)
        return answer.tail if answer.money_known else None

    return await asyncio.to_thread(drawn)


def _figure(loaded: Loaded, order: KeyPeopleOrder) -> Counts:
    members = loaded.members
    return {
        KeyPeopleOrder.ADDITIONAL_LOSS: members.loss - members.ordinary,
        KeyPeopleOrder.EXPECTED_LOSS: members.loss,
        KeyPeopleOrder.VALUE_HELD: members.held,
        KeyPeopleOrder.VALUE_IN_TOUCH: members.touched,
        KeyPeopleOrder.SINGLE_THREAD_VALUE: members.thread_value,
    }[order]


@dataclass(frozen=True, slots=True)
class ThreadsRequest:
    """A page of the single-threaded accounts: of these severities, or of all; held by this staff member, or by all."""

    page: PageRequest
    severities: frozenset[Severity] | None = None
    held_by: str | None = None


async def single_threaded(audit: AuditLog, asked: Asked, request: ThreadsRequest, asker: Asker) -> Page[AccountRisk]:
    """A page of the accounts that hang on a single thread, after an audit row about those shown to hold them."""
    page = await asyncio.to_thread(threads_within, asked.loaded, request)
    holders = (one.staff_id for row in page.rows for one in row.holders)
    await _noted(audit, asked, asker, SINGLE_THREADS, holders)
    return page


def threads_within(loaded: Loaded, request: ThreadsRequest) -> Page[AccountRisk]:
    """A page of the accounts that hang on a single thread: by severity, the most urgent first; by value, the largest
    first; by id."""
    network, threads = loaded.network, loaded.threads
    wanted = np.ones(len(threads.account), dtype=bool)
    if request.severities is not None:
        wanted &= np.isin(threads.severity, [SEVERITIES.index(one) for one in request.severities])
    if request.held_by is not None:
        holders = loaded.swept.holders
        mine = place_among(network.staff.ids, request.held_by)
        wanted &= np.isin(threads.account, holders.account[holders.staff == (NOBODY if mine is None else mine)])
    rows = np.flatnonzero(wanted)
    value, ids = loaded.swept.standings.value[threads.account], network.accounts.ids

    def key(place: int) -> tuple[int, int, str]:
        row = rows[place]
        return int(threads.severity[row]), -int(value[row]), ids[threads.account[row]]

    keys = _Keys(len(rows), key)
    start, stop = _window(keys, request.page, _thread_of)
    shown = rows[start:stop].tolist()
    return Page(
        rows=account_risks(network, loaded.swept, threads, shown),
        cursors=tuple(cursor_at(SINGLE_THREADS, *map(str, keys[place])) for place in range(start, stop)),
        more_before=start > 0,
        more_after=stop < len(rows),
        total=len(rows),
    )


@dataclass(frozen=True, slots=True)
class _Keys(Generic[K]):
    """The keys of so many rows in ascending order, each made when it is looked at: a page needs few of them."""

    rows: int
    key: Callable[[int], K]

    def __len__(self) -> int:
        """How many there are."""
        return self.rows

    def __getitem__(self, place: int) -> K:
        """The key at a place."""
        return self.key(place)


def _window(keys: _Keys[K], request: PageRequest, place: Callable[[str], K]) -> tuple[int, int]:
    """Where a page starts and stops among rows in ascending order of ``keys``."""
    beyond = None if request.cursor is None else place(request.cursor)
    if request.backwards:
        stop = len(keys) if beyond is None else bisect_left(keys, beyond)
        return max(0, stop - request.size), stop
    start = 0 if beyond is None else bisect_right(keys, beyond)
    return start, min(len(keys), start + request.size)


def _rank_of(listing: str, cursor: str) -> tuple[int, str]:
    figure, identifier = place_of(listing, cursor, parts=2)
    return -_number(figure, cursor), identifier


def _thread_of(cursor: str) -> tuple[int, int, str]:
    severity, value, identifier = place_of(SINGLE_THREADS, cursor, parts=3)
    return _number(severity, cursor), _number(value, cursor), identifier


def _number(text: str, cursor: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidCursor(cursor[:40]) from None
