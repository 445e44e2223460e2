"""Everything that can be changed.

Decides: the root fields. Does not decide: what can be said of a row (``mutations`` does), nor whether a change can be
made (``graph.changes`` does).
"""

from __future__ import annotations

import strawberry

from schema.mutations.accounts import (
    AccountAddResult,
    AccountCorrectResult,
    AccountRetractResult,
    account_add,
    account_correct,
    account_retract,
)
from schema.mutations.buying import BuyingRetractResult, BuyingSetResult, buying_retract, buying_set
from schema.mutations.closeness import ClosenessRetractResult, ClosenessSetResult, closeness_retract, closeness_set
from schema.mutations.covenants import CovenantRetractResult, CovenantSetResult, covenant_retract, covenant_set
from schema.mutations.employments import (
    EmploymentCloseResult,
    EmploymentCorrectResult,
    EmploymentOpenResult,
    EmploymentRetractResult,
    employment_close,
    employment_correct,
    employment_open,
    employment_retract,
)
from schema.mutations.firm import FirmCorrectResult, firm_correct
from schema.mutations.people import (
    PersonAddResult,
    PersonCorrectResult,
    PersonRetractResult,
    person_add,
    person_correct,
    person_retract,
)
from schema.mutations.promises import (
    PromiseCloseResult,
    PromiseCorrectResult,
    PromiseMakeResult,
    PromiseRetractResult,
    promise_close,
    promise_correct,
    promise_make,
    promise_retract,
)
from schema.mutations.revenue import (
    RevenueCorrectResult,
    RevenueRecordResult,
    RevenueRetractResult,
    revenue_correct,
    revenue_record,
    revenue_retract,
)
from schema.mutations.services import (
    ServiceCloseResult,
    ServiceCorrectResult,
    ServiceOpenResult,
    ServiceRetractResult,
    service_close,
    service_correct,
    service_open,
    service_retract,
)
from schema.mutations.staff import (
    StaffMemberAddResult,
    StaffMemberCorrectResult,
    StaffMemberRetractResult,
    staff_member_add,
    staff_member_correct,
    staff_member_retract,
)
from schema.mutations.touches import (
    TouchCorrectResult,
    TouchRecordResult,
    TouchRetractResult,
    touch_correct,
    touch_record,
    touch_retract,
)


