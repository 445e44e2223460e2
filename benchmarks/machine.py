"""On what a run was made: the day, the machine, the versions.

Decides: which facts go above a table. Does not decide: anything measured.
"""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import numpy as np
from neo4j import GraphDatabase, RoutingControl

from exchange.generating import Generated, Size
from graph.store.neo4j import Address

_GIB: Final = 2**30


def facts(size: Size, generated: Generated, address: Address | None, about: str) -> tuple[str, ...]:
    """One sentence a line; ``about`` says what a server was given."""
    rows = f"{generated.all_rows:,} rows, {generated.rows['touches.csv']:,} of them touches"
    found = [
        *machine_facts(f", neo4j driver {version('neo4j')} with neo4j-rust-ext {version('neo4j-rust-ext')}"),
        f"Firm: {size.staff:,} staff, {size.people:,} people, {size.accounts:,} accounts, {size.ties:,} ties: {rows}.",
    ]
    return (*found, f"Neo4j {_version(address)}, {about}.") if address is not None else tuple(found)


def machine_facts(further_versions: str = "") -> tuple[str, ...]:
    """The instant, the machine and the versions, one sentence a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"Python {platform.python_version()}, numpy {np.__version__}, SQLite {sqlite3.sqlite_version}"
    return (
        f"Run on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
        f"Machine: {usable} CPUs, {memory:.0f} GiB of memory, {platform.system()} on {platform.machine()}.",
        f"{python}{further_versions}.",
    )


def _version(address: Address) -> str:
    """What the server itself says it is."""
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        found = driver.execute_query(
            "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' "
            "RETURN versions[0] + ' ' + edition",
            database_=address.database,
            routing_=RoutingControl.READ,
        )
    return str(found.records[0][0])
