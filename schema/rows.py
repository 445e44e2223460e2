"""Every kind of row as a node, ourselves among them.

Decides: which type shows which kind of record, and whom a row names.
Does not decide: which facts of a row are shown (its type does).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Self

import strawberry

from graph.domain import records
from graph.domain.kinds import Record
from schema.context import Info
from schema.entities import VERSION, Account, Employment, Node, Person, StaffMember
from schema.global_ids import row_id
from schema.rows_of_accounts import Booking, Buying
from schema.rows_of_staff import Covenant, Service
from schema.rows_of_ties import Closeness, Promise, Touch


@strawberry.type(description="We ourselves. Source: firm.csv.")
class Firm(Node):
    """We ourselves."""

    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Our name; empty where all that is known of us is, say, our currency.")
    domains: list[str] = strawberry.field(description="Our own e-mail domains.")
    currency: str = strawberry.field(
        description="ISO 4217 code of the currency of all amounts; empty when none was ever supplied."
    )
    time_zone: str = strawberry.field(description="IANA name of the zone that cuts instants into days.")

    @classmethod
    def from_answer(cls, found: records.Firm) -> Self:
        """The type of ourselves."""
        return cls(
            id=row_id(found),
            version=found.version,
            name=found.name,
            domains=list(found.domains),
            currency=found.currency,
            time_zone=found.time_zone,
        )


async def firm(info: Info) -> Firm | None:
    """We ourselves, where the store has been told."""
    found = await info.context.store.firm()
    return None if found is None else Firm.from_answer(found)


_SHOWN: Final[dict[type[Record], Callable[[Any], Node]]] = {
    records.Firm: Firm.from_answer,
    records.StaffMember: StaffMember.from_answer,
    records.Account: Account.from_answer,
    records.Buying: Buying.from_answer,
    records.Person: Person.from_answer,
    records.Employment: Employment.from_answer,
    records.Service: Service.from_answer,
    records.Touch: Touch.from_answer,
    records.Closeness: Closeness.from_answer,
    records.Promise: Promise.from_answer,
    records.Booking: Booking.from_answer,
    records.Covenant: Covenant.from_answer,
}
NODES: Final = (
    Firm,
    StaffMember,
    Account,
    Buying,
    Person,
    Employment,
    Service,
    Touch,
    Closeness,
    Promise,
    Booking,
    Covenant,
)
"""Every type that a global id can lead to."""
NAMING: Final[frozenset[type[Record]]] = frozenset(
    kind
    for kind in _SHOWN
    if kind in {records.StaffMember, records.Person} or {"staff_id", "person_id"} & set(kind.__dataclass_fields__)
)
"""The kinds whose rows are, or name, a staff member or a person."""


def node_of(found: Record | None) -> Node | None:
    """The type of whatever an id named."""
    return None if found is None else _SHOWN[type(found)](found)


def named_in(found: Record) -> list[str]:
    """The firm's own ids of the staff members and people that a row is or names."""
    if isinstance(found, records.StaffMember | records.Person):
        return [found.id]
    named = (getattr(found, field, None) for field in ("staff_id", "person_id"))
    return [one for one in named if one is not None]
