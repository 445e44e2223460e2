"""The mark of an import in the store: who may import, and that only one does.

Decides: when an import may begin or be resumed, and that one whose mark was taken over writes no more.
Does not decide: what a folder's fingerprint is, nor whether a process still lives (the caller tells).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from graph.domain.records import Firm
from graph.errors import StoreBusy, StoreError, StoreFilled
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import ALIVE, ImportMark

T = TypeVar("T")

Beat = Callable[[], ImportMark]
"""Gives the mark that says the import still lives."""

_BEAT_EVERY: Final = timedelta(seconds=5)

Gone = Callable[[str], bool]
"""Whether the owner of a mark has surely ended, whatever its last beat."""


class _Refused(Exception):
    """A unit of an import that must not go on; it becomes an error with the store's location outside the unit."""

    def __init__(self, kind: type[StoreError], sentence: str) -> None:
        """``sentence`` has a place for the ``location``."""
        self.kind = kind
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Claim:
    """An import that wants a store: the ``mark`` it would set, and the ``firm`` by whose time zone and currency it read
    its folder (None where there was none)."""

    mark: ImportMark
    firm: Firm | None


async def check_claim(store: GraphStore, wanted: ImportMark, gone: Gone) -> ImportMark | None:
    """The mark of the interrupted import that ``wanted`` would resume, None where there is no mark.

    Raises StoreBusy while another import runs, StoreFilled when one of another folder was interrupted."""
    earlier = await store.import_mark()
    try:
        _check(earlier, wanted, gone)
    except _Refused as refused:
        raise await _told(store, refused) from None
    return earlier


async def begin_import(store: GraphStore, claim: Claim, gone: Gone) -> ImportMark:
    """Say that an import has begun and return its mark; of several that begin at once only one does.

    After an interrupted import ``started`` stays: since then the firm has been incomplete. Raises StoreBusy and
    StoreFilled as :func:`check_claim` does, and StoreBusy when the store has got another time zone or currency since
    the folder was read by them."""

    async def unit(transaction: Transaction) -> ImportMark:
        earlier = await transaction.import_mark()
        _check(earlier, claim.mark, gone)
        firm = (await transaction.find(Firm, [()])).get(())
        if _read_by(firm) != _read_by(claim.firm):
            raise _Refused(StoreBusy, _OTHER_FIRM)
        mark = claim.mark
        if earlier is not None:
            mark = replace(mark, started=min(earlier.started, mark.started))
        await transaction.mark_import(mark)
        return mark

    return await _write(store, unit)


async def abandon_import(store: GraphStore, now: datetime, gone: Gone) -> ImportMark | None:
    """Give up an interrupted import: take its mark away and return it; None where there is none. The rows that arrived
    stay.

    Raises StoreBusy while the import runs."""

    async def unit(transaction: Transaction) -> ImportMark | None:
        mark = await transaction.import_mark()
        if mark is not None:
            _check_silent(mark, now, gone)
            await transaction.mark_import(None)
        return mark

    return await _write(store, unit)


async def end_import(store: GraphStore, mark: ImportMark) -> None:
    """Say that the import of this mark has ended: every row has arrived and every tie is folded.

    Raises StoreBusy when another import has taken over."""

    async def unit(transaction: Transaction) -> None:
        await _check_ours(transaction, mark)
        await transaction.mark_import(None)

    await _write(store, unit)


async def write_marked(store: GraphStore, work: Callable[[Transaction], Awaitable[T]], beat: Beat | None) -> T:
    """Run a unit of an import that also renews its mark; raises StoreBusy, and writes nothing, when another import has
    taken over. Without ``beat`` it is a unit like any other."""

    async def unit(transaction: Transaction) -> T:
        if beat is not None:
            mark = beat()
            await _check_ours(transaction, mark)
            await transaction.mark_import(mark)
        return await work(transaction)

    return await _write(store, unit)


class Pulse:
    """Renews the mark of an import that looks through rows for long and writes none."""

    def __init__(self, store: GraphStore, beat: Beat) -> None:
        """The mark was renewed just now; ``beat`` also tells the time."""
        self._store = store
        self._beat = beat
        self._last = beat().beat

    async def keep(self) -> None:
        """Renew the mark if the last time is some seconds ago; raises StoreBusy when another import has taken over."""
        now = self._beat().beat
        if now - self._last < _BEAT_EVERY:
            return
        await write_marked(self._store, _nothing, self._beat)
        self._last = now


async def _nothing(_transaction: Transaction) -> None:
    """A unit that only renews the mark."""


_OTHER_FIRM: Final = (
    "The store {location} was told of another time zone or currency while the folder was checked: import it again."
)


def _read_by(firm: Firm | None) -> tuple[str, str] | None:
    """What of us decides how a folder is read."""
    return None if firm is None else (firm.time_zone, firm.currency)


def _check(earlier: ImportMark | None, wanted: ImportMark, gone: Gone) -> None:
    if earlier is None:
        return
    _check_silent(earlier, wanted.beat, gone)
    if earlier.folder != wanted.folder:
        sentence = (
            "The store {location} holds an interrupted import of another folder, or of this one before it changed:"
            " import that folder again, or give it up with `whither import --abandon`."
        )
        raise _Refused(StoreFilled, sentence)


def _check_silent(mark: ImportMark, now: datetime, gone: Gone) -> None:
    """Refuse while the import of this mark lives, or may live."""
    if abs(now - mark.beat) <= ALIVE and not gone(mark.owner):
        since = mark.started.strftime("%Y-%m-%d %H:%M UTC")
        sentence = (
            f"Another import into {{location}} is running since {since}:"
            " wait for it, then try again, or use another --store FILE."
        )
        raise _Refused(StoreBusy, sentence)


async def _check_ours(transaction: Transaction, mark: ImportMark) -> None:
    present = await transaction.import_mark()
    if present is None:
        raise _Refused(StoreBusy, "Somebody gave up this import into {location} while it ran: import the folder again.")
    if present.owner != mark.owner:
        sentence = (
            "Another import has taken over {location}, because this one gave no sign for too long: leave it to that."
        )
        raise _Refused(StoreBusy, sentence)


async def _write(store: GraphStore, unit: Callable[[Transaction], Awaitable[T]]) -> T:
    try:
        return await store.write(unit)
    except _Refused as refused:
        raise await _told(store, refused) from None


async def _told(store: GraphStore, refused: _Refused) -> StoreError:
    location = (await store.condition()).location
    return refused.kind(location, refused.sentence.replace("{location}", location))
