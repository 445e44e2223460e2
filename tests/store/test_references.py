"""A row never points at nobody."""

from __future__ import annotations

import pytest

from graph.domain.further_records import (
    Attention,
    Colleague,
    Departure,
    Gain,
    Outcome,
    Referral,
)
from graph.domain.kinds import Record
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Promise,
    Service,
    StaffMember,
)
from graph.domain.vocabulary import (
    AccountOutcome,
    BuyingApproach,
    ColleagueKind,
    CovenantKind,
    Destination,
    ServiceRole,
)
from graph.errors import UnknownReference
from graph.store.protocol import GraphStore
from tests.store.changed_rows import ENTITIES, LATER
from tests.store.writing import JANUARY, touch, write

DANGLING: dict[str, tuple[Record, str, str]] = {
    "manager": (StaffMember("eve", "Eve", manager_id="nobody"), "manager_id", "staff member"),
    "parent": (Account("coil", "Coil", parent_id="nobody"), "parent_id", "account"),
    "buying's account": (Buying("nobody", JANUARY, BuyingApproach.MIXED), "account_id", "account"),
    "employment's person": (Employment("nobody", "acme"), "person_id", "person"),
    "employment's account": (Employment("pat", "nobody"), "account_id", "account"),
    "service's staff member": (Service("nobody", "acme", ServiceRole.LEAD), "staff_id", "staff member"),
    "service's account": (Service("ada", "nobody", ServiceRole.LEAD), "account_id", "account"),
    "rating's staff member": (Closeness("nobody", "pat", 1, JANUARY), "staff_id", "staff member"),
    "rating's person": (Closeness("ada", "nobody", 1, JANUARY), "person_id", "person"),
    "promise's staff member": (Promise("P", "nobody", JANUARY, "pat"), "staff_id", "staff member"),
    "promise's person": (Promise("P", "ada", JANUARY, "nobody", "acme"), "person_id", "person"),
    "promise's account": (Promise("P", "ada", JANUARY, "pat", "nobody"), "account_id", "account"),
    "booking's account": (Booking("nobody", JANUARY, 1, "R"), "account_id", "account"),
    "covenant's staff member": (Covenant("nobody", CovenantKind.NON_SOLICIT), "staff_id", "staff member"),
    "covenant's account": (Covenant("ada", CovenantKind.NON_SOLICIT, account_id="nobody"), "account_id", "account"),
    "gain's account": (Gain("G", "nobody", JANUARY, LATER, 1), "account_id", "account"),
    "gain's staff member": (
        Gain("G", "acme", JANUARY, LATER, 1, staff_id="nobody"),
        "attributed_to",
        "staff member",
    ),
    "referral's person": (Referral("nobody", "acme"), "person_id", "person"),
    "referral's account": (Referral("pat", "nobody"), "account_id", "account"),
    "colleague's staff member": (Colleague("nobody", "ada", ColleagueKind.HIRED), "staff_id", "staff member"),
    "colleague's other": (Colleague("ada", "nobody", ColleagueKind.HIRED), "other_id", "staff member"),
    "departure's staff member": (Departure("D", "nobody", Destination.RIVAL), "staff_id", "staff member"),
    "outcome's departure": (Outcome("nobody", "acme", AccountOutcome.STAYED), "departure_id", "departure"),
    "outcome's account": (Outcome("D", "nobody", AccountOutcome.STAYED), "account_id", "account"),
    "attention's staff member": (Attention("nobody", JANUARY), "staff_id", "staff member"),
    "touch's staff member": (touch("t", "nobody", "pat"), "staff_id", "staff member"),
    "touch's person": (touch("t", "ada", "nobody", "acme"), "person_id", "person"),
    "touch's account": (touch("t", "ada", "pat", "nobody"), "account_id", "account"),
}


@pytest.mark.parametrize("reference", DANGLING)
async def test_a_row_that_refers_to_nobody_is_refused_by_column_and_value(store: GraphStore, reference: str) -> None:
    row, column, kind = DANGLING[reference]
    await write(store, *ENTITIES)
    with pytest.raises(UnknownReference) as refused:
        await write(store, row)
    assert (refused.value.field, refused.value.value, refused.value.kind) == (column, "nobody", kind)
    remedy = f"no {kind} has this id; check the id, or add it first"
    assert str(refused.value) == f"{column} 'nobody' cannot be used: {remedy}."
    assert await store.revision() == 1
