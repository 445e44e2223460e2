"""The demo company's story, told through GraphQL over a real store; and the same story with some lines otherwise."""

from __future__ import annotations

import csv
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.wiring import Stores
from exchange.demo import AS_OF, COMPANY
from exchange.importing import import_folder
from graph.engine.assumptions import VERSION
from graph.store import embedded, neo4j
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from schema import execution
from schema.context import Context
from schema.documents import FULL_ANSWER, read_document
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database

TOLD_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
Row = dict[str, str]


@dataclass(frozen=True)
class Account:
    """What the answer says about one account."""

    node: dict[str, Any]

    @property
    def follows(self) -> float:
        return float(self.node["outcomes"]["follows"]["value"])

    @property
    def barred(self) -> bool:
        return bool(self.node["barred"])

    @property
    def strength(self) -> float:
        """Strength of those who leave."""
        return float(self.node["strength"])

    @property
    def value(self) -> Decimal:
        return Decimal(self.node["value"]["amount"])

    @property
    def loss(self) -> Decimal:
        return Decimal(self.node["expectedLoss"]["amount"])

    def tie_of(self, staff_id: str) -> float:
        """Strength there of somebody who stays; 0 for nobody."""
        held = {tie["staffMember"]["ownId"]: float(tie["strength"]) for tie in self.node["surviving"]}
        return held.get(staff_id, 0.0)

    @property
    def strongest_who_stays(self) -> float:
        return max((float(tie["strength"]) for tie in self.node["surviving"]), default=0.0)


@dataclass(frozen=True)
class Answer:
    """What happens if these people leave."""

    impact: dict[str, Any]

    def at(self, account_id: str) -> Account:
        return self.accounts[account_id]

    @property
    def accounts(self) -> dict[str, Account]:
        nodes = [edge["node"] for edge in self.impact["accounts"]["edges"]]
        return {node["account"]["ownId"]: Account(node) for node in nodes}

    def total(self, name: str) -> Decimal:
        return Decimal(self.impact["totals"][name]["amount"])


@dataclass(frozen=True)
class Story:
    """A firm whose story is in a store."""

    stores: Stores

    async def if_they_leave(self, *staff_ids: str, on: date = AS_OF, destination: str = "RIVAL") -> Answer:
        leavers = [{"id": staff_id, "destination": destination} for staff_id in staff_ids]
        request = execution.Request(read_document(FULL_ANSWER), {"input": {"leavers": leavers, "asOf": on.isoformat()}})
        context = Context(self.stores.graph, self.stores.audit, TOLD_AT, "local", "story")
        reply = await execution.answer(request, context)
        assert not reply.errors, reply.errors
        assert reply.data is not None
        impact = reply.data["departureImpact"]
        assert impact["__typename"] == "DepartureImpact", impact
        return Answer(impact)


@asynccontextmanager
async def told(folder: Path, place: Path | Line) -> AsyncIterator[Story]:
    """The story of a folder, in a store in a new file, or in the one database of a line of Neo4j: there a story cannot
    be asked any more once the next one is told."""
    async with AsyncExitStack() as stack:
        graph: GraphStore
        audit: AuditLog
        if isinstance(place, Line):
            address = empty_database(place)
            graph, audit = await neo4j.open_store(address, VERSION), await neo4j.open_audit_log(address)
        else:
            graph, audit = await embedded.open_store(place, VERSION), await embedded.open_audit_log(place)
        stack.push_async_callback(graph.close)
        stack.push_async_callback(audit.close)
        report = await import_folder(graph, folder, now=TOLD_AT, rejects=None, strict=True)
        assert report.loaded, report.first_rejects
        yield Story(Stores(graph, audit, str(place)))


def retold(at: Path, **changes: Callable[[Row], Row | None]) -> Path:
    """A copy of the company in the new folder ``at``: each change is given the rows of the file it is named after, and
    returns the row as it should have been, or None to strike it. A change that changes nothing is a mistake."""
    shutil.copytree(COMPANY, at)
    for name, change in changes.items():
        path = at / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        changed = [row for before in rows if (row := change(dict(before))) is not None]
        assert changed != rows, f"nothing changed in {path.name}"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames or ())
            writer.writeheader()
            writer.writerows(changed)
    return at


def striking(**cells: str) -> Callable[[Row], Row | None]:
    """A change that strikes every row with these cells."""
    return lambda row: None if all(row[name] == value for name, value in cells.items()) else row
