"""What a run measures: on how large a firm, on which stores, which sections.

Decides: the sections and their names. Does not decide: how any is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from exchange.generating import Size
from graph.store.neo4j import Address

SEED: Final = 1
FULL: Final = Size(staff=5_000, people=200_000, accounts=50_000, ties=1_000_000, touches=8_000_000)
"""An ordinary customer."""
TRY_OUT: Final = Size(staff=100, people=4_000, accounts=1_000, ties=20_000, touches=160_000)

ASKED: Final = 100
"""How many staff members are asked about, unless said otherwise."""
TIES_OF_ASKED: Final = 200
"""How many ties each of them has, or about as many."""

Place = Path | Address
"""Where a store is: the file of an embedded one, or a database of a Neo4j server."""


class Section(Enum):
    """A part of a run that can be asked for alone."""

    IMPORT = "import"
    NEIGHBOURHOOD = "neighbourhood"
    DEPARTURE = "departure"
    WHOLE = "whole"
    BULK = "bulk"


class Way(Enum):
    """In which way something is done; each is a column of the table."""

    EMBEDDED = "embedded"
    NEO4J = "Neo4j"
    BY_HAND = "Cypher by hand"


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: the firm's size, its sections, and how many different staff members are asked about (``asked``), of whom
    each has about so many ties (``ties_of_asked``), or those who come nearest to it. ``scratch``: a folder for all that
    is made."""

    size: Size
    scratch: Path
    sections: frozenset[Section] = frozenset(Section)
    asked: int = ASKED
    ties_of_asked: int = TIES_OF_ASKED
