"""The seam between the domain and what keeps it: two protocols, written as contracts.

Decides: what a store must do and its laws; ``tests/store`` holds every adapter to them.
Does not decide: any rule of the domain. A store computes nothing: it compares days only where a law below says so.

Every method may raise a StoreError. Ids that nobody has are simply absent from what comes back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol, TypeVar

from graph.domain.network import Network, TieStatistics, TouchTable
from graph.domain.records import Entity, Firm, Record, Touch

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True, order=True)
class TieKey:
    """Names a tie: a staff member with a person (no account), or with an account directly (no person)."""

    staff_id: str
    person_id: str | None
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """What ``put`` did, row by row of its argument; the three add up to the rows."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class ImportMark:
    """An import has begun and has not ended: it runs, or it was interrupted when its last ``beat`` is old. UTC.

    ``folder`` is the fingerprint of what it imports, ``owner`` names this one import of one process."""

    started: datetime
    beat: datetime
    folder: str = ""
    owner: str = ""


ALIVE: Final = timedelta(minutes=2)
"""An import whose last beat is older was interrupted."""


@dataclass(frozen=True, slots=True)
class TieTouches:
    """The touches of some ties; ``touches.tie`` is an index into ``keys``."""

    keys: tuple[TieKey, ...]
    touches: TouchTable


@dataclass(frozen=True, slots=True)
class Slice:
    """A window on a list: at most ``limit`` rows strictly after (or, ``backwards``, before) an id; None for the end.

    Rows come in ascending order of id, by code point, in both directions; a list filtered by day holds the staff
    members with start <= ``employed_on`` < end, an unknown start counting as always and an empty end as still."""

    limit: int
    beyond: str | None = None
    backwards: bool = False
    employed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows of each kind a store holds; ``touched_accounts`` are those with a touch that names them or a
    person ever employed there, ``touched_people`` those with a touch, ``thin_ties`` rest on exactly one touch."""

    staff: int
    accounts: int
    people: int
    employments: int
    services: int
    touches: int
    ratings: int
    promises: int
    bookings: int
    booked: int
    ties: int
    unfolded: int
    touched_accounts: int
    touched_people: int
    thin_ties: int
    last_touch: date | None


@dataclass(frozen=True, slots=True)
class TouchPage:
    """Touches newest first, and how many there are in all."""

    touches: tuple[Touch, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What a store is: where, which schema and data format, which revision; and what is wrong, in sentences."""

    location: str
    schema_version: str
    data_format: int
    revision: int
    problems: tuple[str, ...]


