"""Global ids: one opaque name for every node, whatever its kind.

Decides: how a kind and the firm's own id become a global id and back, and that either kind of id names an entity.
Does not decide: whether anybody has that id.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

import strawberry

from graph.domain.records import Account, Entity, Person, StaffMember

_NAMES: Final[dict[type[object], str]] = {StaffMember: "StaffMember", Person: "Person", Account: "Account"}
_KINDS: Final[dict[str, type[Entity]]] = {"StaffMember": StaffMember, "Person": Person, "Account": Account}


def global_id(kind: type[Entity], own_id: str) -> strawberry.ID:
    """The global id of the entity of this ``kind`` with the firm's own id ``own_id``."""
    packed = base64.urlsafe_b64encode(f"{_NAMES[kind]}:{own_id}".encode()).decode()
    return strawberry.ID(packed.rstrip("="))


def read_global_id(text: str) -> tuple[type[Entity], str] | None:
    """The kind and own id that a global id names; None for any other text."""
    try:
        unpacked = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    name, separator, own_id = unpacked.partition(":")
    kind = _KINDS.get(name)
    if kind is None or not separator or global_id(kind, own_id) != text:
        return None
    return kind, own_id


def own_id(kind: type[Entity], text: str) -> str:
    """The firm's own id of an entity of this ``kind`` named by either id; a global id is tried first."""
    named = read_global_id(text)
    return named[1] if named is not None and named[0] is kind else text
