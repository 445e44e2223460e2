"""Rows whose key has a start that may be empty, or that a file does not tell.

Decides: which keys with an empty start a file holds beside the same key with a start, so that the row without one stays
and is not taken for an older state of the other; and which row of the store is meant by a file without the column.
Does not decide: what then becomes of a row (the store does).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import Final

import numpy as np

from graph.domain.kinds import KEY_FIELDS, KeyPart, Record
from graph.domain.records import Covenant, Employment, Service

_SIZE: Final = 16
_DIGEST: Final = np.dtype(f"S{_SIZE}")
"""A digest as numpy orders it; it comes back without the zeros at its end."""


class Starts:
    """The keys of a file's rows but for the start, as digests of 16 bytes a row."""

    def __init__(self) -> None:
        """Begin without rows."""
        self._dated = bytearray()
        self._undated = bytearray()

    def add(self, record: Record) -> None:
        """Add a good row."""
        rest = rest_of(record)
        (self._undated if is_undated(record) else self._dated).extend(rest)

    def both(self) -> frozenset[bytes]:
        """The digests of keys that stand both with a start and without one."""
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


def is_undated(record: Record) -> bool:
    """Whether a row of a dated kind has no start."""
    return getattr(record, "start", None) is None


def rest_of(record: Record) -> bytes:
    """A digest of a row's key but for its start."""
    rest: list[KeyPart] = [getattr(record, name) for name in KEY_FIELDS[type(record)] if name != "start"]
    return blake2b(repr(rest).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
