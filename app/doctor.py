"""What somebody who has to mend Whither wants to know first.

Decides: what is looked at, and which findings count as problems. Changes nothing: no store is made or migrated.
Does not decide: what is wrong inside a store (``GraphStore.condition`` does), nor how findings are printed.
"""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from app.places import Place, place_of
from app.settings import Settings, unknown_settings
from app.wiring import Clock, inspected, now
from graph.domain.records import StaffMember
from graph.engine.assumptions import VERSION
from graph.errors import StoreVersion, WhitherError
from graph.questions.entities import today
from graph.store.embedded import PATIENCE, EmbeddedAuditLog, audit_path, pending_in_audit_log
from graph.store.neo4j import Address
from graph.store.protocol import GraphStore
from graph.store.values import Filter, Order, Slice

MOST_LISTED: Final = 20
"""Staff members whose end lies ahead that are listed; the others are counted."""


@dataclass(slots=True)
class Findings:
    """What was found, as name and value in the order of printing; ``problems`` are sentences with the remedy.

    ``leaving`` are staff members whose end lies ahead, with that day; ``leaving_too`` are so many more."""

    program: Mapping[str, str]
    settings: Mapping[str, str]
    store: dict[str, str] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    leaving: list[tuple[str, str]] = field(default_factory=list)
    leaving_too: int = 0
    problems: list[str] = field(default_factory=list)

    def add_problem(self, sentence: str) -> None:
        """Add a problem, once however often it was met."""
        if sentence not in self.problems:
            self.problems.append(sentence)


async def examine(settings: Settings, environment: Mapping[str, str] | None = None, clock: Clock = now) -> Findings:
    """Look at the program, the settings and their store; it raises no error of ours: each becomes a problem."""
    findings = Findings(program=_program(), settings=settings.shown())
    findings.problems += [
        f"{name} is not a setting of Whither: correct its name, or unset it." for name in unknown_settings(environment)
    ]
    try:
        place = place_of(settings)
        if isinstance(place, Address):
            findings.store["database"] = place.location
            await _look_into(place, findings, clock)
        else:
            await _examine_file(place, findings, clock)
    except WhitherError as error:
        findings.add_problem(str(error))
    return findings


async def _examine_file(path: Path, findings: Findings, clock: Clock) -> None:
    findings.store["path"] = str(path)
    _look_at_files(path, findings)
    looks = [] if "state" in findings.store else [_look_into]
    for look in (*looks, _look_into_audit_log):  # the last one also when the first ends in an error
        try:
            await look(path, findings, clock)
        except WhitherError as error:
            findings.add_problem(str(error))


def _program() -> dict[str, str]:
    try:
        installed = version("whither-graph")
    except PackageNotFoundError:
        installed = "run from its source, not installed"
    return {
        "whither": installed,
        "assumptions": VERSION,
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "Neo4j driver": version("neo4j"),
    }


def _look_at_files(path: Path, findings: Findings) -> None:
    audit = audit_path(path)
    findings.store["size"] = f"{path.stat().st_size:,} bytes" if path.is_file() else "no file"
    for file in sorted([*path.parent.glob(f"{path.name}.partial*"), *path.parent.glob(f"{audit.name}.partial*")]):
        findings.add_problem(f"{file} is an unfinished copy: if no restore or migration is running, remove it.")
    findings.store["audit log"] = str(audit) if audit.exists() else "none yet"
    if not path.exists():
        findings.store["state"] = "not made yet: `whither import DIR` makes it"


async def _look_into_audit_log(path: Path, findings: Findings, _clock: Clock) -> None:
    """Read the newest row of the audit log, without which no question is answered; an empty file is still to be made,
    and making it, or migrating it, is not for the doctor."""
    file = audit_path(path)
    if not file.exists() or (file.is_file() and file.stat().st_size == 0):
        return
    lacking = pending_in_audit_log(path)
    if lacking:
        findings.add_problem(f"The audit log lacks the migrations {', '.join(lacking)}: run whither migrate.")
        return
    log = EmbeddedAuditLog(file, PATIENCE)
    try:
        await log.entries(limit=1)
    finally:
        await log.close()


async def _look_into(place: Place, findings: Findings, clock: Clock) -> None:
    async with inspected(place) as store:
        await _tell_condition(store, findings)
        with suppress(StoreVersion):  # told with the condition
            await _inspect(store, findings)
            await _tell_leaving(store, findings, clock)


async def _tell_condition(store: GraphStore, findings: Findings) -> None:
    condition = await store.condition()
    findings.store["schema version"] = condition.schema_version
    findings.store["data format"] = str(condition.data_format)
    findings.store["data revision"] = f"{condition.revision:,}"
    findings.problems += condition.problems


async def _inspect(store: GraphStore, findings: Findings) -> None:
    firm = await store.firm()
    if firm is not None:
        findings.store["firm"] = firm.name or "not named"
        findings.store["currency"] = firm.currency or "none yet"
        findings.store["time zone"] = firm.time_zone
    mark = await store.import_mark()
    if mark is not None:
        since = mark.started.strftime("%Y-%m-%d %H:%M UTC")
        findings.problems.append(
            f"An import begun at {since} has not ended: wait for it, or run the same import again to finish it."
        )
    await _count(store, findings)


async def _count(store: GraphStore, findings: Findings) -> None:
    held = await store.held()
    findings.store["last touch"] = held.last_touch.isoformat() if held.last_touch else "none"
    findings.held = {
        "staff members": held.staff,
        "accounts": held.accounts,
        "people": held.people,
        "employments": held.employments,
        "services": held.services,
        "touches": held.touches,
        "closeness ratings": held.ratings,
        "promises": held.promises,
        "bookings": held.bookings,
        "ties": held.ties,
    }


async def _tell_leaving(store: GraphStore, findings: Findings, clock: Clock) -> None:
    """Whoever leaves soon is either a fact to plan for or a slip of the pen; nobody else can tell."""
    ahead = Filter(ends_after=await today(store, clock()))
    staff = await store.entities(StaffMember, Slice(MOST_LISTED, order=Order.NAME, only=ahead))
    findings.leaving = [(f"{one.name} ({one.id})", one.end.isoformat()) for one in staff if one.end is not None]
    findings.leaving_too = await store.count(StaffMember, ahead) - len(staff)
