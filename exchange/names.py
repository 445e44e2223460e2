"""The columns of the folder by name: how each is written and what it means.

Decides: name, kind, meaning and whether a column is required. Does not decide: which file has which (``layout`` does).
"""

from __future__ import annotations

from typing import Final

from exchange import parsing as kind
from exchange.columns import optional, required
from graph.domain.further_records import Departure
from graph.domain.records import Account, Person, StaffMember
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

ID: Final = required("id", kind.ID, "an id that no other row of the file has")
NAME: Final = required("name", kind.TEXT, "the name as people say it")
PERSON_NAME: Final = optional("name", kind.TEXT, "the name as people say it; empty when unknown", "")
EMAIL: Final = optional("email", kind.TEXT, "the e-mail address", "")
TITLE: Final = optional("title", kind.TEXT, "the job title", "")
START: Final = optional("start", kind.DAY, "the first day; empty: always", None)
END: Final = optional("end", kind.DAY, "the day after the last; empty: still", None)
STAFF: Final = required("staff_id", kind.ID, "the staff member", refers=StaffMember)
PERSON: Final = required("person_id", kind.ID, "the person", refers=Person)
ACCOUNT: Final = required("account_id", kind.ID, "the account", refers=Account)
SOME_PERSON: Final = optional("person_id", kind.ID, "the person; this, account_id or both", None, refers=Person)
SOME_ACCOUNT: Final = optional("account_id", kind.ID, "the account; this, person_id or both", None, refers=Account)

FIRM_NAME: Final = required("name", kind.TEXT, "our own name")
DOMAINS: Final = optional("domains", kind.DOMAINS, "our own e-mail domains", ())
FIRM_CURRENCY: Final = optional("currency", kind.CURRENCY, "the one currency of all amounts", "")
TIME_ZONE: Final = optional("time_zone", kind.TEXT, "IANA name of the zone that cuts instants into days", "UTC")

TEAM: Final = optional("team", kind.TEXT, "the team; empty: nobody's team", "")
MANAGER: Final = optional("manager_id", kind.ID, "the staff member reported to", None, refers=StaffMember)

DOMAIN: Final = optional("domain", kind.TEXT, "the account's internet domain", "")
INDUSTRY: Final = optional("industry", kind.TEXT, "the line of trade", "")
PARENT: Final = optional("parent_id", kind.ID, "the account it belongs to", None, refers=Account)
SINCE: Final = optional("since", kind.DAY, "a customer since this day", None)

FROM: Final = required("from", kind.DAY, "what the row says holds from this day on", field="start")
APPROACH: Final = required("approach", kind.word(BuyingApproach), "who drives the account's buying")
DECISION_RULE: Final = optional("decision_rule", kind.word(DecisionRule), "how much weight must agree", None)
SWITCHING_COST: Final = optional("switching_cost", kind.NUMBER, "0 (none) to 4 (prohibitive)", None)
OTHER_SUPPLIERS: Final = optional("other_suppliers", kind.WHOLE, "how many others they buy the same from", None)
RENEWAL: Final = optional("renewal_on", kind.DAY, "the next renewal", None)

DECISION_ROLE: Final = optional("decision_role", kind.word(DecisionRole), "part in the account's buying", None)
DECISION_WEIGHT: Final = optional("decision_weight", kind.NUMBER, "weight in the decision, instead of the role's", None)
VETO: Final = optional("veto", kind.TRUTH, "whether this person can veto", empty=False)

SERVICE_ROLE: Final = required("role", kind.word(ServiceRole), "what the staff member does on the account")

AT: Final = required("at", kind.MOMENT, "when it happened")
CHANNEL: Final = required("channel", kind.word(Channel), "how it happened")
DIRECTION: Final = optional(
    "direction", kind.word(Direction), "in: from the customer, out: from us; empty: both", Direction.BOTH
)

CLOSENESS: Final = required("closeness", kind.WHOLE, "0 (not close at all) to 4 (closest)")
RATED_ON: Final = required("on", kind.DAY, "the day of the rating")
RATED_BY: Final = optional("by", kind.TEXT, "who rated", "")

