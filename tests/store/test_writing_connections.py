"""Every connection that writes does it with the settings on which durability and integrity rest.

Each way of writing runs on real files, and every connection made meanwhile is looked at in the moment in which it
commits, runs a script or takes the pages of another file: what it was told when it was made must still hold then.
"""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from exchange.demo import COMPANY
from exchange.importing import give_up_import, import_folder
from graph.changes.by_hand import Add, Wish, change_by_hand
from graph.changes.marking import Claim, begin_import
from graph.changes.rebuilding import rebuild
from graph.domain.records import Person
from graph.engine.assumptions import VERSION
from graph.questions.asking import Asker
from graph.store.embedded import back_up, open_audit_log, open_store, upgrade
from graph.store.values import ImportMark
from tests.store.files import made
from tests.store.older import made_by_the_first_version
from tests.store.test_backups import looked_at
from tests.store.test_restoring import restored
from tests.store.watching import ALONE, NAMELESS, PROMISED, SORTING, Seen, Watched
from tests.store.writing import write

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Seen]:
    """The writes of every connection that is made from now on."""
    monkeypatch.setattr(Watched, "seen", [])
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Watched))
    return Watched.seen


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm"


async def imports(path: Path) -> None:
    """Import a folder, do it again, and give up one that was interrupted."""
    store = await open_store(path, VERSION)
    for _ in range(2):
        await import_folder(store, COMPANY, now=NOW, rejects=None)
    interrupted = ImportMark(NOW - timedelta(days=1), NOW - timedelta(days=1), "another", "elsewhere:1:x")
    await begin_import(store, Claim(interrupted, await store.firm()), lambda _: False)
    await give_up_import(store, NOW)
    await store.close()


async def changes_by_hand(path: Path) -> None:
    """Change something, which is noted in the audit log."""
    store, audit = await open_store(path, VERSION), await open_audit_log(path)
    asker = Asker("local", "keeping the book", NOW)
    await change_by_hand(store, audit, Wish(Add(Person("sam")), idempotency_key="one"), asker)
    await audit.close()
    await store.close()


async def folds_again(path: Path) -> None:
    """Fold every tie again."""
    await imports(path)
    Watched.seen.clear()
    store = await open_store(path, VERSION)
    await rebuild(store, None)
    await store.close()


async def migrates(path: Path) -> None:
    """Bring a store of the first schema to today's, after a copy of it."""
    made_by_the_first_version(path)
    Watched.seen.clear()
    upgrade(path)


async def renews_what_was_made_by_other_rules(path: Path) -> None:
    """Open a store whose schema was just brought up to date."""
    await migrates(path)
    Watched.seen.clear()
    store = await open_store(path, VERSION)
    await store.close()


async def backs_up(path: Path) -> None:
    """Copy a store and its audit log while they are open."""
    await changes_by_hand(path)
    Watched.seen.clear()
    back_up(path, path.with_name("backup"))


async def restores(path: Path) -> None:
    """Put a backup where nothing was."""
    await changes_by_hand(path.with_name("source"))
    Watched.seen.clear()
    await restored(path.with_name("source"), path)


async def replaces(path: Path) -> None:
    """Put a backup in the place of a store that nobody has open, and join the audit logs."""
    await changes_by_hand(path)
    await restores_over(path)


async def replaces_what_is_served(path: Path) -> None:
    """Put a backup in the place of a store that somebody has open."""
    store = await open_store(path, VERSION)
    await write(store, Person("pat"))
    await restores_over(path)
    await store.close()


async def restores_over(path: Path) -> None:
    """Put a backup in the place of what is there."""
    await looked_at(path.with_name("source"), 1)
    await made(path.with_name("source"), people=300)
    Watched.seen.clear()
    await restored(path.with_name("source"), path, replace=True)


