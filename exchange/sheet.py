"""From the physical lines of a file to its header and its rows of cells.

Decides: the separator (from the header line alone), which columns the header names, where a row ends, what is ragged.
Does not decide: what a cell means (``columns`` does).

A quoted cell may hold line breaks. A quote that is never closed would swallow the good rows below it: then only its
own line is set aside, and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from exchange.layout import FileLayout
from exchange.reading import LONGEST_LINE, BadLine, Line, RawLines, Tick, decoded, lines, raw_lines
from exchange.rejects import Reject

_SEPARATORS: Final = (",", ";", "\t")
_LONGEST_ROW: Final = 100
"""Physical lines of one row."""
_OFFERED: Final = 500
"""Lines that are taken together, or not at all: where one of a thousand is odd, most are still taken."""


class Row(NamedTuple):
    """A row: the physical ``line`` it begins on, its ``cells``, and its text as read."""

    line: int
    cells: Sequence[str]
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header: its ``line`` and ``text``, the separator, all its names as written, where each column of the layout
    stands, and how many cells without a name (``surplus``) come after the last name."""

    line: int
    text: str
    separator: str
    names: tuple[str, ...]
    places: dict[str, int]
    surplus: int

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names that are no columns of the layout; such columns are ignored."""
        known = set(self.places.values())
        return tuple(name or f"column {at + 1}" for at, name in enumerate(self.names) if at not in known)


Take = Callable[[int, Sequence[bytes]], bool]
"""Is given some lines, raw, and the number of the first, and says whether they have been dealt with: all, or none."""


class _QuoteError(ValueError):
    """The quotes of a row do not match."""


def read_header(path: Path, layout: FileLayout, tick: Tick) -> Header | Reject:
    """The header of a file, or why the whole file cannot be used."""
    for number, line in enumerate(lines(path, tick), start=1):
        if isinstance(line, BadLine):
            return Reject(layout.name, number, "", "", line.reason, line.shown)
        if line.strip():
            return _header(number, line, layout)
    return Reject(layout.name, 1, "", "", "the file is empty: give it a header line, or leave the file out", "")


def _header(number: int, line: str, layout: FileLayout) -> Header | Reject:
    def unusable(value: str, reason: str) -> Reject:
        return Reject(layout.name, number, "", value, reason, line.rstrip("\r\n"))

    known = {column.name for column in layout.columns}
    readings = [(separator, _names(line, separator)) for separator in _SEPARATORS]
    separator, cells = max(readings, key=lambda reading: sum(_folded(name) in known for name in reading[1]))
    written = cells[: max((at for at, name in enumerate(cells, start=1) if name), default=0)]
    found = [_folded(name) for name in written]
    for name in layout.required:
        if name not in found:
            return unusable(name, f"the header has no column {name}: give it, separated by a comma, ; or tab")
    for name in found:
        if name in known and found.count(name) > 1:
            return unusable(name, f"the header has the column {name} twice: rename or remove one")
    places = {name: at for at, name in enumerate(found) if name in known}
    return Header(number, line.rstrip("\r\n"), separator, tuple(written), places, len(cells) - len(written))


def _names(line: str, separator: str) -> list[str]:
    """The trimmed names in a header line; none when its quotes do not match."""
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=separator, strict=True))]
    except csv.Error:
        return []


def _folded(name: str) -> str:
    return name.strip().casefold()


def rows(
    path: Path, layout: FileLayout, header: Header, tick: Tick, take: Take | None = None
) -> Iterator[Row | Reject]:
    """The rows below the header in order, those that cannot be split into cells as rejects. Blank rows are skipped, and
    so are lines that somebody has dealt with who is asked to ``take`` them."""
    width, most = len(header.names), len(header.names) + header.surplus
    separator = header.separator
    blank = separator + " \t\r\n"
    physical = _Lines(raw_lines(path, tick), header.line, take)
    for line in physical:
        number = physical.number
        if number <= header.line:
            continue
        if isinstance(line, BadLine):
            yield Reject(layout.name, number, "", "", line.reason, line.shown)
            continue
        if line[0] in blank and not line.strip(blank):
            continue
        text = line.rstrip("\r\n")
        try:
            if '"' in line:
                cells, text = physical.quoted(line, separator, width, most)
            else:
                cells = text.split(separator)
        except _QuoteError as error:
            yield Reject(layout.name, number, "", "", str(error), text)
            continue
        if text == header.text:
            yield Reject(layout.name, number, "", "", "this is the header again: take the line out", text)
        elif len(cells) == width or _fits(cells, width, most):
            yield Row(number, cells, text)
        else:
            yield Reject(layout.name, number, "", "", _ragged(len(cells), width), text)


def _fits(cells: Sequence[str], width: int, most: int) -> bool:
    """Whether a row only has empty cells too many, and no more of them than the header has.

    One more could be an amount with a thousands separator, which moved the others to the right."""
    return width < len(cells) <= most and not any(cell.strip() for cell in cells[width:])


def _ragged(found: int, width: int) -> str:
    return f"the row has {found} cells and the header {width}: quote cells that hold the separator"


class _Lines:
    """The physical lines of a file, with their numbers and a way back. Where a row may begin below the header, some are
    first offered to whoever takes lines."""

    def __init__(self, blocks: Iterator[RawLines], header: int, take: Take | None) -> None:
        self._blocks = blocks
        self._block = RawLines((), wide=False)
        self._at = 0
        self._offered = 0  # in this block; lines before it come one by one
        self._returned: list[Line] = []
        self._header = header
        self._take = take
        self.number = 0

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        if self._at >= self._offered and not self._returned and self._take is not None:
            self._offer(self._take)
        return self._next()

    def _offer(self, take: Take) -> None:
        """Pass over the lines that are taken."""
        while self.number >= self._header:
            while self._at >= len(self._block.lines):
                if not self._read():
                    return
            some = self._block.lines[self._at : self._at + _OFFERED]
            self._offered = self._at + len(some)
            if not take(self.number + 1, some):
                return
            self._at = self._offered
            self.number += len(some)

    def _next(self) -> Line:
        if self._returned:
            line = self._returned.pop()
        else:
            while self._at >= len(self._block.lines):
                if not self._read():
                    raise StopIteration
            line = decoded(self._block.lines[self._at], wide=self._block.wide)
            self._at += 1
        self.number += 1
        return line

    def _read(self) -> bool:
        """Go on to the next block; whether there was one."""
        block = next(self._blocks, None)
        if block is not None:
            self._block, self._at, self._offered = block, 0, 0
        return block is not None

    def quoted(self, line: str, separator: str, width: int, most: int) -> tuple[list[str], str]:
        """The cells and the text of the row that begins with ``line`` and may go on on the next lines; raises
        _QuoteError, and takes none of the next lines, when its quotes do not match."""
        taken: list[str] = []
        begin = self.number
        reader = csv.reader(chain([line], self._following(taken, len(line))), delimiter=separator, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            self._give_back(taken, begin)
            raise _QuoteError("its quotes do not match: close them, and double a quote inside quotes") from None
        if taken and len(cells) != width and not _fits(cells, width, most):
            self._give_back(taken, begin)
            raise _QuoteError("a quote opens here and closes on another line: close it, or double it") from None
        return cells, "".join([line, *taken]).rstrip("\r\n")

    def _following(self, taken: list[str], size: int) -> Iterator[str]:
        while len(taken) < _LONGEST_ROW and size < LONGEST_LINE:
            try:
                following = self._next()
            except StopIteration:
                return
            if isinstance(following, BadLine):
                self._give_back([following], self.number - 1)
                return
            taken.append(following)
            size += len(following)
            yield following

    def _give_back(self, taken: Sequence[Line], number: int) -> None:
        self._returned.extend(reversed(taken))
        self.number = number
