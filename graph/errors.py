"""The family of errors that Whither raises on purpose.

Decides: which things can go wrong in the domain, the code of each and its one sentence with the remedy.
Does not decide: how an error is shown (``schema`` and ``app`` do), nor what is logged.

    WhitherError
    ├── InvalidInput                a value that cannot be meant
    │   ├── InvalidRecord           a record that refuses nonsense
    │   │   └── UnknownReference    a record that refers to an id nobody has
    │   └── InvalidCursor           a page position that is not ours
    ├── NotFound                    an id or a name that nobody has
    ├── AmbiguousName               a name that several have
    ├── NotEmployed                 a staff member who is not with us on the day asked about
    ├── Conflict                    a row that changed since it was read
    ├── AlreadyThere                a row to be added whose key another row has
    ├── StillReferredTo             a row to be retracted that others refer to
    ├── KeyReused                   an idempotency key that came with another body
    ├── FolderError                 a folder that cannot be imported
    └── StoreError
        ├── StoreUnavailable        it cannot be opened, read or written
        ├── StoreDamaged            the file is not a store, or a broken one
        ├── StoreVersion            written by another version of Whither
        ├── StoreBusy               another process holds it
        ├── Stale                   a revision that was seen elsewhere has not come here yet
        ├── StoreFilled             it holds an interrupted import of another folder, or another firm
        └── MigrationDrift          an applied migration differs from the shipped one
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

_WHERE_TO_LOOK: Final[Mapping[str, str]] = {
    "staff member": "check the id or the spelling of the name; GraphQL's staff lists them",
    "person": "check the id; GraphQL's people lists them",
    "account": "check the id; GraphQL's accounts lists them",
    "firm": "import firm.csv, or set the firm by hand",
}
_AMONG_ROWS: Final = (
    "take its id from the lists of the staff member, person or account that it names; another key gives it another id, "
    "and a retracted row has none"
)
_KEY_PARTS: Final[Mapping[str, Sequence[str]]] = {
    "way of buying": ("account", "from"),
    "employment": ("person", "account", "from"),
    "service": ("staff member", "account", "role", "from"),
    "closeness": ("staff member", "person", "on"),
    "booking": ("account", "on", "ref", "rank"),
    "covenant": ("staff member", "kind", "account", "from"),
    "referral": ("person", "account"),
    "colleague": ("staff member", "other", "kind"),
    "outcome": ("departure", "account"),
    "attention": ("staff member", "month"),
    "amendment": ("kind", "key"),
}
"""What the parts of a key are called, for each kind whose key has several."""
_LONGEST_VALUE: Final = 200


class WhitherError(Exception):
    """Something expected went wrong; ``str(error)`` is one sentence with the remedy."""

    code: ClassVar[str] = "WHITHER_ERROR"


class InvalidInput(WhitherError):
    """A value that cannot be meant."""

    code = "INVALID_INPUT"

    def __init__(self, field: str, value: object, remedy: str) -> None:
        """Name the ``field``, the offending ``value`` and the ``remedy`` (a clause without a full stop)."""
        self.field = field
        self.value = value
        self.remedy = remedy
        super().__init__(f"{field} {_shown(value)} cannot be used: {remedy}.")


class InvalidRecord(InvalidInput):
    """A record that refuses nonsense; ``field`` is the column of the folder it came from."""

    code = "INVALID_RECORD"


class UnknownReference(InvalidRecord):
    """A record that refers to an id nobody has: one mistyped, or of somebody retracted since it was chosen."""

    code = "NOT_FOUND"

    def __init__(self, field: str, value: object, kind: str) -> None:
        """Name the ``field`` that refers, its ``value`` and in words the ``kind`` ("staff member") it refers to."""
        self.kind = kind
        super().__init__(field, value, f"no {kind} has this id; check the id, or add it first")


class InvalidCursor(InvalidInput):
    """A page position that this list did not hand out."""

    code = "INVALID_CURSOR"

    def __init__(self, cursor: str) -> None:
        """Name the ``cursor`` as received."""
        super().__init__("cursor", cursor, "take it from pageInfo or an edge of the same list")


class NotFound(WhitherError):
    """Nobody has this id or name."""

    code = "NOT_FOUND"

    def __init__(self, kind: str, identifier: str) -> None:
        """Name the ``kind`` in words ("staff member") and the ``identifier`` asked for."""
        self.kind = kind
        self.identifier = identifier
        named = _row(kind, identifier, _shown(identifier))
        super().__init__(f"There is no {named}: {_WHERE_TO_LOOK.get(kind, _AMONG_ROWS)}.")


class AmbiguousName(WhitherError):
    """Several have this name."""

    code = "AMBIGUOUS_NAME"

    def __init__(self, name: str, candidates: Sequence[tuple[str, str]], more: int = 0) -> None:
        """Name the ``name`` asked for, the ``candidates`` as (id, what distinguishes them), and how many ``more``."""
        self.name = name
        self.candidates = tuple(candidates)
        self.more = more
        listed = "; ".join(f"{identifier} ({label})" for identifier, label in self.candidates)
        others = f"; and {more:,} more" if more else ""
        super().__init__(f"{name!r} fits {len(self.candidates) + more:,}: {listed}{others}. Ask again with the id.")


class NotEmployed(WhitherError):
    """A staff member who is not with us on the day asked about can neither leave nor stay."""

    code = "NOT_EMPLOYED"

    def __init__(self, staff_id: str, name: str, as_of: str, since: str | None, until: str | None) -> None:
        """Name the staff member, the day asked about and the ISO day since or until which they are with us."""
        self.staff_id = staff_id
        self.as_of = as_of
        self.since = since
        self.until = until
        when = f"starts on {since}" if since is not None else f"left on {until}"
        super().__init__(f"{name} ({staff_id}) {when} and cannot leave on {as_of}: ask about another date.")


class Conflict(WhitherError):
    """A row changed since whoever wants to change it read it; nothing was written."""

    code = "CONFLICT"

    def __init__(self, kind: str, key: str, expected: int, found: int) -> None:
        """Name the row by ``kind`` in words and ``key``, the version ``expected`` and the one ``found``."""
        self.kind = kind
        self.key = key
        self.expected = expected
        self.found = found
        super().__init__(
            f"The {_row(kind, key, key)} is of version {found} and not {expected}: read it again, then change it."
        )


class AlreadyThere(WhitherError):
    """A row was to be added whose key another row has; nothing was written."""

    code = "ALREADY_THERE"

    def __init__(self, kind: str, key: str) -> None:
        """Name the row by ``kind`` in words and ``key``."""
        self.kind = kind
        self.key = key
        article = "an" if kind[0] in "aeiou" else "a"
        super().__init__(
            f"There is {article} {_row(kind, key, key)} already, which says something else: "
            "read it, then change it at its version."
        )


class StillReferredTo(WhitherError):
    """A row was to be retracted that other rows refer to; nothing was written."""

    code = "STILL_REFERRED_TO"

    def __init__(self, kind: str, key: str) -> None:
        """Name the row by ``kind`` in words and ``key``."""
        self.kind = kind
        self.key = key
        super().__init__(f"Other rows refer to the {_row(kind, key, key)}: retract those first, or set an end instead.")


class KeyReused(WhitherError):
    """An idempotency key came again with another body; nothing was written."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self, key: str) -> None:
        """Name the ``key``."""
        self.key = key
        super().__init__(f"The idempotency key {key!r} was used for another change: take a new key for each change.")


