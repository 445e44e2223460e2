"""Which migrations the files of a store still lack, and running them at once.

Decides: which files a store consists of, and which kind each is. Does not decide: how a migration is run (``migrating``
does), nor which are in the way (``graph.store.migrations`` does).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.store.embedded import audit, store
from graph.store.embedded.connection import PATIENCE
from graph.store.embedded.upkeep.migrating import FileKind, bring_up_to_date, look
from graph.store.migrations import shipped


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The migrations of one file of a store, by name and in order; ``copy`` is what the file was before they ran, None
    where none ran or nothing was stored."""

    path: Path
    migrations: tuple[str, ...]
    copy: Path | None = None


def store_kind() -> FileKind:
    """The kind of file that holds a firm."""
    return FileKind(store.APPLICATION_ID, shipped("embedded"))


def audit_kind() -> FileKind:
    """The kind of file that holds who looked."""
    return FileKind(audit.APPLICATION_ID, shipped("audit"))


def pending(path: Path, *, patience: float = PATIENCE) -> tuple[Upgrade, ...]:
    """What the store in the file ``path`` and its audit log still lack, file by file; none is up to date.

    It changes nothing; an audit log that nobody needed yet lacks nothing. Raises the StoreError for which a file must
    be refused."""
    looked = (Upgrade(file, _lacking(file, kind, patience)) for file, kind in _parts(path))
    return tuple(upgrade for upgrade in looked if upgrade.migrations)


def pending_in_store(path: Path, *, patience: float = PATIENCE) -> tuple[str, ...]:
    """What the file ``path`` alone lacks, by the rules of :func:`pending`."""
    return _lacking(path, store_kind(), patience)


def pending_in_audit_log(path: Path, *, patience: float = PATIENCE) -> tuple[str, ...]:
    """What the audit log of the store in the file ``path`` lacks; it is there."""
    return _lacking(audit.audit_path(path), audit_kind(), patience)


def upgrade(path: Path, *, patience: float = PATIENCE) -> tuple[Upgrade, ...]:
    """Run what :func:`pending` tells; what ran, file by file. Raises StoreBusy when another process has a file open."""
    ran = []
    for file, kind in _parts(path):
        done = bring_up_to_date(file, kind, patience)
        if done.ran:
            ran.append(Upgrade(file, tuple(migration.label for migration in done.ran), done.copy))
    return tuple(ran)


def _lacking(file: Path, kind: FileKind, patience: float) -> tuple[str, ...]:
    there = look(file, kind, patience)
    if there.obstacle is not None:
        raise there.obstacle
    return tuple(migration.label for migration in there.pending)


def _parts(path: Path) -> tuple[tuple[Path, FileKind], ...]:
    """Those files of a store that are there; an empty audit log is still to be made."""
    log = audit.audit_path(path)
    needed = log.exists() and not (log.is_file() and log.stat().st_size == 0)
    parts = ((path, store_kind(), path.exists()), (log, audit_kind(), needed))
    return tuple((file, kind) for file, kind, there in parts if there)
