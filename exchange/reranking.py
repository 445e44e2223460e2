"""What was decided by hand about bookings without a ref, told by the ranks they get when the folder is imported.

Decides: that an amendment goes on naming the booking it names, though the folder says no ranks: an import gives them
anew, by amount, among the bookings that are there. Does not decide: how bookings are ranked (``repeats`` does).

Without it the retraction of the second of three bookings would keep out the third, which is the second of two.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeVar

from exchange.repeats import rank_order
from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_NAMES, Record, key_from_text, key_text
from graph.domain.plain import from_plain, plain_text
from graph.domain.records import Booking
from graph.errors import InvalidInput

T = TypeVar("T", bound=Record)

_BOOKING: Final = KIND_NAMES[Booking]
_Day = tuple[str, date]
"""An account and a day."""


@dataclass(slots=True)
class _Amended:
    """The amendments by rank, and the bookings, of one account and day that have no ref."""

    amendments: dict[int, Amendment] = field(default_factory=dict)
    bookings: list[Booking] = field(default_factory=list)

    def ranks(self) -> dict[int, int]:
        """The rank that an import gives, by the rank it is now; a booking that is retracted comes after all others."""
        standing = [booking.rank for booking in sorted(self.bookings, key=lambda one: (rank_order(one), one.rank))]
        retracted = sorted(set(self.amendments) - set(standing))
        return {rank: place for place, rank in enumerate([*standing, *retracted], start=1)}


class Reranking:
    """Collects first amendments, then bookings; holds only the amendments of bookings without a ref, and the bookings
    of their accounts and days."""

    def __init__(self) -> None:
        """Begin with none."""
        self._amended: defaultdict[_Day, _Amended] = defaultdict(_Amended)

    def learn(self, amendment: Amendment) -> None:
        """Take note of an amendment."""
        named = _named(amendment)
        if named is not None:
            account, day, rank = named
            self._amended[account, day].amendments[rank] = amendment

    def meet(self, booking: Booking) -> None:
        """Take note of a booking that stands."""
        if booking.rank and (booking.account_id, booking.on) in self._amended:
            self._amended[booking.account_id, booking.on].bookings.append(booking)

    async def told(self, chunks: AsyncIterator[Sequence[Amendment]]) -> AsyncIterator[list[Amendment]]:
        """The amendments as an import understands them, in the order of their keys, which is that of ``chunks``."""
        waiting = sorted(self._translated(), key=_key, reverse=True)
        async for chunk in chunks:
            told: list[Amendment] = []
            for amendment in chunk:
                if _named(amendment) is None:
                    while waiting and _key(waiting[-1]) < _key(amendment):
                        told.append(waiting.pop())
                    told.append(amendment)
            yield told
        yield waiting[::-1]

    def _translated(self) -> list[Amendment]:
        found = []
        for (account, day), amended in self._amended.items():
            ranks = amended.ranks()
            for rank, amendment in amended.amendments.items():
                key = key_text((account, day, "", ranks[rank]))
                found.append(replace(amendment, row_key=key, imported=_reranked(amendment.imported, ranks[rank])))
        return found


def _key(amendment: Amendment) -> tuple[str, str]:
    return amendment.row_kind, amendment.row_key


def _named(amendment: Amendment) -> tuple[str, date, int] | None:
    """The account, day and rank of the booking without a ref that was amended; None when it is another row."""
    if amendment.row_kind != _BOOKING:
        return None
    try:
        account, day, ref, rank = key_from_text(Booking, amendment.row_key)
    except InvalidInput:  # what we cannot read goes out as it is
        return None
    if ref or not (isinstance(account, str) and isinstance(day, date) and isinstance(rank, int)):
        return None
    return account, day, rank


def _reranked(imported: str, rank: int) -> str:
    if not imported:
        return imported
    try:
        return plain_text(replace(from_plain(Booking, json.loads(imported)), rank=rank))
    except (InvalidInput, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return imported
