"""Oracle: the folder as it would have stood on a day (design.md, 4).

Works on the cells by file and column name alone and keeps every column. What
has no date has no history and stays as recorded today. Rows of staff.csv stay:
that somebody who starts later "is not there" is a matter of the question.
"""

import csv
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.oracle.folder import Cells, day_of, read_cells, zone_of

# The date of a row itself, by column, whatever the file.
OWN_DATES = ("at", "on", "made_on", "from", "noticed_on")
# The date of a row itself, in this file only (elsewhere the column means something else).
OWN_DATES_OF_FILE = {
    "employments.csv": ("start",),
    "services.csv": ("start",),
    "colleagues.csv": ("since",),
    "attention.csv": ("month",),
}
# Dates which say that something began or ended: cleared when they lie after t.
CLEARED = ("end", "left_on")
CLEARED_OF_FILE = {"accounts.csv": ("since",)}


def _is_after(cells: Cells, column: str, t: date, zone: ZoneInfo) -> bool:
    text = cells.get(column, "").strip()
    if not text:
        return False
    if column == "month" and len(text) == len("2024-05"):
        text += "-01"
    return day_of(text, zone) > t


def _stays(name: str, cells: Cells, t: date, zone: ZoneInfo) -> bool:
    columns = OWN_DATES + OWN_DATES_OF_FILE.get(name, ())
    return not any(_is_after(cells, column, t, zone) for column in columns)


def _cut(name: str, cells: Cells, t: date, zone: ZoneInfo) -> Cells:
    """The same cells without what began or ended after t."""
    cut = dict(cells)
    for column in CLEARED + CLEARED_OF_FILE.get(name, ()):
        if _is_after(cells, column, t, zone):
            cut[column] = ""
    if _is_after(cells, "closed_on", t, zone):
        cut["closed_on"] = ""
        if "outcome" in cut:
            cut["outcome"] = "open"
    return cut


def truncate(source: Path, target: Path, t: date) -> None:
    """Writes `source` as of the end of day t into the folder `target`."""
    zone = zone_of(source)
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.csv")):
        header, rows = read_cells(path)
        kept = [_cut(path.name, row, t, zone) for row in rows if _stays(path.name, row, t, zone)]
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(kept)
