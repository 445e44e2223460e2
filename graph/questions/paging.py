"""Pages of lists: which rows, and where the next page starts.

Decides: how large a page may be, what a cursor holds (the list's name and the place of its row, so that rows added or
removed between two pages are neither skipped nor repeated), and which requests for a page make sense.
Does not decide: the order of a list (whoever makes it does), nor how a page is shown.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from graph.domain.records import Account, Entity, Person, StaffMember
from graph.errors import InvalidCursor, InvalidInput
from graph.store.protocol import GraphStore, Slice

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

MOST_ROWS: Final = 100
USUAL_ROWS: Final = 20
_BETWEEN: Final = "\x1f"
"""Stands between the parts of a cursor; ids are printable, so none of them holds it."""

LISTINGS: Final[dict[type[object], str]] = {StaffMember: "staff", Person: "people", Account: "accounts"}
"""The name of each entity's list, as it stands in the list's cursors."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The ``first`` rows (``after`` a cursor) or the ``last`` ones (``before`` a cursor): 1 to 100, by default 20."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        """Refuse sizes out of range, and forwards and backwards at once."""
        for field, rows in (("first", self.first), ("last", self.last)):
            if rows is not None and not 1 <= rows <= MOST_ROWS:
                raise InvalidInput(field, rows, f"ask for 1 to {MOST_ROWS} rows a page")
        if self.last is not None and (self.first is not None or self.after is not None):
            raise InvalidInput(
                "last", self.last, "page forwards with first and after, or backwards with last and before"
            )
        if self.before is not None and self.last is None:
            raise InvalidInput("before", self.before, "it goes with last, as after goes with first")

    @property
    def size(self) -> int:
        """How many rows the page holds at most."""
        return self.last or self.first or USUAL_ROWS

    @property
    def backwards(self) -> bool:
        """Whether the page is taken from the end."""
        return self.last is not None

    @property
    def cursor(self) -> str | None:
        """Where the page starts (or, backwards, ends); None for the end of the list."""
        return self.before if self.backwards else self.after


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list in its order, the cursor of each, and how many rows (``total``) the whole list has.

    ``more_before`` and ``more_after`` say whether the list goes on at either side of the page."""

    rows: tuple[T, ...]
    cursors: tuple[str, ...]
    more_before: bool
    more_after: bool
    total: int


def cursor_at(listing: str, *place: str) -> str:
    """The cursor of the row at ``place`` in ``listing``; opaque to whoever gets it."""
    packed = _BETWEEN.join((listing, *place)).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def place_of(listing: str, cursor: str, parts: int = 1) -> tuple[str, ...]:
    """The place of ``parts`` parts that ``cursor`` names; raises InvalidCursor unless ``listing`` handed it out."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidCursor(cursor[:40]) from None
    name, *place = packed.split(_BETWEEN)
    if name != listing or len(place) != parts or cursor_at(listing, *place) != cursor:
        raise InvalidCursor(cursor[:40])
    return tuple(place)


async def entity_page(
    store: GraphStore, kind: type[E], request: PageRequest, employed_on: date | None = None
) -> Page[E]:
    """A page of the staff members, people or accounts by id; ``employed_on`` keeps staff members employed that day.

    Takes two reads of the store, and one more when the page does not start at an end of the list."""
    listing = LISTINGS[kind]
    beyond = None if request.cursor is None else place_of(listing, request.cursor)[0]
    window = Slice(request.size + 1, beyond, request.backwards, employed_on)
    found = await store.entities(kind, window)
    more_ahead = len(found) > request.size
    rows = (found[-request.size :] if request.backwards else found[: request.size]) if more_ahead else found
    more_behind = False
    if beyond is not None:
        edge = None if not rows else rows[-1].id if request.backwards else rows[0].id
        more_behind = bool(await store.entities(kind, Slice(1, edge, not request.backwards, employed_on)))
    return Page(
        rows=rows,
        cursors=tuple(cursor_at(listing, row.id) for row in rows),
        more_before=more_ahead if request.backwards else more_behind,
        more_after=more_behind if request.backwards else more_ahead,
        total=await store.count(kind, employed_on),
    )


def page_within(
    rows: Sequence[T], cursors: Sequence[str], request: PageRequest, start: int = 0, stop: int | None = None
) -> Page[T]:
    """A page of ``rows`` that are all at hand, taken from ``rows[start:stop]``; each row has its cursor."""
    end = len(rows) if stop is None else stop
    if request.backwards:
        start = max(start, end - request.size)
    else:
        end = min(end, start + request.size)
    return Page(
        rows=tuple(rows[start:end]),
        cursors=tuple(cursors[start:end]),
        more_before=start > 0,
        more_after=end < len(rows),
        total=len(rows),
    )
