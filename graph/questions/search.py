"""Who or what is meant by a text? Everything it fits, the best fit first.

Decides: what may be searched for, how many candidates are looked at, that no cap hides what the text is in whole, and
that those shown leave one row in the audit log.
Does not decide: who is a candidate (the store nominates), nor how candidates are ranked (the engine does).
"""

from __future__ import annotations

import asyncio
import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from graph.domain.found import ENTITY_KINDS, Found, Place
from graph.domain.records import Entity, Person, StaffMember
from graph.domain.tokens import folded, tokens_of
from graph.domain.validation import check_text
from graph.engine.ranking import ranked
from graph.errors import InvalidCursor, InvalidInput, InvalidRecord
from graph.questions.asking import Asker, note
from graph.questions.paging import Page, PageRequest, cursor_at, page_within, place_of
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from graph.store.values import Filter, Order, Slice

E = TypeVar("E", bound=Entity)

SEARCH: Final = "search"
MOST_NOMINATED: Final = 1_000
LONGEST_TEXT: Final = 200
_SOMEBODY: Final = (StaffMember, Person)
_PLACE_PARTS: Final = 5


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for: a ``text`` of 1 to 200 characters with at least one letter or digit, among ``kinds``."""

    text: str
    kinds: tuple[type[Entity], ...] = ENTITY_KINDS

    def __post_init__(self) -> None:
        """Refuse a text that fits everything or nothing, and no kind at all."""
        check_searchable("text", self.text)
        if not self.kinds:
            raise InvalidInput("kinds", "none", "name at least one kind, or leave kinds out to search them all")

    @property
    def about_somebody(self) -> bool:
        """Whether it can find staff members or people."""
        return any(kind in _SOMEBODY for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Finds:
    """A page of what was found. Not ``complete``: more candidates than are looked at fit some kind, so that weaker fits
    may be missing and ``page.total`` counts only those looked at; what the text is in whole is never missing."""

    page: Page[Found]
    complete: bool


def check_searchable(field: str, text: str) -> tuple[str, ...]:
    """The tokens of a text to search for; raises InvalidInput for one that no name, id or address can hold, that is too
    long, or that has no letter or digit."""
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(field, text[:40], f"give at most {LONGEST_TEXT} characters")
    try:
        check_text(field, text.strip())
    except InvalidRecord as error:
        raise InvalidInput(field, error.value, error.remedy) from None
    tokens = tokens_of(text)
    if not tokens:
        raise InvalidInput(field, text[:40], "give at least one letter or digit of an id, a name or an address")
    return tokens


async def search(
    store: GraphStore, audit: AuditLog, asked: Search, request: PageRequest, asker: Asker | None = None
) -> Finds:
    """A page of what the text fits, after one audit row about the staff members and people on it.

    An ``asker`` is needed unless accounts alone are searched. Rows that come or go between two pages are neither
    skipped nor repeated; raises InvalidCursor for a cursor of another search."""
    if asker is None and asked.about_somebody:
        raise InvalidInput("purpose", None, "say in 1 to 200 characters why you ask")
    kinds = [kind for kind in ENTITY_KINDS if kind in asked.kinds]
    nominations = await asyncio.gather(*(_nominated(store, kind, asked.text) for kind in kinds))
    candidates = [entity for there, _ in nominations for entity in there]
    found = await asyncio.to_thread(ranked, asked.text, candidates)
    page = _page(found, _mark(asked.text, kinds), request)
    if asker is not None:
        await note(store, audit, asker, SEARCH, _subjects(page.rows))
    return Finds(page, all(complete for _, complete in nominations))


async def _nominated(store: GraphStore, kind: type[E], text: str) -> tuple[Sequence[E], bool]:
    """The candidates of a kind, each once, and whether the store has no more of them."""
    whole, tokens = text.strip(), tokens_of(text)
    by_id, named, begun = await asyncio.gather(
        store.fetch(kind, [whole]),
        store.named(kind, folded(whole)),
        store.candidates(kind, tokens, MOST_NOMINATED + 1),
    )
    complete = len(begun) <= MOST_NOMINATED
    nominated = [*by_id.values(), *named, *begun[:MOST_NOMINATED]]
    if not complete:  # the cap leaves the first by name, wherever the text stands in it: add names that begin with it
        window = Slice(MOST_NOMINATED, "", beyond_name=folded(whole), order=Order.NAME, only=Filter(tokens=tokens))
        nominated += await store.entities(kind, window)
    return list({entity.id: entity for entity in nominated}.values()), complete


def _page(found: Sequence[Found], mark: str, request: PageRequest) -> Page[Found]:
    cursors = [_cursor(mark, one.place) for one in found]
    start = 0
    if request.cursor is not None:
        start = bisect_right([one.place for one in found], _place(mark, request.cursor))
    return page_within(found, cursors, request, start)


def _cursor(mark: str, place: Place) -> str:
    return cursor_at(SEARCH, mark, str(place.matched), place.name, str(place.kind), place.id)


def _place(mark: str, cursor: str) -> Place:
    marked, matched, name, kind, own_id = place_of(SEARCH, cursor, _PLACE_PARTS)
    if marked != mark or not (matched.isdecimal() and kind.isdecimal()):
        raise InvalidCursor(cursor[:40])
    return Place(int(matched), name, int(kind), own_id)


def _mark(text: str, kinds: Sequence[type[Entity]]) -> str:
    """A short mark of what is searched for, so that a cursor of one search is not taken in another."""
    asked = (text.strip(), [kind.__name__ for kind in kinds])
    return hashlib.blake2b(repr(asked).encode(), digest_size=8).hexdigest()


def _subjects(found: Sequence[Found]) -> list[str]:
    """The firm's own ids of the staff members and people found, each once."""
    return list(dict.fromkeys(one.entity.id for one in found if isinstance(one.entity, _SOMEBODY)))
