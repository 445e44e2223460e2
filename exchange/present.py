"""The keys that a file holds which is the whole truth about its kind of row.

Decides: which rows of a store are absent from the file. A row that was set aside or withheld counts as present, for bad
data never deletes good data; and where even the key of such a row cannot be read, nothing counts as absent.
Does not decide: what becomes of a row that is absent (``completing`` does).

A row is held as a digest of 16 bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np

from graph.domain.kinds import KEY_FIELDS, Key, Record, key_of
from graph.domain.network import Counts
from graph.domain.records import Booking

_SIZE: Final = 16
_REF: Final = KEY_FIELDS[Booking].index("ref")
_DIGEST: Final = np.dtype(f"S{_SIZE}")


class Present:
    """The keys of a file's rows, added row by row; ``unreadable``: the rows whose key nobody can tell."""

    def __init__(self, kind: type[Record]) -> None:
        """Begin without rows; ``kind`` is that of all of them."""
        self.kind = kind
        self.unreadable = 0
        self._keys = bytearray()
        self._unranked = bytearray()
        self._protected: set[bytes] = set()
        self._sorted = np.zeros(0, dtype=_DIGEST)

    def add(self, record: Record) -> None:
        """The file holds this row."""
        if isinstance(record, Booking) and record.rank:
            self._unranked += _digest(_unranked(key_of(record)))
        else:
            self._keys += _digest(key_of(record))

    def protect(self, key: Key | None) -> None:
        """The file holds a row with this key that is not written; None for one that cannot be read.

        A booking without a ref, of rank 0, stands for any rank."""
        if key is None:
            self.unreadable += 1
        elif self.kind is Booking and not key[_REF]:
            self._protected.add(_digest(key))
        else:
            self._keys += _digest(key)

    def rank(self, ranks: Counts) -> None:
        """Take the ranks of the bookings without a ref, in the order in which they were added; no row comes after."""
        for at, rank in enumerate(ranks.tolist()):
            self._keys += _ranked(bytes(self._unranked[at * _SIZE : (at + 1) * _SIZE]), rank)
        self._unranked.clear()
        self._sorted = np.sort(np.frombuffer(self._keys, dtype=_DIGEST))
        self._keys = bytearray()

    def absent(self, records: Sequence[Record]) -> list[Record]:
        """Those of these rows of a store that the file does not hold."""
        if not records or self.unreadable:
            return []
        digests = np.frombuffer(b"".join(self._of(record) for record in records), dtype=_DIGEST)
        there = np.zeros(len(records), dtype=np.bool_)
        if len(self._sorted):
            places = np.minimum(np.searchsorted(self._sorted, digests), len(self._sorted) - 1)
            there = self._sorted[places] == digests
        return [
            record
            for record, found in zip(records, there.tolist(), strict=True)
            if not found and not self._is_protected(record)
        ]

    def _of(self, record: Record) -> bytes:
        key = key_of(record)
        if isinstance(record, Booking) and record.rank:
            return _ranked(_digest(_unranked(key)), record.rank)
        return _digest(key)

    def _is_protected(self, record: Record) -> bool:
        if not self._protected or not isinstance(record, Booking):
            return False
        return not record.ref and _digest(_unranked(key_of(record))) in self._protected


def _unranked(key: Key) -> Key:
    """The key of a booking without its rank."""
    return (*key[:-1], 0)


def _ranked(booking: bytes, rank: int) -> bytes:
    return blake2b(booking + rank.to_bytes(8, "little"), digest_size=_SIZE).digest()


def _digest(key: Key) -> bytes:
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
