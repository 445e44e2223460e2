"""Everything that can be asked.

Decides: the root fields. Does not decide: any answer.
"""

from __future__ import annotations

import strawberry

from schema.audit_log import AuditEntryConnection, audit_log
from schema.by_id import account_by_id, node, nodes, person_by_id, staff_member_by_id
from schema.context import Info
from schema.departure import DepartureImpactResult, departure_impact
from schema.entities import Account, Node, Person, StaffMember
from schema.firm_answers import AccountRiskConnection, FirmRisk, KeyPersonConnection
from schema.firm_questions import firm_risk, key_people, single_threaded_accounts
from schema.lists import NO_ROW, AccountConnection, PersonConnection, StaffConnection, accounts, people, staff
from schema.model_card import ModelCard, model_card
from schema.rows import Firm, firm
from schema.search import SearchConnection, search


@strawberry.type(description="Whoever asks.")
class Viewer:
    """Whoever asks."""

    name: str = strawberry.field(description='Name as written to the audit log; "local" without sign-in.')


async def _viewer(info: Info) -> Viewer:
    return Viewer(name=info.context.viewer)


_LOOKED_UP = (
    "When staff members or people are found, it writes one row about them to the audit log; the purpose is that of the "
    'request: its Whither-Purpose header, without sign-in by default "local use", elsewhere required.'
)


_SHOWN = (
    "When staff members or people are shown, it writes one row about them to the audit log; the purpose is that of the "
    "request, and without one nothing but accounts can be searched."
)


@strawberry.type(description="Everything that can be asked. Nothing here changes anything but the audit log.")
class Query:
    """Everything that can be asked."""

    node: Node | None = strawberry.field(
        resolver=node, description=f"Whatever has this global id; null when nothing has. {_LOOKED_UP}"
    )
    nodes: list[Node | None] = strawberry.field(
        resolver=nodes,
        description=f"Whatever has these global ids, in their order; null where nothing has. {_LOOKED_UP}",
    )
    viewer: Viewer = strawberry.field(resolver=_viewer, description="Whoever asks.")
    firm: Firm | None = strawberry.field(
        resolver=firm, description="We ourselves, as recorded today; null where the store has not been told."
    )
    staff_member: StaffMember | None = strawberry.field(
        resolver=staff_member_by_id,
        description="One of ours by id; null when nobody has it. It writes one row to the audit log if somebody has.",
    )
    staff: StaffConnection = strawberry.field(
        resolver=staff,
        description="The staff members who are with us on a day; those who left before or start later are found by "
        f"id. {NO_ROW}",
    )
    person: Person | None = strawberry.field(
        resolver=person_by_id,
        description="Someone at a customer by id; null when nobody has it. It writes one row to the audit log if "
        "somebody has.",
    )
    people: PersonConnection = strawberry.field(
        resolver=people,
        description="All people on record at customers; nothing dates a person, so the list is the same as of any "
        f"day. {NO_ROW}",
    )
    account: Account | None = strawberry.field(
        resolver=account_by_id, description="A customer organisation by id; null when none has it."
    )
    accounts: AccountConnection = strawberry.field(
        resolver=accounts,
        description="All accounts on record; a missing since means always, so the list is the same as of any day.",
    )
    search: SearchConnection = strawberry.field(
        resolver=search,
        description="Staff members, people and accounts by id, name, e-mail address or domain, or by how words of them "
        f"begin; whatever day it is, those who left included. {_SHOWN}",
    )
    audit_log: AuditEntryConnection = strawberry.field(
        resolver=audit_log,
        description="Who asked or changed what about whom, newest first. For administrators; without sign-in everybody "
        "at this machine is one. With a subject it writes one row about them to the audit log itself, after the page "
        "was read; the purpose is that of the request.",
    )
    departure_impact: DepartureImpactResult = strawberry.field(
        resolver=departure_impact,
        description="What happens if these staff members leave: which accounts would follow them, what it costs within "
        "18 months, and why. It writes one row to the audit log, all pages of evidence included.",
    )
    key_people: KeyPersonConnection = strawberry.field(
        resolver=key_people,
        description="Whom we depend on: the staff members with us on the day, by what hangs on each if they alone "
        "leave for a rival. Whether anybody will leave is not estimated. It writes one row to the audit log about "
        "those shown.",
    )
    firm_risk: FirmRisk = strawberry.field(
        resolver=firm_risk,
        description="How the firm's value hangs on its people: single threads, concentration, key-person factor.",
    )
    single_threaded_accounts: AccountRiskConnection = strawberry.field(
        resolver=single_threaded_accounts,
        description="Accounts that hang on a single thread, with severity and reasons: held by one staff member alone, "
        "or with fewer than two in touch, or with too few contacts in touch. It writes one row to the audit log about "
        "those shown to hold one.",
    )
    model_card: ModelCard = strawberry.field(
        resolver=model_card, description="Every assumption of the model with its source, and its limits."
    )
