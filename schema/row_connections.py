"""Pages of rows that belong to somebody or something.

Decides: which type shows a page of which kind of row. Does not decide: which rows a page holds
(``graph.questions.owned`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import strawberry

from graph.domain import records
from graph.domain.kinds import Record
from graph.questions.paging import Page
from schema.connections import Connection
from schema.entities import Employment
from schema.evidence import TouchConnection
from schema.rows_of_accounts import Booking, Buying
from schema.rows_of_staff import Covenant, Service
from schema.rows_of_ties import Closeness, Promise, Touch


@strawberry.type(description="A page of services.")
class ServiceConnection(Connection[Service]):
    """A page of services."""


@strawberry.type(description="A page of employments.")
class EmploymentConnection(Connection[Employment]):
    """A page of employments."""


@strawberry.type(description="A page of ratings of closeness.")
class ClosenessConnection(Connection[Closeness]):
    """A page of ratings of closeness."""


@strawberry.type(description="A page of promises.")
class PromiseConnection(Connection[Promise]):
    """A page of promises."""


@strawberry.type(description="A page of ways of buying.")
class BuyingConnection(Connection[Buying]):
    """A page of ways of buying."""


@strawberry.type(description="A page of bookings.")
class BookingConnection(Connection[Booking]):
    """A page of bookings."""


@strawberry.type(description="A page of covenants.")
class CovenantConnection(Connection[Covenant]):
    """A page of covenants."""


_SHOWN: Final[dict[type[Record], Callable[[Page[Any]], Connection[Any]]]] = {
    records.Service: lambda page: ServiceConnection.of(page, Service.from_answer),
    records.Employment: lambda page: EmploymentConnection.of(page, Employment.from_answer),
    records.Touch: lambda page: TouchConnection.of(page, Touch.from_answer),
    records.Closeness: lambda page: ClosenessConnection.of(page, Closeness.from_answer),
    records.Promise: lambda page: PromiseConnection.of(page, Promise.from_answer),
    records.Buying: lambda page: BuyingConnection.of(page, Buying.from_answer),
    records.Booking: lambda page: BookingConnection.of(page, Booking.from_answer),
    records.Covenant: lambda page: CovenantConnection.of(page, Covenant.from_answer),
}


def connection_of(kind: type[Record], page: Page[Record]) -> Connection[Any]:
    """The type of a page of rows of this kind."""
    return _SHOWN[kind](page)
