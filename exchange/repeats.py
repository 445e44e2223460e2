"""Which rows of a file share a key, and which place a booking without a ref takes.

Decides: that rows with one key and one content count once, and that rows with one key and several contents are all set
aside. Does not decide: what a key is (``layout`` does).

A row is held as digests of 32 to 48 bytes instead of the row itself, so ten million rows take about 400 MB. Keys have
128 bits and contents 64: two different ones, of contents under one key, never meet in practice.
"""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.domain.network import Counts
from graph.domain.records import Booking, Touch

REPEATED: Final = 0
"""Said of a row that repeats an earlier one, where another line would be named."""
_ALL_BITS: Final = 2**64 - 1
_NO_LINE: Final = int(np.iinfo(np.int64).max)

Digests = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Findings:
    """The rows that do not stand for themselves, by rising ``lines``; ``others``: the line of a row with the same key
    and other content, or REPEATED."""

    lines: Counts
    others: Counts

    def walk(self) -> FindingsWalk:
        """A walk beside the rows of the file, from its beginning."""
        return FindingsWalk(self)

    @property
    def conflicting(self) -> Counts:
        """The lines whose key stands on another line with other content."""
        conflicting: Counts = self.lines[self.others != REPEATED]
        return conflicting


class FindingsWalk:
    """Answers for rising lines, so that a file's findings are never looked through twice."""

    def __init__(self, findings: Findings) -> None:
        """Begin before the first line."""
        self._findings = findings
        self._at = -1
        self._next = 0
        self._advance()

    def other(self, line: int) -> int | None:
        """REPEATED, or the other line of a conflict; None for a row that stands for itself. ``line`` only rises."""
        while self._next < line:
            self._advance()
        return int(self._findings.others[self._at]) if self._next == line else None

    def _advance(self) -> None:
        self._at += 1
        lines = self._findings.lines
        self._next = int(lines[self._at]) if self._at < len(lines) else _NO_LINE


class KeyTable:
    """The keys of a file's rows, added by rising line."""

    def __init__(self) -> None:
        """Begin without rows."""
        self._keys = bytearray()
        self._contents = array("Q")
        self._lines = array("q")

    def add(self, line: int, key: object, content: object) -> None:
        """Add the row on ``line`` with its key and its whole ``content``, which is told apart by its ``repr``.

        Touches, of which there may be millions, by the hash that equal ones share: they hold no numbers, which Python
        would not scatter."""
        self._keys += _digest(key)
        self._contents.append(hash(content) & _ALL_BITS if isinstance(content, Touch) else _content(content))
        self._lines.append(line)

    def findings(self) -> Findings:
        """Which rows share a key with another. Takes O(n log n)."""
        keys = _pairs(self._keys)
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        begins = _group_starts(keys[order])
        sizes = np.diff(begins, append=len(order))
        shared = np.repeat(sizes > 1, sizes)
        order = order[shared]
        if not len(order):
            return Findings(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        sizes = sizes[sizes > 1]
        lines = np.frombuffer(self._lines, dtype=np.int64)[order]
        contents = np.frombuffer(self._contents, dtype=np.uint64)[order]
        return _compared(lines, contents, sizes)


def _compared(lines: Counts, contents: Digests, sizes: Counts) -> Findings:
    """Findings of groups of rows that share a key, given group after group, within a group by rising line."""
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    is_first = np.zeros(len(lines), dtype=np.bool_)
    is_first[begins] = True
    first_line = np.repeat(lines[begins], sizes)
    differs = contents != np.repeat(contents[begins], sizes)
    first_other = np.repeat(np.minimum.reduceat(np.where(differs, lines, _NO_LINE), begins), sizes)
    conflict = first_other != _NO_LINE
    others = np.where(conflict, np.where(differs, first_line, first_other), REPEATED)
    told = conflict | ~is_first
    by_line = np.argsort(lines[told])
    return Findings(lines[told][by_line], others[told][by_line])


class Ranking:
    """Gives each booking without a ref its place by amount among those of its account and day.

    Equal amounts are ordered by line of business, so the places do not depend on the order of the rows."""

    def __init__(self) -> None:
        """Begin without bookings."""
        self._keys = bytearray()
        self._amounts = array("q")
        self._lines_of_business = bytearray()

    def add(self, booking: Booking) -> None:
        """Add the next booking without a ref."""
        self._keys += _digest((booking.account_id, booking.on))
        self._amounts.append(booking.amount)
        self._lines_of_business += _line_digest(booking)

    def ranks(self) -> Counts:
        """The rank of each booking, counted from 1, in the order in which they were added. Takes O(n log n)."""
        keys = _pairs(self._keys)
        amounts = np.frombuffer(self._amounts, dtype=np.int64)
        business = np.frombuffer(self._lines_of_business, dtype=np.uint64)
        order = np.lexsort((business, amounts, keys[:, 1], keys[:, 0]))
        begins = _group_starts(keys[order])
        places = np.arange(len(order)) - np.repeat(begins, np.diff(begins, append=len(order))) + 1
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = places
        return ranks


def rank_order(booking: Booking) -> tuple[int, int]:
    """That by which bookings of one account and day that have no ref are ranked."""
    return booking.amount, int.from_bytes(_line_digest(booking), sys.byteorder)


def _line_digest(booking: Booking) -> bytes:
    return blake2b(booking.line.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _content(content: object) -> int:
    return int.from_bytes(blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _digest(key: object) -> bytes:
    text = key if isinstance(key, str) else repr(key)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _pairs(digests: bytearray) -> Digests:
    return np.frombuffer(digests, dtype=np.uint64).reshape(-1, 2)


def _group_starts(sorted_keys: Digests) -> Counts:
    """Where each run of equal keys begins."""
    if not len(sorted_keys):
        return np.zeros(0, dtype=np.int64)
    changes = (sorted_keys[1:] != sorted_keys[:-1]).any(axis=1)
    return np.concatenate(([0], np.flatnonzero(changes) + 1))
