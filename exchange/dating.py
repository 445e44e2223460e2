"""Rows whose key has a start that may be empty, or that a file does not tell.

Decides: which rows of a file are no later state of a row that stands without a start: one without a start, when the
file has the same key with one too, and all with a start but the first; and which row of the store is meant by a file
without the column. Does not decide: what then becomes of a row (``graph.changes.dating`` does).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.domain.kinds import KEY_FIELDS, Key, KeyPart, Record, key_of
from graph.domain.records import Covenant, Employment, Service

_SIZE: Final = 16
_SIZE_OF_START: Final = 4
_DIGEST: Final = np.dtype(f"S{_SIZE}")
"""A digest as numpy orders it; it comes back without the zeros at its end."""


_DATED_DIGEST: Final = np.dtype(f"S{_SIZE + _SIZE_OF_START}")


@dataclass(frozen=True, eq=False)
class Alone:
    """The keys of a file's rows that take no other row's place, and whose place none takes, whatever stands in the
    store; asked by ``in``. ``both``: digests of keys that stand both with a start and without one; ``later``: those of
    rows before which another of the same key but for the start begins, with their start, in order."""

    kind: type[Record]
    both: frozenset[bytes]
    later: npt.NDArray[np.bytes_]

    def __contains__(self, key: object) -> bool:
        """Whether the row with this key stands for itself."""
        if not isinstance(key, tuple):
            return False
        rest, start = _parts(self.kind, key)
        if start is None:
            return rest in self.both
        if not len(self.later):
            return False
        wanted = np.frombuffer(rest + start.toordinal().to_bytes(_SIZE_OF_START, "big"), _DATED_DIGEST)
        place = int(np.searchsorted(self.later, wanted)[0])
        return place < len(self.later) and bool(self.later[place] == wanted[0])


class Starts:
    """The keys of a file's rows: but for the start as digests of 16 bytes a row, and 4 bytes for the start."""

    def __init__(self) -> None:
        """Begin without rows."""
        self._dated = bytearray()
        self._starts = array("i")
        self._undated = bytearray()

    def add(self, record: Record) -> None:
        """Add a good row."""
        rest, start = _parts(type(record), key_of(record))
        if start is None:
            self._undated.extend(rest)
        else:
            self._dated.extend(rest)
            self._starts.append(start.toordinal())

    def alone(self, kind: type[Record]) -> Alone:
        """The rows, all of this kind, that stand for themselves whatever the store holds. Takes O(n log n)."""
        return Alone(kind, self._both(), self._later())

    def _later(self) -> npt.NDArray[np.bytes_]:
        if not self._starts:
            return np.zeros(0, _DATED_DIGEST)
        rests = np.frombuffer(self._dated, np.uint8).reshape(-1, _SIZE)
        halves = np.frombuffer(self._dated, np.uint64).reshape(-1, 2)
        starts = np.frombuffer(self._starts, np.int32)
        order = np.lexsort((starts, halves[:, 1], halves[:, 0]))
        halves, starts = halves[order], starts[order]
        first = np.concatenate(([True], (halves[1:] != halves[:-1]).any(axis=1)))
        later = starts != starts[np.maximum.accumulate(np.where(first, np.arange(len(starts)), 0))]
        days = starts[later].astype(">i4").view(np.uint8).reshape(-1, _SIZE_OF_START)
        return np.sort(np.frombuffer(np.concatenate((rests[order][later], days), axis=1).tobytes(), _DATED_DIGEST))

    def _both(self) -> frozenset[bytes]:
        if not self._undated or not self._dated:
            return frozenset()
        shared = np.intersect1d(np.frombuffer(self._dated, _DIGEST), np.frombuffer(self._undated, _DIGEST))
        return frozenset(rest.ljust(_SIZE, b"\0") for rest in shared.tolist())


class Standing:
    """The starts of the rows of a store by the rest of their key, for a file that has no column for it."""

    def __init__(self) -> None:
        """Begin without rows."""
        self._starts: dict[bytes, date | None] = {}
        self._several: set[bytes] = set()

    def add(self, record: Record) -> None:
        """The store holds this row."""
        rest = rest_of(record)
        if rest in self._starts:
            self._several.add(rest)
        self._starts[rest] = getattr(record, "start", None)

    def has_several(self, record: Record) -> bool:
        """Whether more than one row of the store could be meant by a row without a start."""
        return rest_of(record) in self._several

    def dated(self, record: Record) -> Record:
        """The row of a file with the start of the one that stands in the store; raises InvalidRecord when the row ends
        before that."""
        start = self._starts.get(rest_of(record))
        return replace(record, start=start) if isinstance(record, Employment | Service | Covenant) else record


def rest_of(record: Record) -> bytes:
    """A digest of a row's key but for its start."""
    return _parts(type(record), key_of(record))[0]


def _parts(kind: type[Record], key: Key) -> tuple[bytes, date | None]:
    """A digest of a key but for its start, and the start."""
    rest: list[KeyPart] = []
    start: date | None = None
    for name, part in zip(KEY_FIELDS[kind], key, strict=True):
        if name != "start":
            rest.append(part)
        elif isinstance(part, date):
            start = part
    return blake2b(repr(rest).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest(), start
