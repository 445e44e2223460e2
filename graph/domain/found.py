"""What a search answers: who or what was found, and how well the text fits.

Decides: the ways in which a text fits, the best one first, and that every find has a place that no other shares.
Does not decide: which way an entity fits (the engine does), nor who may see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from graph.domain.records import Account, Entity, Person, StaffMember

ENTITY_KINDS: Final[tuple[type[Entity], ...]] = (StaffMember, Person, Account)
"""What can be searched for, in the order in which finds stand that are otherwise alike."""


class Matched(Enum):
    """How a text fits an entity, the best way first; but for the first, case, accents and marks do not matter."""

    ID = "it is its id, letter for letter"
    NAME = "it is its whole name"
    ADDRESS = "it is its whole e-mail address or domain"
    ID_OTHERWISE_SPELT = "it is its id but for case, accents or marks"
    NAME_BEGINS = "its name begins with it"
    WORDS_IN_ORDER = "each word of it begins a word of its name, in the same order"
    WORDS = "each word of it begins a word of its name, in another order"
    ID_OR_ADDRESS = "each word of it begins a part of its name, its id or its address, and not all of them of its name"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a find stands in a list: by how it matched, then its name without case and accents, then kind, then id.

    ``matched`` and ``kind`` are places in Matched and in ENTITY_KINDS. Without a name the id stands in for it."""

    matched: int
    name: str
    kind: int
    id: str


@dataclass(frozen=True, slots=True)
class Found:
    """An ``entity`` that a text fits, how it does, and its ``place`` among all that it fits."""

    entity: Entity
    matched: Matched
    place: Place
