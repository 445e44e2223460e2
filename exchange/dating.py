"""Rows whose key has a start that may be empty, or that a file does not tell.

Decides: which rows without a start are no earlier state of one that has it: those whose file has the same key with a
start, too; and which row of the store is meant by a file without the column. Does not decide: what then becomes of a
row, nor which of several with a start takes the place (``graph.changes.dating`` does).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Final

import numpy as np

from graph.domain.kinds import KEY_FIELDS, Key, KeyPart, Record, key_of
from graph.domain.records import Covenant, Employment, Service

_SIZE: Final = 16
_DIGEST: Final = np.dtype(f"S{_SIZE}")
"""A digest as numpy orders it; it comes back without the zeros at its end."""


@dataclass(frozen=True, eq=False)
class Alone:
    """The keys without a start of a file's rows whose place no other row takes, whatever stands in the store; asked by
    ``in``. ``both``: digests of keys that stand both with a start and without one."""

    kind: type[Record]
    both: frozenset[bytes]

    def __contains__(self, key: object) -> bool:
        """Whether the row with this key stands for itself."""
        if not isinstance(key, tuple):
            return False
        rest, start = _parts(self.kind, key)
        return start is None and rest in self.both


class Starts:
    """The keys of a file's rows but for the start, as digests of 16 bytes a row."""

    def __init__(self) -> None:
        """Begin without rows."""
        self._dated = bytearray()
        self._undated = bytearray()

    def add(self, record: Record) -> None:
        """Add a good row."""
        rest, start = _parts(type(record), key_of(record))
        (self._undated if start is None else self._dated).extend(rest)

    def alone(self, kind: type[Record]) -> Alone:
        """The rows, all of this kind, that stand for themselves whatever the store holds. Takes O(n log n)."""
        return Alone(kind, self._both())

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
