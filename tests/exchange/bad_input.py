"""What a kind of bad input is, and the reasons that are told of them.

Decides: nothing about right or wrong; ``bad_cells``, ``bad_rows`` and ``bad_files`` list the kinds.
"""

from __future__ import annotations

from dataclasses import dataclass

DATE = "write dates as year-month-day, 2020-12-31, and instants as 2020-12-31T14:30:00+01:00"
DAY_NUMBER = "this looks like a day number of a spreadsheet: format the column as year-month-day, 2020-12-31"
RANGE = "give a date from 1900-01-01 to 2199-12-31"
ID = "ids are printable, without spaces around, at most 200 characters"
REQUIRED = "this cell is required: fill it in"
NOBODY = "no row of {} has this id, nor does the store: add the row or correct the id"
QUOTES = "its quotes do not match: close them, and double a quote inside quotes"
AMOUNT = "write digits with a point for decimals and no thousands separator"
NUMBER = "write a number with a point for decimals"
WHOLE = "write a whole number"
ONE_LINE = "text is one line with no NUL and no control characters: take out tabs, line breaks and escape codes"
RAGGED = "the row has {} cells and the header {}: quote cells that hold the separator"
NOT_UTF_8 = "the line is not UTF-8 (Windows-1252, it seems): save the file as UTF-8"
BEFORE = "it lies before its start {}; correct either day"
SAME = "line {} has the same {} with other content: keep one of the two"
KEY = "give the key as the export wrote it, a JSON list of texts or 32 hexadecimal digits"
IMPORTED = "give the row as the export wrote it, or leave the cell empty for a retraction"


@dataclass(frozen=True)
class Row:
    """A bad row as written, with what is told of it. ``listed``: the row as it is listed, where that differs."""

    text: str
    column: str
    value: str
    reason: str
    listed: str | None = None

    @property
    def shown(self) -> str:
        """The row as it is listed."""
        return self.text if self.listed is None else self.listed


@dataclass(frozen=True)
class Bad:
    """A kind of bad input: ``says`` what it is, and the ``rows`` that stand first in ``file``, from line 2 on."""

    says: str
    file: str
    spoilt: tuple[Row, ...]

    @property
    def rows(self) -> list[str]:
        """The rows as written."""
        return [row.text for row in self.spoilt]

    def told(self) -> list[tuple[int, Row]]:
        """The line of each row that is set aside, with what is told of it."""
        line, found = 2, []
        for row in self.spoilt:
            found.append((line, row))
            line += row.text.count("\n") + 1
        return found


@dataclass(frozen=True)
class WholeFile:
    """A kind of file that is of no use: its ``content``, and the ``value`` and ``reason`` that are told."""

    says: str
    content: str | bytes
    reason: str
    value: str = ""


def bad(says: str, file: str, text: str, *told: str) -> Bad:
    """A kind of one bad row; ``told``: column, value and reason, and the row as it is listed where that differs."""
    return Bad(says, file, (Row(text, *told),))
