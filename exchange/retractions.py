"""The rows that were retracted, as an import knows them: by hand, or absent from a file that was said to be complete.

Decides: which rows of a file were, by the store's own amendments and by the folder's retractions.csv, and that one that
a complete file holds is absent no more. Does not decide: what becomes of such a row (``judging`` and the store do), nor
how a key is remembered (``graph.domain.kinds`` does).

Held in memory are the remembered keys: some 150 bytes for each row that was ever retracted.
"""

from __future__ import annotations

from collections import defaultdict

from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_OF_NAME, Key, Record, amended_key, key_of
from graph.domain.records import Booking
from graph.domain.vocabulary import AmendmentKind

_Keys = defaultdict[type[Record], set[str]]
"""Keys as they are remembered, by the kind of the row."""


class Retractions:
    """The keys of retracted rows, by their kind."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_hand: _Keys = defaultdict(set)
        self._absent: _Keys = defaultdict(set)

    def add(self, amendment: Amendment) -> bool:
        """Remember a retraction or an absence, and nothing else; return whether it was not known yet."""
        kind, key = KIND_OF_NAME.get(amendment.row_kind), amendment.row_key
        if kind is None or amendment.kind is AmendmentKind.CORRECTED or key in self._by_hand[kind]:
            return False
        if amendment.kind is AmendmentKind.RETRACTED:
            self._absent[kind].discard(key)
            self._by_hand[kind].add(key)
            return True
        known = key in self._absent[kind]
        self._absent[kind].add(key)
        return not known

    def come_back(self, kind: type[Record], key: Key) -> None:
        """A complete file holds the row with this key: it is absent no more."""
        absent = self._absent.get(kind)
        if absent:
            absent.discard(amended_key(kind, key))

    def any_of(self, kind: type[Record]) -> bool:
        """Whether any row of this kind was retracted."""
        return bool(self._by_hand.get(kind) or self._absent.get(kind))

    def remember(self, kind: type[Record], remembered: str) -> bool:
        """Whether the row whose key is remembered so was retracted."""
        return remembered in self._by_hand.get(kind, ()) or remembered in self._absent.get(kind, ())

    def holds(self, kind: type[Record], key: Key) -> bool:
        """Whether the row with this key was retracted."""
        return self.any_of(kind) and self.remember(kind, amended_key(kind, key))

    def hold(self, record: Record, *, by_hand: bool = False) -> bool:
        """Whether this row was retracted, or was so ``by_hand``; never of a booking without a ref, whose key only the
        whole file tells."""
        kind = type(record)
        if isinstance(record, Booking) and record.rank:
            return False
        if by_hand:
            return bool(self._by_hand.get(kind)) and amended_key(kind, key_of(record)) in self._by_hand[kind]
        return self.holds(kind, key_of(record))

    def copy(self) -> Retractions:
        """The same keys, to add others to."""
        copied = Retractions()
        copied._by_hand.update((kind, set(keys)) for kind, keys in self._by_hand.items())
        copied._absent.update((kind, set(keys)) for kind, keys in self._absent.items())
        return copied
