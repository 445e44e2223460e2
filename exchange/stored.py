"""What a store held before an import, and whether it may be imported into at all.

Decides: that only an empty store, or one whose import was interrupted, takes an import.
Does not decide: what is written into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.domain.records import Account, Entity, Firm, Person, StaffMember
from graph.errors import StoreFilled
from graph.store.protocol import GraphStore, Held, Slice

_PAGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store held before: ourselves, and the ids that rows may refer to."""

    firm: Firm | None
    ids: dict[type[Entity], frozenset[str]]


async def stored_in(store: GraphStore) -> Stored:
    """What a store holds that may be imported into; raises StoreFilled for any other."""
    if await store.import_mark() is None:
        if _is_filled(await store.held()):
            location = (await store.condition()).location
            sentence = (
                f"The store {location} already holds a firm, and importing into it again comes later:"
                " name a new store with --store."
            )
            raise StoreFilled(location, sentence)
        return Stored(await store.firm(), {})
    kinds: tuple[type[Entity], ...] = (StaffMember, Account, Person)
    return Stored(await store.firm(), {kind: await _ids(store, kind) for kind in kinds})


def _is_filled(held: Held) -> bool:
    entities = held.staff + held.accounts + held.people
    return entities + held.employments + held.services + held.touches + held.ratings + held.promises + held.bookings > 0


async def _ids(store: GraphStore, kind: type[Entity]) -> frozenset[str]:
    found: set[str] = set()
    last: str | None = None
    while page := await store.entities(kind, Slice(limit=_PAGE, beyond=last)):
        found.update(entity.id for entity in page)
        last = page[-1].id
    return frozenset(found)
