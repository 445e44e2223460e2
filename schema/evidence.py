"""What a row of an answer rests on: counts, the newest touches, and all of them page by page.

Decides: how evidence is shown, and that touches are read only when asked for.
Does not decide: which touches count (``graph.questions.touches`` and the engine do).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

import strawberry

from graph.domain import answers
from graph.questions.paging import PageRequest
from graph.questions.touches import TouchesThere
from schema.connections import After, Connection, First
from schema.context import Info
from schema.rows_of_ties import Touch


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row needs to know of the question it answers: the leavers' staff ids and the day."""

    leavers: tuple[str, ...]
    day: date


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
