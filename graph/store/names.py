"""What stores call the rows of each kind.

Decides: one short word for each kind: the name of its table, and of the statements about it. Does not decide: what a
kind is called in sentences (``graph.domain.kinds`` does): those words may be bettered, these stand in files.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    Touch,
)

NAMES: Final[Mapping[type[object], str]] = {
    Firm: "firm",
    StaffMember: "staff",
    Account: "account",
    Buying: "buying",
    Person: "person",
    Employment: "employment",
    Service: "service",
    Touch: "touch",
    Closeness: "closeness",
    Promise: "promise",
    Booking: "booking",
    Covenant: "covenant",
    Gain: "gain",
    Referral: "referral",
    Colleague: "colleague",
    Departure: "departure",
    Outcome: "outcome",
    Attention: "attention",
    Amendment: "amendment",
}
"""The word of each kind."""
