"""Inserting and updating records by natural key, set by set.

Decides: which rows are new, which differ and which refer to nothing, in a handful of statements for any number of rows.
Does not decide: what a row holds (``shapes`` does), nor when the unit of work commits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from graph.domain.records import Record
from graph.errors import InvalidRecord
from graph.store.embedded.shapes import SHAPES, Reference, Shape
from graph.store.protocol import Written


@dataclass(frozen=True, slots=True)
class _Statements:
    """What it takes to put rows of one shape, in this order. ``settle`` and ``late`` serve references within a call."""

    create: str
    clear: str
    stage: str
    match: str
    insert: str
    settle: tuple[str, ...]
    update: str
    late: tuple[str, ...]


def prepare(connection: sqlite3.Connection) -> None:
    """Make the temporary tables in which rows are staged; once for a connection that writes."""
    for shape in SHAPES.values():
        connection.execute(_statements(shape).create)


def put(connection: sqlite3.Connection, records: Sequence[Record]) -> Written:
    """Put the rows, all of one kind; by the law of ``Transaction.put``.

    Raises InvalidRecord for a reference to nobody, and TypeError for rows of several kinds or touches."""
    if not records:
        return Written()
    kinds = {type(record) for record in records}
    shape = SHAPES.get(next(iter(kinds)))
    if shape is None or len(kinds) > 1:
        names = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise TypeError(f"rows of one kind are put together, and touches are inserted instead; these are {names}")
    statements = _statements(shape)
    connection.execute(statements.clear)
    try:
        connection.executemany(statements.stage, map(shape.values, records))
    except UnicodeEncodeError as error:
        raise InvalidRecord("text", str(error.object), "it holds half a character (a lone surrogate)") from error
    _refuse_dangling(connection, shape, within=False)
    connection.execute(statements.match)
    new = connection.execute(statements.insert).rowcount
    for statement in statements.settle:
        connection.execute(statement)
    _refuse_dangling(connection, shape, within=True)
    updated = connection.execute(statements.update).rowcount
    for statement in statements.late:
        connection.execute(statement)
    return Written(new, updated, len(records) - new - updated)


def _refuse_dangling(connection: sqlite3.Connection, shape: Shape, *, within: bool) -> None:
    for reference in shape.references:
        if reference.within == within:
            found = connection.execute(_dangling(shape, reference)).fetchone()
            if found is not None:
                raise InvalidRecord(shape.field(reference), found[0], f"no {_WORDS[reference.entity]} has this id")


_WORDS = {"staff": "staff member", "person": "person", "account": "account"}

# The statements below are put together from the names in ``shapes``; values are always bound.
# ruff: noqa: S608


def _dangling(shape: Shape, reference: Reference) -> str:
    column = reference.column
    return (
        f"SELECT {column}_id FROM staged_{shape.table} "
        f"WHERE {column} IS NULL AND {column}_id IS NOT NULL ORDER BY place LIMIT 1"
    )


@cache
def _statements(shape: Shape) -> _Statements:
    table, staged = shape.table, f"staged_{shape.table}"
    given = [f"{reference.column}_id" for reference in shape.references] + list(shape.columns)
    pointing = [reference.column for reference in shape.references]
    within = [reference for reference in shape.references if reference.within]
    at_once = [column for column in pointing + list(shape.columns) if column not in {one.column for one in within}]
    changing = [column for column in pointing + list(shape.columns) if column not in shape.key]
    return _Statements(
        create=f"CREATE TEMP TABLE {staged} (place INTEGER PRIMARY KEY, target, {', '.join(given + pointing)})",
        clear=f"DELETE FROM {staged}",
        stage=f"INSERT INTO {staged} ({', '.join(given + pointing)}) "
        f"VALUES ({', '.join(['?'] * len(given) + _keys(shape))})",
        match=f"UPDATE {staged} SET target = (SELECT t.rowid FROM {table} AS t WHERE {_same_key(shape, staged)})",
        insert=f"INSERT INTO {table} ({', '.join(at_once)}) "
        f"SELECT {', '.join(at_once)} FROM {staged} WHERE target IS NULL ORDER BY place",
        settle=tuple(
            f"UPDATE {staged} SET {one.column} = (SELECT key FROM {one.entity} WHERE id = {staged}.{one.column}_id)"
            for one in within
        ),
        update=f"UPDATE {table} AS t SET {', '.join(f'{column} = s.{column}' for column in changing)} "
        f"FROM {staged} AS s WHERE t.rowid = s.target "
        f"AND ({' OR '.join(f't.{column} IS NOT s.{column}' for column in changing)})",
        late=tuple(
            f"UPDATE {table} AS t SET {one.column} = s.{one.column} "
            f"FROM {staged} AS s WHERE {_same_key(shape, 's')} AND s.target IS NULL AND s.{one.column} IS NOT NULL"
            for one in within
        ),
    )


def _keys(shape: Shape) -> list[str]:
    """The key of each reference by its id, the n-th value; found later where it may stand within the same call."""
    return [
        "NULL" if reference.within else f"(SELECT key FROM {reference.entity} WHERE id = ?{place})"
        for place, reference in enumerate(shape.references, start=1)
    ]


def _same_key(shape: Shape, staged: str) -> str:
    return " AND ".join(f"t.{column} IS {staged}.{column}" for column in shape.key)
