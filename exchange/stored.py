"""What a store held before an import.

Decides: what an import must know of the store it goes into. Does not decide: whether it may (``graph.changes.marking``
does), nor what is written.

The ids of staff members, accounts and people that the folder may refer to are held in memory, and the keys of what was
retracted; of nothing else that the store holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from exchange.dating import Standing
from exchange.folder import Contents
from exchange.judging import REFERRED
from exchange.owning import is_gone
from exchange.retractions import Retractions
from exchange.sheet import Header, read_header
from exchange.spans import Kept, kept_by
from graph.changes.marking import check_claim
from graph.domain.further_records import Amendment
from graph.domain.kinds import DATED, Record, key_of
from graph.domain.records import Firm
from graph.store.protocol import GraphStore, Snapshot
from graph.store.values import ImportMark


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store held before: ourselves, the ids that rows may refer to, and what was retracted.

    ``filled``: anything was ever stored. ``fixed_zone``: the time zone by which touches were cut into days.
    ``standing``: the starts of rows, of the kinds whose file has no column for it. ``kept``: the first or last days of
    rows, of the kinds whose file tells only the other."""

    filled: bool = False
    firm: Firm | None = None
    fixed_zone: str | None = None
    ids: Mapping[type[Record], frozenset[str]] = field(default_factory=dict)
    retractions: Retractions = field(default_factory=Retractions)
    standing: Mapping[type[Record], Standing] = field(default_factory=dict)
    kept: Mapping[type[Record], Kept] = field(default_factory=dict)


async def stored_in(store: GraphStore, contents: Contents, wanted: ImportMark) -> Stored:
    """What a store holds that the import of this folder with the mark ``wanted`` goes into.

    Raises StoreFilled when an import of another folder was interrupted there, and StoreBusy while another runs."""
    await check_claim(store, wanted, is_gone)
    if await store.revision() == 0:
        return Stored()
    firm = await store.firm()
    retractions = Retractions()
    kept = {kept.kind: kept for kept in _keeping(contents)}
    referred, without_start = list(_referred_to(contents)), list(_without_start(contents))
    async with store.snapshot({Amendment, *kept, *referred, *without_start}) as snapshot:
        async for amendments in snapshot.records(Amendment):
            for amendment in amendments:
                retractions.add(amendment)
                for one in kept.values():
                    one.learn(amendment)
        for kind, one in kept.items():
            async for records in snapshot.records(kind):
                for record in records:
                    one.add(record)
        ids = {kind: await _ids(snapshot, kind) for kind in referred}
        standing = {kind: await _standing(snapshot, kind) for kind in without_start}
    return Stored(True, firm, await _fixed_zone(store, firm), ids, retractions, standing, kept)


async def _fixed_zone(store: GraphStore, firm: Firm | None) -> str | None:
    """The time zone that cannot be changed any more: the firm was told of it, or there are touches."""
    if firm is not None and firm.name:
        return firm.time_zone
    if (await store.held()).touches == 0:
        return None
    return "UTC" if firm is None else firm.time_zone


def _referred_to(contents: Contents) -> Iterable[type[Record]]:
    """The kinds to which the files of the folder may refer."""
    named = {column.refers for source in contents.sources for column in source.layout.columns}
    return [kind for kind in REFERRED if kind in named]


async def _ids(snapshot: Snapshot, kind: type[Record]) -> frozenset[str]:
    found: set[str] = set()
    async for records in snapshot.records(kind):
        found.update(str(key_of(record)[0]) for record in records)
    return frozenset(found)


def _without_start(contents: Contents) -> Iterator[type[Record]]:
    """The kinds whose rows may have a start that their file has no column for."""
    for source in contents.sources:
        if source.layout.record in DATED:
            header = read_header(source.path, source.layout, _unheard)
            starts = (column.name for column in source.layout.key if column.field == "start")
            if isinstance(header, Header) and not all(name in header.places for name in starts):
                yield source.layout.record


def _keeping(contents: Contents) -> Iterator[Kept]:
    """What rows of the folder keep of the store's, file by file."""
    for source in contents.sources:
        header = read_header(source.path, source.layout, _unheard)
        kept = kept_by(source.layout, header) if isinstance(header, Header) else None
        if kept is not None:
            yield kept


async def _standing(snapshot: Snapshot, kind: type[Record]) -> Standing:
    found = Standing()
    async for records in snapshot.records(kind):
        for record in records:
            found.add(record)
    return found


def _unheard(_count: int) -> None:
    """A header is no progress."""
