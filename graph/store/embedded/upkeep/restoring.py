"""A backup becomes the store again.

Decides: what may be replaced and what is kept of it; that a source is looked over, and brought to today's schema, as a
copy, before anything is touched; that a store which is served holds all of the old or all of the new; and the revision
after it. Does not decide: how a file is copied (``copying`` does) or where it is put (``replacing`` does).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.errors import StoreBusy, StoreDamaged, StoreError, StoreFilled
from graph.store.embedded.audit import audit_path
from graph.store.embedded.connection import PATIENCE, check_file, connect, make_file
from graph.store.embedded.faults import foreign, said_plainly
from graph.store.embedded.store import open_store
from graph.store.embedded.upkeep.backups import reading, refuse_unreadable
from graph.store.embedded.upkeep.copying import Content, OnPages, content_of, copied, give_name, refuse_taken
from graph.store.embedded.upkeep.merging import add_lacking
from graph.store.embedded.upkeep.migrating import FileKind, bring_up_to_date, examine
from graph.store.embedded.upkeep.replacing import move_aside, raised, replace_content
from graph.store.embedded.upkeep.upgrades import audit_kind, store_kind


@dataclass(frozen=True, slots=True)
class Restored:
    """What a store holds after it was restored. ``migrations``: names of those that ran on the way, in order.
    ``replaced``: a copy of what was there before, None when nothing was. ``entries``: those the audit log gained."""

    content: Content
    migrations: tuple[str, ...]
    replaced: Path | None
    entries: int


@dataclass(frozen=True, slots=True)
class _There:
    """What is where the store shall be: nothing, something that holds a firm, or something that cannot be read."""

    exists: bool
    filled: bool
    unreadable: bool


def restore(
    source: Path,
    path: Path,
    *,
    replace: bool = False,
    patience: float = PATIENCE,
    progress: OnPages | None = None,
) -> Restored:
    """Let the store in the file ``path`` hold what the backup ``source`` holds, and its audit log beside it.

    The source is copied, checked and migrated first; it is never changed. Without ``replace`` there must be no firm in
    ``path``, and nobody who has it open. With it, what is there is kept as ``<path>.before-restore``; whoever has the
    store open goes on with all of the new content. The revision is then one above both, and the change log says that
    everything changed. An import that had not ended counts as interrupted. The audit log keeps every entry that it has,
    and gains those of the source that it lacks. ``progress`` is told how many pages of the present file are copied. It
    blocks the thread that calls it, which may not run an event loop.

    Raises StoreFilled, StoreBusy, StoreUnavailable, StoreDamaged, StoreVersion and MigrationDrift; then the store is as
    it was, but for entries that its audit log may have gained."""
    location = str(path)
    with said_plainly(str(source)):
        check_file(source)
    with said_plainly(location):
        if path.exists() and path.samefile(source):
            raise StoreError(location, f"{source} is the store itself: name a backup of it.")
        there = _looked_at(path, patience, replace=replace)
        for folder in reversed(path.parents):
            folder.mkdir(0o700, exist_ok=True)
        if not there.exists:
            refuse_taken(path)
    with _staged(source, path, store_kind(), patience, progress) as (staged, migrations):
        entries = _bring_audit(source, path, patience, progress)
        asyncio.run(_make_ready(staged))
        replaced = _put(staged, path, there, patience, replace=replace, progress=progress)
    with said_plainly(location), closing(reading(path, patience)) as connection:
        return Restored(content_of(connection), migrations, replaced, entries)


def _looked_at(path: Path, patience: float, *, replace: bool) -> _There:
    """What is there; raises the StoreError for which it cannot be, or may not be, replaced."""
    if not path.exists():
        return _There(exists=False, filled=False, unreadable=False)
    make_file(path)  # it is there: this refuses what is no file or may not be written
    location = str(path)
    there = _There(exists=True, filled=True, unreadable=True)
    try:
        with said_plainly(location), closing(connect(path, patience, read_only=False)) as connection:
            found = examine(connection, location, store_kind())
            filled = bool(found.applied) and content_of(connection).revision > 0
            there = _There(exists=True, filled=filled, unreadable=False)
    except StoreDamaged as error:
        if str(error) == str(foreign(location)):
            raise
    if there.filled and not replace:
        sentence = f"{path} already holds a firm: name another --store, or put the backup in its place with --replace."
        raise StoreFilled(location, sentence)
    return there


@contextmanager
def _staged(
    source: Path, path: Path, kind: FileKind, patience: float, progress: OnPages | None
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A copy of the source beside ``path``, of today's schema, with the names of the migrations that took."""
    location = str(source)
    with said_plainly(location), closing(reading(source, patience)) as connection:
        refuse_unreadable(connection, location, kind)
        with copied(connection, location, path, progress) as copy:
            done = bring_up_to_date(copy.path, kind, patience, aside=False)
            yield copy.path, tuple(migration.label for migration in done.ran)


def _bring_audit(source: Path, path: Path, patience: float, progress: OnPages | None) -> int:
    """Let the audit log of the store hold the entries of the source's, too; how many it gained."""
    brought, log = audit_path(source), audit_path(path)
    with said_plainly(str(brought)):
        if not brought.exists():
            return 0
        check_file(brought)
    with _staged(brought, log, audit_kind(), patience, progress) as (staged, _):
        if log.exists():
            bring_up_to_date(log, audit_kind(), patience)
            return add_lacking(log, staged, patience)
        with said_plainly(str(log)):
            refuse_taken(log)
            give_name(staged, log)
        with closing(reading(log, patience)) as connection:
            return content_of(connection).rows["entry"]


async def _make_ready(staged: Path) -> None:
    """Do once what a store does when it is opened, so that nobody who has it open misses it."""
    store = await open_store(staged, "")
    await store.close()


def _put(
    staged: Path, path: Path, there: _There, patience: float, *, replace: bool, progress: OnPages | None
) -> Path | None:
    """Put the staged content in its place; what was there is at the path returned."""
    location = str(path)
    if there.exists and not there.unreadable:
        return replace_content(staged, path, store_kind(), patience, replace=replace, progress=progress)
    with said_plainly(location):
        aside = move_aside(path) if there.exists else None
        with closing(connect(staged, patience, read_only=False)) as connection:
            raised(connection, 0)
        try:
            give_name(staged, path)
        except FileExistsError:
            raise StoreBusy(
                location, f"Somebody made {path} meanwhile: look at what it holds, then try again."
            ) from None
    return aside
