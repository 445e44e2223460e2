"""Everything that is ever asked of a Neo4j store, done once on an invented firm, and what statements that took.

Decides: what is done. Does not decide: what a plan of a statement may hold (``test_neo4j_plans`` does).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from neo4j import WRITE_ACCESS, AsyncManagedTransaction, AsyncSession, AsyncTransaction

from graph.domain.kinds import KEY_FIELDS, Record, key_of
from graph.domain.owners import OWNED, place_among
from graph.domain.records import Account, Employment, Firm, Person, StaffMember, Touch
from graph.domain.vocabulary import AmendmentKind
from graph.store.migrations import shipped
from graph.store.neo4j import Address, Neo4jStore, open_audit_log, open_store
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.upkeep import chain
from graph.store.neo4j.upkeep.leasing import Lease
from graph.store.neo4j.upkeep.scripts import script_of
from graph.store.protocol import Transaction
from graph.store.values import AuditEntry, Filter, ImportMark, Order, Replay, Slice, Source, Stretch, TieKey
from tests.store.changed_rows import CHANGES, ENTITIES
from tests.store.invented import LAST_DAY, invented_firm
from tests.store.writing import NOON, fold, touch, write

Asked = dict[str, dict[str, Any]]
"""Statements, each with the parameters that it was first run with."""

TIE = TieKey("s1", "p1", None)

EMPLOYED_BETWEEN_TOUCHES = (
    Person("pia", "Pia"),
    Employment("pia", "A1", start=date(2024, 6, 1)),
    touch("before", "s1", "pia"),
    touch("after", "s1", "pia", on=date(2024, 12, 1)),
)
"""Somebody of whom a tie does not tell when the first touch of the employment was."""


@contextmanager
def asked_statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Learn every statement that is run inside the block."""
    asked: Asked = {}
    with monkeypatch.context() as patched:
        for kind in (AsyncSession, AsyncManagedTransaction, AsyncTransaction):
            patched.setattr(kind, "run", _remembering(kind.run, asked))
        yield asked


def _remembering(run: Callable[..., Any], asked: Asked) -> Callable[..., Any]:
    """What runs a statement, and remembers it before."""

    async def remember(self: object, statement: str, parameters: dict[str, Any] | None = None) -> Any:
        asked.setdefault(statement, parameters or {})
        return await run(self, statement, parameters)

    return remember


async def do_everything(address: Address) -> None:
    """Write, change, retract, fold and read, by every method of a store and its audit log."""
    store = await open_store(address, "first")
    try:
        await write(store, *invented_firm(3))
        await write(store, *ENTITIES, *EMPLOYED_BETWEEN_TOUCHES)
        await _change(store)
        await _change_again(store)
        await fold(store)
        await _read_rows(store)
        await _read_lists(store)
        await _read_all(store)
        await _ask_for_news(store)
    finally:
        await store.close()
    refolding = await open_store(address, "second")
    await fold(refolding, "second")
    await refolding.close()
    await _look_into_the_log(address)
    await _migrate_in_vain(address)


async def _change(store: Neo4jStore) -> None:
    rows = {type(some[0]): [row for row in some if row is not None] for some in CHANGES.values()}

    async def unit(transaction: Transaction) -> None:
        await transaction.stamp(NOON)
        await transaction.has_amounts()
        for kind, (first, changed, *others) in rows.items():
            await transaction.put([first])
            await transaction.put([changed], Source.HAND)
            await transaction.put([first, *others], Source.WHOLE_FILE)
            await transaction.find(kind, [key_of(first)])
        for kind, (first, *_) in reversed(rows.items()):
            if kind is not Firm:
                await transaction.retract(kind, [key_of(first)], AmendmentKind.ABSENT)
                continue
            await transaction.remove(kind, [key_of(first)])
            await transaction.put([first])
        await transaction.move(Employment, ("p1", "A1", None), ("p1", "A1", date(2024, 1, 1)))
        await transaction.unfolded(10)
        await transaction.ties(None, 10)
        await transaction.ties(TIE, 10)
        await transaction.ties(TieKey("s1", None, "A1"), 10)
        await transaction.touches_of([TIE, TieKey("s1", None, "A1")])
        await transaction.replay("key")
        await transaction.keep_replay("key", Replay("body", "payload", NOON))
        await transaction.forget_replays(NOON)
        await transaction.mark_import(ImportMark(NOON, NOON, "folder", "owner"))
        await transaction.import_mark()
        await transaction.mark_import(None)

    await store.write(unit)


