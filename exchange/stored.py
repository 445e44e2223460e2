"""What a store held before an import, and whether it may be imported into at all.

Decides: that only an empty store, or one in which an import of the same folder was interrupted, takes an import.
Does not decide: when an import counts as interrupted (``graph.changes.marking`` does), nor what is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from exchange.owning import is_gone
from graph.changes.marking import check_claim
from graph.domain.records import Account, Entity, Firm, Person, StaffMember
from graph.errors import StoreFilled
from graph.store.protocol import GraphStore, Held, ImportMark, Slice

_PAGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store held before, at which revision: ourselves, and the ids that rows may refer to."""

    revision: int
    firm: Firm | None
    ids: dict[type[Entity], frozenset[str]]


async def stored_in(store: GraphStore, wanted: ImportMark) -> Stored:
    """What a store holds that the import with the mark ``wanted`` may go into.

    Raises StoreFilled when it holds a firm, or an interrupted import of another folder, and StoreBusy while another
    import runs."""
    revision = await store.revision()  # first, so that what comes in between is noticed when the import begins
    if await check_claim(store, wanted, is_gone) is None:
        if _is_filled(await store.held()):
            location = (await store.condition()).location
            sentence = (
                f"The store {location} already holds a firm, and a second import into it is not possible yet:"
                " use a new --store FILE."
            )
            raise StoreFilled(location, sentence)
        return Stored(revision, await store.firm(), {})
    kinds: tuple[type[Entity], ...] = (StaffMember, Account, Person)
    return Stored(revision, await store.firm(), {kind: await _ids(store, kind) for kind in kinds})


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
