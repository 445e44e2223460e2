"""Every kind of record: its name, its natural key, and how a key is written as text.

Decides: what makes two rows the same row, and that a key which names a person is hashed where it outlives its row.
Does not decide: what a row holds (the records do), nor how a store finds it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Final, TypeVar

from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Entity,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import ColleagueKind, CovenantKind, ServiceRole
from graph.errors import InvalidInput

Record = (
    Entity
    | Firm
    | Buying
    | Employment
    | Service
    | Touch
    | Closeness
    | Promise
    | Booking
    | Covenant
    | Gain
    | Referral
    | Colleague
    | Departure
    | Outcome
    | Attention
    | Amendment
)
"""Everything that can be written."""

R = TypeVar("R", bound=Record)

KeyPart = str | int | date | None
"""A part of a natural key: an id, a word, a rank or a day; None is the value "empty"."""
Key = tuple[KeyPart, ...]

KEY_FIELDS: Final[Mapping[type[Record], tuple[str, ...]]] = {
    Firm: (),
    StaffMember: ("id",),
    Account: ("id",),
    Buying: ("account_id", "start"),
    Person: ("id",),
    Employment: ("person_id", "account_id", "start"),
    Service: ("staff_id", "account_id", "role", "start"),
    Touch: ("id",),
    Closeness: ("staff_id", "person_id", "on"),
    Promise: ("id",),
    Booking: ("account_id", "on", "ref", "rank"),
    Covenant: ("staff_id", "kind", "account_id", "start"),
    Gain: ("id",),
    Referral: ("person_id", "account_id"),
    Colleague: ("staff_id", "other_id", "kind"),
    Departure: ("id",),
    Outcome: ("departure_id", "account_id"),
    Attention: ("staff_id", "month"),
    Amendment: ("row_kind", "row_key"),
}
"""The fields of each kind's natural key: no two rows of the kind share all of them. Every kind is here, in an order in
which what a row refers to comes before it, or is of its own kind."""

KIND_NAMES: Final[Mapping[type[Record], str]] = {
    Firm: "firm",
    StaffMember: "staff member",
    Account: "account",
    Buying: "way of buying",
    Person: "person",
    Employment: "employment",
    Service: "service",
    Touch: "touch",
    Closeness: "closeness",
    Promise: "promise",
    Booking: "booking",
    Covenant: "covenant",
    Gain: "gain",
    Referral: "referral",
    Colleague: "colleague",
    Departure: "departure",
    Outcome: "outcome",
    Attention: "attention",
    Amendment: "amendment",
}
"""Each kind in the words of the glossary."""

KIND_OF_NAME: Final[Mapping[str, type[Record]]] = {name: kind for kind, name in KIND_NAMES.items()}

DATED: Final[frozenset[type[Record]]] = frozenset({Employment, Service, Covenant})
"""The kinds whose key has a start that may be empty."""

_NAMES_A_PERSON: Final = frozenset({Person, Employment, Closeness, Referral})
_Read = Callable[[str], KeyPart]
_READ: Final[Mapping[str, _Read]] = {"on": date.fromisoformat, "month": date.fromisoformat, "rank": int}
_READ_START: Final[_Read] = lambda text: date.fromisoformat(text) if text else None  # noqa: E731  # one of a table
_READ_WORD: Final[Mapping[tuple[type[Record], str], _Read]] = {
    (Service, "role"): ServiceRole.of,
    (Covenant, "kind"): CovenantKind.of,
    (Covenant, "account_id"): lambda text: text or None,
    (Colleague, "kind"): ColleagueKind.of,
}


def key_of(record: Record) -> Key:
    """The natural key of a record."""
    return tuple(getattr(record, field) for field in KEY_FIELDS[type(record)])


def key_without_start(record: Record) -> Key:
    """The natural key of a record as it would be with its start left empty; of a kind without a start, its key."""
    return tuple(None if field == "start" else getattr(record, field) for field in KEY_FIELDS[type(record)])


def key_text(key: Key) -> str:
    """A key as text: a JSON list of its parts, each as the folder writes it. The inverse of :func:`key_from_text`."""
    return json.dumps([_part_text(part) for part in key], ensure_ascii=False, separators=(",", ":"))


def key_from_text(kind: type[Record], text: str) -> Key:
    """The key of a row of this kind that :func:`key_text` wrote; raises InvalidInput for any other text."""
    try:
        parts = json.loads(text)
        texts = parts if isinstance(parts, list) and all(isinstance(part, str) for part in parts) else None
        return tuple(_read(kind, field)(part) for field, part in zip(KEY_FIELDS[kind], texts or (), strict=True))
    except (ValueError, KeyError, RecursionError):
        raise InvalidInput("key", text[:40], f"give the key of a {KIND_NAMES[kind]} as it was handed out") from None


def amended_key(kind: type[Record], key: Key) -> str:
    """The key of a row as an amendment remembers it: its text, or 32 hexadecimal digits where it names a person."""
    text = key_text(key)
    return blake2b(text.encode(), digest_size=16).hexdigest() if kind in _NAMES_A_PERSON else text


def names_a_person(kind: type[Record]) -> bool:
    """Whether the key of such a row names a person, so that an amendment remembers a hash of it."""
    return kind in _NAMES_A_PERSON


def _part_text(part: KeyPart) -> str:
    if part is None:
        return ""
    if isinstance(part, date):
        return part.isoformat()
    word = getattr(part, "word", None)
    return word if isinstance(word, str) else str(part)


def _read(kind: type[Record], field: str) -> _Read:
    if (kind, field) in _READ_WORD:
        return _READ_WORD[kind, field]
    return _READ_START if field == "start" else _READ.get(field, str)
