"""Which row of which table a record is.

Decides: table, natural key, references and columns of each kind of record, and how a field becomes a stored value.
Does not decide: how rows are compared and written (``putting`` does), nor whether what they refer to exists.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.domain.calendar import day_number, end_number, event_number, start_number
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
    Record,
    Service,
    StaffMember,
)

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the key of an entity, which the record names by id.

    ``within``: the entity may stand on another row of the same call, before or after."""

    column: str
    entity: str
    within: bool = False


STAFF: Final = Reference("staff", "staff")
PERSON: Final = Reference("person", "person")
ACCOUNT: Final = Reference("account", "account")


@dataclass(frozen=True, slots=True)
class Shape:
    """How records of a kind are stored: ``key`` names the columns of the natural key; ``values`` gives of a record the
    ids of its references, in their order, then its ``columns``."""

    table: str
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    columns: tuple[str, ...]
    values: Callable[[Any], tuple[Value, ...]]

    def field(self, reference: Reference) -> str:
        """The column of the folder in which the reference stands."""
        return f"{reference.column}_id"


def folded(text: str) -> str:
    """Text as names and addresses are compared: trimmed and case-folded."""
    return text.strip().casefold()


def _firm(firm: Firm) -> tuple[Value, ...]:
    return 1, firm.name, json.dumps(firm.domains, ensure_ascii=False), firm.currency, firm.time_zone


def _staff_member(one: StaffMember) -> tuple[Value, ...]:
    return (
        one.manager_id,
        one.id,
        one.name,
        folded(one.name),
        one.email,
        folded(one.email),
        one.title,
        one.team,
        start_number(one.start),
        end_number(one.end),
    )


def _account(one: Account) -> tuple[Value, ...]:
    return one.parent_id, one.id, one.name, folded(one.name), one.domain, one.industry, event_number(one.since)


def _person(one: Person) -> tuple[Value, ...]:
    return one.id, one.name, folded(one.name), one.email, folded(one.email), one.title


def _buying(one: Buying) -> tuple[Value, ...]:
    return (
        one.account_id,
        day_number(one.start),
        int(one.approach),
        _number(one.decision_rule),
        one.switching_cost,
        one.other_suppliers,
        event_number(one.renewal_on),
    )


def _employment(one: Employment) -> tuple[Value, ...]:
    return (
        one.person_id,
        one.account_id,
        one.title,
        _number(one.decision_role),
        one.decision_weight,
        int(one.veto),
        start_number(one.start),
        end_number(one.end),
    )


def _service(one: Service) -> tuple[Value, ...]:
    return one.staff_id, one.account_id, int(one.role), start_number(one.start), end_number(one.end)


def _closeness(one: Closeness) -> tuple[Value, ...]:
    return one.staff_id, one.person_id, one.closeness, day_number(one.on), one.by


def _promise(one: Promise) -> tuple[Value, ...]:
    return (
        one.staff_id,
        one.person_id,
        one.account_id,
        one.id,
        day_number(one.made_on),
        event_number(one.due_on),
        int(one.outcome),
        event_number(one.closed_on),
    )


def _booking(one: Booking) -> tuple[Value, ...]:
    return one.account_id, day_number(one.on), one.ref, one.rank, one.amount, one.line


def _covenant(one: Covenant) -> tuple[Value, ...]:
    return one.staff_id, one.account_id, int(one.kind), start_number(one.start), end_number(one.until)


def _number(word: int | None) -> int | None:
    return None if word is None else int(word)


SHAPES: Final[Mapping[type[Record], Shape]] = {
    Firm: Shape("firm", ("only_row",), (), ("only_row", "name", "domains", "currency", "time_zone"), _firm),
    StaffMember: Shape(
        "staff",
        ("id",),
        (Reference("manager", "staff", within=True),),
        ("id", "name", "folded_name", "email", "folded_email", "title", "team", "start_day", "end_day"),
        _staff_member,
    ),
    Account: Shape(
        "account",
        ("id",),
        (Reference("parent", "account", within=True),),
        ("id", "name", "folded_name", "domain", "industry", "since_day"),
        _account,
    ),
    Person: Shape("person", ("id",), (), ("id", "name", "folded_name", "email", "folded_email", "title"), _person),
    Buying: Shape(
        "buying",
        ("account", "start_day"),
        (ACCOUNT,),
        ("start_day", "approach", "decision_rule", "switching_cost", "other_suppliers", "renewal_day"),
        _buying,
    ),
    Employment: Shape(
        "employment",
        ("person", "account", "start_day"),
        (PERSON, ACCOUNT),
        ("title", "decision_role", "decision_weight", "veto", "start_day", "end_day"),
        _employment,
    ),
    Service: Shape(
        "service",
        ("staff", "account", "role", "start_day"),
        (STAFF, ACCOUNT),
        ("role", "start_day", "end_day"),
        _service,
    ),
    Closeness: Shape(
        "closeness", ("staff", "person", "day"), (STAFF, PERSON), ("closeness", "day", "rated_by"), _closeness
    ),
    Promise: Shape(
        "promise",
        ("id",),
        (STAFF, PERSON, ACCOUNT),
        ("id", "made_day", "due_day", "outcome", "closed_day"),
        _promise,
    ),
    Booking: Shape(
        "booking", ("account", "day", "ref", "rank"), (ACCOUNT,), ("day", "ref", "rank", "amount", "line"), _booking
    ),
    Covenant: Shape(
        "covenant",
        ("staff", "kind", "start_day", "account"),
        (STAFF, ACCOUNT),
        ("kind", "start_day", "until_day"),
        _covenant,
    ),
}
"""Every kind of record but touches, which are inserted and never put."""
