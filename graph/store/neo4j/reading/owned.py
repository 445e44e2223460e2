"""Rows by whom they belong to: the services of a staff member, the bookings of an account.

Decides: how a place in such a list is asked for. Does not decide: the order of a list (``graph.domain.owners`` does and
``owned.cypher`` keeps to it), nor how a row becomes a record again (``records`` does).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, cast

from graph.domain.kinds import KeyPart, R, Record
from graph.domain.owners import in_order, owner_id, place_fields
from graph.domain.records import Covenant, Entity, Service, Touch
from graph.domain.vocabulary import CovenantKind, ServiceRole, Word
from graph.errors import InvalidCursor
from graph.store.names import NAMES
from graph.store.neo4j.finding import found_by
from graph.store.neo4j.queries import Queries
from graph.store.statements import load
from graph.store.texts import storable
from graph.store.values import OwnedRows, Stretch

OWNED: Final = load(__package__, "owned.cypher", "//")

_PARTS: Final = ("p1", "p2", "p3")
_LARGEST: Final = 2**63 - 1  # what the server can compare with a stored number
_WORDS: Final[Mapping[type[object], type[Word]]] = {Service: ServiceRole, Covenant: CovenantKind}
"""The closed list of the word that is a part of a place; words stand in the order of their list."""


async def rows_of(
    queries: Queries, kind: type[R], owner: type[Entity], owner_ids: Sequence[str], stretch: Stretch
) -> dict[str, OwnedRows[R]]:
    """A stretch of the rows of each of these owners; by the law of ``GraphStore.rows_of``.

    Raises InvalidCursor for a place that no row could have, and TypeError for what is no place or no owner."""
    place = _place(cast("type[Record]", kind), owner, stretch)  # which mypy does not infer from the bound
    ids = [one for one in dict.fromkeys(owner_ids) if storable(one)]
    words = {word.word: int(word) for word in _WORDS[kind]} if kind in _WORDS else {}
    statement = page_statement(kind, owner, stretch)
    pages = await queries.rows(statement, ids=ids, limit=stretch.limit, places=words, **place)
    rows: dict[str, list[R]] = {whose: [] for whose, _, _, _ in pages}
    for row in await found_by(queries, kind, [key for _, page, _, _ in pages for key in page]):
        rows[owner_id(row, owner)].append(row)
    return {whose: OwnedRows(tuple(in_order(rows[whose], owner)), total, passed) for whose, _, total, passed in pages}


def page_statement(kind: type[object], owner: type[object], stretch: Stretch) -> str:
    """The statement that reads a stretch of the rows of some owners."""
    descending = stretch.backwards != (kind is Touch)
    beyond = stretch.beyond is not None
    page = OWNED["page"].when(
        ascending=not descending,
        descending=descending,
        beyond=beyond,
        ends=not beyond,
        beyond_ascending=beyond and not descending,
        beyond_descending=beyond and descending,
    )
    _, *rows, places = OWNED[f"{NAMES[kind]} of {NAMES[owner]}"].text.splitlines()
    page = page.replace("{rows}", " ".join(rows)).replace("{counted}", rows[0]).replace("{places}", places)
    return page.replace("{Owner}", NAMES[owner].capitalize())


def _place(kind: type[Record], owner: type[Entity], stretch: Stretch) -> Mapping[str, object]:
    """The place beyond which a stretch begins, as parameters; raises InvalidCursor for one that no row could have."""
    names = place_fields(kind, owner)
    if stretch.beyond is None:
        return {}
    if len(names) != len(stretch.beyond):
        raise TypeError(f"a place of a {kind.__name__} has {len(names)} parts, and {stretch.beyond!r} has not")
    return dict(zip(_PARTS, [*map(_stored, stretch.beyond), 0, 0], strict=False))


def _stored(part: KeyPart) -> str | int | datetime:
    """A part of a place as the statements compare it."""
    if isinstance(part, datetime):
        return part.astimezone(UTC)
    if isinstance(part, date):
        return part.isoformat()
    if part is None:
        return ""
    if isinstance(part, str):
        if not storable(part):
            raise InvalidCursor(part)
        return part
    if abs(part) > _LARGEST:
        raise InvalidCursor(str(part))
    return int(part)
