"""What an import tells: progress while it runs, and a report at its end.

Decides: the figures and when an import counts as done. Does not decide: how they are printed (``app`` does).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

from exchange.rejects import Reject
from graph.domain.money import Money


class Stage(Enum):
    """What an import, or an export, is doing."""

    CHECKING = "checking"
    COMPARING = "comparing"
    WRITING = "writing"
    FOLDING = "folding"
    EXPORTING = "exporting"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: ``rows`` (or ties, when FOLDING) of this stage so far, and the ``share`` of it in [0, 1].

    Within a stage neither ever falls. ``file`` is the one being read, empty when FOLDING. ``seconds``: since the stage
    began, so rate and time left can be told."""

    stage: Stage
    file: str
    rows: int
    share: float
    seconds: float


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of the rows of a file: new + updated + unchanged + withheld + repeated + rejected = rows, when it was
    loaded; after a dry run what would become of them.

    ``new``: those among them that come back because their file is complete now. ``withheld``: rows against which a
    retraction or a correction by hand stands, or that they were absent from an earlier complete file. ``repeated``:
    rows that say what another row of the file says. ``changed``: in how many of the updated rows each column changed,
    in the order of the layout. ``unknown_columns`` were ignored. ``unusable``: why the file as a whole was set aside,
    as one reject; all its rows then count as rejected.
    For a file that is the whole truth (``complete``): ``retracted``, how many rows of the store it no longer holds;
    ``kept``, how many of these stay because other rows refer to them; ``unreadable``, how many of its own rows have no
    readable key: if there are any, or if the file is unusable, nothing was retracted. A dry run does not know which
    would be kept, and counts them as retracted."""

    name: str
    rows: int
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    withheld: int = 0
    repeated: int = 0
    rejected: int = 0
    changed: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    unusable: str | None = None
    complete: bool = False
    retracted: int = 0
    kept: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Quality:
    """The data's quality after an import, in counts of all that the store holds. ``thin_ties`` rest on one touch;
    ``own_domain_people`` have an e-mail address at our own domain and stay customers; ``future_touches`` lie after the
    import's clock, and are counted among the ``touches_read`` of this import alone.

    ``leaving_staff``: staff members whose end lies ahead; ``leaving``: the first of them, as (id, name, end)."""

    accounts: int
    accounts_without_touch: int
    people: int
    people_without_touch: int
    people_without_employment: int
    nameless_people: int
    own_domain_people: int
    ties: int
    thin_ties: int
    touches_read: int
    future_touches: int
    last_touch: date | None
    leaving_staff: int
    leaving: tuple[tuple[str, str, date], ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The end of an import, or of a dry run.

    ``revenue``: the total of the good rows of revenue.csv per currency. ``rejects``: the file that lists what was set
    aside, None when nothing was or no place was given; ``listed``: its entries, one for each row, and one in all
    for a file that was set aside as a whole; ``first_rejects``: the first ten.
    ``earlier_rejects``: the list of an earlier import that stands where rejects would go, when this one has none.
    ``again``: the store held something before. ``loaded``: whether anything was written. ``quality`` is None when it
    was not. ``firm_set_aside``: nothing is loaded, because firm.csv was set aside and the store knows no firm yet.
    ``seconds``: from begin to end."""

    folder: str
    files: tuple[FileReport, ...]
    revenue: tuple[Money, ...]
    not_read_yet: tuple[str, ...]
    not_in_layout: tuple[str, ...]
    rejects: Path | None
    listed: int
    first_rejects: tuple[Reject, ...]
    earlier_rejects: Path | None
    again: bool = False
    quality: Quality | None = None
    dry_run: bool = False
    loaded: bool = False
    firm_set_aside: bool = False
    seconds: float = 0.0

    @property
    def rejected(self) -> int:
        """How many rows were set aside, those of the files set aside as a whole among them."""
        return sum(file.rejected for file in self.files)

    @property
    def unusable(self) -> int:
        """How many files were set aside as a whole, though they may have no row."""
        return sum(file.unusable is not None for file in self.files)

    @property
    def exit_code(self) -> int:
        """0 done, 3 done with rejects, 1 failed and nothing loaded."""
        if not self.loaded and not self.dry_run:
            return 1
        return 3 if self.listed else 0
