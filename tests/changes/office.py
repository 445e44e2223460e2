"""A small firm in a real store, and somebody who changes it by hand.

Decides: nothing about right or wrong. The firm is written as an import writes it, and everything in it is folded.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from graph.changes.by_hand import Change, Correct, Done, Retract, Wish, change_by_hand
from graph.changes.importing import fold_marked_ties, write_records
from graph.domain.answers import Basis, DepartureImpact
from graph.domain.further_records import Amendment, Departure
from graph.domain.kinds import KEY_FIELDS, Key, Record, key_of
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import (
    BuyingApproach,
    Channel,
    CovenantKind,
    DecisionRole,
    Destination,
    ServiceRole,
)
from graph.engine.assumptions import VERSION
from graph.questions.asking import Asker
from graph.questions.departure import Departing, DepartureQuestion, ask_departure
from graph.store.audit_log import AuditLog
from graph.store.embedded import open_audit_log, open_store
from graph.store.protocol import GraphStore

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TODAY = date(2026, 6, 30)
KINDS = tuple(kind for kind in KEY_FIELDS if kind is not Amendment)
"""Every kind that somebody may change."""


def touch(name: str, on: date, staff: str, person: str | None, account: str | None = None) -> Touch:
    """A meeting at noon."""
    return Touch(name, datetime.combine(on, time(12), UTC), on, staff, Channel.MEETING, person, account)


FIRM: list[list[Record]] = [
    [Firm("Ours", ("ours.example",), "EUR", "Europe/Berlin")],
    [
        StaffMember("ben", "Ben", team="north", start=date(2010, 1, 1)),
        StaffMember("ada", "Ada", team="north", manager_id="ben", start=date(2015, 1, 1)),
        StaffMember("cora", "Cora", team="south", start=date(2018, 1, 1)),
    ],
    [Account("acme", "Acme", since=date(2016, 1, 1)), Account("bolt", "Bolt")],
    [Person("pia", "Pia"), Person("quinn", "Quinn"), Person("rex", "Rex")],
    [Buying("acme", date(2016, 1, 1), BuyingApproach.RELATIONSHIP)],
    [
        Employment("pia", "acme", "Engineer", DecisionRole.TECHNICAL),
        Employment("quinn", "bolt", decision_role=DecisionRole.ECONOMIC, start=date(2019, 1, 1)),
    ],
    [Service("ada", "acme", ServiceRole.LEAD)],
    [
        *(touch(f"pia-{month}", date(2026, month, 10), "ada", "pia") for month in range(1, 7)),
        *(touch(f"quinn-{month}", date(2026, month, 11), "ada", "quinn", "bolt") for month in range(2, 4)),
        touch("bolt-1", date(2026, 5, 12), "ben", None, "bolt"),
    ],
    [Closeness("ada", "pia", 4, date(2026, 5, 1), "ben")],
    [Promise("samples", "ada", date(2026, 1, 5), "pia", due_on=date(2026, 2, 1))],
    [
        Booking("acme", date(2026, 3, 1), 5_000_000_000, "a1", currency="EUR"),
        Booking("acme", date(2026, 3, 2), 10_000_000, rank=1, currency="EUR"),
        Booking("acme", date(2026, 3, 2), 20_000_000, rank=2, currency="EUR"),
        Booking("bolt", date(2026, 4, 1), 500_000_000, "b1", currency="EUR"),
    ],
    [Covenant("ada", CovenantKind.NON_SOLICIT, date(2015, 1, 1), "bolt")],
    [Departure("dora-2024", "cora", Destination.RIVAL, noticed_on=date(2026, 6, 1))],
]


@dataclass
class Office:
    """A firm, and the instant ``now`` at which somebody changes it or asks about it."""

    store: GraphStore
    audit: AuditLog
    now: datetime = NOW

    @property
    def asker(self) -> Asker:
        """Whoever changes something now."""
        return Asker("local", "keeping the book", self.now)

    async def wish(
        self,
        change: Change,
        expected_version: int | None = None,
        idempotency_key: str | None = None,
        question: str = "changeByHand",
    ) -> Done:
        """Change something."""
        wish = Wish(change, expected_version, idempotency_key, question)
        return await change_by_hand(self.store, self.audit, wish, self.asker)

    async def correct(self, row: Record, **fields: object) -> Done:
        """Correct some fields of a row that is there."""
        return await self.wish(Correct(type(row), key_of(row), fields))

    async def retract(self, row: Record) -> Done:
        """Retract a row that is there."""
        return await self.wish(Retract(type(row), key_of(row)))

    async def found(self, kind: type[Record], key: Key) -> Record | None:
        """The row with this key."""
        return (await self.store.find(kind, [key])).get(key)

    async def impact(self, staff_id: str = "ada", as_of: date = TODAY) -> DepartureImpact:
        """What the departure of one staff member means; the basis, which tells revisions apart, left out."""
        question = DepartureQuestion((Departing(staff_id),), as_of, draws=500)
        answer = await ask_departure(self.store, self.audit, question, self.asker)
        return replace(answer, basis=Basis(0, as_of, 1, VERSION, None, None))

    async def rows(self) -> dict[type[Record], list[Record]]:
        """Every row, but the amendments, in the order of a snapshot."""
        return {kind: await self.rows_of(kind) for kind in KINDS}

    async def rows_of(self, kind: type[Record]) -> list[Record]:
        """Every row of a kind."""
        async with self.store.snapshot() as snapshot:
            return [row async for some in snapshot.records(kind) for row in some]

    async def audited(self) -> list[tuple[str, tuple[str, ...]]]:
        """What the audit log says was done, and about whom, oldest first."""
        return [(entry.question, entry.subjects) for entry in reversed(await self.audit.entries(100))]


@asynccontextmanager
async def office_at(path: Path, rows: list[list[Record]] | None = None) -> AsyncIterator[Office]:
    """The office of the store in the file ``path``, closed on leaving; ``rows`` are imported first, kind by kind."""
    store = await open_store(path, VERSION)
    try:
        audit = await open_audit_log(path)
        try:
            for some in rows or []:
                await write_records(store, some)
            await fold_marked_ties(store)
            yield Office(store, audit)
        finally:
            await audit.close()
    finally:
        await store.close()


def same(row: Record | None, fields: Mapping[str, object]) -> bool:
    """Whether a row has these fields."""
    return row is not None and all(getattr(row, name) == value for name, value in fields.items())
