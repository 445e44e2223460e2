"""The tokens by which entities are found, kept beside them.

Decides: when tokens are made, forgotten, and made anew because their rules have changed.
Does not decide: how text is cut into tokens (``graph.domain.tokens`` does), nor what is searched for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from graph.domain.kinds import Record
from graph.domain.records import Account, Entity, Person, StaffMember
from graph.domain.tokens import RULES, entity_tokens
from graph.store.embedded.connection import write_lock
from graph.store.embedded.writing.many_rows import ManyRows
from graph.store.embedded.writing.unit import UNIT

_AT_ONCE: Final = 5_000
"""Entities whose tokens are made anew in one unit."""

_Row = tuple[int, str, str, str]
"""Key, id, name, and e-mail address or domain."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of entity: its number in the table of tokens, its own table, and what else than id and name counts."""

    number: int
    table: str
    other: str
    make: Callable[[str, str, str], Entity]

    def select(self, condition: str) -> str:
        """The rows of entities as tokens are made of them."""
        return f"SELECT t.key, t.id, t.name, t.{self.other} FROM {condition}"  # noqa: S608  # names of our own


_ADD: Final = ManyRows(UNIT["add_token"].text, 3)

_KINDS: Final[Mapping[type[Record], _Kind]] = {
    StaffMember: _Kind(0, "staff", "email", StaffMember),
    Person: _Kind(1, "person", "email", Person),
    Account: _Kind(2, "account", "domain", Account),
}


def follow(connection: sqlite3.Connection, kind: type[Record]) -> None:
    """Make the tokens of the staged entities that are new or differ; of other kinds of rows there are none."""
    one = _KINDS.get(kind)
    if one is None:
        return
    forget_staged(connection, kind)
    staged = f"staged_{one.table} AS s CROSS JOIN {one.table} AS t ON t.id = s.id"
    rows = connection.execute(one.select(f"{staged} WHERE s.target IS NULL OR s.differs")).fetchall()
    _make(connection, one, rows)


def forget_staged(connection: sqlite3.Connection, kind: type[Record]) -> None:
    """Forget the tokens of the staged entities that differ; of other kinds of rows there are none."""
    one = _KINDS.get(kind)
    if one is not None:
        differing = f"SELECT target FROM staged_{one.table} WHERE differs"  # noqa: S608  # names of our own
        keys = connection.execute(differing).fetchall()
        connection.executemany(UNIT["forget_tokens"].text, ((one.number, key) for (key,) in keys))


Place = tuple[int, int]
"""How far the making of tokens has come: the number of a kind, and the key of an entity whose tokens are made."""


def first_outdated(connection: sqlite3.Connection) -> Place | None:
    """Where to begin to make tokens anew; None when all here were made by today's rules."""
    (rules,) = connection.execute(UNIT["token_rules"].text).fetchone()
    return None if rules == RULES else (0, 0)


def renew(connection: sqlite3.Connection, patience: float, place: Place) -> Place | None:
    """Make some entities' tokens anew, in one commit, and return where to go on; None when all are made.

    Units of work may come between, and another process may do the same."""
    with write_lock(connection, patience):
        number, after = place
        one = next((one for one in _KINDS.values() if one.number == number), None)
        if one is None:
            connection.execute(UNIT["set_token_rules"].text, {"rules": RULES})
            return None
        statement = one.select(f"{one.table} AS t WHERE t.key > ? ORDER BY t.key LIMIT ?")
        rows = connection.execute(statement, (after, _AT_ONCE)).fetchall()
        connection.executemany(UNIT["forget_tokens"].text, ((number, row[0]) for row in rows))
        _make(connection, one, rows)
        return (number, rows[-1][0]) if rows else (number + 1, 0)


def _make(connection: sqlite3.Connection, one: _Kind, rows: Iterable[_Row]) -> None:
    made = sorted((token, key) for key, *texts in rows for token in entity_tokens(one.make(*texts)))
    _ADD.run(connection, list(chain.from_iterable((one.number, *pair) for pair in made)))
