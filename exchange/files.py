"""The files of the folder by name, and the kind of row that each holds.

Decides: which file a kind of row goes into and comes from. Does not decide: its columns (``layout`` does).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
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
    Touch,
)

FILE_OF: Final[Mapping[type[Record], str]] = {
    Firm: "firm.csv",
    StaffMember: "staff.csv",
    Account: "accounts.csv",
    Buying: "buying.csv",
    Person: "people.csv",
    Employment: "employments.csv",
    Service: "services.csv",
    Touch: "touches.csv",
    Closeness: "closeness.csv",
    Promise: "promises.csv",
    Booking: "revenue.csv",
    Covenant: "covenants.csv",
    Gain: "gains.csv",
    Referral: "referrals.csv",
    Colleague: "colleagues.csv",
    Departure: "departures.csv",
    Outcome: "outcomes.csv",
    Attention: "attention.csv",
    Amendment: "retractions.csv",
}
"""The file of each kind of row."""

KIND_IN: Final[Mapping[str, type[Record]]] = {name: kind for kind, name in FILE_OF.items()}
"""The kind of row of each file."""
