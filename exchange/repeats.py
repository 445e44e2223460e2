"""Which rows of a file share a key, and which place a booking without a ref takes.

Decides: that rows with one key and one content count once, and that rows with one key and several contents are all set
aside. Does not decide: what a key is (``layout`` does).

A row is held as digests of 32 bytes instead of the row itself, and of a long file in a temporary file (``parts``), a
part of which is looked through at a time: however many rows there are, some 60 MB of memory do. Only bookings without a
ref stay in memory. Keys have 128 bits (two of Python's hashes of text, which have a secret of the process in them) and
contents 64: two different ones, of contents under one key, never meet in practice.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from exchange.parts import Parts
from graph.domain.network import Counts
from graph.domain.records import Booking, Touch

REPEATED: Final = 0
"""Said of a row that repeats an earlier one, where another line would be named."""
_ALL_BITS: Final = 2**64 - 1
_NO_LINE: Final = int(np.iinfo(np.int64).max)
_HELD: Final = 125_000
"""Rows of which the digests are held in memory: 4 MB of them."""
_PARTS: Final = 128
"""At most 256, a power of two. With 80 million rows a part has 625,000."""
_WIDTH: Final = 4
_OTHERWISE: Final = "\0"
"""Before a text it makes another of it, whose hash has nothing to do with the text's own."""

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
    """The keys of a file's rows, added by rising line. When ``held`` rows are in memory they go into a temporary file,
    scattered over parts by some bits of their keys: rows with one key meet in one part.

    A context: on leaving, the file is no more."""

    def __init__(self, held: int = _HELD) -> None:
        """Begin without rows."""
        self._most = held
        self._parts: Parts | None = None
        self._keys = array("q")
        self._contents = array("Q")
        self._lines = array("q")

    def __enter__(self) -> Self:
        """Nothing has to be done yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the temporary file."""
        if self._parts is not None:
            self._parts.close()

    def add(self, line: int, key: object, content: object) -> None:
        """Add the row on ``line`` with its key and its whole ``content``, which is told apart by its ``repr``.

        Touches, of which there may be millions, by the hash that equal ones share: they hold no numbers, which Python
        would not scatter. Raises FolderError when there is no room for the temporary file."""
        self.add_hashed(line, key, hash(content) if isinstance(content, Touch) else _content(content))

    def add_hashed(self, line: int, key: object, content: int) -> None:
        """Add the row on ``line`` with its key and a hash of its content, of 64 bits with or without a sign."""
        text = key if isinstance(key, str) else repr(key)
        self._keys.append(hash(text))
        self._keys.append(hash(_OTHERWISE + text))
        self._contents.append(content & _ALL_BITS)
        self._lines.append(line)
        if len(self._lines) >= self._most:
            self._scatter()

    def add_all_hashed(self, first: int, keys: Sequence[str], contents: Iterable[int]) -> None:
        """Add the rows on the lines from ``first`` on, each with its key and a signed hash of its content."""
        self._keys.extend(chain.from_iterable([(hash(key), hash(_OTHERWISE + key)) for key in keys]))
        self._contents.frombytes(array("q", contents).tobytes())
        self._lines.extend(range(first, first + len(keys)))
        if len(self._lines) >= self._most:
            self._scatter()

    def findings(self) -> Findings:
        """Which rows share a key with another. Takes O(n log n); raises FolderError as adding does."""
        if self._parts is None:
            return _found(self._table())
        self._scatter()
        found = [_found(table) for table in _tables(self._parts)]
        lines = np.concatenate([one.lines for one in found])
        by_line = np.argsort(lines)
        return Findings(lines[by_line], np.concatenate([one.others for one in found])[by_line])

    def _table(self) -> Digests:
        """What is in memory, a row for each row of the file: two numbers of its key, its content, its line."""
        table = np.empty((len(self._lines), _WIDTH), dtype=np.uint64)
        table[:, :2] = np.frombuffer(self._keys, dtype=np.int64).view(np.uint64).reshape(-1, 2)
        table[:, 2] = np.frombuffer(self._contents, dtype=np.uint64)
        table[:, 3] = np.frombuffer(self._lines, dtype=np.int64).view(np.uint64)
        return table

    def _scatter(self) -> None:
        """Empty the memory into the parts."""
        if self._parts is None:
            self._parts = Parts(_PARTS)
        table = self._table()
        part_of = (table[:, 0] & np.uint64(_PARTS - 1)).astype(np.uint8)
        table = table[np.argsort(part_of, kind="stable")]
        ends = np.cumsum(np.bincount(part_of, minlength=_PARTS)).tolist()
        for part, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
            if begin < end:
                self._parts.add(part, table[begin:end].tobytes())
        self._keys, self._contents, self._lines = array("q"), array("Q"), array("q")


def _tables(parts: Parts) -> Iterator[Digests]:
    """The rows of each part, by rising line."""
    for part in range(len(parts)):
        yield np.frombuffer(b"".join(parts.pieces(part)), dtype=np.uint64).reshape(-1, _WIDTH)


def _found(table: Digests) -> Findings:
    """Which of these rows, by rising line, share a key with another."""
    order = np.lexsort((table[:, 1], table[:, 0]))
    begins = _group_starts(table[order, :2])
    sizes = np.diff(begins, append=len(order))
    shared = np.repeat(sizes > 1, sizes)
    order = order[shared]
    if not len(order):
        return Findings(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return _compared(table[order, 3].astype(np.int64), table[order, 2], sizes[sizes > 1])


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
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _pairs(digests: bytearray) -> Digests:
    return np.frombuffer(digests, dtype=np.uint64).reshape(-1, 2)


def _group_starts(sorted_keys: Digests) -> Counts:
    """Where each run of equal keys begins."""
    if not len(sorted_keys):
        return np.zeros(0, dtype=np.int64)
    changes = (sorted_keys[1:] != sorted_keys[:-1]).any(axis=1)
    return np.concatenate(([0], np.flatnonzero(changes) + 1))
