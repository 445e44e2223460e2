"""A row of every kind that is not in the small firm yet, and a correction of it.

Decides: which row and which correction stand for their kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.domain.further_records import Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import Record
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Person,
    Promise,
    Service,
    StaffMember,
)
from graph.domain.vocabulary import (
    AccountOutcome,
    BuyingApproach,
    Channel,
    ColleagueKind,
    CovenantKind,
    DecisionRole,
    Destination,
    PromiseOutcome,
    ServiceRole,
)
from tests.changes.office import touch

Fields = dict[str, object]


@dataclass(frozen=True)
class Sample:
    """A row, some fields that stay within its key, some that change its key, and whom it names."""

    row: Record
    corrected: Fields
    moved: Fields
    named: tuple[str, ...] = ()


SAMPLES = (
    Sample(
        StaffMember("dov", "Dov", manager_id="ben", start=date(2020, 1, 1)),
        {"title": "Sales"},
        {"id": "dow"},
        ("dov", "ben"),
    ),
    Sample(Account("cog", "Cog"), {"industry": "Energy", "parent_id": "acme"}, {"id": "cogs"}),
    Sample(
        Buying("acme", date(2025, 1, 1), BuyingApproach.PURCHASING),
        {"switching_cost": 2.5},
        {"start": date(2025, 2, 1)},
    ),
    Sample(Person("sam", "Sam"), {"email": "sam@acme.example"}, {"id": "samuel"}, ("sam",)),
    Sample(
        Employment("rex", "bolt", start=date(2020, 1, 1)),
        {"decision_role": DecisionRole.ECONOMIC, "decision_weight": 30.5, "veto": True},
        {"start": None},
        ("rex",),
    ),
    Sample(Service("ben", "bolt", ServiceRole.BACKUP), {"end": date(2026, 1, 1)}, {"role": ServiceRole.LEAD}, ("ben",)),
    Sample(touch("new", date(2026, 6, 20), "ada", "pia"), {"channel": Channel.CALL}, {"id": "newer"}, ("ada", "pia")),
    Sample(
        Closeness("ben", "quinn", 3, date(2026, 1, 1)),
        {"closeness": 1, "by": "cora"},
        {"on": date(2026, 1, 2)},
        ("ben", "quinn"),
    ),
    Sample(
        Promise("drawings", "ada", date(2026, 1, 1), "pia"),
        {"outcome": PromiseOutcome.BROKEN, "closed_on": date(2026, 3, 1)},
        {"id": "plans"},
        ("ada", "pia"),
    ),
    Sample(Booking("bolt", date(2026, 5, 1), 900, "b2", currency="EUR"), {"amount": -1_200}, {"on": date(2026, 5, 2)}),
    Sample(
        Covenant("ben", CovenantKind.NON_COMPETE),
        {"until": date(2030, 1, 1)},
        {"start": date(2012, 1, 1), "account_id": "bolt"},
        ("ben",),
    ),
    Sample(
        Gain("saved", "acme", date(2025, 1, 1), date(2026, 1, 1), 7_000, "EUR", "ada"),
        {"verified": True},
        {"id": "earned"},
        ("ada",),
    ),
    Sample(Referral("pia", "bolt"), {"on": date(2024, 1, 1)}, {"account_id": "acme"}, ("pia",)),
    Sample(
        Colleague("ben", "ada", ColleagueKind.HIRED),
        {"since": date(2015, 1, 1)},
        {"kind": ColleagueKind.WORKED_WITH},
        ("ben", "ada"),
    ),
    Sample(
        Departure("ben-2026", "ben", Destination.CUSTOMER, noticed_on=date(2026, 6, 1)),
        {"left_on": date(2026, 6, 30)},
        {"id": "ben-again"},
        ("ben",),
    ),
    Sample(
        Outcome("dora-2024", "acme", AccountOutcome.STAYED),
        {"outcome": AccountOutcome.SHRANK, "value": 5_000},
        {"account_id": "bolt"},
    ),
    Sample(
        Attention("ada", date(2026, 5, 1), 80.5),
        {"internal_hours": 20.25},
        {"month": date(2026, 4, 1)},
        ("ada",),
    ),
)
"""One for each kind of row but the firm's own, of which there is one only."""
