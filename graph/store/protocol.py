"""The seam between the domain and what keeps it: protocols, written as contracts.

Decides: what a store must do and its laws; ``tests/store`` holds every adapter to them.
Does not decide: any rule of the domain. A store computes nothing: it compares days only where a law below says so.

Every method may raise a StoreError. Ids that nobody has are simply absent from what comes back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol, TypeVar

from graph.domain.kinds import Key, R, Record
from graph.domain.network import Network, TieStatistics
from graph.domain.records import Entity, Firm
from graph.domain.vocabulary import AmendmentKind
from graph.store.values import (
    EVERYTHING,
    CachedTies,
    Changed,
    Condition,
    Filter,
    Held,
    ImportMark,
    Leaving,
    News,
    OwnedRows,
    Removed,
    Replay,
    Slice,
    Source,
    Stretch,
    TieKey,
    TieTouches,
    TouchPage,
    Violation,
    Written,
)

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


class Transaction(Protocol):
    """One unit of work. Reads see what the unit wrote. Nothing is visible outside before the unit commits.

    Law: an error of any method ends the unit, so ``work`` lets it pass unchanged: a store knows a conflict by it."""

    async def put(
        self, records: Sequence[Record], source: Source = Source.FILE, keep: frozenset[str] = frozenset()
    ) -> Written:
        """Insert or update rows by natural key. Rows of one call are of one kind, their keys all different.

        Law: putting the same rows again leaves all of them unchanged. Law: a row that refers to an id nobody has
        raises InvalidRecord. Law: the fields named in ``keep`` stay as they are in a row that is there already; a new
        row takes them from the record. Law: a row that is written gets the version that the revision will be.
        Law: touches mark the ties they come to, and leave, as unfolded; a tie without any touch left is gone.

        Law, from a FILE: a row whose key is RETRACTED or ABSENT is withheld. Under a correction the fields in which it
        says what it last said (but for ``keep``) leave what stands, the others are written, and what the file says now
        is remembered; where there are no others it is withheld, but that one which says what stands is unchanged. The
        correction ends when what stands is what the file says, or when the two contradict each other: the row is then
        written whole. Where nothing stands it is let through and ends nothing.
        Law, from a WHOLE_FILE: the same, but that a key is ABSENT ends, and its row is written.
        Law, by HAND: that the key is RETRACTED or ABSENT ends; and where a row stands that changes, it is remembered as
        corrected from what it was before its first correction, at the instant of :meth:`stamp`."""

    async def stamp(self, now: datetime) -> None:
        """Say what time it is (UTC) for the amendments of this unit; a unit that amends must say so first."""

    async def retract(self, kind: type[Record], keys: Sequence[Key], as_: Leaving = AmendmentKind.RETRACTED) -> Removed:
        """Remove rows and remember their keys, so that no later import brings them back but by the laws of :meth:`put`.

        Law: an entity that other rows refer to stays, and is told. Keys nobody has are remembered, too.
        Law: what is RETRACTED stays so whatever comes; what is ABSENT stays so until it is RETRACTED; a correction ends
        with either."""

    async def remove(self, kind: type[Record], keys: Sequence[Key]) -> Removed:
        """Remove rows as :meth:`retract` does, and remember nothing: for a row that stands under another key now."""

    async def move(self, kind: type[Record], key: Key, to: Key) -> Removed:
        """Remove a row by hand that is put under the key ``to`` in the same unit; nothing happens where none stands.

        Law: a file's row under the old key is from then on held against the row under ``to``, as under a correction;
        one that contradicts it is withheld, and so is one beside which the same call has a row under ``to``. When the
        moved row is retracted or absent, the old key is, too; when it is removed, the correction ends. A row put by
        hand under the old key is what the file's row was corrected to."""

    async def find(self, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
        """The rows with these keys, with their versions, as they are inside this unit."""

    async def unfolded(self, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties marked as unfolded, in ascending order of the staff member's id."""

    async def ties(self, after: TieKey | None, limit: int) -> tuple[TieKey, ...]:
        """At most ``limit`` ties after this one, in an order of the store's own; the first ones after None.

        Law: whoever asks on with the last one gets every tie that stays there meanwhile, each once."""

    async def touches_of(self, ties: Sequence[TieKey]) -> TieTouches:
        """All touches of these ties. Law: within a tie they come in the order of (at, id)."""

    async def has_amounts(self) -> bool:
        """Whether there is a booking, a gain, or an outcome with a value: then the firm's currency is in use."""

    async def put_statistics(self, ties: Sequence[TieKey], statistics: TieStatistics, assumptions: str) -> None:
        """Store the fold of each tie, stamped with the version of the assumptions, and take its mark away.

        Law: this alone never changes the revision, for it changes no answer."""

    async def replay(self, key: str) -> Replay | None:
        """What was kept under this idempotency key."""

    async def keep_replay(self, key: str, replay: Replay) -> None:
        """Keep a payload under its idempotency key. Never changes the revision."""

    async def forget_replays(self, before: datetime) -> None:
        """Forget the payloads kept before this instant. Never changes the revision."""

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended. Law: nobody else changes it before this unit ends."""

    async def mark_import(self, mark: ImportMark | None) -> None:
        """Say that an import has begun (or still lives), or with None that it has ended. Never changes the revision."""

    async def next_revision(self) -> int:
        """The revision this unit makes if it changes anything."""


class Snapshot(Protocol):
    """All of a firm at one revision, kind by kind, in bounded memory."""

    @property
    def revision(self) -> int:
        """The revision of everything read here."""

    def records(self, kind: type[R]) -> AsyncIterator[tuple[R, ...]]:
        """Every row of a kind, some thousands at a time.

        Law: in ascending order of natural key, text by code point and empty parts first, bookings without a ref by
        amount and line instead of rank: the order depends on nothing but what the rows say."""

    def ties(self) -> AsyncIterator[CachedTies]:
        """Every tie with its cached statistics and its touches, some hundreds at a time."""


class GraphStore(Protocol):
    """A firm's records, and Networks of them.

    Law: one call reads at one revision and sees every unit whole or not at all; two calls may see two revisions. A
    store without snapshots of its own makes a unit wait, before it commits, for the calls that are reading."""

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a unit of work and return what it returned.

        Law: all or nothing: when ``work`` raises, nothing of it stays; when the process dies, or StoreUnavailable is
        raised after ``work`` returned, all of it is there or nothing, and running it again is safe, because rows have
        natural keys. Law: returning means committed and durable. Law: the revision goes up by one if and only if the
        unit changed a record or a touch; the change log then names, in the same commit, what it changed. Law: units do
        not overlap. ``work`` may be run again after a conflict, so it must keep nothing between runs."""

    async def begin_filling(self) -> bool:
        """An import begins; a store made for it says so and may put off work, yet its answers stay the same."""

    async def end_filling(self) -> None:
        """Do what was put off; whoever opens a store that nobody imports into does it, too. Idempotent."""

    async def revision(self) -> int:
        """How many units have changed something; 0 for an empty store."""

    async def ready(self) -> int:
        """The revision, read afresh: over nothing that an earlier question has opened or remembered. Law: it raises
        exactly when a question asked now could not be answered, and costs next to nothing."""

    async def mark(self) -> str:
        """What somebody else's :meth:`reach` needs beside a revision to see all that was seen here: text without
        control characters; empty where a revision is enough."""

    async def reach(self, revision: int, mark: str, patience: float) -> None:
        """Wait until whatever is read here is of this revision or a later one; ``mark`` is what :meth:`mark` gave
        where the revision was seen, or empty.

        Law: raises Stale when that has not come to be within ``patience`` seconds, and InvalidInput for a mark that no
        store like this one gives."""

    async def changed_since(self, revision: int) -> Changed:
        """What the units after ``revision`` changed.

        Law: a row names the staff members, people and accounts it refers to or is, before and after the change. A
        staff member who changes names every account where they have a service, a tie, or a tie with or a rating of
        somebody ever employed there. A change of the firm's own row names everything; so may a unit that names very
        many."""

    async def news(self, revision: int, day: date, *, rows: bool) -> News:
        """What :meth:`changed_since` says, and with ``rows`` a part of the whole firm for ``day``, from one snapshot.

        Law: the part holds who changed and is there; of these accounts every service, tie with the account directly,
        buying row, booking of (day - 365, day] and promise that names no person; of these people every employment, tie,
        rating and promise; of these staff members every covenant; and every entity that any of this names. Law: spliced
        into the whole of ``revision`` for the day it makes the whole of now, as ``graph.domain.splicing`` says."""

    async def firm(self) -> Firm | None:
        """We ourselves; None in a store that has not been told."""

    async def import_mark(self) -> ImportMark | None:
        """The mark of an import that has not ended."""

    async def own_rows(self, staff_ids: Sequence[str], day: date) -> Network:
        """What these staff members have on ``day``, from one snapshot: a small part of their neighbourhood, from which
        the strength of their ties follows.

        Law: it holds the staff members themselves, and of them every service, tie, rating and covenant, and every
        promise to an account or to one of the *people* with whom one of them has a tie or a rating; of these people
        every employment; and every entity that any of this names. Law: nobody looks for first touches and bookings
        here, but for the firm's: they are NO_DAY. Law: all else is as in a neighbourhood."""

    async def neighbourhood(
        self, staff_ids: Sequence[str], day: date, evidence: int = 0, accounts: Sequence[str] | None = None
    ) -> Network:
        """All that a departure of these staff members can touch on ``day``, from one snapshot; with ``accounts`` all
        that it can touch there.

        Law: it holds the staff members themselves; the *accounts* where one of them has a service, a tie with the
        account directly, or a tie or a rating with a person who is or was ever employed there; of these accounts every
        employment, service, buying row and booking of (day - 365, day], and every covenant of the staff members asked
        for; of the *people* ever employed there, and of those with whom one of them has a tie or a rating, every
        employment (and the accounts of those), tie, rating and promise; the ties of anybody with these accounts
        directly; the promises to these accounts and to the other accounts of these people; and every entity that any of
        this names. Law: with ``accounts`` these are the *accounts*, and the *people* are whoever was ever employed
        there.
        Law: intervals are not filtered; what was open on ``day`` is for the engine to say.
        Law: ties are unfolded exactly when TieTable says so. Law: ``evidence`` newest touches up to ``day`` come with
        each tie of the staff members asked for. Law: the engine's answer for these staff members is the same from the
        neighbourhood as from the whole; also with ``accounts``, when they are all that the departure touches and each
        of these staff members touches one."""

    async def whole(self, day: date, evidence: int = 0) -> Network:
        """The whole firm for ``day``, by the same laws; ``evidence`` then counts for every tie."""

    async def find(self, kind: type[R], keys: Sequence[Key]) -> dict[Key, R]:
        """The rows with these keys, with their versions."""

    async def fetch(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """The entities with these ids, with their versions, in one batch."""

    async def entities(self, kind: type[E], window: Slice) -> tuple[E, ...]:
        """A window on the list of staff members, people or accounts."""

    async def count(self, kind: type[E], only: Filter = EVERYTHING) -> int:
        """How many there are, under the same filter as :meth:`entities`."""

    async def named(self, kind: type[E], folded: str) -> tuple[E, ...]:
        """The entities whose name, or e-mail where there is one, case-folded and trimmed equals ``folded``; by id."""

    async def candidates(self, kind: type[E], tokens: Sequence[str], limit: int) -> tuple[E, ...]:
        """At most ``limit`` entities that have, for each of these tokens, a token that begins with it.

        Law: when there are more, those whose folded name is first by code point, then id; no tokens find nobody."""

    async def employers(self, person_ids: Sequence[str]) -> dict[str, tuple[tuple[str, date | None, date | None], ...]]:
        """For each person the accounts ever worked for, as (account id, start, end), by account id and start."""

    async def touches(
        self, ties: Sequence[TieKey], until: date, limit: int, before: tuple[datetime, str] | None = None
    ) -> TouchPage:
        """Touches of these ties up to and including ``until``, newest first by (at, id), strictly older than
        ``before``; ``total`` counts them all, ``before`` or not."""

    async def rows_of(
        self, kind: type[R], owner: type[Entity], owner_ids: Sequence[str], stretch: Stretch
    ) -> dict[str, OwnedRows[R]]:
        """For each of these staff members, people or accounts who is there, a stretch of the rows of a kind that name
        them, with their versions: all owners in one batch.

        Law: ``kind`` names such owners by ``graph.domain.owners``. Law: an owner's rows stand in ascending order of
        their places (text by code point, what is empty first), touches newest first. Law: whoever asks on beyond the
        place of the last row gets every row that stays there meanwhile, each once."""

    def snapshot(self, only: Collection[type[Record]] | None = None) -> AbstractAsyncContextManager[Snapshot]:
        """The whole firm at one revision, for as long as the block runs; others go on reading and writing.

        With ``only`` rows of these kinds alone, and no ties: a store without snapshots of its own reads all that one is
        of beforehand, and may let writers wait until it has. Law: to ask it for anything else raises LookupError."""

    async def held(self) -> Held:
        """Counts of what is here. It counts and judges nothing."""

    async def condition(self) -> Condition:
        """What this store is and what is wrong with it; it raises only when even that cannot be read."""

    async def violations(self) -> tuple[Violation, ...]:
        """Stored rows that no unit of work could have left; none in a sound store."""

    async def close(self) -> None:
        """Let go of files and threads; running reads end first. Idempotent."""
