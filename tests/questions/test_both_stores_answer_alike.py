"""One firm in a file and in Neo4j: the same answers to every question, the same pages, the same export."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from exchange.demo import AS_OF, COMPANY
from exchange.exporting import export_folder
from exchange.importing import import_folder
from exchange.report import ImportReport
from graph.domain.network import Table
from graph.domain.records import Account, Person, StaffMember
from graph.engine.assumptions import VERSION
from graph.store import embedded, neo4j
from graph.store.protocol import AuditLog, GraphStore
from graph.store.values import Order, Slice
from schema.context import Context
from schema.documents import FULL_ANSWER, read_document
from schema.execution import Request, answer
from schema.global_ids import global_id
from tests.durability.invented_folder import AS_OF as INVENTED_DAY
from tests.durability.invented_folder import Size, invent
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PUBLIC = {"northwind": date(1998, 5, 6), "adventureworks": date(2014, 6, 30)}
SMALL = Size(staff=12, accounts=40, people=160, touches=2_000)
ALL = 10_000


@dataclass(frozen=True)
class Side:
    """A store with its audit log, and what the import into it said."""

    graph: GraphStore
    audit: AuditLog
    report: ImportReport


@asynccontextmanager
async def both(folder: Path, line: Line, place: Path) -> AsyncIterator[tuple[Side, Side]]:
    """The folder in a new file, and in an emptied database."""
    file, address = place / "firm.sqlite", empty_database(line)
    async with AsyncExitStack() as stack:
        sides = []
        for graph, audit in (
            (await embedded.open_store(file, VERSION), await embedded.open_audit_log(file)),
            (await neo4j.open_store(address, VERSION), await neo4j.open_audit_log(address)),
        ):
            stack.push_async_callback(audit.close)
            stack.push_async_callback(graph.close)
            sides.append(Side(graph, audit, await import_folder(graph, folder, now=NOW, rejects=None)))
        yield sides[0], sides[1]


async def data_about(side: Side, leavers: list[str], day: date) -> str:
    """The whole answer as GraphQL gives it, ranges, tails and waterfalls included, but for its basis."""
    asked = {
        "leavers": [{"id": global_id(StaffMember, one)} for one in leavers],
        "asOf": day.isoformat(),
        "seed": 7,
        "purpose": "comparing two stores",
    }
    context = Context(side.graph, side.audit, NOW, "local", "request")
    reply = await answer(Request(read_document(FULL_ANSWER), {"input": asked}), context)
    assert reply.data is not None, reply.errors
    result = dict(reply.data["departureImpact"])
    assert result["__typename"] in ("DepartureImpact", "StaffMemberNotEmployed"), result
    result.pop("basis", None)
    return json.dumps(result)


async def differences(file: Side, database: Side, day: date) -> list[str]:
    """Whose departure, alone or with the two who come next, is answered in two ways."""
    staff = [one.id for one in await file.graph.entities(StaffMember, Slice(ALL))]
    assert staff
    questions = [[one] for one in staff] + [staff[at : at + 3] for at in range(0, len(staff), 3)]
    return [
        "+".join(leavers)
        for leavers in questions
        if await data_about(file, leavers, day) != await data_about(database, leavers, day)
    ]


def columns(table: Table) -> dict[str, bytes]:
    """Each column of a table as bytes."""
    found: dict[str, bytes] = {}
    for column in fields(table):
        values = getattr(table, column.name)
        if isinstance(values, Table):
            found |= {f"{column.name}.{name}": held for name, held in columns(values).items()}
        else:
            found[column.name] = values.tobytes() if isinstance(values, np.ndarray) else repr(values).encode()
    return found


async def differing_columns(file: Side, database: Side, day: date) -> list[str]:
    """The columns of the whole Network that the two stores give differently."""
    one, other = await file.graph.whole(day, 2), await database.graph.whole(day, 2)
    assert one.firm == other.firm
    tables = [part.name for part in fields(one) if isinstance(getattr(one, part.name), Table)]
    return [
        f"{table}.{name}"
        for table in tables
        for name, held in columns(getattr(one, table)).items()
        if held != columns(getattr(other, table))[name]
    ]


async def exported(side: Side, folder: Path) -> dict[str, bytes]:
    """What an export writes, by file."""
    await export_folder(side.graph, folder)
    return bytes_in(folder)


def bytes_in(folder: Path) -> dict[str, bytes]:
    """What stands in the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def agree(folder: Path, day: date, line: Line, place: Path) -> None:
    """Hold everything that can be asked of a store against the other's answer."""
    async with both(folder, line, place) as (file, database):
        assert [(one.name, one.new, one.rejected) for one in file.report.files] == [
            (one.name, one.new, one.rejected) for one in database.report.files
        ]
        assert await differing_columns(file, database, day) == []
        assert await differing_columns(file, database, day - timedelta(days=400)) == []
        assert await differences(file, database, day) == []
        assert await file.graph.held() == await database.graph.held()
        for kind in (StaffMember, Person, Account):
            window = Slice(ALL, order=Order.NAME)
            assert await file.graph.entities(kind, window) == await database.graph.entities(kind, window)
        assert await exported(file, place / "of the file") == await exported(database, place / "of the database")


@pytest.mark.parametrize("line", list(Line), ids=str)
@pytest.mark.parametrize("name", sorted(PUBLIC))
async def test_both_stores_answer_alike_about_public_data(
    sample_data: Path, tmp_path: Path, name: str, line: Line
) -> None:
    await agree(sample_data / name, PUBLIC[name], line, tmp_path)


@pytest.mark.parametrize("line", list(Line), ids=str)
async def test_both_stores_answer_alike_about_the_demo_company(tmp_path: Path, line: Line) -> None:
    await agree(COMPANY, AS_OF, line, tmp_path)


@pytest.mark.parametrize("line", list(Line), ids=str)
async def test_both_stores_answer_alike_about_an_invented_firm(tmp_path: Path, line: Line) -> None:
    await agree(invent(tmp_path / "folder", SMALL), INVENTED_DAY, line, tmp_path)
