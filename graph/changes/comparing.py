"""Whether two stores hold the same: how many rows of each kind, and a checksum of what they say.

Decides: what goes into a checksum: all that rows say, in the order of ``Snapshot.records``, without their versions; of
ties the cached sums to the last bit. Does not decide: what follows from a difference (``copying`` does).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import Final

import numpy as np

from graph.domain.kinds import KEY_FIELDS, KIND_NAMES, Record
from graph.domain.network import TieStatistics
from graph.engine.assumptions import VERSION
from graph.engine.fold import fold
from graph.store.protocol import Snapshot
from graph.store.values import CachedTies, Held, TieKey

TIE: Final = "tie"
"""What ties are called among the kinds."""

_SIZE: Final = 16
_WRAP: Final = 1 << (8 * _SIZE)

OnRows = Callable[[int], None]
"""Is told that so many more rows, or ties, were read."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of each kind, in words, and of ties: how many there are, and the checksum of all in hexadecimal digits."""

    counts: dict[str, int]
    checksums: dict[str, str]

    def differing(self, other: Sums) -> tuple[str, ...]:
        """The kinds in which two stores differ."""
        return tuple(
            kind
            for kind in self.counts
            if (self.counts[kind], self.checksums[kind]) != (other.counts[kind], other.checksums[kind])
        )


class Summing:
    """Sums up what is read of one store, in passing."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._counts = dict.fromkeys((*KIND_NAMES.values(), TIE), 0)
        self._texts = {kind: blake2b(digest_size=_SIZE) for kind in KIND_NAMES.values()}
        self._ties = 0

    def rows(self, kind: type[Record], rows: Sequence[Record]) -> None:
        """The next rows of a kind, in the order of ``Snapshot.records``."""
        self._counts[KIND_NAMES[kind]] += len(rows)
        self._texts[KIND_NAMES[kind]].update("".join(map(repr, rows)).encode())

    def ties(self, keys: Sequence[TieKey], statistics: TieStatistics, assumptions: Sequence[str]) -> None:
        """Some ties; each store has an order of its own for them, so that theirs is the sum of single checksums."""
        self._counts[TIE] += len(keys)
        columns = [getattr(statistics, column.name).tolist() for column in fields(statistics)]
        for said in zip(keys, assumptions, *columns, strict=True):
            self._ties += int.from_bytes(blake2b(repr(said).encode(), digest_size=_SIZE).digest(), "big")

    def done(self) -> Sums:
        """What was summed up."""
        checksums = {kind: text.hexdigest() for kind, text in self._texts.items()}
        return Sums(self._counts, {**checksums, TIE: f"{self._ties % _WRAP:032x}"})


async def summed(snapshot: Snapshot, progress: OnRows, *, folded: bool = False) -> Sums:
    """The sums of a store as it is, in which a tie that waits to be folded is another than one that was; or, with
    ``folded``, as it is once every tie is."""
    summing = Summing()
    for kind in KEY_FIELDS:
        async for rows in snapshot.records(kind):
            summing.rows(kind, rows)
            progress(len(rows))
    async for some in snapshot.ties():
        if folded:
            summing.ties(some.keys, as_folded(some), [VERSION] * len(some.keys))
        else:
            summing.ties(some.keys, some.statistics, some.assumptions)
        progress(len(some.keys))
    return summing.done()


def expected_rows(held: Held) -> int:
    """About how many rows there are to read; others write meanwhile, and some kinds are not counted."""
    entities = held.staff + held.accounts + held.people + held.employments + held.services
    return entities + held.touches + held.ratings + held.promises + held.bookings + held.further


def as_folded(some: CachedTies) -> TieStatistics:
    """The statistics of ties as they are once every one is folded: those that were with the present assumptions as they
    are cached, the others anew."""
    folded = np.array([one == VERSION for one in some.assumptions], dtype=np.bool_)
    if folded.all():
        return some.statistics
    anew = fold(some.touches, len(some.keys))
    columns = {
        column.name: np.where(folded, getattr(some.statistics, column.name), getattr(anew, column.name))
        for column in fields(anew)
    }
    return TieStatistics(**columns)
