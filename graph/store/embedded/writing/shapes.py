"""Which row of which table a record is.

Decides: table, natural key, references and columns of each kind of record.
Does not decide: how rows are compared and written (``putting`` does), nor whether what they refer to exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.domain.calendar import day_number, end_number, event_number, instant_number, start_number
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
)
from graph.domain.tokens import folded
from graph.store.embedded.writing.storing import Column, Reference, Shape, number, only_row, text_list

STAFF: Final = Reference("staff", "staff", "staff_id")
PERSON: Final = Reference("person", "person", "person_id")
ACCOUNT: Final = Reference("account", "account", "account_id")

_ID: Final = Column("id", "id")
_NAME: Final = (Column("name", "name"), Column("folded_name", "name", folded))
_EMAIL: Final = (Column("email", "email"), Column("folded_email", "email", folded))
_TITLE: Final = Column("title", "title")
_START: Final = Column("start_day", "start", start_number)
_FROM: Final = Column("start_day", "start", day_number)
_END: Final = Column("end_day", "end", end_number)
_ON: Final = Column("day", "on", day_number)
_EVENT: Final = Column("day", "on", event_number)
_AMOUNT: Final = (Column("amount", "amount"), Column("currency", "currency"))

_ENTITIES: Final[Mapping[type[Record], Shape]] = {
    Firm: Shape(
        "firm",
        ("only_row",),
        (),
        (
            Column("only_row", "name", only_row),
            Column("name", "name"),
            Column("domains", "domains", text_list),
            Column("currency", "currency"),
            Column("time_zone", "time_zone"),
        ),
    ),
    StaffMember: Shape(
        "staff",
        ("id",),
        (Reference("manager", "staff", "manager_id", within=True),),
        (_ID, *_NAME, *_EMAIL, _TITLE, Column("team", "team"), _START, _END),
        span=("start_day", "end_day"),
    ),
    Account: Shape(
        "account",
        ("id",),
        (Reference("parent", "account", "parent_id", within=True),),
        (
            _ID,
            *_NAME,
            Column("domain", "domain"),
            Column("industry", "industry"),
            Column("since_day", "since", event_number),
        ),
    ),
    Person: Shape("person", ("id",), (), (_ID, *_NAME, *_EMAIL, _TITLE)),
}

_RELATIONS: Final[Mapping[type[Record], Shape]] = {
    Buying: Shape(
        "buying",
        ("account", "start_day"),
        (ACCOUNT,),
        (
            _FROM,
            Column("approach", "approach", int),
            Column("decision_rule", "decision_rule", number),
            Column("switching_cost", "switching_cost"),
            Column("other_suppliers", "other_suppliers"),
            Column("renewal_day", "renewal_on", event_number),
        ),
    ),
    Employment: Shape(
        "employment",
        ("person", "account", "start_day"),
        (PERSON, ACCOUNT),
        (
            _TITLE,
            Column("decision_role", "decision_role", number),
            Column("decision_weight", "decision_weight"),
            Column("veto", "veto", int),
            _START,
            _END,
        ),
    ),
    Service: Shape(
        "service",
        ("staff", "account", "role", "start_day"),
        (STAFF, ACCOUNT),
        (Column("role", "role", int), _START, _END),
    ),
    Closeness: Shape(
        "closeness",
        ("staff", "person", "day"),
        (STAFF, PERSON),
        (Column("closeness", "closeness"), _ON, Column("rated_by", "by")),
    ),
    Promise: Shape(
        "promise",
        ("id",),
        (STAFF, PERSON, ACCOUNT),
        (
            _ID,
            Column("made_day", "made_on", day_number),
            Column("due_day", "due_on", event_number),
            Column("outcome", "outcome", int),
            Column("closed_day", "closed_on", event_number),
        ),
        span=("made_day", "closed_day"),
    ),
    Booking: Shape(
        "booking",
        ("account", "day", "ref", "rank"),
        (ACCOUNT,),
        (_ON, Column("ref", "ref"), Column("rank", "rank"), *_AMOUNT, Column("line", "line")),
    ),
    Covenant: Shape(
        "covenant",
        ("staff", "kind", "account", "start_day"),
        (STAFF, ACCOUNT),
        (Column("kind", "kind", int), _START, Column("until_day", "until", end_number)),
    ),
}

_FURTHER: Final[Mapping[type[Record], Shape]] = {
    Gain: Shape(
        "gain",
        ("id",),
        (ACCOUNT, Reference("staff", "staff", "staff_id", told="attributed_to")),
        (
            _ID,
            _FROM,
            Column("until_day", "until", day_number),
            *_AMOUNT,
            Column("against_alternative", "against_alternative", number),
            Column("verified", "verified", number),
        ),
        span=("start_day", "until_day"),
    ),
    Referral: Shape("referral", ("person", "account"), (PERSON, ACCOUNT), (_EVENT,)),
    Colleague: Shape(
        "colleague",
        ("staff", "other", "kind"),
        (STAFF, Reference("other", "staff", "other_id")),
        (Column("kind", "kind", int), Column("since_day", "since", event_number)),
    ),
    Departure: Shape(
        "departure",
        ("id",),
        (STAFF,),
        (
            _ID,
            Column("destination", "destination", int),
            Column("left_day", "left_on", event_number),
            Column("noticed_day", "noticed_on", event_number),
        ),
        span=("noticed_day", "left_day"),
    ),
    Outcome: Shape(
        "outcome",
        ("departure", "account"),
        (Reference("departure", "departure", "departure_id"), ACCOUNT),
        (Column("outcome", "outcome", int), _EVENT, Column("value", "value")),
    ),
    Attention: Shape(
        "attention",
        ("staff", "month_day"),
        (STAFF,),
        (
            Column("month_day", "month", day_number),
            Column("customer_hours", "customer_hours"),
            Column("internal_hours", "internal_hours"),
        ),
    ),
    Amendment: Shape(
        "amendment",
        ("row_kind", "row_key"),
        (),
        (
            Column("row_kind", "row_kind"),
            Column("row_key", "row_key"),
            Column("kind", "kind", int),
            Column("at", "at", instant_number),
            Column("imported", "imported"),
        ),
    ),
}

SHAPES: Final[Mapping[type[Record], Shape]] = {**_ENTITIES, **_RELATIONS, **_FURTHER}
"""Every kind of record but touches, which make ties and have statements of their own (``touching``)."""