MADE_ON: Final = required("made_on", kind.DAY, "the day it was made")
DUE_ON: Final = optional("due_on", kind.DAY, "the day it is due", None)
OUTCOME: Final = optional("outcome", kind.word(PromiseOutcome), "how it ended; empty: open", PromiseOutcome.OPEN)
CLOSED_ON: Final = optional("closed_on", kind.DAY, "the day it ended; empty: open", None)

BOOKED_ON: Final = required("on", kind.DAY, "the day it was booked")
AMOUNT: Final = required("amount", kind.AMOUNT, "negative for a credit note")
CURRENCY: Final = optional("currency", kind.CURRENCY, "that of the whole store; empty: the same", "")
REF: Final = optional(
    "ref",
    kind.TEXT,
    "what tells bookings of one account and day apart; empty: their rank by amount among those without",
    "",
)
LINE: Final = optional("line", kind.TEXT, "the line of business", "")

COVENANT_KIND: Final = required("kind", kind.word(CovenantKind), "what it forbids", field="kind")
COVENANT_FROM: Final = optional("from", kind.DAY, "in force from this day; empty: always", None, field="start")
COVENANT_ACCOUNT: Final = optional("account_id", kind.ID, "this account only; empty: all", None, refers=Account)
UNTIL: Final = optional("until", kind.DAY, "in force up to the day before; empty: still", None)

GAIN_FROM: Final = required("from", kind.DAY, "the first day of the gain", field="start")
GAIN_UNTIL: Final = required("until", kind.DAY, "the day after the last", field="until")
GAINED: Final = required("amount", kind.AMOUNT, "what the customer made through us; negative for a loss")
GAIN_OWNER: Final = optional(
    "attributed_to",
    kind.OWNER,
    "whose doing it was: the word firm, or a staff id (one that is the word firm counts as the firm); empty: the firm",
    None,
    field="staff_id",
    refers=StaffMember,
)
AGAINST_ALTERNATIVE: Final = optional(
    "against_alternative", kind.TRUTH, "whether it is what we brought beyond the next best alternative", None
)
VERIFIED: Final = optional(
    "verified_by_customer", kind.TRUTH, "whether the customer says so, too", None, field="verified"
)

REFERRER: Final = required("person_id", kind.ID, "the person who brought the account", refers=Person)
REFERRED_ON: Final = optional("on", kind.DAY, "the day of the referral", None)

OTHER: Final = required("other_id", kind.ID, "the other staff member", refers=StaffMember)
COLLEAGUE_KIND: Final = required("kind", kind.word(ColleagueKind), "hired: the first hired the other", field="kind")
COLLEAGUE_SINCE: Final = optional("since", kind.DAY, "the day since which", None)

NOTICED_ON: Final = optional("noticed_on", kind.DAY, "the day notice was given", None)
LEFT_ON: Final = required("left_on", kind.DAY, "the day they left")
DESTINATION: Final = required("destination", kind.word(Destination), "where they went")

DEPARTURE: Final = required("departure_id", kind.ID, "the departure", refers=Departure)
ACCOUNT_OUTCOME: Final = required("outcome", kind.word(AccountOutcome), "what became of the account")
OUTCOME_ON: Final = optional("on", kind.DAY, "the day it was known", None)
OUTCOME_VALUE: Final = optional("value", kind.AMOUNT, "what it was about, in the store's currency", None)

MONTH: Final = required("month", kind.MONTH, "the month that the hours are of")
CUSTOMER_HOURS: Final = optional("customer_hours", kind.NUMBER, "hours spent with and for customers", None)
INTERNAL_HOURS: Final = optional("internal_hours", kind.NUMBER, "hours spent on ourselves", None)

AMENDED_FILE: Final = required("file", kind.FILE, "the file of the row that was amended", field="row_kind")
AMENDMENT_KIND: Final = required(
    "kind",
    kind.word(AmendmentKind),
    "retracted by hand: no later row has this key; corrected by hand: it says something else; absent from a complete "
    "file: no later row has this key but one of a complete file",
)
AMENDED_KEY: Final = required(
    "key", kind.TEXT, "the row's key as a JSON list; a hash of it where it names a person", field="row_key"
)
AMENDED_AT: Final = required("at", kind.MOMENT, "when it was amended")
IMPORTED: Final = optional("imported", kind.TEXT, "the row before its correction, as JSON; empty for the others", "")
