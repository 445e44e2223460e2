"""The change log: what each unit of work changed, for whoever keeps something it read before.

Decides: that a changed staff member names the accounts where they matter, and when a unit changed too much to list.
Does not decide: which rows refer to whom (``staging`` says it), nor who looks into the log.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Final

from graph.store.embedded.reading.listing import revision as present
from graph.store.embedded.writing.staging import Naming
from graph.store.embedded.writing.unit import UNIT
from graph.store.unit import MOST_MEMBERS, MOST_NAMED, Named, Unit
from graph.store.values import Changed

_TABLES: Final = ("staff", "person", "account")


def note(connection: sqlite3.Connection, unit: Unit, naming: Iterable[Naming]) -> None:
    """Remember whom the staged rows name, unless the unit changed everything anyway."""
    for entity, statement in naming:
        if unit.named.everything:
            return
        found = {row[0] for row in connection.execute(statement, (MOST_NAMED + 1,))}
        unit.named.add(entity, found)


def note_members(connection: sqlite3.Connection, unit: Unit) -> None:
    """Remember which staged staff members changed themselves; the accounts where they matter are named at the end."""
    if not unit.named.everything:
        statement = UNIT["changed_members"].text
        unit.named.members |= {row[0] for row in connection.execute(statement, {"limit": MOST_MEMBERS + 1})}


def write(connection: sqlite3.Connection, unit: Unit) -> None:
    """Log what a unit changed and raise the revision, in the commit of the unit."""
    _name_accounts_of_members(connection, unit.named)
    everything = unit.named.everything
    staff, people, accounts = ("[]" if everything else _listed(unit.named.ids[table]) for table in _TABLES)
    values = {"revision": unit.version, "everything": int(everything)}
    connection.execute(UNIT["log_change"].text, {**values, "staff": staff, "people": people, "accounts": accounts})
    connection.execute(UNIT["raise_revision"].text)


def changed_since(connection: sqlite3.Connection, revision: int) -> Changed:
    """What the units after a revision changed, by the law of ``GraphStore.changed_since``.

    Where the log does not tell of each of them, everything may have changed; so it may when the store is of an earlier
    revision, for then it is another than it was."""
    now = present(connection)
    logged, everything = connection.execute(UNIT["count_changes"].text, {"revision": revision}).fetchone()
    if everything or logged != now - revision:
        return Changed(now, everything=True)
    named: tuple[set[str], ...] = (set(), set(), set())
    for row in connection.execute(UNIT["changes"].text, {"revision": revision}):
        for ids, listed in zip(named, row, strict=True):
            ids.update(json.loads(listed))
    staff, people, accounts = map(frozenset, named)
    return Changed(now, everything=False, staff=staff, people=people, accounts=accounts)


def _name_accounts_of_members(connection: sqlite3.Connection, named: Named) -> None:
    named.everything = named.everything or len(named.members) > MOST_MEMBERS
    if not named.members:
        return
    for statement in ("accounts_with_service", "accounts_with_tie", "accounts_of_people", "accounts_of_rated"):
        if named.everything:
            return
        asked = {"ids": _listed(named.members), "limit": MOST_NAMED + 1}
        named.add("account", {row[0] for row in connection.execute(UNIT[statement].text, asked)})


def _listed(ids: set[str]) -> str:
    return json.dumps(sorted(ids), ensure_ascii=False)
