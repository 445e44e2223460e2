"""What a row of an answer rests on: counts, the newest touches, and all of them page by page.

Decides: how evidence is shown, and that touches are read only when asked for.
Does not decide: which touches count (``graph.questions.touches`` and the engine do).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import strawberry

from graph.domain import answers, records
from graph.questions.paging import PageRequest
from graph.questions.touches import TouchesThere
from schema.connections import After, Connection, First
from schema.context import Info
from schema.entities import Account, Person, StaffMember, account_of, person_of, staff_member
from schema.words import ChannelWord, DirectionWord


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row needs to know of the question it answers: the leavers' staff ids and the day."""

    leavers: tuple[str, ...]
    day: date


async def _staff_member(touch: strawberry.Parent[Touch], info: Info) -> StaffMember | None:
    return staff_member(await info.context.loaders.staff.load(touch.staff_id))


async def _account(touch: strawberry.Parent[Touch], info: Info) -> Account | None:
    return account_of(await info.context.loaders.accounts.load(touch.account_id) if touch.account_id else None)


async def _person(touch: strawberry.Parent[Touch], info: Info) -> Person | None:
    return person_of(await info.context.loaders.people.load(touch.person_id) if touch.person_id else None)


@strawberry.type(
    description="One dated contact of a staff member with a customer; never its content. Source: touches.csv."
)
class Touch:
    """One dated contact."""

    own_id: str = strawberry.field(description="The firm's own id, as in the imported files.")
    at: datetime = strawberry.field(description="When it happened.")
    on: date = strawberry.field(description="The day it falls on in the firm's time zone.")
    channel: ChannelWord = strawberry.field(description="How it happened.")
    direction: DirectionWord = strawberry.field(description="Who reached out.")
    staff_id: strawberry.Private[str]
    person_id: strawberry.Private[str | None]
    staff_member: StaffMember | None = strawberry.field(
        resolver=_staff_member, description="Whose touch it is; null only if erased while the answer was made."
    )
    person: Person | None = strawberry.field(
        resolver=_person, description="Whom it was with; null when the touch names only the account."
    )
    account_id: strawberry.Private[str | None]
    account: Account | None = strawberry.field(
        resolver=_account, description="The account it names; null when it names only the person."
    )

    @classmethod
    def from_answer(cls, found: records.Touch) -> Self:
        """The type of a recorded touch."""
        return cls(
            own_id=found.id,
            at=found.at,
            on=found.on,
            channel=ChannelWord[found.channel.name],
            direction=DirectionWord[found.direction.name],
            staff_id=found.staff_id,
            person_id=found.person_id,
            account_id=found.account_id,
        )


@strawberry.type(description="A page of touches, newest first.")
class TouchConnection(Connection[Touch]):
    """A page of touches."""


async def _touches(
    evidence: strawberry.Parent[Evidence], info: Info, first: First = None, after: After = None
) -> TouchConnection:
    asked, page = evidence.asked, PageRequest(first, after)
    wanted = TouchesThere.page(asked.leavers, asked.day, evidence.account_id, page)
    return TouchConnection.of(await info.context.loaders.touches.load(wanted), Touch.from_answer)


@strawberry.type(description="What the leavers' part of a row rests on, up to the day asked about.")
class Evidence:
    """What a row rests on."""

    touch_count: int = strawberry.field(
        description="Touches of the leavers with the account, or with whoever is employed there on the day."
    )
    first_touch: date | None = strawberry.field(description="Day of the first of these touches; null without one.")
    last_touch: date | None = strawberry.field(description="Day of the last of these touches; null without one.")
    newest: list[str] = strawberry.field(
        description="The firm's own ids of the newest touches, at most 3, newest first."
    )
    ratings: int = strawberry.field(description="Closeness ratings in use. Source: closeness.csv.")
    promises_kept: int = strawberry.field(description="Promises closed as kept. Source: promises.csv.")
    promises_broken: int = strawberry.field(description="Promises closed as broken. Source: promises.csv.")
    idle_promises: list[str] = strawberry.field(
        description="The firm's own ids of closed promises that belong to no tie and so count nothing."
    )
    asked: strawberry.Private[Asked]
    account_id: strawberry.Private[str]
    touches: TouchConnection = strawberry.field(
        resolver=_touches,
        description="All these touches, newest first, page by page; read from the store only when asked for.",
    )

    @classmethod
    def from_answer(cls, found: answers.Evidence, account_id: str, asked: Asked) -> Self:
        """The type of a row's evidence."""
        return cls(
            touch_count=found.touches,
            first_touch=found.first_touch,
            last_touch=found.last_touch,
            newest=list(found.newest),
            ratings=found.ratings,
            promises_kept=found.promises_kept,
            promises_broken=found.promises_broken,
            idle_promises=list(found.idle_promises),
            asked=asked,
            account_id=account_id,
        )
