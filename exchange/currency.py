"""The currency of a store that nobody told it, from the bookings.

Decides: which one it is when several are named. Does not decide: what becomes of amounts in another (``judging`` does).
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from zoneinfo import ZoneInfo

from exchange.columns import Cells, RowError
from exchange.folder import Source
from exchange.names import CURRENCY
from exchange.reading import Tick
from exchange.sheet import Header, Row, rows


def commonest_currency(source: Source, header: Header, tick: Tick) -> str:
    """The currency that most rows name, the first by alphabet of equally many, so that their order does not matter."""
    counts: Counter[str] = Counter()
    cells = Cells(header.places, ZoneInfo("UTC"))
    for row in rows(source.path, source.layout, header, tick):
        if isinstance(row, Row):
            cells.current = row.cells
            with suppress(RowError):
                counts[cells[CURRENCY]] += 1
    del counts[""]
    return min(counts, key=lambda code: (-counts[code], code), default="")
