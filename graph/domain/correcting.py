"""What a correction by hand remembers, and what it leaves of a file's row that says something new.

Decides: field by field whether the file or the hand spoke last. Does not decide: how a correction is stored, nor which
rows a retraction keeps out (a store does both).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from graph.domain.kinds import KEY_FIELDS, Key, Record, key_from_text, key_text
from graph.domain.plain import as_plain, from_plain
from graph.domain.records import Booking, Touch
from graph.errors import InvalidRecord, WhitherError

_MOVED_TO: Final = "moved_to"
_VERSION: Final = "version"
_TOGETHER: Final[Mapping[type[Record], frozenset[str]]] = {Touch: frozenset({"at", "on"})}
"""Fields that are nothing without each other: where the file changed one, it said them all."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A row as the file last said it; ``moved_to`` is the key under which it stands since somebody corrected that."""

    row: Record
    moved_to: Key | None = None

    def text(self) -> str:
        """As JSON with its keys in order: the fields of the row, and the key as it is handed out."""
        plain = as_plain(self.row)
        if self.moved_to is not None:
            plain[_MOVED_TO] = key_text(self.moved_to)
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a file's row and of the correction that it meets: the ``row`` to write (None: it is withheld),
    and what the correction remembers from now on (None: it ends)."""

    row: Record | None
    remembered: Imported | None


def read_imported(kind: type[Record], text: str) -> Imported | None:
    """The inverse of :meth:`Imported.text`; None for what is no row of this kind."""
    try:
        values = dict(json.loads(text))
        moved_to = values.pop(_MOVED_TO, None)
        key = None if moved_to is None else key_from_text(kind, moved_to)
        return Imported(from_plain(kind, values), key)
    except (WhitherError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return None


def remembers_moves(row: Record) -> bool:
    """Whether a row whose key is corrected stays the same row for the file: where the key says what the row is about.

    One with an id of its own is another row under another id, and a rank only tells the rows of one file apart."""
    return len(KEY_FIELDS[type(row)]) > 1 and not (isinstance(row, Booking) and row.rank)


def rule(record: Record, imported: Imported, stands: Record, keep: frozenset[str]) -> Ruling:
    """Hold a file's row against a correction: ``stands`` is the row that was corrected, as it is now.

    Fields in which the file says what it said leave what stands, and so do those named in ``keep``; fields in which it
    says something new are written. The correction ends when nothing is left of it."""
    was = imported.row
    new = differing(record, was) - keep
    together = _TOGETHER.get(type(record), frozenset())
    if new & together:
        new |= together - keep
    if not new:
        says_what_stands = imported.moved_to is None and not differing(record, stands) - keep
        return Ruling(record if says_what_stands else None, imported)
    try:
        row = replace(stands, **{name: getattr(record, name) for name in new})
        said = replace(was, **{name: getattr(record, name) for name in new})
    except InvalidRecord:  # the hand's fields and the file's contradict each other
        return Ruling(None, imported) if imported.moved_to is not None else Ruling(record, None)
    left = imported.moved_to is not None or differing(row, said)
    return Ruling(row, Imported(said, imported.moved_to) if left else None)


def put_in_place(imported: Imported, row: Record) -> Imported | None:
    """What is remembered when somebody puts a row under the key from which a row was moved; None for nothing."""
    return Imported(imported.row) if differing(imported.row, row) else None


def differing(one: Record, other: Record) -> frozenset[str]:
    """The fields in which two rows of a kind differ, but for their versions."""
    names = (field.name for field in fields(one) if field.name != _VERSION)
    return frozenset(name for name in names if getattr(one, name) != getattr(other, name))
