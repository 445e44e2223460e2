"""A small good folder, and how a test imports one and looks at what the store then holds.

Decides: nothing about right or wrong; each test spoils or reorders what it needs.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from exchange.importing import import_folder
from exchange.report import FileReport, ImportReport, OnProgress
from graph.domain.network import Network
from graph.store.protocol import GraphStore

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = date(2026, 1, 1)

FILES: dict[str, str] = {
    "firm.csv": "name,domains,currency,time_zone\nOurs,ours.example;ours.test,EUR,Europe/Berlin\n",
    "staff.csv": (
        "id,name,email,title,team,manager_id,start,end\n"
        "ada,Ada,ada@ours.example,Sales,North,ben,2015-01-01,\n"
        "ben,Ben,,Head of sales,North,,,\n"
        "cora,Cora,,Sales,South,ben,2010-01-01,2020-01-01\n"
    ),
    "accounts.csv": (
        "id,name,domain,industry,parent_id,since\n"
        "globex,Globex,globex.example,Energy,initech,2016-01-01\n"
        "initech,Initech,,,,\n"
    ),
    "buying.csv": (
        "account_id,from,approach,decision_rule,switching_cost,other_suppliers,renewal_on\n"
        "globex,2016-01-01,relationship,majority,2.5,1,2026-06-30\n"
        "globex,2024-01-01,purchasing,,,,\n"
    ),
    "people.csv": "id,name,email,title\npia,Pia,pia@globex.example,Engineer\nquinn,,quinn@ours.example,\nrex,Rex,,\n",
    "employments.csv": (
        "person_id,account_id,title,decision_role,decision_weight,veto,start,end\n"
        "pia,globex,Engineer,technical,25,no,,\n"
        "quinn,globex,,economic,,yes,2018-01-01,2023-01-01\n"
        "quinn,initech,,,,,2023-01-01,\n"
    ),
    "services.csv": "staff_id,account_id,role,start,end\nada,globex,lead,,\nben,globex,backup,2020-01-01,2022-01-01\n",
    "touches.csv": (
        "id,at,staff_id,person_id,account_id,channel,direction\n"
        "t1,2024-03-01,ada,pia,globex,meeting,both\n"
        "t2,2024-03-31T23:30:00Z,ada,pia,,email,out\n"
        "t3,2025-05-05T10:00:00,ben,quinn,initech,call,\n"
        "t4,2025-06-05T10:00:00+02:00,ben,,globex,order,in\n"
    ),
    "closeness.csv": "staff_id,person_id,closeness,on,by\nada,pia,4,2024-05-01,Ben\nada,pia,3,2025-05-01,Ben\n",
    "promises.csv": (
        "id,staff_id,person_id,account_id,made_on,due_on,outcome,closed_on\n"
        "p1,ada,pia,,2024-01-01,2024-02-01,kept,2024-01-20\n"
        "p2,ada,,globex,2025-01-01,,,\n"
    ),
    "revenue.csv": (
        "account_id,on,amount,currency,ref,line\n"
        "globex,2025-01-10,1000.50,EUR,r1,pumps\n"
        "globex,2025-01-10,-100,EUR,,valves\n"
        "globex,2025-01-10,250.25,,,pumps\n"
    ),
    "covenants.csv": (
        "staff_id,kind,from,account_id,until\nada,non_solicit,2015-01-01,globex,\nben,non_compete,,,2030-01-01\n"
    ),
}
"""Every file that is read, with the cases that are easily got wrong: a manager and a parent on a later line, an ended
service, a change of employer, instants with and without a zone, bookings without a ref."""

FURTHER: dict[str, str] = {
    "gains.csv": (
        "id,account_id,from,until,amount,currency,attributed_to,against_alternative,verified_by_customer\n"
        "g1,globex,2024-01-01,2025-01-01,1200.5,EUR,ada,yes,no\n"
        "g2,globex,2025-01-01,2026-01-01,-3,,Firm,,\n"
    ),
    "referrals.csv": "person_id,account_id,on\npia,initech,2023-01-01\nrex,globex,\n",
    "colleagues.csv": "staff_id,other_id,kind,since\nada,ben,hired,2015-01-01\nada,ben,worked_with,\n",
    "departures.csv": "id,staff_id,noticed_on,left_on,destination\nd1,cora,2019-10-01,2020-01-01,rival\n",
    "outcomes.csv": (
        "departure_id,account_id,outcome,on,value\nd1,globex,shrank,2020-06-01,99.99\nd1,initech,unknown,,\n"
    ),
    "attention.csv": "staff_id,month,customer_hours,internal_hours\nada,2025-05,80.5,20\nada,2025-06-01,,0\n",
    "retractions.csv": (
        "file,kind,key,at,imported\n"
        'touches.csv,retracted,"[""t9""]",2025-06-01T10:00:00Z,\n'
        "people.csv,retracted,0123456789abcdef0123456789abcdef,2025-06-01,\n"
    ),
}
"""The files that later parts of the model read, and what was decided by hand."""

ROWS = {name: len(text.splitlines()) - 1 for name, text in FILES.items()}


def folder_of(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files into the folder ``path``."""
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return path


async def brought_in(
    store: GraphStore,
    folder: Path,
    *,
    strict: bool = False,
    dry_run: bool = False,
    progress: OnProgress | None = None,
) -> ImportReport:
    """Import with the tests' clock; rejects go beside the folder."""
    rejects = folder.parent / f"{folder.name}-rejects.csv"
    return await import_folder(
        store, folder, now=NOW, rejects=rejects, strict=strict, dry_run=dry_run, progress=progress
    )


def of(report: ImportReport, name: str) -> FileReport:
    """What became of one file."""
    return next(file for file in report.files if file.name == name)


def rejects_of(report: ImportReport) -> list[tuple[str, int, str, str]]:
    """The rejects as (file, line, column, reason), as the file that lists them says."""
    if report.rejects is None:
        return []
    with report.rejects.open(encoding="utf-8", newline="") as file:
        return [(row["file"], int(row["line"]), row["column"], row["reason"]) for row in csv.DictReader(file)]


async def network_in(store: GraphStore) -> object:
    """All that the store holds, as plain comparable values; the revision is left out."""
    whole = await store.whole(TODAY, evidence=5)
    return {name: value for name, value in _plain(whole).items() if name != "revision"}


def _plain(table: Network | object) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in fields(table):  # type: ignore[arg-type]  # only ever a table of the Network
        value = getattr(table, column.name)
        if isinstance(value, np.ndarray):
            found[column.name] = (str(value.dtype), value.tobytes())
        else:
            found[column.name] = _plain(value) if is_dataclass(value) else value
    return found
