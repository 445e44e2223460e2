"""The numbered migrations that Whither ships, and what a store still lacks of them.

Decides: how a chain is read and checked, its checksums, and whether a store with certain applied migrations may be
used, must be migrated first, or must be refused. Does not decide: how a migration is run (each adapter does).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from graph.errors import MigrationDrift, StoreError, StoreVersion

DATA_FORMAT: Final = 1
"""What the stored data mean, whichever store holds them; a migration raises it when that changes."""

_FILE_NAME: Final = re.compile(r"V(?P<version>\d{4})__(?P<name>[a-z0-9]+(_[a-z0-9]+)*)\.(sql|cypher)")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of a chain: its number from 1, its name and its statements."""

    version: int
    name: str
    text: str

    @property
    def label(self) -> str:
        """The name of its file, without the ending."""
        return f"V{self.version:04d}__{self.name}"

    @property
    def checksum(self) -> int:
        """CRC32 of its text in UTF-8; line ends do not count, for a checkout may change them."""
        return zlib.crc32("\n".join(self.text.splitlines()).encode())


@dataclass(frozen=True, slots=True)
class Applied:
    """What a store remembers of a migration that ran."""

    version: int
    name: str
    checksum: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A migration that began and has not ended: its label, since when (in UTC), and who began it.

    It is running while that process holds the lock; otherwise it was interrupted, and running it again repairs it."""

    label: str
    since: datetime
    by: str
    running: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a store stands: its migrations to come, in order, and why it must be refused (None: it need not be).

    Beside them its newest migration and the format of its data (both 0: nothing was ever stored), and the migration
    that has begun, for a store that can be left in the middle of one."""

    pending: tuple[Migration, ...]
    obstacle: StoreError | None
    schema_version: int = 0
    data_format: int = 0
    begun: Begun | None = None


def shipped(folder: str) -> tuple[Migration, ...]:
    """The chain of a folder of the ``migrations`` that come with Whither."""
    return chain_of(files("migrations") / folder)


def chain_of(folder: Traversable) -> tuple[Migration, ...]:
    """The migrations of a folder by version; raises ValueError for a misnamed file or a gap in the numbers."""
    migrations = []
    for file in folder.iterdir():
        found = _FILE_NAME.fullmatch(file.name)
        if found is None:
            raise ValueError(f"{file.name} is not named like V0001__what_it_does.sql")
        migrations.append(Migration(int(found["version"]), found["name"], file.read_text(encoding="utf-8")))
    chain = tuple(sorted(migrations, key=lambda migration: migration.version))
    if [migration.version for migration in chain] != list(range(1, len(chain) + 1)):
        raise ValueError(f"the migrations {[migration.label for migration in chain]} are not numbered 1, 2, 3, ...")
    return chain


def standing(
    location: str,
    chain: Sequence[Migration],
    applied: Sequence[Applied],
    data_format: int,
    checksum: Callable[[Migration], int] = lambda migration: migration.checksum,
) -> Standing:
    """Where a store stands that has ``applied`` and holds data of ``data_format`` (0 before the first migration).

    ``checksum`` is the one that this store remembers of a migration."""
    newest = max((migration.version for migration in chain), default=0)
    there = max((past.version for past in applied), default=0)
    obstacle: StoreError | None
    if there > newest:
        sentence = f"{location} has schema {there} and this version of Whither knows {newest}: upgrade Whither."
        obstacle = StoreVersion(location, sentence)
    elif data_format > DATA_FORMAT:
        sentence = f"{location} holds data format {data_format} and this version reads {DATA_FORMAT}: upgrade Whither."
        obstacle = StoreVersion(location, sentence)
    else:
        obstacle = _drift(location, chain[:there], applied, checksum)
    return Standing(() if obstacle else tuple(chain[there:]), obstacle, there, data_format)


def _drift(
    location: str, ran: Sequence[Migration], applied: Sequence[Applied], checksum: Callable[[Migration], int]
) -> MigrationDrift | None:
    """The first of the migrations said to have ``ran`` that differs from the one that did."""
    done = {past.version: past for past in applied}
    for migration in ran:
        past = done.get(migration.version)
        if past is None or (past.name, past.checksum) != (migration.name, checksum(migration)):
            sentence = (
                f"The migration {migration.label} that this version of Whither ships is not the one that made "
                f"{location}: use the version that made it, or restore a backup."
            )
            return MigrationDrift(location, sentence)
    return None
