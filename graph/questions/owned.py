"""The rows of a staff member, a person or an account, page by page, so that each can be found and put right.

Decides: what a cursor of such a list holds (the list, whose it is, and the row's place in it), and that the pages of
many owners are read together. Does not decide: the order of a list (``graph.domain.owners`` and the store do).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from graph.domain.calendar import instant_number, instant_of
from graph.domain.kinds import KEY_FIELDS, KIND_NAMES, Key, Record, key_from_text, key_of, key_text
from graph.domain.owners import place_fields
from graph.domain.records import Entity, Touch
from graph.errors import InvalidCursor, InvalidInput
from graph.questions.paging import Page, PageRequest, cursor_at, place_of
from graph.store.protocol import GraphStore
from graph.store.values import OwnedRows, Stretch

_PARTS: Final = 3
"""Of a cursor: whose list, the instant of a touch, and the natural key."""


@dataclass(frozen=True, slots=True)
class RowsOf:
    """A page of the rows of ``kind`` that name the ``owner`` with this id: a ``stretch`` one row longer than shown."""

    kind: type[Record]
    owner: type[Entity]
    owner_id: str
    stretch: Stretch

    @classmethod
    def page(cls, kind: type[Record], owner: type[Entity], owner_id: str, request: PageRequest) -> Self:
        """The page of a request; raises InvalidCursor for a cursor of another list."""
        beyond = None if request.cursor is None else _place(kind, owner, owner_id, request.cursor)
        return cls(kind, owner, owner_id, Stretch(request.size + 1, beyond, request.backwards))


async def rows_of(store: GraphStore, wanted: Sequence[RowsOf]) -> list[Page[Record]]:
    """The page of each request, in order; an owner whom nobody knows has no rows.

    One read of the store for all that ask for the same stretch of the same kind of row of the same kind of owner."""
    found: dict[RowsOf, OwnedRows[Record]] = {}
    for kind, owner, stretch in dict.fromkeys((one.kind, one.owner, one.stretch) for one in wanted):
        ids = [one.owner_id for one in wanted if (one.kind, one.owner, one.stretch) == (kind, owner, stretch)]
        of_kind = await store.rows_of(kind, owner, ids, stretch)
        found |= {RowsOf(kind, owner, owner_id, stretch): rows for owner_id, rows in of_kind.items()}
    return [_page(one, found.get(one, OwnedRows((), 0, passed=False))) for one in wanted]


def _page(asked: RowsOf, found: OwnedRows[Record]) -> Page[Record]:
    size, backwards = asked.stretch.limit - 1, asked.stretch.backwards
    rows = found.rows[-size:] if backwards else found.rows[:size]
    more_ahead = len(found.rows) > size
    return Page(
        rows=rows,
        cursors=tuple(_cursor(asked, row) for row in rows),
        more_before=more_ahead if backwards else found.passed,
        more_after=found.passed if backwards else more_ahead,
        total=found.total,
    )


def _listing(kind: type[Record], owner: type[Entity]) -> str:
    return f"{KIND_NAMES[kind]} of {KIND_NAMES[owner]}"


def _cursor(asked: RowsOf, row: Record) -> str:
    instant = str(instant_number(row.at)) if isinstance(row, Touch) else ""
    return cursor_at(_listing(asked.kind, asked.owner), asked.owner_id, instant, key_text(key_of(row)))


def _place(kind: type[Record], owner: type[Entity], owner_id: str, cursor: str) -> Key:
    """The place that a cursor names; raises InvalidCursor unless the list of this owner handed it out."""
    whose, instant, text = place_of(_listing(kind, owner), cursor, _PARTS)
    try:
        key = key_from_text(kind, text)
        at = instant_of(int(instant)) if kind is Touch else None
    except (InvalidInput, ValueError, OverflowError):
        raise InvalidCursor(cursor[:40]) from None
    if whose != owner_id or (kind is not Touch and instant):
        raise InvalidCursor(cursor[:40])
    place = place_fields(kind, owner)
    named = tuple(part for field, part in zip(KEY_FIELDS[kind], key, strict=True) if field in place)
    return named if at is None else (at, *named)
