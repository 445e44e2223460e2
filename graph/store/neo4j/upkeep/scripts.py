"""A migration's file as it is run, and as the original neo4j-migrations sees it.

Decides: which statements may stand in one file, how such a file is run, and the description, source and checksum that
a database remembers of it. Does not decide: where a statement ends (``splitting`` does).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from graph.store.migrations import Migration
from graph.store.neo4j.upkeep.splitting import Statement, statements_of

_SCHEMA: Final = re.compile(
    r"\s*(?:CYPHER\s+\d+\s+)?"
    r"(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:RANGE|TEXT|POINT|LOOKUP|FULLTEXT|VECTOR)\s+)?|DROP\s+)(?:INDEX|CONSTRAINT)\b",
    re.IGNORECASE,
)
_BATCHES: Final = re.compile(r"\}\s*IN\s+(?:\S+\s+)?(?:CONCURRENT\s+)?TRANSACTIONS\b", re.IGNORECASE)
_ANOTHER_DATABASE: Final = re.compile(r":use +\S", re.IGNORECASE)
_PRECONDITION: Final = re.compile(r"// *(?:assume|assert)(?: in (?:schema|target))? (?:that|q')", re.IGNORECASE)

_BLANK: Final = "".join(map(chr, range(ord(" ") + 1)))  # what Java's trim takes away
_DELIMITER: Final = re.compile(r";(?:\r?\n|\r)")


class Kind(Enum):
    """How the statements of a file are run."""

    SCHEMA = "of the schema"  # in one transaction, in which Neo4j allows no data to be written
    DATA = "of data"  # in one transaction, which also records that they ran
    BATCHES = "in batches"  # each by itself, because it commits as it goes (CALL { ... } IN TRANSACTIONS)


@dataclass(frozen=True, slots=True)
class Script:
    """A migration with its statements, which are all of one kind."""

    migration: Migration
    kind: Kind
    statements: tuple[str, ...]

    @property
    def version(self) -> str:
        """Its version as the chain holds it, four digits."""
        return f"{self.migration.version:04d}"

    @property
    def description(self) -> str:
        """What the chain says that it does: its name, with blanks."""
        return self.migration.name.replace("_", " ")

    @property
    def source(self) -> str:
        """The name of its file."""
        return f"{self.migration.label}.cypher"

    @property
    def checksum(self) -> str:
        """Its checksum as the chain holds it, in decimals."""
        return str(checksum(self.migration))


def script_of(migration: Migration) -> Script:
    """The script of a migration; raises ValueError, which names it, for one that could not be run or be validated."""
    text = migration.text
    if _ANOTHER_DATABASE.search(text):
        raise ValueError(f"{migration.label}: a migration stays in its database; leave :use out")
    if _PRECONDITION.search(text):
        sentence = "the original neo4j-migrations would read a comment as a condition; begin it with another word"
        raise ValueError(f"{migration.label}: {sentence}")
    try:
        statements = statements_of(text)
    except ValueError as error:
        raise ValueError(f"{migration.label}, {error}") from error
    kinds = sorted({_kind(statement) for statement in statements}, key=lambda kind: kind.value)
    if len(kinds) > 1:
        mixed = " and ".join(kind.value for kind in kinds)
        raise ValueError(f"{migration.label} holds statements {mixed}, which cannot share a transaction: part them")
    return Script(migration, kinds[0] if kinds else Kind.DATA, tuple(statement.text for statement in statements))


def scripts_of(chain: Sequence[Migration]) -> tuple[Script, ...]:
    """The scripts of a chain; raises ValueError like :func:`script_of`."""
    return tuple(script_of(migration) for migration in chain)


def checksum(migration: Migration) -> int:
    """The checksum that the original neo4j-migrations computes: CRC32 over the statements, without what is between.

    It cuts wherever ``;`` ends a line, in quotes and comments too, so its pieces may be others than the statements.
    Line ends do not count within a piece, for a checkout may change them."""
    total = 0
    for piece in _DELIMITER.split(migration.text):
        statement = piece.strip(_BLANK).removesuffix(";").strip(_BLANK).replace("\r\n", "\n")
        total = zlib.crc32(statement.encode(), total)
    return total


def _kind(statement: Statement) -> Kind:
    if _SCHEMA.match(statement.bones):
        return Kind.SCHEMA
    return Kind.BATCHES if _BATCHES.search(statement.bones) else Kind.DATA
