"""The closed lists of words as GraphQL enums.

Decides: how each word is described to whoever asks. Does not decide: which words there are (``graph.domain`` does; a
test holds the two lists equal), nor what a word is worth.
"""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import enum_value as word


@strawberry.enum(name="Destination", description="Where somebody who leaves goes. Source: stated by whoever asks.")
class DestinationWord(Enum):
    """Where somebody who leaves goes."""

    RIVAL = word("rival", description="To a competitor: accounts can follow.")
    STARTUP = word("startup", description="To a new firm in the field: accounts can follow.")
    CUSTOMER = word("customer", description="To a customer: following is impossible, for nobody could serve it there.")
    OUT_OF_FIELD = word("out_of_field", description="Out of the field, or retires: following is impossible.")
    INTERNAL = word("internal", description="To another post with us: following is impossible.")


@strawberry.enum(name="Status", description="How much a row of an answer rests on.")
class StatusWord(Enum):
    """How much a row rests on."""

    ESTIMATED = word("estimated", description="A leaver has a touch or a rating there.")
    PRIOR_ONLY = word(
        "prior_only", description="Only an open service is recorded, or the firm has no touch at all: read as a prior."
    )
    INSUFFICIENT_DATA = word(
        "insufficient_data", description="No booking is known up to the day: probabilities are shown, money is not."
    )


@strawberry.enum(name="SourceMark", description="Where an assumption of the model comes from.")
class MarkWord(Enum):
    """Where an assumption comes from."""

    MEASURED = word("M", description="M: measured on public registers of lobbyists.")
    PUBLISHED = word("P", description="P: published research or vendor figures, named in the source.")
    JUDGEMENT = word("J", description="J: judgement; no figure was found.")


@strawberry.enum(name="FactorName", description="The terms of the log-odds that an account follows, in their order.")
class FactorWord(Enum):
    """The terms of the log-odds."""

    BASE = word("base", description="The reference account: two colleagues who stay, three years, half attached.")
    COLLEAGUES_WHO_STAY = word(
        "colleagues who stay", description="Staff members on the account who stay; counted up to 8."
    )
    COLLEAGUES_WHO_LEAVE_TOO = word(
        "colleagues who leave too", description="Leavers on the account, less one; counted up to 3."
    )
    YEARS_WITH_PERSON = word(
        "years with the person", description="Years since a leaver began with the pivotal contact; counted up to 10."
    )
    YEARS_WITH_FIRM = word(
        "years with the firm", description="Years since the account began with us; counted up to 10."
    )
    ATTACHMENT = word(
        "attachment share", description="Share in [0, 1) of the pivotal contact's attachment that is to the leavers."
    )
    OTHER_SUPPLIERS = word("other suppliers", description="Other suppliers in use; counted up to 3.")
    SWITCHING_COST = word("switching cost", description="Rated 0 (none) to 4 (very high).")
    NON_SOLICIT = word(
        "non-solicit", description="1 when every leaver who could serve the account is bound by one in force, else 0."
    )
    GATE = word(
        "way of buying", description="What a tie is worth by how the customer buys: 1 in full, 0.5 half, 0.1 a tenth."
    )


@strawberry.enum(
    name="MissingInput",
    description="An input that was never supplied; its reference value was used and widens the range.",
)
class MissingWord(Enum):
    """An input that was never supplied."""

    ATTACHMENT = word("attachment share", description="The firm has no touch up to the day.")
    YEARS_WITH_FIRM = word("years with the firm", description="No since, service, touch or booking dates the account.")
    OTHER_SUPPLIERS = word("other suppliers", description="buying.csv does not say how many other suppliers there are.")
    SWITCHING_COST = word("switching cost", description="buying.csv does not rate the switching cost.")
    BUYING_APPROACH = word("way of buying", description="No row of buying.csv up to the day; a tie counts in full.")
    DECISION_RULE = word("decision rule", description="buying.csv does not say who must agree; a majority is assumed.")
    LINES_OF_BUSINESS = word("lines of business", description="Bookings name no line of business; one is assumed.")
    USUAL_GAP = word(
        "usual gap between touches", description="A tie with touches on one day only; 90 days are assumed."
    )
    BOOKINGS = word("bookings", description="No booking is known up to the day, so money is not shown.")


@strawberry.enum(name="ImportState", description="An import that has not ended.")
class ImportStateWord(Enum):
    """An import that has not ended."""

    RUNNING = word(
        "running",
        description="Rows are still arriving, or stopped arriving less than two minutes ago: the answer may lack some.",
    )
    INTERRUPTED = word("interrupted", description="It stopped half-way: run the same import again to finish it.")


