"""One firm in a file and in Neo4j, asked the same.

Compared are the departure of each staff member alone and of three at a time (in a generated firm of every fourth staff
member), all pages of it, with all that the question can be asked for; whom the firm depends on; the whole Network
column by column, on two days; staff, people and accounts in the order of their names; what is held, in numbers; and the
files of an export. Not compared here, but held to the contract of the store (``tests.store``): searches, lists of
recorded rows, filters, and what a change answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exchange.demo import AS_OF, COMPANY
from exchange.exporting import export_folder
from exchange.generating import LAST_DAY, Size, generate
from exchange.importing import import_folder
from exchange.report import ImportReport
from graph.domain.network import Table
from graph.domain.records import Account, Person, StaffMember
from graph.engine.assumptions import VERSION
from graph.questions.paging import MOST_ROWS
from graph.store import embedded, neo4j
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from graph.store.values import Order, Slice
from schema.context import Context
from schema.documents import FULL_ANSWER, KEY_PEOPLE, read_document
from schema.execution import Request, answer
from schema.global_ids import global_id
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PUBLIC = {"northwind": date(1998, 5, 6), "adventureworks": date(2020, 5, 31)}
"""The day of the last order of each."""
GENERATED = Size(staff=40, people=300, accounts=80, ties=1_500, touches=9_000)
ALL = 10_000


@dataclass(frozen=True)
class Asked:
    """Whose departures are asked about, every staff member's or every so many's, and how many rows a page has."""

    every: int = 1
    rows: int = MOST_ROWS


EVERYBODY = Asked()


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


async def pages_about(side: Side, leavers: list[str], day: date, rows: int) -> list[dict[str, Any]]:
    """Each page of the whole answer as GraphQL gives it, ranges, tails, waterfalls and cursors included.

    Left out is the revision alone: each store writes in units of its own size."""
    variables: dict[str, Any] = {
        "input": {
            "leavers": [{"id": global_id(StaffMember, one)} for one in leavers],
            "asOf": day.isoformat(),
            "seed": 7,
            "purpose": "comparing two stores",
        },
        "first": rows,
    }
    pages = []
    while True:
        context = Context(side.graph, side.audit, NOW, "local", "request")
        reply = await answer(Request(read_document(FULL_ANSWER), variables), context)
        assert not reply.errors, reply.errors
        assert reply.data is not None
        page = reply.data["departureImpact"]
        pages.append(page)
        if page["__typename"] != "DepartureImpact":
            assert page["__typename"] == "StaffMemberNotEmployed", page
            return pages
        del page["basis"]["revision"]
        if not page["accounts"]["pageInfo"]["hasNextPage"]:
            shown = sum(len(page["accounts"]["edges"]) for page in pages)
            assert shown == page["accounts"]["totalCount"]
            return pages
        variables["after"] = page["accounts"]["pageInfo"]["endCursor"]


async def differences(file: Side, database: Side, day: date, asked: Asked) -> list[str]:
    """Whose departure, alone or with the two who come next, is answered in two ways.

    Most staff members are employed on the day and have accounts, or there would be nothing to compare."""
    staff = [one.id for one in await file.graph.entities(StaffMember, Slice(ALL))][:: asked.every]
    found, answered = [], 0
    for leavers in [[one] for one in staff] + [staff[at : at + 3] for at in range(0, len(staff), 3)]:
        ours = await pages_about(file, leavers, day, asked.rows)
        if ours != await pages_about(database, leavers, day, asked.rows):
            found.append("+".join(leavers))
        answered += len(leavers) == 1 and ours[0]["__typename"] == "DepartureImpact" and bool(accounts_on(ours))
    assert answered > len(staff) / 2
    return found


def accounts_on(pages: list[dict[str, Any]]) -> list[str]:
    """The names of the accounts on the pages of an answer."""
    return [edge["node"]["name"] for page in pages for edge in page["accounts"]["edges"]]


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


async def about_the_firm(side: Side, day: date) -> object:
    """Whom the firm depends on, and how, as GraphQL gives it; the revision alone is left out."""
    variables = {"asOf": day.isoformat(), "first": MOST_ROWS}
    context = Context(side.graph, side.audit, NOW, "local", "request")
    reply = await answer(Request(read_document(KEY_PEOPLE), variables), context)
    assert not reply.errors, reply.errors
    assert reply.data is not None
    assert reply.data["keyPeople"]["edges"]
    basis = reply.data["firmRisk"]["basis"]
    assert basis.pop("revision") == basis.pop("latestRevision")
    return reply.data


async def exported(side: Side, folder: Path) -> dict[str, bytes]:
    """What an export writes, by file."""
    await export_folder(side.graph, folder)
    return bytes_in(folder)


def bytes_in(folder: Path) -> dict[str, bytes]:
    """What stands in the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def agree(folder: Path, day: date, line: Line, place: Path, asked: Asked = EVERYBODY) -> None:
    """Hold everything that can be asked of a store against the other's answer."""
    async with both(folder, line, place) as (file, database):
        assert [(one.name, one.new, one.rejected) for one in file.report.files] == [
            (one.name, one.new, one.rejected) for one in database.report.files
        ]
        assert await differing_columns(file, database, day) == []
        assert await differing_columns(file, database, day - timedelta(days=400)) == []
        assert await differences(file, database, day, asked) == []
        assert await about_the_firm(file, day) == await about_the_firm(database, day)
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
async def test_both_stores_answer_alike_about_a_generated_firm(tmp_path: Path, line: Line) -> None:
    generated = generate(tmp_path / "folder", GENERATED, seed=7)
    assert all(generated.rows.values())  # buying, covenants, closeness and promises among them
    await agree(generated.folder, LAST_DAY, line, tmp_path, Asked(every=4, rows=20))  # so that some have pages
