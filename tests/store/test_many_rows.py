"""Rows that are given to a statement many at a time all arrive, in their order."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from graph.store.embedded.writing.many_rows import ManyRows


@pytest.mark.parametrize("count", [0, 1, 249, 250, 251, 500, 777])
def test_every_row_arrives_once_and_in_order(count: int) -> None:
    rows = [(number, f"row {number}") for number in range(count)]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE arrived (place INTEGER PRIMARY KEY, number, text)")
        insert = ManyRows("INSERT INTO arrived (number, text) SELECT column1, column2 FROM (VALUES (?, ?))", 2)
        insert.run(connection, [value for row in rows for value in row])
        assert connection.execute("SELECT number, text FROM arrived ORDER BY place").fetchall() == rows


@pytest.mark.parametrize("statement", ["VALUES (?)", "VALUES (?, ?, ?)", "VALUES (?, ?), (?, ?)"])
def test_a_statement_that_does_not_list_one_row_is_refused(statement: str) -> None:
    with pytest.raises(ValueError, match="does not list 2 values once"):
        ManyRows(statement, 2)
