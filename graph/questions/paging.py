"""Pages of lists: which rows, and where the next page starts.

Decides: how large a page may be, what a cursor holds (the list's name, its order and the place of its row, so that rows
added or removed between two pages are neither skipped nor repeated), and which requests for a page make sense.
Does not decide: the order of a list (whoever asks for it does), nor how a page is shown.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from graph.domain.records import Account, Entity, Person, StaffMember
from graph.domain.tokens import folded
from graph.errors import InvalidCursor, InvalidInput
from graph.store.protocol import GraphStore
from graph.store.values import EVERYTHING, Filter, Order, Slice

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
    store: GraphStore, kind: type[E], request: PageRequest, only: Filter = EVERYTHING, order: Order = Order.ID
) -> Page[E]:
    """A page of those staff members, people or accounts that ``only`` holds, by id or by name.

    A cursor is good for the order it was handed out in; it raises InvalidCursor in another. Takes two reads of the
    store, and one more when the page does not start at an end of the list."""
    end = Slice(request.size + 1, backwards=request.backwards, order=order, only=only)
    window = end if request.cursor is None else _beyond(end, kind, request.cursor)
    found = await store.entities(kind, window)
    more_ahead = len(found) > request.size
    rows = (found[-request.size :] if request.backwards else found[: request.size]) if more_ahead else found
    cursors = tuple(_cursor(kind, row, order) for row in rows)
    more_behind = False
    if request.cursor is not None:
        behind = replace(end, limit=1, backwards=not request.backwards)
        if cursors:
            behind = _beyond(behind, kind, cursors[-1 if request.backwards else 0])
        more_behind = bool(await store.entities(kind, behind))
    return Page(
        rows=rows,
        cursors=cursors,
        more_before=more_ahead if request.backwards else more_behind,
        more_after=more_behind if request.backwards else more_ahead,
        total=await store.count(kind, only),
    )


def _cursor(kind: type[E], row: E, order: Order) -> str:
    place = (row.id,) if order is Order.ID else (folded(row.name), row.id)
    return cursor_at(_listing(kind, order), *place)


def _beyond(window: Slice, kind: type[E], cursor: str) -> Slice:
    """The window, beyond the row of a cursor; raises InvalidCursor unless this list in this order handed it out."""
    listing = _listing(kind, window.order)
    if window.order is Order.ID:
        return replace(window, beyond=place_of(listing, cursor)[0])
    name, identifier = place_of(listing, cursor, parts=2)
    return replace(window, beyond=identifier, beyond_name=name)


def _listing(kind: type[object], order: Order) -> str:
    return LISTINGS[kind] if order is Order.ID else f"{LISTINGS[kind]} by {order.value}"


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