@strawberry.type(
    description="Everything that can be changed. The changes of an operation are made one after the other, each by "
    "itself: what was made stays made when a later one fails. Each is committed before its payload goes out. One "
    "that names staff members or people leaves a row in the audit log first: there may be a row of a change that then "
    "failed, and never a change without its row. A field is null only with an error beside it.\n\n"
    "idempotencyKey has 1 to 200 printable characters. The same key with the same mutation and input changes nothing "
    "within 30 days and gives the first payload again; with another mutation or input it is an error.\n\n"
    "purpose says in 1 to 200 characters why something is changed, for the audit log. By default it is the request's "
    'Whither-Purpose header, and without sign-in "local use"; elsewhere it is required.'
)
class Mutation:
    """Everything that can be changed."""

    touch_record: TouchRecordResult | None = strawberry.mutation(
        resolver=touch_record, description="Record a touch that happened."
    )
    touch_correct: TouchCorrectResult | None = strawberry.mutation(
        resolver=touch_correct, description="Correct what was wrong about a touch."
    )
    touch_retract: TouchRetractResult | None = strawberry.mutation(
        resolver=touch_retract, description="Retract a touch that did not happen."
    )
    closeness_set: ClosenessSetResult | None = strawberry.mutation(
        resolver=closeness_set, description="Rate how close a staff member is to a person."
    )
    closeness_retract: ClosenessRetractResult | None = strawberry.mutation(
        resolver=closeness_retract, description="Retract a rating of closeness."
    )
    promise_make: PromiseMakeResult | None = strawberry.mutation(
        resolver=promise_make, description="Record a promise that is made."
    )
    promise_close: PromiseCloseResult | None = strawberry.mutation(
        resolver=promise_close, description="Close a promise as kept or broken."
    )
    promise_correct: PromiseCorrectResult | None = strawberry.mutation(
        resolver=promise_correct, description="Correct what was wrong about a promise, or open it again."
    )
    promise_retract: PromiseRetractResult | None = strawberry.mutation(
        resolver=promise_retract, description="Retract a promise that was not made."
    )
    employment_open: EmploymentOpenResult | None = strawberry.mutation(
        resolver=employment_open, description="Record that a person works for an account."
    )
    employment_close: EmploymentCloseResult | None = strawberry.mutation(
        resolver=employment_close, description="Record when a person stopped working for an account."
    )
    employment_correct: EmploymentCorrectResult | None = strawberry.mutation(
        resolver=employment_correct, description="Correct what was wrong about an employment."
    )
    employment_retract: EmploymentRetractResult | None = strawberry.mutation(
        resolver=employment_retract, description="Retract an employment that never was."
    )
    service_open: ServiceOpenResult | None = strawberry.mutation(
        resolver=service_open, description="Record that a staff member serves an account."
    )
    service_close: ServiceCloseResult | None = strawberry.mutation(
        resolver=service_close, description="Record when a staff member stopped serving an account."
    )
    service_correct: ServiceCorrectResult | None = strawberry.mutation(
        resolver=service_correct, description="Correct what was wrong about a service."
    )
    service_retract: ServiceRetractResult | None = strawberry.mutation(
        resolver=service_retract, description="Retract a service that never was."
    )
    staff_member_add: StaffMemberAddResult | None = strawberry.mutation(
        resolver=staff_member_add, description="Add one of ours."
    )
    staff_member_correct: StaffMemberCorrectResult | None = strawberry.mutation(
        resolver=staff_member_correct, description="Correct what is recorded of a staff member; who leaves gets an end."
    )
    staff_member_retract: StaffMemberRetractResult | None = strawberry.mutation(
        resolver=staff_member_retract,
        description="Retract a staff member who never was one of ours, and whom no row names.",
    )
    person_add: PersonAddResult | None = strawberry.mutation(
        resolver=person_add, description="Add someone at a customer."
    )
    person_correct: PersonCorrectResult | None = strawberry.mutation(
        resolver=person_correct, description="Correct what is recorded of a person."
    )
    person_retract: PersonRetractResult | None = strawberry.mutation(
        resolver=person_retract, description="Retract a person whom no row names."
    )
    account_add: AccountAddResult | None = strawberry.mutation(
        resolver=account_add, description="Add a customer organisation."
    )
    account_correct: AccountCorrectResult | None = strawberry.mutation(
        resolver=account_correct, description="Correct what is recorded of an account."
    )
    account_retract: AccountRetractResult | None = strawberry.mutation(
        resolver=account_retract, description="Retract an account that no row names."
    )
    buying_set: BuyingSetResult | None = strawberry.mutation(
        resolver=buying_set, description="Set how an account buys from a day on."
    )
    buying_retract: BuyingRetractResult | None = strawberry.mutation(
        resolver=buying_retract, description="Retract how an account buys from a day on."
    )
    revenue_record: RevenueRecordResult | None = strawberry.mutation(
        resolver=revenue_record, description="Record revenue booked with an account."
    )
    revenue_correct: RevenueCorrectResult | None = strawberry.mutation(
        resolver=revenue_correct, description="Correct what was wrong about a booking."
    )
    revenue_retract: RevenueRetractResult | None = strawberry.mutation(
        resolver=revenue_retract, description="Retract a booking that never was."
    )
    covenant_set: CovenantSetResult | None = strawberry.mutation(
        resolver=covenant_set, description="Set a covenant that binds a staff member."
    )
    covenant_retract: CovenantRetractResult | None = strawberry.mutation(
        resolver=covenant_retract, description="Retract a covenant that never was."
    )
    firm_correct: FirmCorrectResult | None = strawberry.mutation(
        resolver=firm_correct, description="Correct what is recorded of ourselves, or say it for the first time."
    )
