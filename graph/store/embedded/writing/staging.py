"""The statements that write rows of a shape by way of a temporary table, put together from the names in ``shapes``.

Decides: how rows are staged, found by natural key, compared, inserted, updated and removed, each in one statement for
any number of rows. Does not decide: in which order the statements run (``putting`` and ``removing`` do).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.domain.calendar import NO_DAY
from graph.store.embedded.writing.many_rows import ManyRows
from graph.store.embedded.writing.shapes import SHAPES
from graph.store.embedded.writing.storing import Reference, Shape

# Values are always bound; what is put together are names of tables and columns.
# ruff: noqa: S608

Naming = tuple[str, str]
"""Whom rows name: the table of some entities, and a statement with their ids; its parameter is a limit."""


@dataclass(frozen=True, slots=True)
class Staging:
    """What it takes to put rows of one shape, in this order. ``settle`` and ``late`` serve references within a call.

    A staged row's ``target`` is the row with its key; it ``differs`` when it says something else than that."""

    create: str
    clear: str
    stage: ManyRows
    match: str
    insert: str
    settle: tuple[str, ...]
    differ: str
    count: str
    update: str
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removing:
    """What it takes to remove rows of one shape whose keys are staged, in this order.

    ``unstage`` leaves out keys that name nobody; ``choose`` marks as differing what may go; ``left`` tells the places
    of those that stay."""

    stage: str
    unstage: str
    choose: str
    delete: str
    settle: str
    left: str


def dangling(shape: Shape, reference: Reference) -> str:
    """The first staged row that refers to an id nobody has."""
    column = reference.column
    return (
        f"SELECT {column}_id FROM staged_{shape.table} "
        f"WHERE {column} IS NULL AND {column}_id IS NOT NULL ORDER BY place LIMIT 1"
    )


@cache
def staging(shape: Shape) -> Staging:
    """The statements that put rows of a shape."""
    table, staged = shape.table, f"staged_{shape.table}"
    names = tuple(column.name for column in shape.columns)
    pointing = tuple(reference.column for reference in shape.references)
    given = [f"{column}_id" for column in pointing] + list(names)
    within = [reference for reference in shape.references if reference.within]
    at_once = [column for column in pointing + names if column not in {one.column for one in within}]
    changing = [column for column in pointing + names if column not in shape.key]
    other = " OR ".join(f"t.{column} IS NOT s.{column}" for column in changing)
    return Staging(
        create=f"CREATE TEMP TABLE {staged} "
        f"(place INTEGER PRIMARY KEY, target, differs DEFAULT 0, {', '.join([*given, *pointing])})",
        clear=f"DELETE FROM {staged}",
        stage=ManyRows(
            f"INSERT INTO {staged} ({', '.join([*given, *pointing])}) "
            f"SELECT {', '.join([*(f'column{place}' for place in range(1, len(given) + 1)), *_keys(shape)])} "
            f"FROM (VALUES ({', '.join('?' * len(given))})) AS n",
            len(given),
        ),
        match=f"UPDATE {staged} SET target = (SELECT t.rowid FROM {table} AS t WHERE {_same_key(shape, staged)})",
        insert=f"INSERT INTO {table} ({', '.join(at_once)}, version) "
        f"SELECT {', '.join(at_once)}, ? FROM {staged} WHERE target IS NULL ORDER BY place",
        settle=tuple(
            f"UPDATE {staged} SET {one.column} = (SELECT key FROM {one.entity} WHERE id = {staged}.{one.column}_id)"
            for one in within
        ),
        differ=f"UPDATE {staged} AS s SET differs = 1 WHERE s.target IS NOT NULL "
        f"AND EXISTS (SELECT 1 FROM {table} AS t WHERE t.rowid = s.target AND ({other}))",
        count=f"SELECT {', '.join(_field_differs(shape))} "
        f"FROM {staged} AS s CROSS JOIN {table} AS t ON t.rowid = s.target WHERE s.differs",
        update=f"UPDATE {table} AS t SET {', '.join(f'{column} = s.{column}' for column in changing)}, version = ? "
        f"FROM {staged} AS s WHERE s.differs AND t.rowid = s.target",
        late=tuple(
            f"UPDATE {table} AS t SET {one.column} = s.{one.column} "
            f"FROM {staged} AS s WHERE {_same_key(shape, 's')} AND s.target IS NULL AND s.{one.column} IS NOT NULL"
            for one in within
        ),
    )


def fields_of(shape: Shape) -> dict[str, list[str]]:
    """The columns of each field that is no part of the key, references included; in the order of the shape."""
    found: dict[str, list[str]] = {}
    columns = [(one.field, one.column) for one in shape.references] + [(one.field, one.name) for one in shape.columns]
    for field, column in columns:
        if column not in shape.key:
            found.setdefault(field, []).append(column)
    return found