@strawberry.enum(name="ServiceRole", description="What a staff member does on an account. Source: services.csv.")
class ServiceRoleWord(Enum):
    """What a staff member does on an account."""

    LEAD = word("lead", description="Leads the account.")
    BACKUP = word("backup", description="Stands in for the lead.")
    SPECIALIST = word("specialist", description="Serves one part of what the account buys.")


@strawberry.enum(name="Channel", description="How a touch happened. Source: touches.csv.")
class ChannelWord(Enum):
    """How a touch happened."""

    EMAIL = word("email", description="An e-mail; its content is never recorded.")
    CALL = word("call", description="A call, by telephone or video.")
    MEETING = word("meeting", description="A meeting.")
    ORDER = word("order", description="An order worked through together.")
    VISIT = word("visit", description="A visit on site.")
    CRISIS = word("crisis", description="A problem that was solved together.")
    SOCIAL = word("social", description="A meeting outside work.")


@strawberry.enum(name="Direction", description="Who reached out. Source: touches.csv.")
class DirectionWord(Enum):
    """Who reached out."""

    IN = word("in", description="The customer reached out to us.")
    OUT = word("out", description="We reached out to the customer.")
    BOTH = word("both", description="Both, or not recorded.")


@strawberry.enum(name="DecisionRole", description="What a person does in an account's buying. Source: employments.csv.")
class DecisionRoleWord(Enum):
    """What a person does in an account's buying."""

    ECONOMIC = word("economic", description="Holds the budget.")
    TECHNICAL = word("technical", description="Judges whether it fits, such as engineering.")
    USER = word("user", description="Works with what is bought.")
    PURCHASING = word("purchasing", description="Buys by terms and price.")
    COACH = word("coach", description="Speaks for us inside the account.")


@strawberry.enum(name="BuyingApproach", description="Who drives an account's buying. Source: buying.csv.")
class BuyingApproachWord(Enum):
    """Who drives an account's buying."""

    RELATIONSHIP = word("relationship", description="Whoever has the relationship: a tie counts in full.")
    ENGINEERING = word("engineering", description="Engineering: a tie counts in full.")
    UNDEFINED = word("undefined", description="What is needed is not defined yet: a tie counts in full.")
    MIXED = word("mixed", description="Engineering and purchasing together: a tie counts half.")
    PURCHASING = word("purchasing", description="Purchasing: a tie counts a tenth.")
    TENDER = word("tender", description="A request for proposals: a tie is worth next to nothing.")
    STANDARD_PARTS = word("standard_parts", description="Standard parts: a tie is worth next to nothing.")


@strawberry.enum(name="DecisionRule", description="How much of the decision weight must agree. Source: buying.csv.")
class DecisionRuleWord(Enum):
    """How much of the decision weight must agree."""

    SINGLE = word("single", description="One who decides.")
    MAJORITY = word("majority", description="More than half; assumed when not supplied.")
    CONSENSUS = word("consensus", description="Nearly all.")


@strawberry.enum(name="PromiseOutcome", description="How a promise ended. Source: promises.csv.")
class PromiseOutcomeWord(Enum):
    """How a promise ended."""

    KEPT = word("kept", description="It was kept.")
    BROKEN = word("broken", description="It was broken.")
    OPEN = word("open", description="It has not ended.")


@strawberry.enum(name="CovenantKind", description="What a covenant forbids after leaving. Source: covenants.csv.")
class CovenantKindWord(Enum):
    """What a covenant forbids after leaving."""

    NON_SOLICIT = word("non_solicit", description="To win over our customers.")
    NON_COMPETE = word("non_compete", description="To work for a competitor, or as one.")


@strawberry.enum(name="EntityKind", description="Who or what has an id of the firm's own and can be searched for.")
class EntityKindWord(Enum):
    """Who or what has an id of the firm's own and can be searched for."""

    STAFF_MEMBER = word("staff member", description="One of ours.")
    PERSON = word("person", description="Someone at a customer.")
    ACCOUNT = word("account", description="A customer organisation.")


@strawberry.enum(name="UserErrorCode", description="What an asker can mend; the same words stand in extensions.code.")
class UserErrorWord(Enum):
    """What an asker can mend."""

    NOT_FOUND = word("NOT_FOUND", description="Nobody has this id.")
    NOT_EMPLOYED = word("NOT_EMPLOYED", description="The staff member is not with us on the day asked about.")
    INVALID_INPUT = word("INVALID_INPUT", description="A value that cannot be meant.")
    CONFLICT = word("CONFLICT", description="The row changed since it was read; nothing was written.")
    ALREADY_THERE = word("ALREADY_THERE", description="Another row has the key of the one to be added.")
    STILL_REFERRED_TO = word("STILL_REFERRED_TO", description="Other rows refer to the one to be retracted.")
    IDEMPOTENCY_KEY_REUSED = word("IDEMPOTENCY_KEY_REUSED", description="The key came with another change before.")
