"""What becomes of each row of a file once the file has been read whole.

Decides: that rows with one key and several contents fall, that a repeated row counts once, that a row falls with the
row of its own file it refers to, and the rank of a booking without a ref. Does not decide: whether a row by itself is
good (``judging``), nor what shares a key (``repeats``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from exchange.folder import Source
from exchange.judging import Judge, Knowledge, KnownIds, Withheld
from exchange.kept import KeptTouches
from exchange.reading import Tick
from exchange.rejects import Reject
from exchange.repeats import REPEATED, Findings
from exchange.scattered import by_stretch
from exchange.sheet import Header, rows
from graph.domain.kinds import KEY_FIELDS, Key, Record
from graph.domain.network import Counts
from graph.domain.plain_touches import PlainTouches, plain_values
from graph.domain.records import Booking, Touch

_SET_ASIDE: Final = (Reject, Withheld)
_AT_ONCE: Final = 4_000
"""Touches that are made plain at once."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A file that has been read whole: what its rows say of each other. ``ranks``: of its bookings without a ref.

    ``alone``: the keys of rows that take no other row's place when they have a start (``dating``). ``cuts``: where to
    cut its ids, which come in no order, into stretches (``scattered``); none of most files. ``kept``: its good touches
    as they were read, where they need not be read again."""

    source: Source
    header: Header
    findings: Findings
    ranks: Counts
    alone: Container[Key] = frozenset()
    cuts: tuple[str, ...] = ()
    kept: KeptTouches | None = None

    @property
    def kind(self) -> type[Record]:
        """What a row of the file is."""
        return self.source.layout.record

    @property
    def keep(self) -> frozenset[str]:
        """The fields that the header does not name, which stay as they are in a row that is there already."""
        unsaid = (column.field for column in self.source.layout.columns if column.name not in self.header.places)
        return frozenset(unsaid) - frozenset(KEY_FIELDS[self.kind])


def verdicts(settled: Settled, knowledge: Knowledge, tick: Tick) -> Iterator[Record | Reject | Withheld | None]:
    """For each row of the file in order the record to write, the reject, a row that is withheld because of a
    retraction, or None for a row that repeats another.

    Raises FolderError when the file has more bookings to rank than when it was read before."""
    layout = settled.source.layout
    judge = Judge(layout, settled.header, knowledge)
    findings = settled.findings.walk()
    ranks = iter(settled.ranks)
    for row in rows(settled.source.path, layout, settled.header, tick):
        if isinstance(row, Reject):
            yield row
            continue
        record = judge.record(row)
        if isinstance(record, _SET_ASIDE):
            yield record
            continue
        other = findings.other(row.line)
        if other == REPEATED:
            yield None
        elif other is not None:
            yield judge.conflict(row, other)
        elif isinstance(record, Booking) and record.rank:
            rank = next(ranks, None)
            if rank is None:
                raise settled.source.changed()
            yield replace(record, rank=int(rank))
        elif layout.self_reference is None:
            yield record
        else:
            yield judge.same_file(row, record) or record


def touches(settled: Settled, knowledge: Knowledge, tick: Tick) -> Iterator[PlainTouches]:
    """The touches to write of a file of touches, in their order, some thousand at a time.

    Raises FolderError when what was kept of them cannot be read."""
    if settled.kept is not None:
        yield from settled.kept.blocks(settled.findings, settled.source.size, tick)
        return
    good = (row for row in verdicts(settled, knowledge, tick) if isinstance(row, Touch))
    while some := list(islice(good, _AT_ONCE)):
        yield PlainTouches(list(chain.from_iterable(map(plain_values, some))))


def touches_by_id(settled: Settled, knowledge: Knowledge, tick: Tick, again: Tick) -> Iterator[PlainTouches]:
    """The same of a file whose ids come in no order, stretch by stretch of them.

    ``again`` is told of the bytes of the file, which is gone through whole before the first touches come; ``tick`` of
    those of each stretch. Raises FolderError when there is no room for the temporary file."""
    return by_stretch(touches(settled, knowledge, again), settled.cuts, tick)


def settle_ids(known: KnownIds, parents: dict[str, str], conflicting: set[int]) -> bool:
    """Take back the ids on ``conflicting`` lines, and then of every row whose parent is not known, and so on; return
    whether any was. ``parents``: the id each row of the file refers to within the file, by its own."""
    for identifier in [identifier for identifier, line in known.found.items() if line in conflicting]:
        known.refuse(identifier)
    falling = [
        child
        for child, parent in parents.items()
        if child in known.found and parent not in known and not known.retracted(parent)
    ]
    if not falling:
        return bool(conflicting)
    children: defaultdict[str, list[str]] = defaultdict(list)
    for child, parent in parents.items():
        children[parent].append(child)
    while falling:
        identifier = falling.pop()
        if identifier in known.found:
            known.refuse(identifier)
            if identifier not in known:
                falling.extend(children[identifier])
    return True
