"""The rows of a staff member, a person or an account, beside what is recorded about themselves.

Decides: which of their lists each of them shows, and that a look at the rows of somebody is a question about a named
person, as looking them up is. Does not decide: which rows a list holds (``graph.questions.owned`` does), nor how a row
is shown (``row_connections`` does).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, Final, Protocol

import strawberry

from graph.domain import records
from graph.domain.kinds import Record
from graph.questions.owned import RowsOf
from graph.questions.paging import PageRequest
from schema.connections import After, Before, First, Last
from schema.context import Info

if TYPE_CHECKING:
    from schema.evidence import TouchConnection
    from schema.row_connections import (
        BookingConnection,
        BuyingConnection,
        ClosenessConnection,
        CovenantConnection,
        EmploymentConnection,
        PromiseConnection,
        ServiceConnection,
    )

_ROWS: Final = strawberry.lazy("schema.row_connections")
_EVIDENCE: Final = strawberry.lazy("schema.evidence")
_LOOK: Final = (
    "All on record today, whatever day is asked about elsewhere. It is a question about a named person: unless they "
    "are looked up by id in the same operation, it writes a row about them to the audit log, one row about all whose "
    "rows are asked for at once; the purpose is that of the request."
)
_LIST: Final = (
    "All on record today. A list of an account's rows writes no row to the audit log, whoever is named in it."
)


class _Owner(Protocol):
    """Whoever or whatever rows belong to."""

    @property
    def own_id(self) -> str:
        """The firm's own id."""


def _rows(kind: type[Record], owner: type[records.Entity]) -> Callable[..., Awaitable[Any]]:
    """What reads a page of the rows of this kind that name an owner."""

    async def read(
        whose: strawberry.Parent[_Owner],
        info: Info,
        *,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Any:
        from schema.row_connections import connection_of  # noqa: PLC0415  # these types lead back to their owners

        wanted = RowsOf.page(kind, owner, whose.own_id, PageRequest(first, after, last, before))
        about_somebody = owner is not records.Account
        if about_somebody:
            info.context.asker()  # who asks is settled before anything is read
        page = await info.context.loaders.owned.load(wanted)
        if about_somebody:
            await info.context.loaders.looked_at.load((owner, whose.own_id))
        return connection_of(kind, page)

    return read


@strawberry.type
class RowsOfStaffMember:
    """The rows that name a staff member."""

    services: Annotated[ServiceConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Service, records.StaffMember),
        description=f"Their services, by account, role and start. {_LOOK}",
    )
    touches: Annotated[TouchConnection, _EVIDENCE] = strawberry.field(
        resolver=_rows(records.Touch, records.StaffMember), description=f"Their touches, newest first. {_LOOK}"
    )
    closeness: Annotated[ClosenessConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Closeness, records.StaffMember),
        description=f"How close they are to people, by person and day. {_LOOK}",
    )
    promises: Annotated[PromiseConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Promise, records.StaffMember),
        description=f"What they promised, by the firm's own id. {_LOOK}",
    )
    covenants: Annotated[CovenantConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Covenant, records.StaffMember),
        description=f"What binds them, by kind, account and start; what binds everywhere first. {_LOOK}",
    )


@strawberry.type
class RowsOfPerson:
    """The rows that name a person."""

    employments: Annotated[EmploymentConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Employment, records.Person),
        description=f"Their employments, by account and start; employers has them as of a day. {_LOOK}",
    )
    touches: Annotated[TouchConnection, _EVIDENCE] = strawberry.field(
        resolver=_rows(records.Touch, records.Person), description=f"The touches with them, newest first. {_LOOK}"
    )
    closeness: Annotated[ClosenessConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Closeness, records.Person),
        description=f"How close staff members are to them, by staff member and day. {_LOOK}",
    )
    promises: Annotated[PromiseConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Promise, records.Person),
        description=f"What they were promised, by the firm's own id. {_LOOK}",
    )


@strawberry.type
class RowsOfAccount:
    """The rows that name an account."""

    services: Annotated[ServiceConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Service, records.Account),
        description=f"Who serves it, by staff member, role and start. {_LIST}",
    )
    employments: Annotated[EmploymentConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Employment, records.Account),
        description=f"Who works, worked or will work there, by person and start. {_LIST}",
    )
    touches: Annotated[TouchConnection, _EVIDENCE] = strawberry.field(
        resolver=_rows(records.Touch, records.Account),
        description="The touches that name it, newest first; one that names only a person who works there is among "
        f"theirs. {_LIST}",
    )
    promises: Annotated[PromiseConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Promise, records.Account),
        description=f"The promises that name it, by the firm's own id. {_LIST}",
    )
    buying: Annotated[BuyingConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Buying, records.Account), description=f"How it bought and buys, by start. {_LIST}"
    )
    revenue: Annotated[BookingConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Booking, records.Account), description=f"What was booked, by day and ref. {_LIST}"
    )
    covenants: Annotated[CovenantConnection, _ROWS] = strawberry.field(
        resolver=_rows(records.Covenant, records.Account),
        description="The covenants that are about it alone, by staff member, kind and start; those that bind "
        f"everywhere are not among them. {_LIST}",
    )
