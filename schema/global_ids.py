"""Global ids: one opaque name for every node, whatever its kind.

Decides: how a kind and a natural key become a global id and back, and that either kind of id names a row which has one
of its own. Does not decide: whether anybody has that id.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

import strawberry

from graph.domain import records
from graph.domain.kinds import KEY_FIELDS, Key, Record, key_from_text, key_of, key_text
from graph.errors import InvalidInput

_NAMES: Final[dict[type[Record], str]] = {
    records.Firm: "Firm",
    records.StaffMember: "StaffMember",
    records.Account: "Account",
    records.Buying: "Buying",
    records.Person: "Person",
    records.Employment: "Employment",
    records.Service: "Service",
    records.Touch: "Touch",
    records.Closeness: "Closeness",
    records.Promise: "Promise",
    records.Booking: "Booking",
    records.Covenant: "Covenant",
}
_KINDS: Final[dict[str, type[Record]]] = {name: kind for kind, name in _NAMES.items()}


def global_id(kind: type[Record], own_id: str) -> strawberry.ID:
    """The global id of the row of this ``kind`` with the firm's own id ``own_id``; for kinds that have one."""
    return _packed(_NAMES[kind], own_id)


def id_of_key(kind: type[Record], key: Key) -> strawberry.ID:
    """The global id of the row of this ``kind`` with this natural key."""
    return _packed(_NAMES[kind], str(key[0]) if _has_own_id(kind) else key_text(key))


def row_id(record: Record) -> strawberry.ID:
    """The global id of a row."""
    return id_of_key(type(record), key_of(record))


def read_global_id(text: str) -> tuple[type[Record], Key] | None:
    """The kind and natural key that a global id names; None for any other text."""
    try:
        unpacked = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        name, separator, written = unpacked.partition(":")
        kind = _KINDS.get(name)
        if kind is None or not separator:
            return None
        key = (written,) if _has_own_id(kind) else key_from_text(kind, written)
        return (kind, key) if id_of_key(kind, key) == text else None
    except (binascii.Error, ValueError, InvalidInput):
        return None


def own_id(kind: type[Record], text: str) -> str:
    """The firm's own id of a row of this ``kind`` named by either id; a global id is tried first."""
    named = read_global_id(text)
    return str(named[1][0]) if named is not None and named[0] is kind else text


def key_named(kind: type[Record], text: str) -> Key | None:
    """The natural key of a row of this ``kind`` named by its global id or, where it has one, the firm's own id."""
    named = read_global_id(text)
    if named is not None and named[0] is kind:
        return named[1]
    return (text,) if _has_own_id(kind) else None


def _has_own_id(kind: type[Record]) -> bool:
    return KEY_FIELDS[kind] == ("id",)


def _packed(name: str, written: str) -> strawberry.ID:
    return strawberry.ID(base64.urlsafe_b64encode(f"{name}:{written}".encode()).decode().rstrip("="))
