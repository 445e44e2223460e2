"""The files of a graph: one for each label, and one for each type of relationship and the label of its end.

Decides: into which files a row goes. Does not decide: labels, types and columns (``shapes``), nor how they are written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, Final

from graph.domain.kinds import Record, key_of
from graph.domain.network import TieStatistics
from graph.domain.records import Touch
from graph.domain.vocabulary import Channel, Direction
from graph.store.neo4j.bulk.shapes import (
    KNOWS_COLUMNS,
    NODES,
    RELATIONSHIPS,
    TOUCHED,
    Columns,
    Link,
    NodeShape,
    RelationshipShape,
)
from graph.store.neo4j.bulk.tables import Format, Table, format_of, text_cell
from graph.store.neo4j.records import channels_text, day_text, properties, stored_key
from graph.store.values import TieKey

_KNOWS: Final = "KNOWS"
_CHANNELS: Final[Mapping[Channel, str]] = {one: text_cell(one.word) for one in Channel}
_DIRECTIONS: Final[Mapping[Direction, str]] = {one: text_cell(one.word) for one in Direction}


class GraphFiles:
    """The files of one graph in one folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is written yet; a file begins with its first row."""
        self._folder = folder
        self.nodes: dict[Table, str] = {}
        self.relationships: dict[Table, str] = {}
        self._tables: dict[str, Table] = {}

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every file that was begun."""
        return tuple(self._tables.values())

    def put(self, kind: type[Record], rows: Sequence[Record]) -> None:
        """Write rows of a kind, each with its version."""
        if kind is Touch:
            self._put_touches([row for row in rows if isinstance(row, Touch)])
        elif kind in NODES:
            self._put_nodes(NODES[kind], kind, rows)
        else:
            shape = RELATIONSHIPS[kind]
            self.relationship(shape.type, shape.start[1], shape.end[1], shape.columns).write(lines_of(shape, rows))

    def put_ties(self, keys: Sequence[TieKey], statistics: TieStatistics, assumptions: str) -> None:
        """Write ties with the statistics that were folded with these assumptions."""
        columns = (
            [text_cell(key.staff_id) for key in keys],
            [text_cell(key.person_id or key.account_id) for key in keys],
            map(repr, statistics.incoming.tolist()),
            map(repr, statistics.outgoing.tolist()),
            map(_day, statistics.first.tolist()),
            map(_day, statistics.last.tolist()),
            map(str, statistics.days.tolist()),
            map(_words, statistics.channels.tolist()),
            map(str, statistics.count.tolist()),
        )
        stamp = text_cell(assumptions)
        lines: dict[bool, list[str]] = {True: [], False: []}
        for key, (staff, other, *cells) in zip(keys, zip(*columns, strict=True), strict=True):
            lines[key.person_id is not None].append(",".join((staff, other, staff, *cells, stamp)))
        for person, label in ((True, "Person"), (False, "Account")):
            if lines[person]:
                self.relationship(_KNOWS, "Staff", label, KNOWS_COLUMNS).write(lines[person])

    def node(self, label: str, header: Sequence[str]) -> Table:
        """The file of nodes with a label."""
        if label not in self._tables:
            self._tables[label] = Table(self._folder, label, header)
            self.nodes[self._tables[label]] = label
        return self._tables[label]

    def relationship(self, kind: str, start: str, end: str, columns: Columns) -> Table:
        """The file of relationships of a type between nodes of two labels."""
        name = f"{start}-{kind}-{end}"
        if name not in self._tables:
            header = (f":START_ID({start})", f":END_ID({end})", *columns)
            self._tables[name] = Table(self._folder, name, header)
            self.relationships[self._tables[name]] = kind
        return self._tables[name]

    def close(self, *, whole: bool) -> None:
        """Let go of all files."""
        for table in self.tables:
            table.close(whole=whole)

    def _put_nodes(self, shape: NodeShape, kind: type[Record], rows: Sequence[Record]) -> None:
        columns = (shape.found_by, *shape.columns)
        cells = _cells(columns)
        self.node(shape.label, (f"{shape.found_by}:ID({shape.label})", *shape.columns)).write(
            [cells(properties(row, row.version)) for row in rows]
        )
        for link in shape.links:
            start, end = (shape.label, link.label) if link.away else (link.label, shape.label)
            lines = _links(link, kind, rows)
            if lines:
                self.relationship(link.type, start, end, ()).write(lines)

    def _put_touches(self, touches: Sequence[Touch]) -> None:
        by_end: defaultdict[str, list[Touch]] = defaultdict(list)
        for touch in touches:
            by_end["Account" if touch.person_id is None else "Person"].append(touch)
        for label, some in by_end.items():
            shape = TOUCHED[label]
            self.relationship(shape.type, "Staff", label, shape.columns).write(touch_lines(some))


def touch_lines(touches: Sequence[Touch]) -> list[str]:
    """Touches as :func:`lines_of` writes them, in a third of its time: most rows of a graph are touches."""
    text, day, channel, direction = text_cell, _iso, _CHANNELS, _DIRECTIONS
    return [
        f"{text(one.staff_id)},{text(one.person_id or one.account_id)},{text(one.id)},{one.at.isoformat()},"
        f"{day(one.on)},{channel[one.channel]},{direction[one.direction]},{text(one.account_id)},{one.version}"
        for one in touches
    ]


def lines_of(shape: RelationshipShape, rows: Sequence[Record]) -> list[str]:
    """Relationships as lines: both ends, then the properties."""
    cells, ends = _cells(shape.columns), attrgetter(shape.start[0], shape.end[0])
    return [f"{','.join(map(text_cell, ends(row)))},{cells(properties(row, row.version))}" for row in rows]


def _links(link: Link, kind: type[Record], rows: Sequence[Record]) -> list[str]:
    """To whom rows refer, as lines of a file of relationships without properties."""
    lines = []
    for row in rows:
        other = getattr(row, link.field)
        if other is not None:
            here, there = text_cell(stored_key(kind, key_of(row))), text_cell(other)
            lines.append(f"{here},{there}" if link.away else f"{there},{here}")
    return lines


@cache
def _cells(columns: Columns) -> Callable[[dict[str, Any]], str]:
    """What writes properties as the cells of these columns; it raises RuntimeError where they are not the same."""
    formats: list[tuple[str, Format]] = [format_of(column) for column in columns]
    values = itemgetter(*(name for name, _ in formats))
    writers = [write for _, write in formats]

    def cells(made: dict[str, Any]) -> str:
        if len(made) != len(writers):
            raise RuntimeError(f"a row has the properties {sorted(made)} and the file the columns {columns}")
        return ",".join([write(value) for write, value in zip(writers, values(made), strict=True)])

    return cells


@cache
def _iso(day: date) -> str:
    return text_cell(day.isoformat())


@cache
def _words(bits: int) -> str:
    return text_cell(channels_text(bits))


@cache
def _day(number: int) -> str:
    return text_cell(day_text(number))
