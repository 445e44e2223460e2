"""Which rows are nodes and which are relationships, and what stands in the columns of their files.

Decides: labels, types, ends and columns, so that a bulk import leaves what ``create.cypher``, ``link.cypher`` and
``touch.cypher`` beside it would have: the names here are theirs. Does not decide: the value of a property (``records``
does), nor how a value is written in a file (``tables``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
)

Columns = tuple[str, ...]
"""Properties as the header of a file names them: ``name`` for text, ``name:type`` for anything else."""


@dataclass(frozen=True, slots=True)
class Link:
    """How a node refers to another by one of its record's fields: by a relationship of this ``type`` with a node of
    this ``label``, which leads ``away`` from it or else towards it."""

    field: str
    type: str
    label: str
    away: bool = True


@dataclass(frozen=True, slots=True)
class NodeShape:
    """Rows that are nodes: their ``label``, the property they are found by, the others, and whom they refer to."""

    label: str
    found_by: str
    columns: Columns
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationshipShape:
    """Rows that are relationships: their ``type``, the field and label of either end, and their properties."""

    type: str
    start: tuple[str, str]
    end: tuple[str, str]
    columns: Columns


def _node(label: str, found_by: str, columns: str, *links: Link) -> NodeShape:
    return NodeShape(label, found_by, (*columns.split(), "version:long"), links)


def _relationship(kind: str, start: tuple[str, str], end: tuple[str, str], columns: str) -> RelationshipShape:
    return RelationshipShape(kind, start, end, (*columns.split(), "version:long"))


_OF_STAFF: Final = ("staff_id", "Staff")
_OF_PERSON: Final = ("person_id", "Person")
_OF_ACCOUNT: Final = ("account_id", "Account")

NODES: Final[Mapping[type[object], NodeShape]] = {
    Firm: _node("Firm", "key", "name domains:string[] currency time_zone"),
    StaffMember: _node(
        "Staff",
        "id",
        "name email title team start end folded_name tokens folded_email",
        Link("manager_id", "REPORTS_TO", "Staff"),
    ),
    Account: _node(
        "Account", "id", "name domain industry since folded_name tokens", Link("parent_id", "PART_OF", "Account")
    ),
    Person: _node("Person", "id", "name email title folded_name tokens folded_email"),
    Buying: _node(
        "Buying",
        "key",
        "start approach decision_rule switching_cost:double other_suppliers:long renewal_on",
        Link("account_id", "BUYS", "Account", away=False),
    ),
    Promise: _node(
        "Promise",
        "id",
        "made_on due_on outcome closed_on",
        Link("staff_id", "PROMISED", "Staff", away=False),
        Link("person_id", "TO", "Person"),
        Link("account_id", "FOR", "Account"),
    ),
    Booking: _node(
        "Booking",
        "key",
        "day ten_thousandths:long ref rank:long line currency account",
        Link("account_id", "BOOKED", "Account", away=False),
    ),
    Covenant: _node(
        "Covenant",
        "key",
        "kind start until",
        Link("staff_id", "BOUND_BY", "Staff", away=False),
        Link("account_id", "PROTECTS", "Account"),
    ),
    Gain: _node(
        "Gain",
        "id",
        "start until ten_thousandths:long currency against_alternative:boolean verified:boolean",
        Link("account_id", "GAINED", "Account", away=False),
        Link("staff_id", "BROUGHT", "Staff", away=False),
    ),
    Departure: _node(
        "Departure", "id", "destination left_on noticed_on", Link("staff_id", "LEAVES", "Staff", away=False)
    ),
    Attention: _node(
        "Attention",
        "key",
        "month customer_hours:double internal_hours:double",
        Link("staff_id", "SPENT", "Staff", away=False),
    ),
    Amendment: _node("Amendment", "key", "row_kind row_key kind at:datetime imported"),
}
"""The kinds of row that are nodes."""

RELATIONSHIPS: Final[Mapping[type[object], RelationshipShape]] = {
    Employment: _relationship(
        "WORKS_AT", _OF_PERSON, _OF_ACCOUNT, "title decision_role decision_weight:double veto:boolean start end key"
    ),
    Service: _relationship("SERVES", _OF_STAFF, _OF_ACCOUNT, "role start end key"),
    Closeness: _relationship("RATED", _OF_STAFF, _OF_PERSON, "closeness:long day by key"),
    Referral: _relationship("REFERRED", _OF_PERSON, _OF_ACCOUNT, "on key"),
    Colleague: _relationship("WORKED_WITH", _OF_STAFF, ("other_id", "Staff"), "kind since key"),
    Outcome: _relationship("LED_TO", ("departure_id", "Departure"), _OF_ACCOUNT, "outcome on ten_thousandths:long key"),
}
"""The kinds of row that are relationships with the same two ends always."""

TOUCHED: Final = {
    "Person": _relationship("TOUCHED", _OF_STAFF, _OF_PERSON, "id at:datetime day channel direction account"),
    "Account": _relationship("TOUCHED", _OF_STAFF, _OF_ACCOUNT, "id at:datetime day channel direction account"),
}
"""Touches, by the label of whom they came to."""

KNOWS_COLUMNS: Final[Columns] = (
    "staff",
    "incoming:double",
    "outgoing:double",
    "first",
    "last",
    "days:long",
    "channels",
    "touches:long",
    "assumptions",
)
"""The properties of a tie."""
