"""What a run at size measures: on how large a firm, which sections, how often.

Decides: the sections and the two usual plans. Does not decide: how any is measured, nor the aims.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from benchmarks.plan import FULL, TRY_OUT
from exchange.generating import Size


class Part(Enum):
    """A section of a run that can be asked for alone."""

    IMPORT = "import"
    SERVING = "serving"
    SWEEP = "sweep"
    FIRM = "firm"
    CLIENTS = "clients"
    CYPHER = "cypher"


@dataclass(frozen=True, slots=True)
class Measures:
    """The firm's size, how many leavers are ``asked`` about by the commonest question, for how many ``seconds`` many
    clients ask, and on about how many ties networkx is compared."""

    size: Size
    asked: int
    seconds: float
    compared_ties: int = 100_000


@dataclass(frozen=True, slots=True)
class ScalePlan:
    """A run.

    ``folder``, ``store``: a generated firm that is there already, so that it need not be made again; neither is
    changed. ``keep``: where a copy of the imported store stays, for a later run. ``shuffled``: whether the firm is
    imported a second time with ids in no order. ``scratch``: a folder for all that is made."""

    measures: Measures
    scratch: Path
    parts: frozenset[Part] = frozenset(Part)
    folder: Path | None = None
    store: Path | None = None
    shuffled: bool = False
    keep: Path | None = None


CUSTOMER = Measures(FULL, asked=1_000, seconds=60)
"""The firm of an ordinary customer."""
SMALL = Measures(TRY_OUT, asked=30, seconds=10)
"""To see whether everything runs."""
