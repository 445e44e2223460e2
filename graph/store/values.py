"""What is handed through the seam between the domain and a store.

Decides: the shape of windows, counts, marks and reports. Does not decide: what a store does with them (``protocol``
does), nor any rule of the domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final, Generic, Literal

from graph.domain.kinds import Key, R
from graph.domain.network import FirmFacts, Network, TieStatistics, TouchTable
from graph.domain.records import Touch
from graph.domain.vocabulary import AmendmentKind


@dataclass(frozen=True, slots=True, order=True)
class TieKey:
    """Names a tie: a staff member with a person (no account), or with an account directly (no person)."""

    staff_id: str
    person_id: str | None
    account_id: str | None


class Source(Enum):
    """Who says what a row is: a file that is imported, one that is said to hold every row of its kind, or somebody by
    hand."""

    FILE = "file"
    WHOLE_FILE = "whole file"
    HAND = "hand"


Leaving = Literal[AmendmentKind.RETRACTED, AmendmentKind.ABSENT]
"""Why a row is retracted: by hand, or because a file that was said to be complete did not hold it."""

_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Written:
    """What ``put`` did, row by row of its argument; ``new`` to ``withheld`` add up to the rows.

    ``withheld``: an amendment stood against the row. ``changed``: in how many of the updated
    rows each field changed, by its name in the record; fields that changed in none are left out."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    withheld: int = 0
    changed: Mapping[str, int] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Removed:
    """What ``remove`` did: how many rows are ``gone``, and the keys of those it left, for other rows refer to them."""

    gone: int
    referred_to: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """What is kept of a change under its idempotency key: a digest of its ``body``, and the ``payload`` it had."""

    body: str
    payload: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ImportMark:
    """An import has begun and has not ended: it runs, or it was interrupted when its last ``beat`` is old. UTC.

    ``folder`` is the fingerprint of what it imports, ``owner`` names this one import of one process."""

    started: datetime
    beat: datetime
    folder: str = ""
    owner: str = ""


GAP: Final = 0.015
"""Seconds between two units in which a writer of another process, who looks every few milliseconds, finds the store
free."""

ALIVE: Final = timedelta(minutes=2)
"""An import whose last beat is older was interrupted."""


@dataclass(frozen=True, slots=True)
class TieTouches:
    """The touches of some ties; ``touches.tie`` is an index into ``keys``."""

    keys: tuple[TieKey, ...]
    touches: TouchTable


@dataclass(frozen=True, slots=True)
class CachedTies:
    """Some ties with the ``statistics`` that are cached for each, the version of the ``assumptions`` each was folded
    with (empty: it waits to be folded), and their ``touches``; all by the place of the tie in ``keys``."""

    keys: tuple[TieKey, ...]
    statistics: TieStatistics
    assumptions: tuple[str, ...]
    touches: TouchTable


class Order(Enum):
    """By what a list is ordered: by id, or by name (trimmed, case-folded) and then id; always by code point."""

    ID = "id"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows a list holds: those for which everything that is stated is true. What is None states nothing.

    ``employed_on`` (staff members): start <= day < end, an unknown start counting as always and an empty end as still.
    ``ends_after`` (staff members): an end is recorded, and it is later than the day. ``team``, ``industry``: exactly
    that text. ``manager_id``, ``parent_id``: exactly that reference. ``employer_id`` (people): an employment there was
    ever recorded. ``tokens``: each is the beginning of a token of the entity, as ``graph.domain.tokens`` makes them."""

    employed_on: date | None = None
    ends_after: date | None = None
    team: str | None = None
    manager_id: str | None = None
    industry: str | None = None
    parent_id: str | None = None
    employer_id: str | None = None
    tokens: tuple[str, ...] = ()


EVERYTHING: Final = Filter()
"""The filter that leaves nothing out."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A window on a list: at most ``limit`` rows strictly after (or, ``backwards``, before) a row; None for the end.

    ``beyond`` is the id of that row, and ``beyond_name`` its folded name where the list is ordered by name; the row
    itself need not be there any more. Rows come in ascending order in both directions."""

    limit: int
    beyond: str | None = None
    backwards: bool = False
    beyond_name: str = ""
    order: Order = Order.ID
    only: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows of each kind a store holds; ``touched_accounts`` are those with a touch that names them or a
    person ever employed there, ``touched_people`` those with a touch, ``employed_people`` those with any employment,
    ``thin_ties`` rest on exactly one touch. ``further`` counts the rows that later parts of the model read."""

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
    employed_people: int
    thin_ties: int
    further: int
    last_touch: date | None


@dataclass(frozen=True, slots=True)
class TouchPage:
    """Touches newest first, and how many there are in all."""

    touches: tuple[Touch, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A window on the rows of an owner: at most ``limit`` strictly after (or, ``backwards``, before) a place.

    ``beyond`` is that place, as ``graph.domain.owners`` makes it; None for the end of the list. No row need stand there
    any more. Rows come in the list's order in both directions."""

    limit: int
    beyond: Key | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class OwnedRows(Generic[R]):
    """Some rows of an owner in their list's order, and how many of the kind the owner has in all (``total``).

    ``passed``: a row stands at the place beyond which the rows were asked for, or on its other side."""

    rows: tuple[R, ...]
    total: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What the units after some revision named, up to ``revision``: ids of staff members, people and accounts.

    ``everything``: they changed what concerns the whole firm, or too much to list; the ids are then not complete."""

    revision: int
    everything: bool
    staff: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class News:
    """What changed since some revision, what the whole firm decides now, and the rows that may have changed.

    ``part`` is at ``changed.revision``; None where nobody asked for rows, or where everything may have changed."""

    changed: Changed
    firm: FirmFacts
    part: Network | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a store is: where, which schema and data format, which revision; and what is wrong, in sentences."""

    location: str
    schema_version: str
    data_format: int
    revision: int
    problems: tuple[str, ...]


class Fault(Enum):
    """What can be wrong with stored rows, though every row went in right."""

    DANGLING_END = "dangling end"
    DUPLICATE_KEY = "duplicate key"
    END_BEFORE_START = "end before start"
    OTHER_CURRENCY = "amount of another currency"
    RING = "ring of references"
    CHANGE_LOG_BEHIND = "change log behind the revision"


@dataclass(frozen=True, slots=True)
class Violation:
    """Rows with a fault: what they are (in words, such as "employment"), how many, and the key of one of them."""

    fault: Fault
    rows: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who asked what about whom, when, why and at which revision. ``at`` is UTC, ``question`` a short name.

    ``number`` is its place in the log, from 1; 0 for an entry that is not in a log yet."""

    at: datetime
    viewer: str
    purpose: str
    question: str
    subjects: tuple[str, ...]
    revision: int
    number: int = field(default=0, compare=False)
