"""A generated firm as a folder: each file in turn, row by row.

Decides: which files there are, and that the folder is there whole or not at all. Does not decide: any row.

Takes memory for a few numbers of each staff member, account and person, for the ties of one staff member, and for the
touches of one month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import numpy as np

from exchange import layout
from exchange.generating import contacts, dealings, entities
from exchange.generating.chance import Chance, Stream
from exchange.generating.circles import circle_of
from exchange.generating.entities import Rows
from exchange.generating.shape import LAST, Shape, shape_of
from exchange.generating.size import Generated, Size, check_seed
from exchange.generating.spool import Spool
from exchange.generating.touches import MINUTES, lives_of, touches_of
from exchange.layout import FileLayout
from exchange.new_folder import CsvFile, new_folder
from graph.domain.network import NOBODY, Counts, Index
from graph.questions.generated_firm import Habits, Pace, habits_of, pace_of

OnTouches = Callable[[int, int], None]
"""Told how far it is, and of how much: each touch counts once when it is drawn and once when it is written."""

_PLAIN: Final = (
    (layout.FIRM, entities.firm),
    (layout.STAFF, entities.staff),
    (layout.ACCOUNTS, entities.accounts),
    (layout.BUYING, dealings.buying),
    (layout.PEOPLE, entities.people),
    (layout.EMPLOYMENTS, entities.employments),
    (layout.SERVICES, dealings.services),
    (layout.REVENUE, dealings.revenue),
    (layout.COVENANTS, dealings.covenants),
)
"""The files whose rows follow from the shape alone."""


def generate(folder: Path, size: Size, seed: int, progress: OnTouches | None = None) -> Generated:
    """Write a firm of this size into ``folder``, which is not there yet or empty, and count what was written.

    The same size and seed (0 to 2147483647) write the same bytes on the same machine, whatever else is asked.
    ``progress`` is told after each staff member, and then every few thousand touches. Raises InvalidInput for a seed
    out of range and FolderError when the folder cannot be written."""
    check_seed(seed)
    with new_folder(folder) as place:
        shape = shape_of(size, seed)
        rows = {file.name: _write(place, file, made(shape)) for file, made in _PLAIN}
        contact_rows, habits = _write_contacts(place, shape, progress)
    return Generated(folder, rows | contact_rows, habits)


def _write_contacts(place: Path, shape: Shape, progress: OnTouches | None) -> tuple[dict[str, int], Habits]:
    """The files of what each staff member did, one staff member after the other; touches then by date."""
    closeness, promises = _begun(place, layout.CLOSENESS), _begun(place, layout.PROMISES)
    whole, pace, drawn, of = False, Pace(), 0, shape.size.all_touches
    per_tie = np.zeros(shape.size.ties, dtype=np.int32)
    ties = np.concatenate([[0], np.cumsum(shape.ties)]).tolist()
    try:
        with Spool(place) as spool:
            for staff in range(shape.size.staff):
                counts, kept = _draw(shape, staff, spool, closeness, promises)
                per_tie[ties[staff] : ties[staff + 1]] = counts
                pace += kept
                drawn += int(counts.sum())
                if progress is not None:
                    progress(drawn, 2 * of)
            written = None if progress is None else lambda rows: progress(of + rows, 2 * of)
            touches = _write(place, layout.TOUCHES, contacts.touches(spool), written)
        whole = True
    finally:
        closeness.close(whole=whole)
        promises.close(whole=whole)
    files = {layout.TOUCHES: touches, layout.CLOSENESS: closeness.rows, layout.PROMISES: promises.rows}
    return {file.name: rows for file, rows in files.items()}, _habits(shape, per_tie, pace)


def _draw(shape: Shape, staff: int, spool: Spool, closeness: CsvFile, promises: CsvFile) -> tuple[Counts, Pace]:
    """Draw all that a staff member did; the touches of each of their ties, and the pace of these."""
    circle, chance = circle_of(shape, staff), Chance(shape.seed, Stream.TOUCHES, staff)
    lives = lives_of(shape, staff, circle, chance)
    rows = touches_of(shape, staff, circle, lives, chance)
    spool.add(rows)
    closeness.write(contacts.ratings(shape, staff, circle, lives))
    promises.write(contacts.promises(shape, staff, circle, lives))
    tie = np.repeat(np.arange(len(circle.touches)), circle.touches)
    return circle.touches, pace_of(tie, rows["at"] // MINUTES)


def _habits(shape: Shape, per_tie: Index, pace: Pace) -> Habits:
    """What was counted while it was drawn."""
    everybody = np.arange(shape.size.people)
    moved = (shape.before != NOBODY) & (shape.before != shape.employer(everybody))
    people, staff = (len(everybody), int(moved.sum())), (shape.size.staff, int((shape.end <= LAST).sum()))
    return habits_of(per_tie, people, staff, pace)


def _write(place: Path, file: FileLayout, blocks: Iterable[Rows], progress: Callable[[int], None] | None = None) -> int:
    """Write a file, and count its rows."""
    written, whole = _begun(place, file), False
    try:
        for rows in blocks:
            written.write(rows)
            if progress is not None:
                progress(written.rows)
        whole = True
    finally:
        written.close(whole=whole)
    return written.rows


def _begun(place: Path, file: FileLayout) -> CsvFile:
    return CsvFile(place / file.name, [column.name for column in file.columns])