def keeping(shape: Shape, keep: frozenset[str]) -> str | None:
    """Give staged rows, in the fields that are kept, what the rows with their keys hold; None when nothing is kept."""
    kept = [column for field, columns in fields_of(shape).items() if field in keep for column in columns]
    if not kept:
        return None
    return (
        f"UPDATE staged_{shape.table} AS s SET ({', '.join(kept)}) = "
        f"(SELECT {', '.join(f't.{column}' for column in kept)} FROM {shape.table} AS t WHERE t.rowid = s.target) "
        "WHERE s.target IS NOT NULL"
    )


def backwards(shape: Shape) -> str | None:
    """The first staged row that, with what is kept, would end before it starts; None for kinds without such ends."""
    if shape.span is None:
        return None
    start, end = shape.span
    return (
        f"SELECT {start}, {end} FROM staged_{shape.table} "
        f"WHERE target IS NOT NULL AND {end} < {start} AND {start} <> {NO_DAY} ORDER BY place LIMIT 1"
    )


@cache
def names_after(shape: Shape) -> tuple[Naming, ...]:
    """Whom the staged rows that are new or differ refer to or are."""
    return tuple(_naming(shape, "target IS NULL OR differs", stored=False))


@cache
def names_before(shape: Shape) -> tuple[Naming, ...]:
    """Whom the rows that staged rows differ from refer to or are."""
    return tuple(_naming(shape, "differs", stored=True))


@cache
def removing(shape: Shape) -> Removing:
    """The statements that remove rows of a shape."""
    staged = f"staged_{shape.table}"
    entities = {one.column: one.entity for one in shape.references}
    given = [(place, column) for place, column in enumerate(shape.key, start=1)]
    ids = [(place, column) for place, column in given if column in entities]
    values = [
        f"(SELECT key FROM {entities[column]} WHERE id = ?{place})" if column in entities else f"?{place}"
        for place, column in given
    ]
    nobody = " OR ".join(f"({column} IS NULL AND {column}_id IS NOT NULL)" for _, column in ids)
    free = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.{column} = {staged}.target)"
        for table, column in _REFERRING.get(shape.table, ())
    )
    return Removing(
        stage=f"INSERT INTO {staged} ({', '.join([*shape.key, *(f'{column}_id' for _, column in ids)])}) "
        f"VALUES ({', '.join([*values, *(f'?{place}' for place, _ in ids)])})",
        unstage=f"DELETE FROM {staged} WHERE {nobody or 'FALSE'}",
        choose=f"UPDATE {staged} SET differs = 1 WHERE target IS NOT NULL AND {free or 'TRUE'}",
        delete=f"DELETE FROM {shape.table} WHERE rowid IN (SELECT target FROM {staged} WHERE differs)",
        settle=f"UPDATE {staged} SET target = NULL, differs = 0 WHERE differs",
        left=f"SELECT place FROM {staged} WHERE target IS NOT NULL ORDER BY place",
    )


def _referring() -> dict[str, list[tuple[str, str]]]:
    """For each table the columns that hold its keys."""
    found = {
        "staff": [("tie", "staff")],
        "person": [("tie", "person"), ("touch", "person")],
        "account": [("tie", "account"), ("touch", "account")],
    }
    for shape in SHAPES.values():
        for reference in shape.references:
            found.setdefault(reference.entity, []).append((shape.table, reference.column))
    return found


_REFERRING: Final = _referring()
_NAMED: Final = {"person": 0, "account": 1, "staff": 2}
"""Those that the change log names, first those of whom there are most."""


def _naming(shape: Shape, condition: str, *, stored: bool) -> Iterator[Naming]:
    staged = f"staged_{shape.table}"
    if shape.table in _NAMED:
        yield shape.table, f"SELECT id FROM {staged} WHERE {condition} LIMIT ?"
    rows, row = f"{staged} AS s", "s"
    if stored:
        rows, row = f"{rows} CROSS JOIN {shape.table} AS t ON t.rowid = s.target", "t"
    for one in sorted(shape.references, key=lambda one: _NAMED.get(one.entity, 0)):
        if one.entity in _NAMED:
            entity, through = one.entity, f"CROSS JOIN {one.entity} AS e ON e.key = {row}.{one.column}"
        else:  # a departure, which is a staff member's
            entity = "staff"
            through = (
                f"CROSS JOIN departure AS d ON d.key = {row}.{one.column} CROSS JOIN staff AS e ON e.key = d.staff"
            )
        yield entity, f"SELECT DISTINCT e.id FROM {rows} {through} WHERE {condition} LIMIT ?"


def _field_differs(shape: Shape) -> list[str]:
    """For each field in how many of the differing rows it does."""
    return [
        f"ifnull(sum({' OR '.join(f't.{column} IS NOT s.{column}' for column in columns)}), 0)"
        for columns in fields_of(shape).values()
    ]


def _keys(shape: Shape) -> list[str]:
    """The key of each reference by its id, the n-th value; found later where it may stand within the same call."""
    return [
        "NULL" if reference.within else f"(SELECT key FROM {reference.entity} WHERE id = column{place})"
        for place, reference in enumerate(shape.references, start=1)
    ]


def _same_key(shape: Shape, staged: str) -> str:
    return " AND ".join(f"t.{column} IS {staged}.{column}" for column in shape.key)
