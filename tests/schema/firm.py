"""A small firm in a real store, and the means to ask it over GraphQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from graph.domain.kinds import Record
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Employment,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import BuyingApproach, Channel, Direction, PromiseOutcome, ServiceRole
from graph.engine.assumptions import VERSION
from graph.questions.asking import LOCAL_PURPOSE
from graph.store.audit_log import AuditLog
from graph.store.embedded import open_audit_log, open_store
from graph.store.protocol import GraphStore, Transaction
from schema.context import Context
from schema.execution import Reply, Request, answer

NOW = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
"""Half past midnight on the first of July where the firm is."""
TODAY = date(2026, 7, 1)

ENTITIES: list[list[Record]] = [
    [Firm("Able & Sons", ("able.example",), "EUR", "Europe/Berlin")],
    [
        StaffMember("cleo", "Cleo Chief", title="Head of sales", start=date(2010, 1, 1)),
        StaffMember("ada", "Ada Able", "ada@able.example", "Key account", "north", "cleo", date(2018, 1, 1)),
        StaffMember("bob", "Bob Brown", team="north", manager_id="cleo", start=date(2019, 1, 1)),
        StaffMember("dora", "Dora Gone", manager_id="cleo", end=date(2024, 1, 1)),
        StaffMember("evan", "Evan Eager", start=date(2027, 1, 1)),
        StaffMember("flo", "Flo Fresh", start=date(2026, 7, 1)),
        StaffMember("gus", "Bob Brown", team="south", start=date(2020, 1, 1)),
    ],
    [
        Account("acme", "Acme", "acme.example", "machines", since=date(2015, 1, 1)),
        Account("bolt", "Bolt", since=date(2020, 1, 1)),
        Account("cog", "Cog"),
        Account("dune", "Dune", parent_id="acme"),
    ],
    [
        Person("petra", "Petra Pane", "petra@acme.example", "Head of engineering"),
        Person("paul", "Paul Post"),
        Person("quinn", "Quinn Quick"),
        Person("rita", "Rita Roe"),
    ],
    [
        Employment("petra", "acme", start=date(2016, 1, 1)),
        Employment("paul", "acme"),
        Employment("quinn", "acme", start=date(2019, 1, 1), end=date(2023, 1, 1)),
        Employment("quinn", "bolt", start=date(2023, 1, 1), end=date(2026, 12, 31)),
        Employment("quinn", "dune", start=date(2027, 1, 1)),
        Employment("rita", "dune"),
    ],
    [
        Service("ada", "acme", ServiceRole.LEAD),
        Service("ada", "bolt", ServiceRole.LEAD, date(2023, 1, 1)),
        Service("bob", "acme", ServiceRole.BACKUP),
        Service("ada", "dune", ServiceRole.LEAD),
    ],
    [Buying("dune", date(2024, 1, 1), BuyingApproach.PURCHASING)],
    [Closeness("ada", "petra", 4, date(2026, 5, 1), "ada")],
    [
        Promise("kept", "ada", date(2026, 1, 1), "petra", None, None, PromiseOutcome.KEPT, date(2026, 2, 1)),
        Promise("broken", "ada", date(2026, 1, 1), "quinn", None, None, PromiseOutcome.BROKEN, date(2026, 2, 1)),
        Promise("idle", "ada", date(2026, 1, 1), "paul", None, None, PromiseOutcome.KEPT, date(2026, 2, 1)),
    ],
    [
        Booking("acme", date(2026, 3, 1), 5_000_000_000, "a1"),
        Booking("bolt", date(2026, 4, 1), 500_000_000, "b1"),
        Booking("dune", date(2026, 5, 1), 250_000_000, "d1"),
    ],
]


def touch(name: str, on: date, staff_id: str, person_id: str | None, account_id: str | None = None) -> Touch:
    """A meeting at noon."""
    at = datetime.combine(on, time(12), UTC)
    return Touch(name, at, on, staff_id, Channel.MEETING, person_id, account_id, Direction.BOTH)


TOUCHES = [
    *(touch(f"petra-{month:02}", date(2026, month, 15), "ada", "petra") for month in range(1, 7)),
    *(touch(f"petra-25-{month:02}", date(2025, month, 15), "ada", "petra", "acme") for month in range(7, 13)),
    *(touch(f"quinn-{month:02}", date(2026, month, 10), "ada", "quinn") for month in range(2, 5)),
    *(touch(f"acme-{month:02}", date(2026, month, 20), "ada", None, "acme") for month in range(1, 4)),
    *(touch(f"cog-{month:02}", date(2026, month, 20), "ada", None, "cog") for month in range(1, 3)),
    *(touch(f"rita-{month:02}", date(2026, month, 5), "ada", "rita") for month in range(1, 3)),
    *(touch(f"bob-{month:02}", date(2026, month, 7), "bob", "petra") for month in range(1, 5)),
    touch("later", date(2026, 8, 1), "ada", "petra"),
]


class Counting:
    """A real store that counts the calls it passes on, by method."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._store, name)

        async def counted(*arguments: Any, **named: Any) -> Any:
            self.calls[name] += 1
            return await method(*arguments, **named)

        return counted


@dataclass
class SmallFirm:
    """A firm behind GraphQL. ``purpose`` is what is meant when none is stated."""

    store: GraphStore
    audit: AuditLog
    now: datetime = NOW
    purpose: str | None = LOCAL_PURPOSE

    async def reply(
        self, query: str, variables: Mapping[str, Any] | None = None, operation: str | None = None
    ) -> Reply:
        context = Context(self.store, self.audit, self.now, "local", "request-1", self.purpose)
        return await answer(Request(query, variables, operation), context)

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of a question that nothing is wrong with."""
        reply = await self.reply(query, variables)
        assert not reply.errors, reply.errors
        return reply.data

    async def codes(self, query: str, **variables: Any) -> tuple[str, ...]:
        """The codes of what is wrong with a question."""
        return (await self.reply(query, variables)).codes()

    async def add(self, *records: Record) -> None:
        """Write some more records, each in a call of its own."""

        async def work(tx: Transaction) -> None:
            for record in records:
                await tx.put([record])

        await self.store.write(work)


@asynccontextmanager
async def opened_firm(folder: Path, *, empty: bool = False) -> AsyncIterator[SmallFirm]:
    """The firm in a store of its own in ``folder``, closed on leaving."""
    path = folder / "whither.sqlite"
    store = await open_store(path, VERSION)
    audit = await open_audit_log(path)
    try:
        if not empty:
            await store.write(_everything)
        yield SmallFirm(store, audit)
    finally:
        await audit.close()
        await store.close()


async def _everything(tx: Transaction) -> None:
    for records in ENTITIES:
        await tx.put(records)
    await tx.put(TOUCHES)