MADE = {("firm", "script"), ("firm", "unit")}
COPIED = {("firm.partial", "pages"), ("firm.partial", "unit"), ("firm.audit.partial", "pages")}
WAYS: dict[Callable[[Path], Awaitable[None]], set[tuple[str, str]]] = {
    imports: {*MADE, ("firm", "indexes")},
    changes_by_hand: {*MADE, ("firm.audit", "script"), ("firm.audit", "unit")},
    folds_again: {("firm", "unit")},
    migrates: {*MADE, ("firm.partial", "pages")},
    renews_what_was_made_by_other_rules: {("firm", "unit")},
    backs_up: {("backup.partial", "pages"), ("backup.audit.partial", "pages")},
    restores: COPIED,
    replaces: {*COPIED, ("firm.partial.2", "pages"), ("firm", "pages"), ("firm", "unit"), ("firm.audit", "unit")},
    replaces_what_is_served: {*COPIED, ("firm.partial.2", "pages"), ("firm", "pages")},
}
"""The ways of writing, and to which files each writes by which steps."""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_whoever_writes_writes_ahead_syncs_fully_and_keeps_references(
    way: Callable[[Path], Awaitable[None]], path: Path, seen: list[Seen]
) -> None:
    await way(path)
    assert {(one.file, one.step) for one in seen} == WAYS[way]
    for one in seen:
        promised = NAMELESS if ".partial" in one.file and one.step == "pages" else PROMISED
        promised = SORTING if one.step == "indexes" else promised
        assert one.settings == (ALONE if one.settings.locking_mode == "exclusive" else promised), one


@pytest.mark.parametrize("way", [changes_by_hand, imports, folds_again], ids=lambda way: way.__name__)
async def test_nobody_but_a_migration_writes_without_keeping_references(
    way: Callable[[Path], Awaitable[None]], path: Path, seen: list[Seen]
) -> None:
    await changes_by_hand(path)  # so that all there is to migrate was migrated
    seen.clear()
    await way(path)
    assert {one.settings for one in seen} == {PROMISED}


async def test_a_connection_that_writes_otherwise_would_be_noticed(path: Path, seen: list[Seen]) -> None:
    await changes_by_hand(path)
    seen.clear()
    with closing(sqlite3.connect(f"file:{path}", uri=True, isolation_level=None)) as other:
        other.execute("PRAGMA synchronous = OFF")
        other.execute("UPDATE meta SET revision = revision")
        cursor = other.cursor()
        cursor.execute("UPDATE meta SET revision = revision")
    assert [(one.step, one.settings.synchronous) for one in seen] == [("statement", 0), ("something else", 0)]


def modules() -> dict[str, ast.Module]:
    """Every module of the product, by its path."""
    files = [file for layer in ("app", "schema", "exchange", "graph") for file in (ROOT / layer).rglob("*.py")]
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


SPOOL = "graph/store/neo4j/reading/spool.py"
"""Sorts a snapshot in a file that nobody reads again: what is lost with it stands in the store."""


def test_one_place_makes_every_connection() -> None:
    made_in, hidden = set(), set()
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in {"sqlite3", "_sqlite3"}:
                hidden.add(name)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"sqlite3.connect", "sqlite3.Connection"}:
                made_in.add(name)
    assert (made_in - {SPOOL}, hidden) == ({"graph/store/embedded/connection.py"}, set())


DURABLE = re.compile(
    r"PRAGMA\s+(?:\w+\.)?(synchronous|journal_mode|foreign_keys|locking_mode|writable_schema|mmap_size)\s*[=(]"
)


def test_nobody_else_changes_what_durability_and_integrity_rest_on() -> None:
    told = {
        (name, node.value)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DURABLE.search(node.value)
    }
    embedded = "graph/store/embedded"
    assert told == {
        (f"{embedded}/connection.py", "PRAGMA foreign_keys = ON"),
        (f"{embedded}/connection.py", "PRAGMA synchronous = FULL"),
        (f"{embedded}/upkeep/migrating.py", "PRAGMA journal_mode = WAL"),
        (f"{embedded}/upkeep/migrating.py", "PRAGMA foreign_keys = OFF"),
        (f"{embedded}/upkeep/migrating.py", "PRAGMA locking_mode = EXCLUSIVE"),
        (f"{embedded}/upkeep/copying.py", "PRAGMA journal_mode = DELETE"),
    }
    spool = ROOT / SPOOL.replace(".py", ".sql")
    scripts = [file for folder in ("graph", "migrations") for file in (ROOT / folder).rglob("*.sql") if file != spool]
    assert len(scripts) > 1
    assert [
        file.name for file in scripts if re.search(r"\bpragma\s", file.read_text(encoding="utf-8"), re.IGNORECASE)
    ] == []
