"""Where the time of a departure goes: reading, the engine, GraphQL; in this process, without HTTP.

Decides: how the layers are called and timed. Does not decide: what they do.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.memory import set_aside
from benchmarks.answers import BenchmarkFailed
from benchmarks.documents import SUMMARY
from benchmarks.plan import Place
from benchmarks.stores import opened, opened_log
from exchange.generating import LAST_DAY
from graph.domain.answers import Basis
from graph.domain.network import Network
from graph.domain.vocabulary import Destination
from graph.engine.assumptions import VERSION
from graph.engine.departure import DepartureSettings, departure_impact
from graph.questions.near import read_near
from graph.questions.networks import Networks
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from graph.store.values import AuditEntry
from schema.context import Context
from schema.execution import Request, answer

_NOW: Final = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 12, tzinfo=UTC)
_ROWS: Final = 20
"""Accounts that the summary shows."""
_DAY_BEFORE: Final = LAST_DAY - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Layers:
    """Seconds for each leaver. ``store``: the neighbourhood read from the store; ``cut``: the same cut from the loaded
    firm; ``engine``; ``audit``: the audit row; ``rest``: GraphQL and all that is between the layers."""

    store: tuple[float, ...]
    cut: tuple[float, ...]
    engine: tuple[float, ...]
    audit: tuple[float, ...]
    rest: tuple[float, ...]


class _Watched(Networks):
    """Networks that take note of how long the last neighbourhood took."""

    seconds = 0.0

    async def neighbourhood(self, staff_ids: Sequence[str], day: date, evidence: int = 0) -> Network:
        began = time.perf_counter()
        network = await super().neighbourhood(staff_ids, day, evidence)
        self.seconds = time.perf_counter() - began
        return network


@dataclass
class _WatchedLog:
    """An audit log that takes note of how long the last row took."""

    log: AuditLog
    seconds: float = 0.0

    async def append(self, entry: AuditEntry) -> None:
        began = time.perf_counter()
        await self.log.append(entry)
        self.seconds = time.perf_counter() - began

    async def entries(
        self, limit: int, subject: str | None = None, before: int | None = None
    ) -> tuple[AuditEntry, ...]:
        return await self.log.entries(limit, subject, before)

    async def close(self) -> None:
        """Whoever opened the log closes it."""


@dataclass
class _Noted:
    store: list[float] = field(default_factory=list)
    cut: list[float] = field(default_factory=list)
    engine: list[float] = field(default_factory=list)
    audit: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)


async def layers(place: Place, staff: Sequence[str]) -> Layers:
    """Ask about each of these staff members from the loaded firm, and call each layer alone; the first of them twice,
    so that nothing is measured while it is done for the first time."""
    async with opened(place) as store, opened_log(place) as log:
        networks, watched = _Watched(store, on_loaded=set_aside), _WatchedLog(log)
        await networks.whole(LAST_DAY)
        try:
            await _ask(store, networks, watched, staff[0], _Noted())
            noted = _Noted()
            for one in staff:
                await _ask(store, networks, watched, one, noted)
        finally:
            await networks.close()
    return Layers(tuple(noted.store), tuple(noted.cut), tuple(noted.engine), tuple(noted.audit), tuple(noted.rest))


async def _ask(store: GraphStore, networks: _Watched, log: _WatchedLog, leaver: str, noted: _Noted) -> None:
    context = Context(store=store, audit=log, now=_NOW, viewer="benchmark", request_id="benchmark", kept=networks)
    request = Request(SUMMARY, {"leaver": leaver, "asOf": LAST_DAY.isoformat()})
    began = time.perf_counter()
    reply = await answer(request, context)
    total = time.perf_counter() - began
    if reply.errors or reply.data is None or reply.data["departureImpact"]["__typename"] != "DepartureImpact":
        raise BenchmarkFailed(f"The departure of {leaver} was not answered: {reply.body()}.")
    cut, audit = networks.seconds, log.seconds
    network = await networks.neighbourhood([leaver], LAST_DAY)
    basis = Basis(
        revision=network.revision, as_of=LAST_DAY, seed=1, assumptions=VERSION, import_state=None, import_since=None
    )
    began = time.perf_counter()
    found = departure_impact(network, DepartureSettings({leaver: Destination.RIVAL}, draws=0, basis=basis))
    _ = found.accounts[:_ROWS]  # rows are made when they are read
    engine = time.perf_counter() - began
    began = time.perf_counter()
    await read_near(store, [leaver], _DAY_BEFORE)
    noted.store.append(time.perf_counter() - began)
    noted.cut.append(cut)
    noted.engine.append(engine)
    noted.audit.append(audit)
    noted.rest.append(max(0.0, total - cut - engine - audit))
