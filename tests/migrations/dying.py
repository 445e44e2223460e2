"""A process that migrates and is killed: ``python -m tests.migrations.dying URI USER PASSWORD LEASE CHAIN``.

Decides: nothing. ``CHAIN`` is the JSON of the migrations. It dies, as by kill -9, when the last of them has run and is
about to be recorded.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from neo4j import AsyncGraphDatabase

from graph.store.migrations import Migration
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.upkeep import chain as chains
from graph.store.neo4j.upkeep.leasing import Lease
from graph.store.neo4j.upkeep.migrating import migrate
from graph.store.neo4j.upkeep.scripts import Script
from tests.migrations.notes import LOCATION
from tests.servers.lines import Server

OWNER = "Mort"
_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 120


def die_migrating(server: Server, chain: tuple[Migration, ...], lease: float = 3600) -> None:
    """Let a process die, whose lock counts for so many seconds afterwards."""
    text = json.dumps([[one.version, one.name, one.text] for one in chain])
    arguments = [server.uri, server.user, server.password, str(lease), text]
    done = subprocess.run(
        [sys.executable, "-m", __name__, *arguments],
        cwd=_ROOT,
        timeout=_PATIENCE,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


async def main(uri: str, user: str, password: str, lease: str, text: str) -> None:
    """Migrate, and die."""
    chain = tuple(Migration(*one) for one in json.loads(text))
    end = chains.end

    async def die(queries: Queries, held: Lease, last: str, script: Script, connected_as: str) -> None:
        if script.migration == chain[-1]:
            os.kill(os.getpid(), signal.SIGKILL)
        await end(queries, held, last, script, connected_as)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chains, "end", die)
        async with AsyncGraphDatabase.driver(uri, auth=(user, password)) as driver:
            await migrate(driver, "neo4j", LOCATION, chain, owner=OWNER, lease=float(lease))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