class FolderError(WhitherError):
    """A folder, or a file in it, cannot be imported; nothing was loaded unless the sentence says so."""

    code = "FOLDER_UNUSABLE"

    def __init__(self, path: str, sentence: str) -> None:
        """Name the ``path`` and say in one ``sentence`` what is wrong with it and what mends it."""
        self.path = path
        super().__init__(sentence)


class StoreError(WhitherError):
    """The store cannot do what was asked; ``location`` says which store."""

    code = "STORE_ERROR"

    def __init__(self, location: str, sentence: str) -> None:
        """Name the ``location`` and say in one ``sentence`` what happened and what mends it."""
        self.location = location
        super().__init__(sentence)


class StoreUnavailable(StoreError):
    """The store cannot be opened, read or written."""

    code = "STORE_UNAVAILABLE"


class StoreDamaged(StoreError):
    """The file is not a store of ours, or it is broken."""

    code = "STORE_DAMAGED"


class StoreVersion(StoreError):
    """The store was written by another version."""

    code = "STORE_VERSION"


class StoreBusy(StoreError):
    """Another process holds the store for longer than we wait, or another import runs."""

    code = "STORE_BUSY"


class Stale(StoreError):
    """What somebody has seen elsewhere has not come here within the time that a question may take."""

    code = "STALE"

    def __init__(self, location: str, wanted: int, found: int) -> None:
        """Name the ``location``, the revision that was ``wanted`` and the one that was ``found``."""
        self.wanted = wanted
        self.found = found
        sentence = f"{location} is at revision {found:,} and {wanted:,} was asked for: try again in a moment."
        super().__init__(location, sentence)


class StoreFilled(StoreError):
    """An import met an interrupted import of another folder, or a restore or a demo a store that holds a firm."""

    code = "STORE_FILLED"


class MigrationDrift(StoreError):
    """An applied migration is not the one this version ships."""

    code = "MIGRATION_DRIFT"


def _shown(value: object) -> str:
    """A value as a sentence shows it, null for None; a long one is cut."""
    shown = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]}..."


def _row(kind: str, key: str, named: str) -> str:
    """A row as a sentence names it: the firm by its kind alone, one whose ``key`` has several parts by all that say
    something, any other by its kind and as it is ``named``."""
    if kind == "firm":
        return kind
    labels = _KEY_PARTS.get(kind, ())
    try:
        parts = json.loads(key) if labels else ()
    except (ValueError, RecursionError):
        parts = ()
    if not isinstance(parts, list) or len(parts) != len(labels):
        return f"{kind} {named}"
    told = [
        f"{label} {part or 'always'}"
        for label, part in zip(labels, parts, strict=True)
        if label == "from" or (part and (label, part) != ("rank", "0"))
    ]
    return f"{kind} ({', '.join(told)})"
