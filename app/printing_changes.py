"""What an import changed in a store that held something before, in words.

Decides: the words for what is new and for each column that changed. Does not decide: any count (``exchange`` does).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from app.printing import counted
from exchange.files import KIND_IN
from exchange.judging import REFERRED
from exchange.report import FileReport
from graph.domain.further_records import Attention, Colleague
from graph.domain.kinds import KIND_NAMES, Record
from graph.domain.records import Buying, Closeness, Firm, Person, Touch

_ROWS: Final[Mapping[type[Record], tuple[str, str]]] = {
    Person: ("person", "people"),
    Firm: ("firm", "firms"),
    Buying: ("way of buying", "ways of buying"),
    Touch: ("touch", "touches"),
    Closeness: ("rating", "ratings"),
    Colleague: ("pair of colleagues", "pairs of colleagues"),
    Attention: ("month of attention", "months of attention"),
}
"""Rows whose words are not those of the kind with an s."""
_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "staff_id": ("staff member", "staff members"),
    "person_id": ("person", "people"),
    "domains": ("list of domains", "lists of domains"),
    "industry": ("industry", "industries"),
    "currency": ("currency", "currencies"),
    "since": ("date since", "dates since"),
    "from": ("start", "starts"),
    "until": ("end", "ends"),
    "veto": ("veto", "vetoes"),
    "other_suppliers": ("number of other suppliers", "numbers of other suppliers"),
    "renewal_on": ("renewal date", "renewal dates"),
    "at": ("time", "times"),
    "on": ("date", "dates"),
    "by": ("rater", "raters"),
    "made_on": ("date made", "dates made"),
    "due_on": ("due date", "due dates"),
    "closed_on": ("closing date", "closing dates"),
    "noticed_on": ("date of notice", "dates of notice"),
    "left_on": ("date of leaving", "dates of leaving"),
    "line": ("line of business", "lines of business"),
    "closeness": ("closeness", "ratings of closeness"),
    "attributed_to": ("attribution", "attributions"),
    "against_alternative": ("comparison with the alternative", "comparisons with the alternative"),
    "verified_by_customer": ("verification", "verifications"),
    "customer_hours": ("number of customer hours", "numbers of customer hours"),
    "internal_hours": ("number of internal hours", "numbers of internal hours"),
    "imported": ("earlier state", "earlier states"),
}
"""Columns whose words are not their names with an s."""


def changes_of(file: FileReport, *, foretold: bool = False) -> str:
    """What a file changed, such as ``3 new people, 12 ends, 1 title``; empty when nothing. ``foretold``: by a dry run,
    which does not know which rows stay because others refer to them."""
    return ", ".join(_parts(file, foretold=foretold))


def _parts(file: FileReport, *, foretold: bool) -> Iterator[str]:
    kind = KIND_IN[file.name]
    one, many = _ROWS.get(kind, (KIND_NAMES[kind], KIND_NAMES[kind] + "s"))
    if file.new:
        yield counted(file.new, f"new {one}", f"new {many}")
    for column, rows in file.changed.items():
        yield counted(rows, *_words(column))
    if file.updated and not file.changed:
        yield counted(file.updated, f"{one} changed", f"{many} changed")
    if file.retracted and foretold and kind in REFERRED:
        yield f"at most {counted(file.retracted, one, many)} retracted (those that others refer to stay)"
    elif file.retracted:
        yield counted(file.retracted, f"{one} retracted", f"{many} retracted")


def _words(column: str) -> tuple[str, str]:
    plain = column.removesuffix("_id").replace("_", " ")
    return _COLUMNS.get(column, (plain, plain + "s"))


def remarks_on(file: FileReport) -> Iterator[str]:
    """Sentences on rows of a file, or of the store, that are not as the file says."""
    if file.withheld:
        rows = counted(file.withheld, "row was", "rows were")
        yield (
            f"{file.name}: {rows} withheld: retracted or corrected by hand, or absent from an earlier complete file;"
            " import with --complete FILE to bring the latter back."
        )
    if file.kept:
        rows = counted(file.kept, "row that it no longer holds stays", "rows that it no longer holds stay")
        yield f"{file.name}: {rows}, because others refer to them."
    if file.complete and file.unusable is not None:
        yield f"{file.name}: nothing was retracted, because the file cannot be used: mend it and import again."
    elif file.unreadable:
        rows = counted(file.unreadable, "row")
        yield f"{file.name}: nothing was retracted, because the key of {rows} cannot be read: mend it and import again."
