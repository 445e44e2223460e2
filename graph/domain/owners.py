"""To whom rows belong: the staff members, people and accounts that they name.

Decides: which kinds of row name which owners, and the order of the rows of an owner.
Does not decide: how a list is read (the store does), nor how large a page of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph.domain.kinds import KEY_FIELDS, Key, R, Record
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Entity,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)

OWNED: Final[Mapping[type[Entity], tuple[type[Record], ...]]] = {
    StaffMember: (Service, Touch, Closeness, Promise, Covenant),
    Person: (Employment, Touch, Closeness, Promise),
    Account: (Service, Employment, Touch, Promise, Buying, Booking, Covenant),
}
"""The kinds of row that name an owner of each kind, and that the model reads."""

_NAMED_BY: Final[Mapping[type[Entity], str]] = {StaffMember: "staff_id", Person: "person_id", Account: "account_id"}


def place_fields(kind: type[Record], owner: type[Entity]) -> tuple[str, ...]:
    """The fields of which the place of a row in its owner's list is made; raises TypeError for no owner of the kind.

    They are those of the natural key but the owner's own; for touches the instant comes first."""
    if kind not in OWNED[owner]:
        raise TypeError(f"no {kind.__name__} belongs to a {owner.__name__}")
    named = tuple(field for field in KEY_FIELDS[kind] if field != _NAMED_BY[owner])
    return ("at", *named) if kind is Touch else named


def place_among(row: Record, owner: type[Entity]) -> Key:
    """The place of a row in the list of an owner of this kind."""
    return tuple(getattr(row, field) for field in place_fields(type(row), owner))


def owner_id(row: Record, owner: type[Entity]) -> str:
    """The id of the owner of this kind whom a row names; empty for nobody."""
    return getattr(row, _NAMED_BY[owner]) or ""


def in_order(rows: Iterable[R], owner: type[Entity]) -> list[R]:
    """Rows of one kind as they stand in an owner's list: in ascending order of their places, text by code point and
    what is empty first; touches newest first."""
    listed = sorted(rows, key=lambda row: [(part is not None, part) for part in place_among(row, owner)])
    return listed[::-1] if listed and isinstance(listed[0], Touch) else listed
