"""Rows of every kind: one, the same changed, and one that differs from the first in its key alone.

Decides: that the changed row differs in several fields where it can. Does not decide: what a store does with them.
"""

from __future__ import annotations

from datetime import date, timedelta

from graph.domain.further_records import (
    Amendment,
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
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
)
from graph.domain.vocabulary import (
    AccountOutcome,
    AmendmentKind,
    BuyingApproach,
    Channel,
    ColleagueKind,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Destination,
    Direction,
    PromiseOutcome,
    ServiceRole,
)
from tests.store.writing import JANUARY, NOON, touch

LATER = date(2024, 6, 1)
ENTITIES = (
    StaffMember("ada", "Ada"),
    StaffMember("bob", "Bob"),
    Account("acme", "Acme"),
    Account("bolt", "Bolt"),
    Person("pat", "Pat"),
    Person("quin", "Quin"),
    Departure("D", "bob", Destination.RIVAL, LATER),
)

FIRST_TWELVE: dict[str, tuple[Record, Record, Record | None]] = {
    "firm": (
        Firm("Ours", ("a.example", "b.example"), "EUR", "Europe/Berlin"),
        Firm("Ours", ("a.example",), "EUR"),
        None,
    ),
    "staff member": (
        StaffMember("eve", "Eve", "eve@ours.example", "Director", "north", "ada", JANUARY, LATER),
        StaffMember("eve", "Eve", "eve@ours.example", "Director", "north", "bob", JANUARY, LATER),
        StaffMember("eva", "Eve", "eve@ours.example", "Director", "north", "ada", JANUARY, LATER),
    ),
    "account": (
        Account("coil", "Coil", "coil.example", "wire", "acme", JANUARY),
        Account("coil", "Coil", "coil.example", "wire"),
        Account("core", "Coil", "coil.example", "wire", "acme", JANUARY),
    ),
    "person": (
        Person("rae", "Rae", "rae@coil.example", "Buyer"),
        Person("rae", "Rae", "rae@coil.example", "Head of buying"),
        Person("ray", "Rae", "rae@coil.example", "Buyer"),
    ),
    "buying": (
        Buying("acme", JANUARY, BuyingApproach.MIXED, DecisionRule.SINGLE, 2.5, 3, LATER),
        Buying("acme", JANUARY, BuyingApproach.MIXED, None, None, None, None),
        Buying("acme", LATER, BuyingApproach.MIXED, DecisionRule.SINGLE, 2.5, 3, LATER),
    ),
    "employment": (
        Employment("pat", "acme", "Buyer", DecisionRole.ECONOMIC, 4.0, veto=True, start=JANUARY, end=LATER),
        Employment("pat", "acme", "Buyer", DecisionRole.ECONOMIC, 4.0, veto=False, start=JANUARY, end=LATER),
        Employment("pat", "acme", "Buyer", DecisionRole.ECONOMIC, 4.0, veto=True, end=LATER),
    ),
    "service": (
        Service("ada", "acme", ServiceRole.LEAD, JANUARY),
        Service("ada", "acme", ServiceRole.LEAD, JANUARY, LATER),
        Service("ada", "acme", ServiceRole.BACKUP, JANUARY),
    ),
    "closeness": (
        Closeness("ada", "pat", 3, JANUARY, "Bob"),
        Closeness("ada", "pat", 4, JANUARY, "Bob"),
        Closeness("ada", "pat", 3, LATER, "Bob"),
    ),
    "promise": (
        Promise("P1", "ada", JANUARY, "pat", "acme", LATER),
        Promise("P1", "ada", JANUARY, "pat", "acme", LATER, PromiseOutcome.KEPT, LATER),
        Promise("P2", "ada", JANUARY, "pat", "acme", LATER),
    ),
    "booking with a ref": (
        Booking("acme", JANUARY, 12_345, "R1", line="wire"),
        Booking("acme", JANUARY, -12_345, "R1", line="wire"),
        Booking("acme", JANUARY, 12_345, "R2", line="wire"),
    ),
    "booking with a rank": (
        Booking("acme", JANUARY, 12_345, rank=1),
        Booking("acme", JANUARY, 12_346, rank=1),
        Booking("acme", JANUARY, 12_345, rank=2),
    ),
    "covenant": (
        Covenant("ada", CovenantKind.NON_SOLICIT, account_id="acme"),
        Covenant("ada", CovenantKind.NON_SOLICIT, account_id="acme", until=LATER),
        Covenant("ada", CovenantKind.NON_SOLICIT),
    ),
}


FURTHER: dict[str, tuple[Record, Record, Record | None]] = {
    "touch": (
        touch("t", "ada", "pat", "acme", hour=9),
        touch("t", "bob", "quin", "bolt", on=LATER, channel=Channel.VISIT, direction=Direction.IN),
        touch("u", "ada", "pat", "acme", hour=9),
    ),
    "gain": (
        Gain("G1", "acme", JANUARY, LATER, 50_000, "EUR", "ada", against_alternative=True, verified=False),
        Gain("G1", "bolt", LATER, LATER, 60_000, "USD"),
        Gain("G2", "acme", JANUARY, LATER, 50_000, "EUR", "ada", against_alternative=True, verified=False),
    ),
    "referral": (Referral("pat", "acme", JANUARY), Referral("pat", "acme"), Referral("pat", "bolt", JANUARY)),
    "colleague": (
        Colleague("ada", "bob", ColleagueKind.HIRED, JANUARY),
        Colleague("ada", "bob", ColleagueKind.HIRED, LATER),
        Colleague("bob", "ada", ColleagueKind.HIRED, JANUARY),
    ),
    "departure": (
        Departure("D1", "ada", Destination.RIVAL, None, JANUARY),
        Departure("D1", "bob", Destination.STARTUP, LATER, None),
        Departure("D2", "ada", Destination.RIVAL, None, JANUARY),
    ),
    "outcome": (
        Outcome("D", "acme", AccountOutcome.FOLLOWED, JANUARY, 70_000),
        Outcome("D", "acme", AccountOutcome.STAYED),
        Outcome("D", "bolt", AccountOutcome.FOLLOWED, JANUARY, 70_000),
    ),
    "attention": (
        Attention("ada", JANUARY, 20.5, 7.0),
        Attention("ada", JANUARY, None, 8.25),
        Attention("ada", LATER, 20.5, 7.0),
    ),
    "amendment": (
        Amendment("touch", '["t9"]', AmendmentKind.RETRACTED, NOON),
        Amendment("touch", '["t9"]', AmendmentKind.CORRECTED, NOON + timedelta(hours=1), "{}"),
        Amendment("touch", '["t8"]', AmendmentKind.RETRACTED, NOON),
    ),
}
CHANGES: dict[str, tuple[Record, Record, Record | None]] = {**FIRST_TWELVE, **FURTHER}
