"""What somebody can wish to change by hand, and what came of it.

Decides: the four kinds of change, and what a wish may say beside the change.
Does not decide: whether the store can grant it (``amending`` does), nor what a replay is (``replaying`` does).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.domain.kinds import Key, Record
from graph.errors import InvalidInput

LONGEST_IDEMPOTENCY_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class Add:
    """A row that is not there yet; the same row again changes nothing."""

    record: Record


@dataclass(frozen=True, slots=True)
class Put:
    """A row as it shall be; one that stands under its key and says something else is replaced only when the wish states
    the version that it has."""

    record: Record


@dataclass(frozen=True, slots=True)
class Correct:
    """Some ``fields`` of a row that is there, by their names in its record; those that are not named stay.

    Where a field of the key changes, the row with the old key is retracted and one with the new key put. We ourselves
    are made, where no row of ours stands and version 0 is expected."""

    kind: type[Record]
    key: Key
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Retract:
    """A row that shall be there no more; no later import brings it back."""

    kind: type[Record]
    key: Key


Change = Add | Put | Correct | Retract


@dataclass(frozen=True, slots=True)
class Wish:
    """A ``change``, the version that the row must still have (0: no row stands yet; None: any), and the idempotency key
    under which what came of it is kept; ``question`` is the short name that the audit log gives it."""

    change: Change
    expected_version: int | None = None
    idempotency_key: str | None = None
    question: str = "changeByHand"

    def __post_init__(self) -> None:
        """Refuse an idempotency key that is empty, unprintable or endless."""
        key = self.idempotency_key
        if key is not None and not (0 < len(key) <= LONGEST_IDEMPOTENCY_KEY and key.isprintable()):
            remedy = f"give 1 to {LONGEST_IDEMPOTENCY_KEY} printable characters, such as a UUID"
            raise InvalidInput("idempotencyKey", key[:40], remedy)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a wish: the row's ``kind``, the ``key`` it has now, and the ``record`` with its version (None where
    it was retracted); the data ``revision`` after the change; whether anything ``changed``.

    ``replayed``: it was done before under the same idempotency key, and this is what it came to then."""

    kind: type[Record]
    key: Key
    record: Record | None
    revision: int
    changed: bool
    replayed: bool
