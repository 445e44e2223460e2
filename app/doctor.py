"""What somebody who has to mend Whither wants to know first.

Decides: what is looked at, and which findings count as problems. Changes nothing: no store is made or migrated.
Does not decide: what is wrong inside a store (``GraphStore.condition`` does), nor how findings are printed.
"""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.settings import Settings, unknown_settings
from app.wiring import store_path
from graph.engine.assumptions import VERSION
from graph.errors import WhitherError
from graph.store.embedded import audit_path, open_audit_log, open_store
from graph.store.protocol import GraphStore


@dataclass(slots=True)
class Findings:
    """What was found, as name and value in the order of printing; ``problems`` are sentences with the remedy."""

    program: Mapping[str, str]
    settings: Mapping[str, str]
    store: dict[str, str] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add_problem(self, sentence: str) -> None:
        """Add a problem, once however often it was met."""
        if sentence not in self.problems:
            self.problems.append(sentence)


async def examine(settings: Settings, environment: Mapping[str, str] | None = None) -> Findings:
    """Look at the program, the settings and their store; it raises no error of ours: each becomes a problem."""
    findings = Findings(program=_program(), settings=settings.shown())
    findings.problems += [
        f"{name} is not a setting of Whither: correct its name, or unset it." for name in unknown_settings(environment)
    ]
    try:
        path = store_path(settings)
        findings.store["path"] = str(path)
        _look_at_files(path, findings)
        looks = [_look_into] if path.exists() else []
        for look in (*looks, _look_into_audit_log):  # the last one also when the first ends in an error
            try:
                await look(path, findings)
            except WhitherError as error:
                findings.add_problem(str(error))
    except WhitherError as error:
        findings.add_problem(str(error))
    return findings


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
    }


def _look_at_files(path: Path, findings: Findings) -> None:
    audit = audit_path(path)
    findings.store["size"] = f"{path.stat().st_size:,} bytes" if path.is_file() else "no file"
    findings.store["audit log"] = str(audit) if audit.exists() else "none yet"
    if not path.exists():
        findings.store["state"] = "not made yet: `whither import DIR` makes it"


async def _look_into_audit_log(path: Path, _findings: Findings) -> None:
    """Read the newest row of the audit log, without which no question is answered; an empty file is still to be made,
    and making it is not for the doctor."""
    audit = audit_path(path)
    if not audit.exists() or (audit.is_file() and audit.stat().st_size == 0):
        return
    log = await open_audit_log(path)
    try:
        await log.entries(limit=1)
    finally:
        await log.close()


async def _look_into(path: Path, findings: Findings) -> None:
    store: GraphStore = await open_store(path, VERSION, migrate=False)
    try:
        await _inspect(store, findings)
    finally:
        await store.close()


async def _inspect(store: GraphStore, findings: Findings) -> None:
    condition = await store.condition()
    findings.store["schema version"] = condition.schema_version
    findings.store["data format"] = str(condition.data_format)
    findings.store["data revision"] = f"{condition.revision:,}"
    findings.problems += condition.problems
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