class Transaction(Protocol):
    """One unit of work. Reads see what the unit wrote. Nothing is visible outside before the unit commits.

    Law: an error of any method ends the unit, so ``work`` lets it pass unchanged: a store knows a conflict by it."""

    async def put(self, records: Sequence[Record]) -> Written:
        """Insert or update rows by natural key; touches are not put but inserted.

        Law: putting the same rows again leaves all of them unchanged. Law: a row that refers to an id nobody has
        raises InvalidRecord. Rows of one call are of one kind, their keys all different."""

    async def insert_touches(self, touches: Sequence[Touch]) -> frozenset[str]:
        """Insert the touches whose id is new, mark their ties as unfolded, return the ids that were new.

        Law: a touch whose id is there already changes nothing. A dangling reference raises InvalidRecord."""

    async def unfolded(self, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties marked as unfolded, in ascending order of the staff member's id."""

    async def touches_of(self, ties: Sequence[TieKey]) -> TieTouches:
        """All touches of these ties. Law: within a tie they come in the order of (at, id)."""

    async def put_statistics(self, ties: Sequence[TieKey], statistics: TieStatistics, assumptions: str) -> None:
        """Store the fold of each tie, stamped with the version of the assumptions, and take its mark away.

        Law: this alone never changes the revision, for it changes no answer."""

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended. Law: nobody else changes it before this unit ends."""

    async def mark_import(self, mark: ImportMark | None) -> None:
        """Say that an import has begun (or still lives), or with None that it has ended. Never changes the revision."""


class GraphStore(Protocol):
    """A firm's records, and Networks of them.

    Law: one call reads at one revision and sees every unit whole or not at all; two calls may see two revisions. A
    store without snapshots of its own makes a unit wait, before it commits, for the calls that are reading."""

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a unit of work and return what it returned.

        Law: all or nothing: when ``work`` raises, nothing of it stays; when the process dies, or StoreUnavailable is
        raised after ``work`` returned, all of it is there or nothing, and running it again is safe, because rows have
        natural keys. Law: returning means committed and durable. Law: the revision goes up by one if and only if the
        unit changed a record or a touch. Law: units do not overlap. ``work`` may be run again after a conflict, so it
        must keep nothing between runs."""

    async def revision(self) -> int:
        """How many units have changed something; 0 for an empty store."""

    async def firm(self) -> Firm | None:
        """We ourselves; None in a store that has not been told."""

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""

    async def neighbourhood(self, staff_ids: Sequence[str], day: date, evidence: int = 0) -> Network:
        """All that a departure of these staff members can touch on ``day``, from one snapshot.

        Law: it holds the staff members themselves; the *accounts* where one of them has a service, a tie with the
        account directly, or a tie or a rating with a person who is or was ever employed there; of these accounts every
        employment, service, buying row and booking of (day - 365, day], and every covenant of the staff members asked
        for; of the *people* ever employed there, and of those with whom one of them has a tie or a rating, every
        employment (and the accounts of those), tie, rating and promise; the ties of anybody with these accounts
        directly; the promises to these accounts and to the other accounts of these people; and every entity that any of
        this names.
        Law: intervals are not filtered; what was open on ``day`` is for the engine to say.
        Law: ties are unfolded exactly when TieTable says so. Law: ``evidence`` newest touches up to ``day`` come with
        each tie of the staff members asked for. Law: the engine's answer for these staff members is the same from the
        neighbourhood as from the whole."""

    async def whole(self, day: date, evidence: int = 0) -> Network:
        """The whole firm for ``day``, by the same laws; ``evidence`` then counts for every tie."""

    async def fetch(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """The entities with these ids, in one batch."""

    async def entities(self, kind: type[E], window: Slice) -> tuple[E, ...]:
        """A window on the list of staff members, people or accounts, by id."""

    async def count(self, kind: type[E], employed_on: date | None = None) -> int:
        """How many there are, under the same filter as :meth:`entities`."""

    async def named(self, kind: type[E], folded: str) -> tuple[E, ...]:
        """The entities whose name, or e-mail where there is one, case-folded and trimmed equals ``folded``; by id."""

    async def employers(self, person_ids: Sequence[str]) -> dict[str, tuple[tuple[str, date | None, date | None], ...]]:
        """For each person the accounts ever worked for, as (account id, start, end), by account id and start."""

    async def touches(
        self, ties: Sequence[TieKey], until: date, limit: int, before: tuple[datetime, str] | None = None
    ) -> TouchPage:
        """Touches of these ties up to and including ``until``, newest first by (at, id), strictly older than
        ``before``; ``total`` counts them all, ``before`` or not."""

    async def held(self) -> Held:
        """Counts of what is here. It counts and judges nothing."""

    async def condition(self) -> Condition:
        """What this store is and what is wrong with it; it raises only when even that cannot be read."""

    async def close(self) -> None:
        """Let go of files and threads; running reads end first. Idempotent."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who asked what about whom, when, why and at which revision. ``at`` is UTC, ``question`` a short name."""

    at: datetime
    viewer: str
    purpose: str
    question: str
    subjects: tuple[str, ...]
    revision: int


class AuditLog(Protocol):
    """Who looked; append-only and apart from the graph, so that a question never waits for a writer of data."""

    async def append(self, entry: AuditEntry) -> None:
        """Add an entry. Law: returning means durable. Law: it never changes the revision of the graph."""

    async def entries(self, limit: int, subject: str | None = None) -> tuple[AuditEntry, ...]:
        """The newest entries, newest first; with a ``subject`` only those about that id."""

    async def close(self) -> None:
        """Let go of the file. Idempotent."""
