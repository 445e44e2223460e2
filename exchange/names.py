"""The columns of the folder by name: how each is written and what it means.

Decides: name, kind, meaning and whether a column is required. Does not decide: which file has which (``layout`` does).
"""

from __future__ import annotations

from typing import Final

from exchange import parsing as kind
from exchange.columns import optional, required
from graph.domain.records import Account, Person, StaffMember
from graph.domain.vocabulary import (
    BuyingApproach,
    Channel,
    CovenantKind,
    DecisionRole,
    DecisionRule,
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
