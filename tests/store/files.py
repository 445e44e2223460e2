"""Files of the embedded store, as the tests make, read and spoil them.

Decides: nothing; a store must say itself what is wrong with what it is given.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from graph.domain.records import Person, StaffMember
from graph.store.embedded import open_store
from tests.store.writing import write


async def made(path: Path, people: int = 3) -> None:
    """A store with some people in it, closed again."""
    store = await open_store(path, "first")
    await write(
        store, StaffMember("ada", "Ada"), *(Person(f"p{number:04}", f"Name {number}") for number in range(people))
    )
    await store.close()


def altered(path: Path, *statements: str) -> None:
    """Change the file behind the store's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def content(path: Path) -> bytes:
    """What the file holds."""
    return path.read_bytes()


def replace(path: Path, content: bytes) -> None:
    """Let the file hold something else."""
    path.write_bytes(content)


def chmod(path: Path, mode: int) -> None:
    """Set who may read and write a file, made where it is not there, or a folder."""
    path.touch()
    path.chmod(mode)


async def problems_of(path: Path) -> tuple[str, ...]:
    """What is wrong with a file that is only inspected."""
    store = await open_store(path, "first", migrate=False)
    try:
        return (await store.condition()).problems
    finally:
        await store.close()
