"""A generated firm as a folder: each file in turn, row by row.

Decides: which files there are, and that the folder is there whole or not at all. Does not decide: any row.

Takes memory for a few numbers of each staff member, account and person, for the ties of one staff member, and for the
touches of one month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from exchange import layout
from exchange.generating import contacts, dealings, entities
from exchange.generating.chance import Chance, Stream
from exchange.generating.circles import circle_of
from exchange.generating.entities import Rows
from exchange.generating.shape import Shape, shape_of
from exchange.generating.size import LARGEST_SEED, Generated, Size
from exchange.generating.spool import Spool
from exchange.generating.touches import lives_of, touches_of
from exchange.layout import FileLayout
from exchange.new_folder import CsvFile, new_folder
from graph.errors import InvalidInput

OnTouches = Callable[[int, int], None]
"""Told how many touches are written, and of how many."""

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
    ``progress`` is told every few thousand touches. Raises InvalidInput for a seed out of range and FolderError when
    the folder cannot be written."""
    if not 0 <= seed <= LARGEST_SEED:
        raise InvalidInput("seed", seed, f"give a whole number from 0 to {LARGEST_SEED}")
    with new_folder(folder) as place:
        shape = shape_of(size, seed)
        rows = {file.name: _write(place, file, made(shape)) for file, made in _PLAIN}
        rows |= _write_contacts(place, shape, progress)
    return Generated(folder, rows)


def _write_contacts(place: Path, shape: Shape, progress: OnTouches | None) -> dict[str, int]:
    """The files of what each staff member did, one staff member after the other; touches then by date."""
    closeness, promises = _begun(place, layout.CLOSENESS), _begun(place, layout.PROMISES)
    whole = False
    try:
        with Spool(place) as spool:
            for staff in range(shape.size.staff):
                circle, chance = circle_of(shape, staff), Chance(shape.seed, Stream.TOUCHES, staff)
                lives = lives_of(shape, staff, circle, chance)
                spool.add(touches_of(shape, staff, circle, lives, chance))
                closeness.write(contacts.ratings(shape, staff, circle, lives))
                promises.write(contacts.promises(shape, staff, circle, lives))
            touches = _write(place, layout.TOUCHES, contacts.touches(spool), shape.size.all_touches, progress)
        whole = True
    finally:
        closeness.close(whole=whole)
        promises.close(whole=whole)
    return {
        layout.TOUCHES.name: touches,
        layout.CLOSENESS.name: closeness.rows,
        layout.PROMISES.name: promises.rows,
    }


def _write(
    place: Path, file: FileLayout, blocks: Iterable[Rows], of: int = 0, progress: OnTouches | None = None
) -> int:
    """Write a file, and count its rows."""
    written, whole = _begun(place, file), False
    try:
        for rows in blocks:
            written.write(rows)
            if progress is not None:
                progress(written.rows, of)
        whole = True
    finally:
        written.close(whole=whole)
    return written.rows


def _begun(place: Path, file: FileLayout) -> CsvFile:
    return CsvFile(place / file.name, [column.name for column in file.columns])