async def _change_again(store: Neo4jStore) -> None:
    """What can be done only where the firm stays as it is, for a unit that changes the firm names nobody else; and a
    question beside a unit, which reads in turn."""
    zoe = Person("zoe", "Zoe")

    async def unit(transaction: Transaction) -> None:
        await transaction.stamp(NOON)
        await transaction.put([CHANGES["outcome"][1]], Source.HAND)
        await transaction.put([touch("u", "ada", "pat", "acme", hour=10)])
        await transaction.put([zoe])
        await transaction.put([replace(zoe, title="Buyer")], Source.HAND)
        await transaction.put([replace(zoe, email="zoe@acme.example")])
        await transaction.remove(Person, [key_of(zoe)])
        await store.changed_since(await store.revision())

    await store.write(unit)


async def _read_rows(store: Neo4jStore) -> None:
    for kind in KEY_FIELDS:
        await store.find(kind, [()] if not KEY_FIELDS[kind] else [])
    for owner, kinds in OWNED.items():
        for kind in kinds:
            await _read_owned(store, kind, owner)
    await store.touches([TIE, TieKey("s1", None, "A1")], LAST_DAY, 5)
    await store.touches([TIE], LAST_DAY, 5, (NOON, "x"))


async def _read_owned(store: Neo4jStore, kind: type[Record], owner: type[StaffMember | Person | Account]) -> None:
    ids = {StaffMember: ["s1", "s2"], Person: ["p1", "p2"], Account: ["A1", "A2"]}[owner]
    found = await store.rows_of(kind, owner, ids, Stretch(2))
    some = next((place_among(row, owner) for rows in found.values() for row in rows.rows), None)
    for backwards in (False, True):
        await store.rows_of(kind, owner, ids, Stretch(2, some, backwards))


async def _read_lists(store: Neo4jStore) -> None:
    filters = {
        StaffMember: [
            Filter(employed_on=LAST_DAY),
            Filter(ends_after=LAST_DAY),
            Filter(team="x"),
            Filter(manager_id="s1"),
            Filter(manager_id="s1", tokens=("s",)),
        ],
        Person: [Filter(employer_id="A1")],
        Account: [Filter(industry="x"), Filter(parent_id="A1")],
    }
    for kind, some in filters.items():
        for only in (Filter(), Filter(tokens=("s", "p1")), *some):
            await store.count(kind, only)
            for order in Order:
                for backwards in (False, True):
                    await store.entities(kind, Slice(3, None, backwards, order=order, only=only))
                    await store.entities(kind, Slice(3, "s1", backwards, "name", order, only))
        await store.named(kind, "ada")
        await store.candidates(kind, ("a",), 3)
        await store.fetch(kind, ["s1"])
    await store.employers(["p1", "p2"])


async def _read_all(store: Neo4jStore) -> None:
    for evidence in (0, 2):
        await store.neighbourhood(["s1", "s2"], LAST_DAY, evidence)
        await store.neighbourhood(["s1"], date(2024, 3, 1), evidence)
        await store.neighbourhood(["s1", "s2"], LAST_DAY, evidence, ["A1", "A2"])
        await store.own_rows(["s1", "s2"], LAST_DAY)
        await store.whole(LAST_DAY, evidence)
    await store.revision()
    await store.ready()
    await store.firm()
    await store.import_mark()
    await store.changed_since(0)
    await store.held()
    await store.condition()
    await store.violations()
    async with store.snapshot() as snapshot:
        async for _ in snapshot.records(Touch):
            pass


async def _ask_for_news(store: Neo4jStore) -> None:
    """Of staff members, accounts and people who changed, and of one with whom others stand who did not."""
    await write(store, Person("pia", "Changed"))
    await store.news(await store.revision() - 2, LAST_DAY, rows=True)


async def _look_into_the_log(address: Address) -> None:
    log = await open_audit_log(address)
    try:
        await log.append(AuditEntry(datetime(2024, 1, 1, tzinfo=UTC), "v", "p", "q", ("s1",), 1))
        await log.entries(5)
        await log.entries(5, "s1", 9)
    finally:
        await log.close()


async def _migrate_in_vain(address: Address) -> None:
    """Begin and end a migration under the lock, in a transaction that is rolled back."""
    connection = Connection(address)
    lease = Lease(connection.location, address.database, "the tests", "the lease of the tests", 60.0)
    script = script_of(shipped("neo4j")[-1])
    try:
        async with connection.session(WRITE_ACCESS) as session, await session.begin_transaction() as transaction:
            queries = Queries(transaction)
            await lease.take(queries)
            there = await chain.read(queries, connection.location)
            await chain.begin(queries, lease, replace(there, there=False), script)
            await chain.end(queries, lease, there.newest, script, address.user)
            await lease.release(queries)
            await transaction.rollback()
    finally:
        await connection.close()
