"""A firm as plain rows that change at random, and Networks of all of it or of what changed.

Decides: which rows and entities a change names, and by plain sets what a part of the firm holds. It knows nothing of
how Networks are spliced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any, TypeVar

import numpy as np

from graph.domain.assembly import Keys, assemble
from graph.domain.network import (
    AccountTable,
    BookingTable,
    BuyingTable,
    CovenantTable,
    EmploymentTable,
    EvidenceTable,
    FirmFacts,
    Network,
    PersonTable,
    PromiseTable,
    RatingTable,
    ServiceTable,
    StaffTable,
    Table,
    TieStatistics,
    TieTable,
    TouchTable,
)

T = TypeVar("T", bound=Table)
Row = dict[str, Any]
"""The columns of a row by name, with ids of entities, None for nobody."""

ENDS = {"staff": "staff", "person": "people", "account": "accounts"}
TABLES: dict[str, type[Table]] = {
    "employments": EmploymentTable,
    "services": ServiceTable,
    "ties": TieTable,
    "ratings": RatingTable,
    "promises": PromiseTable,
    "bookings": BookingTable,
    "buying": BuyingTable,
    "covenants": CovenantTable,
}
KEYS = {
    "employments": ("account", "person", "start"),
    "services": ("staff", "account", "role", "start"),
    "ties": ("staff", "account", "person"),
    "ratings": ("staff", "person", "on"),
    "promises": ("ids",),
    "bookings": ("account", "ref"),
    "buying": ("account", "start"),
    "covenants": ("staff", "kind", "account", "start"),
}
FILED = {
    "employments": "person",
    "services": "account",
    "ratings": "person",
    "bookings": "account",
    "buying": "account",
}
_TYPES = {"Index": "i4", "Days": "i4", "Codes": "i1", "Counts": "i8", "Reals": "f8", "Flags": "?"}
_WORDS = ("wire", "pipe", "rope", "")


@dataclass(frozen=True)
class Names:
    """Ids of staff members, people and accounts."""

    staff: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


@dataclass
class Plain:
    """A firm: its entities by kind and id, and the rows of each table by natural key."""

    entities: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in ENDS.values()})
    rows: dict[str, dict[tuple[Any, ...], Row]] = field(default_factory=lambda: {name: {} for name in TABLES})

    def change(self, rng: Random, steps: int) -> Names:
        """Change something some times; who was named by what changed, before and after."""
        named: dict[str, set[str]] = {name: set() for name in ENDS.values()}
        for _ in range(steps):
            self._step(rng, named)
        return Names(**{kind: frozenset(ids) for kind, ids in named.items()})

    def part(self, named: Names) -> Plain:
        """Who is named and still there, every row filed under them, and everybody these rows name."""
        found = Plain()
        for table, rows in self.rows.items():
            found.rows[table] = {key: row for key, row in rows.items() if _is_filed(table, row, named)}
        everybody: dict[str, set[str]] = {kind: set(getattr(named, kind)) for kind in ENDS.values()}
        for rows in found.rows.values():
            for row in rows.values():
                _name(row, everybody)
        found.entities = {
            kind: {one: row for one, row in self.entities[kind].items() if one in everybody[kind]} for kind in everybody
        }
        return found

    def network(self, revision: int, rng: Random) -> Network:
        """All of it as a Network, read in any order; lines of business are numbered as they come."""
        keys = {
            kind: {one: place for place, one in enumerate(rng.sample(sorted(rows), len(rows)))}
            for kind, rows in self.entities.items()
        }
        tables = {name: list(rows.values()) for name, rows in self.rows.items()}
        for some in tables.values():
            rng.shuffle(some)
        tables["bookings"].sort(key=lambda row: str(row["ref"]))
        touches = [row | {"tie": place} for place, tie in enumerate(tables["ties"]) for row in tie["touches"]]
        raw = Network(
            0,
            revision,
            FirmFacts("Ours", "EUR", "UTC", revision, revision),
            *(
                _table(kind, [self.entities[name][one] for one in keys[name]], keys)
                for name, kind in (("staff", StaffTable), ("people", PersonTable), ("accounts", AccountTable))
            ),
            **{name: _table(kind, tables[name], keys) for name, kind in TABLES.items()},
            touches=_table(TouchTable, touches, keys),
            evidence=_table(EvidenceTable, [], keys),
        )
        places = (np.arange(len(rows), dtype=np.int64) for rows in (*keys.values(), tables["ties"]))
        return assemble(raw, Keys(*places))

    def _step(self, rng: Random, named: dict[str, set[str]]) -> None:
        kind = rng.choice(sorted(self.entities))
        there = self.entities[kind]
        match rng.randrange(40):
            case 0 | 1 | 2 | 5 | 6:
                one = f"{kind[0]}{rng.randrange(20)}"
                there[one] = _entity(rng, one)
                named[kind].add(one)
            case 3 if there:
                self._take_away(rng.choice(sorted(there)), kind, named)
            case 4 | 7 | 8 if any(self.rows.values()):
                table = rng.choice([name for name, rows in self.rows.items() if rows])
                _name(self.rows[table].pop(rng.choice(list(self.rows[table]))), named)
            case _ if all(self.entities.values()):
                table = rng.choice(sorted(self.rows))
                row = self._row(rng, table)
                key = tuple(row[name] for name in KEYS[table])
                _name(self.rows[table].get(key, row), named)
                _name(row, named)
                self.rows[table][key] = row

    def _take_away(self, one: str, kind: str, named: dict[str, set[str]]) -> None:
        """Somebody leaves, and with them every row that names them."""
        (column,) = (column for column, name in ENDS.items() if name == kind)
        for rows in self.rows.values():
            for key in [key for key, row in rows.items() if row.get(column) == one]:
                _name(rows.pop(key), named)
        del self.entities[kind][one]
        named[kind].add(one)

    def _row(self, rng: Random, table: str) -> Row:
        row: Row = {"touches": []}
        for column in fields(TABLES[table]):
            name = column.name
            if name in ENDS:
                row[name] = rng.choice(sorted(self.entities[ENDS[name]]))
            elif name == "statistics":
                row |= {one.name: rng.randrange(9) for one in fields(TieStatistics)}
            elif name == "ids":
                row[name] = f"P{rng.randrange(30)}"
            else:
                row[name] = rng.randrange(2 if column.type == "Flags" else 3)
        if table == "ties" or (table == "promises" and rng.random() < 0.6):
            row["person" if rng.random() < 0.4 else "account"] = None
        if table == "covenants" and rng.random() < 0.5:
            row["account"] = None
        if table == "bookings":
            row |= {"ref": rng.randrange(9), "line": rng.choice(_WORDS)}
        if table == "ties" and row["unfolded"]:
            touches = rng.randrange(1, 4)
            row["touches"] = [dict.fromkeys(("day", "channel", "direction"), rng.randrange(4)) for _ in range(touches)]
        return row


def _entity(rng: Random, one: str) -> Row:
    row: Row = {"ids": one, "names": rng.choice(_WORDS), "teams": rng.choice(_WORDS)}
    return row | {name: rng.randrange(9) for name in ("start", "end", "since", "first_booking", "first_touch")}


def _is_filed(table: str, row: Row, named: Names) -> bool:
    if table == "covenants":
        return row["staff"] in named.staff
    if table in {"ties", "promises"}:
        return row["person"] in named.people or (row["person"] is None and row["account"] in named.accounts)
    return row[FILED[table]] in getattr(named, ENDS[FILED[table]])


def _name(row: Row, named: dict[str, set[str]]) -> None:
    for column, kind in ENDS.items():
        if row.get(column) is not None:
            named[kind].add(row[column])


def _table(kind: type[T], rows: list[Row], keys: dict[str, dict[str, int]]) -> T:
    columns: dict[str, Any] = {}
    lines = {line: place for place, line in enumerate(dict.fromkeys(row.get("line") for row in rows))} | {"": -1}
    for column in fields(kind):
        name = column.name
        if name == "statistics":
            columns[name] = _table(TieStatistics, rows, keys)
            continue
        values: Iterable[Any] = [row[name] for row in rows]
        if name in ENDS:
            values = [-1 if one is None else keys[ENDS[name]][one] for one in values]
        elif name == "line":
            values = [lines[line] for line in values]
        columns[name] = tuple(values) if column.type == "Texts" else np.array(values, dtype=_TYPES[str(column.type)])
    return kind(**columns)
